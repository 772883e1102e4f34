package org.anabranch.solver;

import java.util.Arrays;

/**
 * Evaluates a field on a batch of any size, at most {@code maxRows} rows at once. Allocates nothing after the first call at a
 * batch size. One thread at a time.
 */
public final class BlockEvaluator {
  private final VelocityField field;
  private final double[][] times;

  /** An evaluator that shows the field at most {@code maxRows} rows at once. */
  public BlockEvaluator(VelocityField field, int maxRows) {
    this.field = field;
    this.times = new double[maxRows + 1][];
  }

  /** The field. */
  public VelocityField field() {
    return field;
  }

  /**
   * v = u(x, t), block by block, if the meter admits it as one batched evaluation.
   *
   * @param conditions [blocks][rows of the block]
   */
  public Admission evaluate(RowBlocks x, double t, int[][] conditions, Meter meter, RowBlocks v) {
    Admission admission = meter.admit((long) x.whole().rows() * field.costPerRow());
    if (admission == Admission.ADMITTED) {
      for (int i = 0; i < x.count(); i++) {
        field.evaluate(x.block(i), times(x.block(i).rows(), t), conditions[i], v.block(i));
      }
    }
    return admission;
  }

  private double[] times(int rows, double t) {
    if (times[rows] == null) {
      times[rows] = new double[rows];
    }
    Arrays.fill(times[rows], t);
    return times[rows];
  }
}
