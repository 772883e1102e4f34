package org.anabranch.solver;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;

/** Single passes over the states and stages of one row, in double whatever the row's type; one order of summation. */
final class RowSweeps {
  private RowSweeps() {}

  /** Element i of a row on the heap. */
  static double at(Tensor row, int i) {
    return row.dtype() == DType.F64 ? row.doubles()[row.offset() + i] : row.floats()[row.offset() + i];
  }

  /** Sets element i of a row on the heap, rounded once. */
  static void set(Tensor row, int i, double value) {
    if (row.dtype() == DType.F64) {
      row.doubles()[row.offset() + i] = value;
    } else {
      row.floats()[row.offset() + i] = (float) value;
    }
  }

  /** Copies a row. */
  static void copy(Tensor from, Tensor to) {
    if (from.dtype() == DType.F64) {
      System.arraycopy(from.doubles(), from.offset(), to.doubles(), to.offset(), from.rowSize());
    } else {
      System.arraycopy(from.floats(), from.offset(), to.floats(), to.offset(), from.rowSize());
    }
  }

  /** Fills a tensor with NaN. */
  static void invalidate(Tensor t) {
    if (t.dtype() == DType.F64) {
      Arrays.fill(t.doubles(), t.offset(), t.offset() + (int) t.size(), Double.NaN);
    } else {
      Arrays.fill(t.floats(), t.offset(), t.offset() + (int) t.size(), Float.NaN);
    }
  }

  /** The first element that is not finite, or -1. */
  static int firstNonFinite(Tensor row) {
    int n = row.rowSize();
    for (int i = 0; i < n; i++) {
      if (!Double.isFinite(at(row, i))) {
        return i;
      }
    }
    return -1;
  }

  /** sum_j w[j] k[j][i], the terms of weight zero skipped. */
  private static double combine(double[] w, Tensor[] k, int i) {
    double sum = 0;
    for (int j = 0; j < w.length; j++) {
      if (w[j] != 0) {
        sum = Math.fma(w[j], at(k[j], i), sum);
      }
    }
    return sum;
  }

  /** The root mean square of v / (atol + rtol |x|). */
  static double norm(Tensor v, Tensor x, double rtol, double atol) {
    int n = x.rowSize();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double e = at(v, i) / (atol + rtol * Math.abs(at(x, i)));
      sum += e * e;
    }
    return Math.sqrt(sum / n);
  }

  /** The root mean square of (v - u) / (atol + rtol |x|). */
  static double distance(Tensor v, Tensor u, Tensor x, double rtol, double atol) {
    int n = x.rowSize();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double e = (at(v, i) - at(u, i)) / (atol + rtol * Math.abs(at(x, i)));
      sum += e * e;
    }
    return Math.sqrt(sum / n);
  }

  /**
   * The polynomial of fourth degree through both ends and the middle of a step with the velocities of both ends, at x + s h.
   *
   * @param w h times the weights of the middle state
   * @param s in [0, 1]
   */
  static void interpolate(double[] w, Tensor[] k, Tensor x, Tensor next, double h, double s, Tensor out) {
    int n = x.rowSize();
    for (int i = 0; i < n; i++) {
      double from = at(x, i);
      double to = at(next, i);
      double middle = from + combine(w, k, i);
      double first = h * at(k[0], i);
      double last = h * at(k[w.length - 1], i);
      double a = 2 * (last - first) - 8 * (to + from) + 16 * middle;
      double b = 5 * first - 3 * last + 18 * from + 14 * to - 32 * middle;
      double c = last - 4 * first - 11 * from - 5 * to + 16 * middle;
      set(out, i, from + s * (first + s * (c + s * (b + s * a))));
    }
  }
}
