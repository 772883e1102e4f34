package org.anabranch.model.golden;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.VelocityField;

/**
 * The velocity of a {@code search_rbf} folder on the linear path with noise at one: v(x, t) = x W^T + tanh(x V^T) + b t on the last
 * axis of x, [rows, tokens, width]. In double. Stateless.
 */
final class RbfToyField implements VelocityField {
  private final Shape rowShape;
  private final double[] w;
  private final double[] v;
  private final double[] b;

  RbfToyField(GoldenFolder folder, Shape rowShape) {
    this.rowShape = rowShape;
    this.w = folder.wideInput("W").doubles();
    this.v = folder.wideInput("V").doubles();
    this.b = folder.wideInput("b").doubles();
  }

  @Override
  public Shape rowShape() {
    return rowShape;
  }

  @Override
  public DType dtype() {
    return DType.F64;
  }

  @Override
  public Interpolant interpolant() {
    return Interpolant.linear(Direction.NOISE_AT_ONE);
  }

  @Override
  public int costPerRow() {
    return 1;
  }

  @Override
  public void checkCondition(int condition) {
    if (condition != 0) {
      throw new IllegalArgumentException("toy field: has condition 0 only, got " + condition);
    }
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor out) {
    int width = b.length;
    int perRow = x.rowSize();
    double[] row = new double[width];
    for (int at = 0; at < x.size(); at += width) {
      int from = at;
      Arrays.setAll(row, j -> x.get(from + j));
      for (int i = 0; i < width; i++) {
        double linear = 0;
        double inner = 0;
        for (int j = 0; j < width; j++) {
          linear += row[j] * w[i * width + j];
          inner += row[j] * v[i * width + j];
        }
        out.doubles()[out.offset() + at + i] = linear + Math.tanh(inner) + b[i] * t[at / perRow];
      }
    }
  }
}
