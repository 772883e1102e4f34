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
   * v = u(x, t), block by block, to be charged by the caller beforehand ({@link #cost}).
   *
   * @param conditions [blocks][rows of the block]
   */
  public void evaluate(RowBlocks x, double t, int[][] conditions, RowBlocks v) {
    if (x.count() == 1) {
      field.evaluate(x.whole(), times(x.whole().rows(), t), conditions[0], v.whole());
      return;
    }
    for (int i = 0; i < x.count(); i++) {
      field.evaluate(x.block(i), times(x.block(i).rows(), t), conditions[i], v.block(i));
    }
  }

  /**
   * Evaluates the rows' states at time t, if they are not {@link FlowRows#isEvaluated evaluated} yet and the meter admits it.
   *
   * @return {@link Admission#ADMITTED} if they are evaluated now, else the limit
   */
  public Admission evaluate(FlowRows rows, double t, Meter meter) {
    if (rows.isEvaluated()) {
      return Admission.ADMITTED;
    }
    Admission admission = meter.admit(cost(rows.count()));
    if (admission == Admission.ADMITTED) {
      rows.evaluating();
      evaluate(rows.state(), t, rows.conditionBlocks(), rows.velocity());
      rows.evaluated(t, true);
    }
    return admission;
  }

  /** As {@link #evaluate(RowBlocks, double, int[][], RowBlocks)} of a {@link VarianceField}, with the variances. */
  public void evaluate(RowBlocks x, double t, int[][] conditions, RowBlocks v, RowBlocks variance) {
    VarianceField both = (VarianceField) field;
    for (int i = 0; i < x.count(); i++) {
      both.evaluate(x.block(i), times(x.block(i).rows(), t), conditions[i], v.block(i), variance.block(i));
    }
  }

  /** What one evaluation of so many rows costs. */
  public long cost(int rows) {
    return (long) rows * field.costPerRow();
  }

  private double[] times(int rows, double t) {
    double[] of = times[rows];
    if (of == null) {
      of = new double[rows];
      times[rows] = of;
    }
    if (rows == 1) {
      of[0] = t;
    } else {
      Arrays.fill(of, t);
    }
    return of;
  }
}
