package org.anabranch.solver.likelihood;

import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.DifferentiableField;

/** The trace itself, sum_i (J e[i])[i]: as many products as a row has elements, summed in double. */
public record ExactDivergence() implements Divergence {
  @Override
  public String description() {
    return "exact";
  }

  @Override
  public int estimates() {
    return 1;
  }

  @Override
  public int evaluations() {
    return 1;
  }

  @Override
  public int products(int size) {
    return size;
  }

  @Override
  public void evaluate(DifferentiableField field, Tensor x, double[] t, int[] condition, TrajectoryKey[] keys, Tensor v,
      double[][] estimates) {
    int size = x.rowSize();
    Directions d = new Directions(field, x.rows(), size);
    for (int r = 0; r < x.rows(); r++) {
      for (int i = 0; i < size; i++) {
        d.set(r, i, i, 1);
      }
    }
    d.multiply(field, x, t, condition, v);
    for (int r = 0; r < x.rows(); r++) {
      double trace = 0;
      for (int i = 0; i < size; i++) {
        trace += d.product(r, i, i);
      }
      estimates[r][0] = trace;
    }
  }
}
