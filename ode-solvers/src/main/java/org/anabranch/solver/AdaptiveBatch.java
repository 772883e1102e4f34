package org.anabranch.solver;

import java.util.Arrays;
import org.anabranch.engine.Tensor;

/** The active rows of an {@link AdaptiveRun} from one slot on, in blocks that the field may see, with their times and conditions. */
final class AdaptiveBatch {
  /** Of no rows. */
  static final AdaptiveBatch NONE = of(0, 0, Tensor.zerosF64(0, 1), Tensor.zerosF64(0, 1), new Tensor[0], 1);

  private final int first;
  private final int rows;
  private RowBlocks state;
  private RowBlocks stage;
  private final RowBlocks[] velocity;
  private final double[][] times;
  private final int[][] conditions;

  private AdaptiveBatch(int first, int rows, RowBlocks state, RowBlocks stage, RowBlocks[] velocity) {
    this.first = first;
    this.rows = rows;
    this.state = state;
    this.stage = stage;
    this.velocity = velocity;
    this.times = new double[state.count()][];
    Arrays.setAll(times, b -> new double[state.block(b).rows()]);
    this.conditions = new int[state.count()][];
    Arrays.setAll(conditions, b -> new int[state.block(b).rows()]);
  }

  /** Rows of the buffers, at most {@code maxRows} to a block. */
  static AdaptiveBatch of(int first, int rows, Tensor state, Tensor stage, Tensor[] velocity, int maxRows) {
    RowBlocks[] v = new RowBlocks[velocity.length];
    Arrays.setAll(v, j -> new RowBlocks(velocity[j].rows(first, rows), maxRows));
    return new AdaptiveBatch(first, rows, new RowBlocks(state.rows(first, rows), maxRows),
        new RowBlocks(stage.rows(first, rows), maxRows), v);
  }

  /** Whether these are its rows. */
  boolean isOf(int from, int count) {
    return first == from && rows == count;
  }

  /**
   * Evaluates a stage, or (-1) the velocities of the states, which are those of the first stage, and counts it in the rows.
   *
   * @param share the stage's time as a part of each row's step
   * @param all   conditions of the rows of the run
   */
  void evaluate(VelocityField field, AdaptiveSlot[] slots, int[] all, int stageIndex, double share) {
    RowBlocks x = stageIndex < 0 ? state : stage;
    RowBlocks v = velocity[Math.max(0, stageIndex)];
    int i = first;
    for (int b = 0; b < times.length; b++) {
      double[] at = times[b];
      int[] condition = conditions[b];
      for (int r = 0; r < at.length; r++) {
        AdaptiveSlot slot = slots[i++];
        at[r] = slot.timeOf(share);
        condition[r] = all[slot.row];
        slot.evaluations++;
      }
      field.evaluate(x.block(b), at, condition, v.block(b));
    }
  }

  /** State and stage change places, first and last velocity too. */
  void swap() {
    RowBlocks x = state;
    state = stage;
    stage = x;
    RowBlocks v = velocity[0];
    velocity[0] = velocity[velocity.length - 1];
    velocity[velocity.length - 1] = v;
  }
}
