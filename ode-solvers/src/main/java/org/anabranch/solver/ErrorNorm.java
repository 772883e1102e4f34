package org.anabranch.solver;

import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;

/**
 * The error of a step in units of the tolerance, the root mean square of h sum_j error[j] k[j] over atol + rtol max(|x|, |x'|), in
 * double whatever the row's type.
 *
 * <p>A row's squares are summed in four chains, elements i, i + 4, i + 8 ..., that are added in pairs at the end: one order on every
 * machine, and four times as fast as one chain. Elements go in blocks that stay in the first-level cache. Allocates nothing. One
 * thread at a time.
 */
final class ErrorNorm {
  /** Doubles up to which {@link #few} is the faster way. */
  static final int FEW = 8;

  private static final int BLOCK = 256;

  private final double relative;
  private final double absolute;
  private final int[] index;
  private final double[] weight;
  private final double[] c;
  private final double[] block = new double[BLOCK];
  private final double[] chain = new double[4];

  ErrorNorm(AdaptiveMethod method, AdaptiveOptions options) {
    this.relative = options.relative();
    this.absolute = options.absolute();
    Weights errors = switch (method) {
      case EmbeddedPair pair -> pair.errors();
      case ImplicitPair pair -> pair.errors();
    };
    this.index = errors.index();
    this.weight = errors.value();
    this.c = new double[weight.length];
  }

  /**
   * The norm of a step.
   *
   * @param k    the stages, the last at the new state
   * @param next the new state
   * @return NaN if the new state or its velocity is not finite
   */
  double of(double h, Tensor[] k, Tensor x, Tensor next) {
    for (int j = 0; j < c.length; j++) {
      c[j] = h * weight[j];
    }
    int n = x.rowSize();
    boolean wide = x.dtype() == DType.F64;
    chain[0] = 0;
    chain[1] = 0;
    chain[2] = 0;
    chain[3] = 0;
    for (int from = 0; from < n; from += BLOCK) {
      int count = Math.min(BLOCK, n - from);
      if (wide) {
        combine(k, from, count);
        scale(x.doubles(), x.offset() + from, next.doubles(), next.offset() + from, k[k.length - 1].doubles(),
            k[k.length - 1].offset() + from, count);
      } else {
        combineNarrow(k, from, count);
        scale(x.floats(), x.offset() + from, next.floats(), next.offset() + from, k[k.length - 1].floats(),
            k[k.length - 1].offset() + from, count);
      }
      squares(count);
    }
    return Math.sqrt((chain[0] + chain[1] + (chain[2] + chain[3])) / n);
  }

  /**
   * The same of a state of at most {@value #FEW} doubles, in one pass; the same bits.
   *
   * @param k  the arrays of the stages
   * @param at where the row begins in all arrays
   */
  double few(double h, double[][] k, double[] x, double[] next, int at, int n) {
    double[] v = k[k.length - 1];
    double even = 0;
    double odd = 0;
    double evenHigh = 0;
    double oddHigh = 0;
    for (int j = 0; j < c.length; j++) {
      c[j] = h * weight[j];
    }
    for (int i = 0; i < n; i++) {
      double e = 0;
      for (int j = 0; j < c.length; j++) {
        e = Math.fma(c[j], k[index[j]][at + i], e);
      }
      double to = next[at + i];
      e = e / (absolute + relative * Math.max(Math.abs(x[at + i]), Math.abs(to))) + (0 * to + 0 * v[at + i]);
      double square = e * e;
      switch (i & 3) {
        case 0 -> even += square;
        case 1 -> odd += square;
        case 2 -> evenHigh += square;
        default -> oddHigh += square;
      }
    }
    return Math.sqrt((even + odd + (evenHigh + oddHigh)) / n);
  }

  /** block = sum_j c[j] k[j], by pairs of terms. */
  private void combine(Tensor[] k, int from, int count) {
    double[] out = block;
    int j = c.length % 2;
    if (j == 1) {
      double c0 = c[0];
      double[] a = k[index[0]].doubles();
      int at = k[index[0]].offset() + from;
      for (int i = 0; i < count; i++) {
        out[i] = c0 * a[at + i];
      }
    } else {
      double c0 = c[0];
      double c1 = c[1];
      double[] a = k[index[0]].doubles();
      double[] b = k[index[1]].doubles();
      int at = k[index[0]].offset() + from;
      int bt = k[index[1]].offset() + from;
      for (int i = 0; i < count; i++) {
        out[i] = Math.fma(c1, b[bt + i], c0 * a[at + i]);
      }
      j = 2;
    }
    for (; j < c.length; j += 2) {
      double c0 = c[j];
      double c1 = c[j + 1];
      double[] a = k[index[j]].doubles();
      double[] b = k[index[j + 1]].doubles();
      int at = k[index[j]].offset() + from;
      int bt = k[index[j + 1]].offset() + from;
      for (int i = 0; i < count; i++) {
        out[i] = Math.fma(c1, b[bt + i], Math.fma(c0, a[at + i], out[i]));
      }
    }
  }

  private void combineNarrow(Tensor[] k, int from, int count) {
    for (int i = 0; i < count; i++) {
      block[i] = 0;
    }
    for (int j = 0; j < c.length; j++) {
      double c0 = c[j];
      float[] a = k[index[j]].floats();
      int at = k[index[j]].offset() + from;
      for (int i = 0; i < count; i++) {
        block[i] = Math.fma(c0, a[at + i], block[i]);
      }
    }
  }

  /** block /= atol + rtol max(|x|, |next|), and NaN where next or v is not finite. */
  private void scale(double[] x, int xAt, double[] next, int nextAt, double[] v, int vAt, int count) {
    double[] out = block;
    double rtol = relative;
    double atol = absolute;
    for (int i = 0; i < count; i++) {
      double to = next[nextAt + i];
      // Zero where both are finite, NaN else: the sum then is.
      out[i] = out[i] / (atol + rtol * Math.max(Math.abs(x[xAt + i]), Math.abs(to))) + (0 * to + 0 * v[vAt + i]);
    }
  }

  private void scale(float[] x, int xAt, float[] next, int nextAt, float[] v, int vAt, int count) {
    for (int i = 0; i < count; i++) {
      double to = next[nextAt + i];
      block[i] = block[i] / (absolute + relative * Math.max(Math.abs((double) x[xAt + i]), Math.abs(to))) + (0 * to + 0 * v[vAt + i]);
    }
  }

  private void squares(int count) {
    double a = chain[0];
    double b = chain[1];
    double d = chain[2];
    double e = chain[3];
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      a += block[i] * block[i];
      b += block[i + 1] * block[i + 1];
      d += block[i + 2] * block[i + 2];
      e += block[i + 3] * block[i + 3];
    }
    if (i < count) {
      a += block[i] * block[i];
    }
    if (i + 1 < count) {
      b += block[i + 1] * block[i + 1];
    }
    if (i + 2 < count) {
      d += block[i + 2] * block[i + 2];
    }
    chain[0] = a;
    chain[1] = b;
    chain[2] = d;
    chain[3] = e;
  }
}
