package org.anabranch.solver;

import org.anabranch.engine.Shape;

/** The shape of a batch from the shape of a row. */
final class Shapes {
  private Shapes() {}

  /** [rows, row...]. */
  static Shape batch(int rows, Shape row) {
    int[] dims = new int[row.rank() + 1];
    dims[0] = rows;
    for (int i = 0; i < row.rank(); i++) {
      dims[i + 1] = row.dim(i);
    }
    return Shape.of(dims);
  }
}
