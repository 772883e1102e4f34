package org.anabranch.search;

import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;

/** Sums of heap tensors of one shape and type, F32 or F64; computed in double, element by element, and rounded once. */
final class RowAlgebra {
  private RowAlgebra() {}

  /** A tensor of zeros like another. */
  static Tensor zerosLike(Tensor t) {
    return Tensor.zeros(t.dtype(), t.shape());
  }

  /** to += scale * from. */
  static void add(Tensor to, double scale, Tensor from) {
    for (int i = 0; i < to.size(); i++) {
      set(to, i, to.get(i) + scale * from.get(i));
    }
  }

  /** Multiplies every row by a factor, and by less where the row would otherwise be longer than {@code longest}. */
  static void scaleRows(Tensor t, double factor, double longest) {
    int width = t.rowSize();
    for (int r = 0; r < t.rows(); r++) {
      double square = 0;
      for (int j = r * width; j < (r + 1) * width; j++) {
        square += t.get(j) * t.get(j);
      }
      double length = Math.abs(factor) * StrictMath.sqrt(square);
      double by = length > longest ? factor * (longest / length) : factor;
      for (int j = r * width; j < (r + 1) * width; j++) {
        set(t, j, by * t.get(j));
      }
    }
  }

  /** Writes one element of a heap tensor. */
  static void set(Tensor t, int i, double value) {
    if (t.dtype() == DType.F64) {
      t.doubles()[t.offset() + i] = value;
    } else {
      t.floats()[t.offset() + i] = (float) value;
    }
  }
}
