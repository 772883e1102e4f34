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

  /** One sweep for every four terms; an element's chain of fused multiply-adds is the same as term by term. */
  static void axpy(Tensor x, double[] c, Tensor[] k, int n, Tensor y) {
    double[] from = x.doubles();
    int fromAt = x.offset();
    double[] to = y.doubles();
    int toAt = y.offset();
    int size = (int) x.size();
    int j = next(c, 0, n);
    if (j == n && (from != to || fromAt != toAt)) {
      System.arraycopy(from, fromAt, to, toAt, size);
    }
    while (j < n) {
      int j1 = next(c, j + 1, n);
      int j2 = next(c, j1 + 1, n);
      int j3 = next(c, j2 + 1, n);
      if (j3 < n) {
        four(from, fromAt, c[j], k[j], c[j1], k[j1], c[j2], k[j2], c[j3], k[j3], to, toAt, size);
        j = next(c, j3 + 1, n);
      } else if (j1 < n) {
        two(from, fromAt, c[j], k[j], c[j1], k[j1], to, toAt, size);
        j = j2;
      } else {
        one(from, fromAt, c[j], k[j], to, toAt, size);
        j = n;
      }
      from = to;
      fromAt = toAt;
    }
  }

  /** The first term from j on whose coefficient is not zero, n if there is none. */
  private static int next(double[] c, int j, int n) {
    int i = j;
    while (i < n && c[i] == 0) {
      i++;
    }
    return Math.min(i, n);
  }

  private static void one(double[] x, int xAt, double c, Tensor k, double[] y, int yAt, int size) {
    double[] d = k.doubles();
    int at = k.offset();
    for (int i = 0; i < size; i++) {
      y[yAt + i] = Math.fma(c, d[at + i], x[xAt + i]);
    }
  }

  private static void two(double[] x, int xAt, double c0, Tensor k0, double c1, Tensor k1, double[] y, int yAt, int size) {
    double[] d0 = k0.doubles();
    double[] d1 = k1.doubles();
    int at0 = k0.offset();
    int at1 = k1.offset();
    for (int i = 0; i < size; i++) {
      y[yAt + i] = Math.fma(c1, d1[at1 + i], Math.fma(c0, d0[at0 + i], x[xAt + i]));
    }
  }

  private static void four(double[] x, int xAt, double c0, Tensor k0, double c1, Tensor k1, double c2, Tensor k2, double c3, Tensor k3,
      double[] y, int yAt, int size) {
    double[] d0 = k0.doubles();
    double[] d1 = k1.doubles();
    double[] d2 = k2.doubles();
    double[] d3 = k3.doubles();
    int at0 = k0.offset();
    int at1 = k1.offset();
    int at2 = k2.offset();
    int at3 = k3.offset();
    for (int i = 0; i < size; i++) {
      y[yAt + i] = Math.fma(c3, d3[at3 + i],
          Math.fma(c2, d2[at2 + i], Math.fma(c1, d1[at1 + i], Math.fma(c0, d0[at0 + i], x[xAt + i]))));
    }
  }
}
