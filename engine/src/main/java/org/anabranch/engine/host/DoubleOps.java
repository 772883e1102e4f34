package org.anabranch.engine.host;

import org.anabranch.engine.Tensor;

/** The solver operations in double precision, for closed-form problems. */
final class DoubleOps {
  private DoubleOps() {}

  static void scale(Tensor x, double c, Tensor y) {
    double[] a = x.doubles();
    double[] b = y.doubles();
    for (int i = 0; i < x.size(); i++) {
      b[y.offset() + i] = c * a[x.offset() + i];
    }
  }

  static void axpy(Tensor x, double[] c, Tensor[] k, int n, Tensor y) {
    double[] a = x.doubles();
    double[] b = y.doubles();
    int size = (int) x.size();
    if (a != b || x.offset() != y.offset()) {
      System.arraycopy(a, x.offset(), b, y.offset(), size);
    }
    for (int j = 0; j < n; j++) {
      if (c[j] == 0) {
        continue;
      }
      double[] d = k[j].doubles();
      int at = k[j].offset();
      for (int i = 0; i < size; i++) {
        b[y.offset() + i] = Math.fma(c[j], d[at + i], b[y.offset() + i]);
      }
    }
  }
}
