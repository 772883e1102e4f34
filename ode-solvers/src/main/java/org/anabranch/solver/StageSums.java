package org.anabranch.solver;

import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;

/**
 * The states of a method's stages, y = x + h sum_j w[j] k[j], each a chain of fused multiply-adds in the order of the stages: the bits
 * of {@link Kernels#axpy}, at the price of the sum.
 *
 * <p>Doubles are summed in one sweep for every seven terms,
 * floats of short states element by element; a kernel's checks and calls cost more there than the arithmetic. Longer floats are the
 * kernel's. Allocates nothing. One thread at a time.
 */
final class StageSums {
  /** Doubles up to which {@link #few} is the faster way. */
  static final int FEW = 8;

  /** Floats up to which a loop of our own is faster than a kernel's call. */
  private static final int SHORT = 64;

  private final Kernels kernels;
  private final Tableau tableau;
  private final double[] dense;
  private final double[] c;

  /** The sums of a method: set i is the state of stage i, the set after the last stage the new state. */
  StageSums(Kernels kernels, Tableau tableau) {
    this.kernels = kernels;
    this.tableau = tableau;
    this.dense = new double[tableau.stages()];
    this.c = new double[tableau.stages()];
  }

  /** y = x + h sum_j w[j] k[j] of a set; y may be x. */
  void sum(int set, double h, Tensor x, Tensor[] k, Tensor y) {
    int[] terms = tableau.sum(set).index();
    double[] w = tableau.sum(set).value();
    int size = (int) x.size();
    if (x.dtype() == DType.F32 && size <= SHORT) {
      for (int i = 0; i < w.length; i++) {
        c[i] = (float) (h * w[i]);
      }
      narrow(terms, c, x, k, y, size);
      return;
    }
    boolean together = x.dtype() == DType.F64 && y.offset() == x.offset();
    for (int j = 0; j < terms.length && together; j++) {
      together = k[terms[j]].offset() == x.offset();
    }
    if (together) {
      wide(set, h, x.doubles(), k, y.doubles(), x.offset(), size);
      return;
    }
    int n = 0;
    for (int i = 0; i < terms.length; i++) {
      while (n < terms[i]) {
        dense[n++] = 0;
      }
      dense[n++] = h * w[i];
    }
    kernels.axpy(x, dense, k, n, y);
  }

  private static void narrow(int[] terms, double[] c, Tensor x, Tensor[] k, Tensor y, int size) {
    float[] from = x.floats();
    float[] to = y.floats();
    int a = x.offset();
    int b = y.offset();
    switch (terms.length) {
      case 1 -> {
        float[] k0 = k[terms[0]].floats();
        int o0 = k[terms[0]].offset();
        float c0 = (float) c[0];
        for (int i = 0; i < size; i++) {
          to[b + i] = Math.fma(c0, k0[o0 + i], from[a + i]);
        }
      }
      case 4 -> {
        float[] k0 = k[terms[0]].floats();
        float[] k1 = k[terms[1]].floats();
        float[] k2 = k[terms[2]].floats();
        float[] k3 = k[terms[3]].floats();
        int o0 = k[terms[0]].offset();
        int o1 = k[terms[1]].offset();
        int o2 = k[terms[2]].offset();
        int o3 = k[terms[3]].offset();
        float c0 = (float) c[0];
        float c1 = (float) c[1];
        float c2 = (float) c[2];
        float c3 = (float) c[3];
        for (int i = 0; i < size; i++) {
          to[b + i] = Math.fma(c3, k3[o3 + i], Math.fma(c2, k2[o2 + i], Math.fma(c1, k1[o1 + i], Math.fma(c0, k0[o0 + i],
              from[a + i]))));
        }
      }
      default -> {
        for (int i = 0; i < size; i++) {
          float sum = from[a + i];
          for (int j = 0; j < terms.length; j++) {
            Tensor term = k[terms[j]];
            sum = Math.fma((float) c[j], term.floats()[term.offset() + i], sum);
          }
          to[b + i] = sum;
        }
      }
    }
  }

  /** The same of doubles that all stand at one offset of their arrays: {@code size} elements from {@code at} on. */
  void wide(int set, double h, double[] x, Tensor[] k, double[] y, int at, int size) {
    int[] t = tableau.sum(set).index();
    double[] w = tableau.sum(set).value();
    int end = at + size;
    double[] from = x;
    int j = 0;
    while (t.length - j > 7) {
      seven(from, h, w, k, t, j, y, at, end);
      from = y;
      j += 7;
    }
    switch (t.length - j) {
      case 0 -> {
        if (from != y) {
          System.arraycopy(from, at, y, at, size);
        }
      }
      case 1 -> one(from, h * w[j], k[t[j]].doubles(), y, at, end);
      case 2 -> two(from, h * w[j], k[t[j]].doubles(), h * w[j + 1], k[t[j + 1]].doubles(), y, at, end);
      case 3 -> three(from, h, w, k, t, j, y, at, end);
      case 4 -> four(from, h, w, k, t, j, y, at, end);
      case 5 -> five(from, h, w, k, t, j, y, at, end);
      case 6 -> six(from, h, w, k, t, j, y, at, end);
      default -> seven(from, h, w, k, t, j, y, at, end);
    }
  }

  /**
   * The same of a state of a few elements, element by element: there a loop's entry costs more than its passes.
   *
   * @param k the arrays of the stages
   */
  void few(int set, double h, double[] x, double[][] k, double[] y, int at, int size) {
    int[] t = tableau.sum(set).index();
    double[] w = tableau.sum(set).value();
    for (int j = 0; j < w.length; j++) {
      c[j] = h * w[j];
    }
    for (int i = at; i < at + size; i++) {
      double sum = x[i];
      for (int j = 0; j < t.length; j++) {
        sum = Math.fma(c[j], k[t[j]][i], sum);
      }
      y[i] = sum;
    }
  }

  private static void one(double[] x, double c0, double[] k0, double[] y, int at, int end) {
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c0, k0[i], x[i]);
    }
  }

  private static void two(double[] x, double c0, double[] k0, double c1, double[] k1, double[] y, int at, int end) {
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i]));
    }
  }

  private static void three(double[] x, double h, double[] w, Tensor[] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]].doubles();
    double[] k1 = k[t[j + 1]].doubles();
    double[] k2 = k[t[j + 2]].doubles();
    double c0 = h * w[j];
    double c1 = h * w[j + 1];
    double c2 = h * w[j + 2];
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c2, k2[i], Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i])));
    }
  }

  private static void four(double[] x, double h, double[] w, Tensor[] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]].doubles();
    double[] k1 = k[t[j + 1]].doubles();
    double[] k2 = k[t[j + 2]].doubles();
    double[] k3 = k[t[j + 3]].doubles();
    double c0 = h * w[j];
    double c1 = h * w[j + 1];
    double c2 = h * w[j + 2];
    double c3 = h * w[j + 3];
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c3, k3[i], Math.fma(c2, k2[i], Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i]))));
    }
  }

  private static void five(double[] x, double h, double[] w, Tensor[] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]].doubles();
    double[] k1 = k[t[j + 1]].doubles();
    double[] k2 = k[t[j + 2]].doubles();
    double[] k3 = k[t[j + 3]].doubles();
    double[] k4 = k[t[j + 4]].doubles();
    double c0 = h * w[j];
    double c1 = h * w[j + 1];
    double c2 = h * w[j + 2];
    double c3 = h * w[j + 3];
    double c4 = h * w[j + 4];
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c4, k4[i], Math.fma(c3, k3[i], Math.fma(c2, k2[i], Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i])))));
    }
  }

  private static void six(double[] x, double h, double[] w, Tensor[] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]].doubles();
    double[] k1 = k[t[j + 1]].doubles();
    double[] k2 = k[t[j + 2]].doubles();
    double[] k3 = k[t[j + 3]].doubles();
    double[] k4 = k[t[j + 4]].doubles();
    double[] k5 = k[t[j + 5]].doubles();
    double c0 = h * w[j];
    double c1 = h * w[j + 1];
    double c2 = h * w[j + 2];
    double c3 = h * w[j + 3];
    double c4 = h * w[j + 4];
    double c5 = h * w[j + 5];
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c5, k5[i], Math.fma(c4, k4[i], Math.fma(c3, k3[i], Math.fma(c2, k2[i], Math.fma(c1, k1[i],
          Math.fma(c0, k0[i], x[i]))))));
    }
  }

  private static void seven(double[] x, double h, double[] w, Tensor[] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]].doubles();
    double[] k1 = k[t[j + 1]].doubles();
    double[] k2 = k[t[j + 2]].doubles();
    double[] k3 = k[t[j + 3]].doubles();
    double[] k4 = k[t[j + 4]].doubles();
    double[] k5 = k[t[j + 5]].doubles();
    double[] k6 = k[t[j + 6]].doubles();
    double c0 = h * w[j];
    double c1 = h * w[j + 1];
    double c2 = h * w[j + 2];
    double c3 = h * w[j + 3];
    double c4 = h * w[j + 4];
    double c5 = h * w[j + 5];
    double c6 = h * w[j + 6];
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c6, k6[i], Math.fma(c5, k5[i], Math.fma(c4, k4[i], Math.fma(c3, k3[i], Math.fma(c2, k2[i], Math.fma(c1, k1[i],
          Math.fma(c0, k0[i], x[i])))))));
    }
  }
}
