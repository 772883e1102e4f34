package org.anabranch.solver.likelihood;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;

/** u = (1 + t) A x, whose divergence is (1 + t) tr A everywhere. */
record LinearField(double[][] a, Direction direction) implements DifferentiableField {
  @Override
  public Shape rowShape() {
    return Shape.of(a.length);
  }

  @Override
  public DType dtype() {
    return DType.F64;
  }

  @Override
  public Interpolant interpolant() {
    return Interpolant.linear(direction);
  }

  @Override
  public int costPerRow() {
    return 1;
  }

  @Override
  public void checkCondition(int condition) {
    if (condition != 0) {
      throw new IllegalArgumentException("condition: the linear field has only condition 0, got " + condition);
    }
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    multiply(x, 1, t, v);
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
    multiply(x, 1, t, v);
    multiply(tangents, tangents.rows() / x.rows(), t, products);
  }

  private void multiply(Tensor x, int share, double[] t, Tensor to) {
    int n = a.length;
    for (int r = 0; r < x.rows(); r++) {
      for (int i = 0; i < n; i++) {
        double s = 0;
        for (int j = 0; j < n; j++) {
          s += a[i][j] * x.get((long) r * n + j);
        }
        to.doubles()[to.offset() + r * n + i] = (1 + t[r / share]) * s;
      }
    }
  }
}
