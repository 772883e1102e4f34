package org.anabranch.solver.sde;

import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.FlowRows;
import org.anabranch.solver.Start;

/** Where the standard normals of a stochastic step come from. */
@FunctionalInterface
public interface StepNoise {
  /** The stream of each row's key at the step: what a process draws. */
  StepNoise KEYED = (key, row, step, z) -> RandomStream.normals(key, step, Purpose.STEP, z, 0, z.length);

  /**
   * Numbers recorded elsewhere.
   *
   * @param noise [steps, rows, ...]; its row of a step must have the width of a state
   */
  static StepNoise recorded(Tensor noise) {
    int rows = noise.shape().dim(1);
    return (key, row, step, z) -> {
      if (step >= noise.rows() || row >= rows || z.length != noise.rowSize() / rows) {
        throw new IllegalArgumentException("recorded noise: holds " + noise.shape() + ", asked for step " + step + ", row "
            + row + " of width " + z.length);
      }
      long at = ((long) step * rows + row) * z.length;
      for (int j = 0; j < z.length; j++) {
        z[j] = noise.get(at + j);
      }
    };
  }

  /** Fills z with the numbers of a row at a step. */
  void draw(TrajectoryKey key, int row, int step, double[] z);

  /**
   * Fills z with the numbers of a row at a step, mixed along the chain of the row's {@link Start}.
   *
   * @param w of the length of z, overwritten if there is a chain
   */
  default void draw(FlowRows rows, int row, int step, double[] z, double[] w) {
    Start start = rows.draw(row);
    draw(start.origin(), row, step, z);
    for (Start.Near near : start.neighbours()) {
      draw(near.key(), row, step, w);
      near.mix(z, w);
    }
  }
}
