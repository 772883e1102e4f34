package org.anabranch.solver;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;

/**
 * The states of a method's stages, y = x + h sum_j w[j] k[j], each a chain of fused multiply-adds in the order of the stages: the bits
 * of {@link Kernels#axpy}, at the price of the sum.
 *
 * <p>Doubles are summed in one sweep for every seven terms, floats of short states in one for every four; a kernel's checks and calls
 * cost more there than the arithmetic. Longer floats are the kernel's. Allocates nothing. One thread at a time.
 */
final class StageSums {
  /** Floats up to which a loop of our own is faster than a kernel's call. */
  static final int SHORT = 64;

  private final Kernels kernels;
  /** Set i is the state of stage i, the set after the last stage the new state. */
  private final int[][] index;
  private final double[][] value;
  private final double[] dense;
  private final double[][] wide;
  private final float[][] narrow;

  /** The sums of a method. */
  StageSums(Kernels kernels, Tableau tableau) {
    this.kernels = kernels;
    this.index = new int[tableau.stages() + 1][];
    this.value = new double[index.length][];
    Arrays.setAll(index, i -> tableau.sum(i).index());
    Arrays.setAll(value, i -> tableau.sum(i).value());
    this.dense = new double[tableau.stages()];
    this.wide = new double[tableau.stages()][];
    this.narrow = new float[tableau.stages()][];
  }

  /** y = x + h sum_j w[j] k[j] of a set; y may be x. */
  void sum(int set, double h, Tensor x, Tensor[] k, Tensor y) {
    int[] terms = index[set];
    double[] w = value[set];
    int size = (int) x.size();
    boolean doubles = x.dtype() == DType.F64;
    boolean together = x.onHeap() && y.offset() == x.offset() && (doubles || size <= SHORT);
    for (int j = 0; j < terms.length && together; j++) {
      Tensor term = k[terms[j]];
      together = term.offset() == x.offset();
      if (doubles) {
        wide[terms[j]] = term.doubles();
      } else {
        narrow[terms[j]] = term.floats();
      }
    }
    if (together && doubles) {
      wide(set, h, x.doubles(), wide, y.doubles(), x.offset(), size);
      return;
    }
    if (together) {
      narrow(set, h, x.floats(), narrow, y.floats(), x.offset(), size);
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

  /** The same of floats that all stand at one offset of their arrays: {@code size} elements from {@code at} on. */
  void narrow(int set, double h, float[] x, float[][] k, float[] y, int at, int size) {
    int[] t = index[set];
    double[] w = value[set];
    int end = at + size;
    float[] from = x;
    int j = 0;
    while (t.length - j > 4) {
      four(from, h, w, k, t, j, y, at, end);
      from = y;
      j += 4;
    }
    switch (t.length - j) {
      case 0 -> System.arraycopy(from, at, y, at, size);
      case 1 -> one(from, h, w, k, t, j, y, at, end);
      case 2 -> two(from, h, w, k, t, j, y, at, end);
      case 3 -> three(from, h, w, k, t, j, y, at, end);
      default -> four(from, h, w, k, t, j, y, at, end);
    }
  }

  private static void one(float[] x, double h, double[] w, float[][] k, int[] t, int j, float[] y, int at, int end) {
    float[] k0 = k[t[j]];
    float c0 = (float) (h * w[j]);
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c0, k0[i], x[i]);
    }
  }

  private static void two(float[] x, double h, double[] w, float[][] k, int[] t, int j, float[] y, int at, int end) {
    float[] k0 = k[t[j]];
    float[] k1 = k[t[j + 1]];
    float c0 = (float) (h * w[j]);
    float c1 = (float) (h * w[j + 1]);
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i]));
    }
  }

  private static void three(float[] x, double h, double[] w, float[][] k, int[] t, int j, float[] y, int at, int end) {
    float[] k0 = k[t[j]];
    float[] k1 = k[t[j + 1]];
    float[] k2 = k[t[j + 2]];
    float c0 = (float) (h * w[j]);
    float c1 = (float) (h * w[j + 1]);
    float c2 = (float) (h * w[j + 2]);
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c2, k2[i], Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i])));
    }
  }

  private static void four(float[] x, double h, double[] w, float[][] k, int[] t, int j, float[] y, int at, int end) {
    float[] k0 = k[t[j]];
    float[] k1 = k[t[j + 1]];
    float[] k2 = k[t[j + 2]];
    float[] k3 = k[t[j + 3]];
    float c0 = (float) (h * w[j]);
    float c1 = (float) (h * w[j + 1]);
    float c2 = (float) (h * w[j + 2]);
    float c3 = (float) (h * w[j + 3]);
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c3, k3[i], Math.fma(c2, k2[i], Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i]))));
    }
  }

  /** The same of doubles that all stand at one offset of their arrays: {@code size} elements from {@code at} on. */
  void wide(int set, double h, double[] x, double[][] k, double[] y, int at, int size) {
    int[] t = index[set];
    double[] w = value[set];
    int end = at + size;
    double[] from = x;
    int j = 0;
    while (t.length - j > 7) {
      seven(from, h, w, k, t, j, y, at, end);
      from = y;
      j += 7;
    }
    switch (t.length - j) {
      case 0 -> System.arraycopy(from, at, y, at, size);
      case 1 -> one(from, h, w, k, t, j, y, at, end);
      case 2 -> two(from, h, w, k, t, j, y, at, end);
      case 3 -> three(from, h, w, k, t, j, y, at, end);
      case 4 -> four(from, h, w, k, t, j, y, at, end);
      case 5 -> five(from, h, w, k, t, j, y, at, end);
      case 6 -> six(from, h, w, k, t, j, y, at, end);
      default -> seven(from, h, w, k, t, j, y, at, end);
    }
  }

  private static void one(double[] x, double h, double[] w, double[][] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]];
    double c0 = h * w[j];
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c0, k0[i], x[i]);
    }
  }

  private static void two(double[] x, double h, double[] w, double[][] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]];
    double[] k1 = k[t[j + 1]];
    double c0 = h * w[j];
    double c1 = h * w[j + 1];
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i]));
    }
  }

  private static void three(double[] x, double h, double[] w, double[][] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]];
    double[] k1 = k[t[j + 1]];
    double[] k2 = k[t[j + 2]];
    double c0 = h * w[j];
    double c1 = h * w[j + 1];
    double c2 = h * w[j + 2];
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c2, k2[i], Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i])));
    }
  }

  private static void four(double[] x, double h, double[] w, double[][] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]];
    double[] k1 = k[t[j + 1]];
    double[] k2 = k[t[j + 2]];
    double[] k3 = k[t[j + 3]];
    double c0 = h * w[j];
    double c1 = h * w[j + 1];
    double c2 = h * w[j + 2];
    double c3 = h * w[j + 3];
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c3, k3[i], Math.fma(c2, k2[i], Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i]))));
    }
  }

  private static void five(double[] x, double h, double[] w, double[][] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]];
    double[] k1 = k[t[j + 1]];
    double[] k2 = k[t[j + 2]];
    double[] k3 = k[t[j + 3]];
    double[] k4 = k[t[j + 4]];
    double c0 = h * w[j];
    double c1 = h * w[j + 1];
    double c2 = h * w[j + 2];
    double c3 = h * w[j + 3];
    double c4 = h * w[j + 4];
    for (int i = at; i < end; i++) {
      y[i] = Math.fma(c4, k4[i], Math.fma(c3, k3[i], Math.fma(c2, k2[i], Math.fma(c1, k1[i], Math.fma(c0, k0[i], x[i])))));
    }
  }

  private static void six(double[] x, double h, double[] w, double[][] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]];
    double[] k1 = k[t[j + 1]];
    double[] k2 = k[t[j + 2]];
    double[] k3 = k[t[j + 3]];
    double[] k4 = k[t[j + 4]];
    double[] k5 = k[t[j + 5]];
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

  private static void seven(double[] x, double h, double[] w, double[][] k, int[] t, int j, double[] y, int at, int end) {
    double[] k0 = k[t[j]];
    double[] k1 = k[t[j + 1]];
    double[] k2 = k[t[j + 2]];
    double[] k3 = k[t[j + 3]];
    double[] k4 = k[t[j + 4]];
    double[] k5 = k[t[j + 5]];
    double[] k6 = k[t[j + 6]];
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
