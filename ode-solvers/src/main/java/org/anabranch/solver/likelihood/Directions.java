package org.anabranch.solver.likelihood;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.DifferentiableField;

/** Directions of the rows of a batch, [rows][count][size], and the products of the Jacobians with them, in the field's type. */
final class Directions {
  private final int count;
  private final int size;
  private final boolean wide;
  private final Tensor tangents;
  private final Tensor products;

  Directions(DifferentiableField field, int rows, int count) {
    Shape row = field.rowShape();
    this.count = count;
    this.size = Math.toIntExact(row.size());
    this.wide = field.dtype() == DType.F64;
    int[] dims = new int[row.rank() + 1];
    dims[0] = Math.multiplyExact(rows, count);
    for (int i = 0; i < row.rank(); i++) {
      dims[i + 1] = row.dim(i);
    }
    tangents = Tensor.zeros(field.dtype(), Shape.of(dims));
    products = Tensor.zeros(field.dtype(), Shape.of(dims));
  }

  /** Element i of direction k of row r. */
  void set(int r, int k, int i, double value) {
    int at = (r * count + k) * size + i;
    if (wide) {
      tangents.doubles()[at] = value;
    } else {
      tangents.floats()[at] = (float) value;
    }
  }

  /** Element i of direction k of row r, as the field sees it. */
  double get(int r, int k, int i) {
    int at = (r * count + k) * size + i;
    return wide ? tangents.doubles()[at] : tangents.floats()[at];
  }

  /** Element i of the product with direction k of row r. */
  double product(int r, int k, int i) {
    int at = (r * count + k) * size + i;
    return wide ? products.doubles()[at] : products.floats()[at];
  }

  /** d' J d for direction k of row r. */
  double quadratic(int r, int k) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += get(r, k, i) * product(r, k, i);
    }
    return sum;
  }

  /** Evaluates the velocity and all products. */
  void multiply(DifferentiableField field, Tensor x, double[] t, int[] condition, Tensor v) {
    field.evaluate(x, t, condition, tangents, v, products);
  }
}
