package org.anabranch.solver;

import java.util.Arrays;
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
   * The norm of a step of floats.
   *
   * @param k    the stages, the last at the new state
   * @param next the new state
   * @return NaN if the new state or its velocity is not finite
   */
  double of(double h, Tensor[] k, Tensor x, Tensor next) {
    begin(h);
    int n = x.rowSize();
    Tensor v = k[k.length - 1];
    for (int from = 0; from < n; from += BLOCK) {
      int count = Math.min(BLOCK, n - from);
      combineNarrow(k, from, count);
      scale(x.floats(), x.offset() + from, next.floats(), next.offset() + from, v.floats(), v.offset() + from, count);
      squares(count);
    }
    return end(n);
  }

  /**
   * The same of doubles.
   *
   * @param k  the arrays of the stages
   * @param at where the row begins in all arrays
   */
  double of(double h, double[][] k, double[] x, double[] next, int at, int n) {
    if (n <= FEW) {
      return few(h, k, x, next, at, n);
    }
    begin(h);
    for (int from = 0; from < n; from += BLOCK) {
      int count = Math.min(BLOCK, n - from);
      combine(k, at + from, count);
      scale(x, next, k[k.length - 1], at + from, count);
      squares(count);
    }
    return end(n);
  }

  private void begin(double h) {
    for (int j = 0; j < c.length; j++) {
      c[j] = h * weight[j];
    }
    Arrays.fill(chain, 0);
  }

  private double end(int n) {
    return Math.sqrt((chain[0] + chain[1] + (chain[2] + chain[3])) / n);
  }

  /** The same in one pass; the same bits. */
  private double few(double h, double[][] k, double[] x, double[] next, int at, int n) {
    double[] v = k[k.length - 1];
    double even = 0;
    double odd = 0;
    double evenHigh = 0;
    double oddHigh = 0;
    for (int i = at; i < at + n; i++) {
      double e = 0;
      for (int j = 0; j < weight.length; j++) {
        e = Math.fma(h * weight[j], k[index[j]][i], e);
      }
      double to = next[i];
      e = e / (absolute + relative * Math.max(Math.abs(x[i]), Math.abs(to))) + (0 * to + 0 * v[i]);
      double square = e * e;
      switch (i - at & 3) {
        case 0 -> even += square;
        case 1 -> odd += square;
        case 2 -> evenHigh += square;
        default -> oddHigh += square;
      }
    }
    return Math.sqrt((even + odd + (evenHigh + oddHigh)) / n);
  }

  /** block = sum_j c[j] k[j], by three terms at once. */
  private void combine(double[][] k, int at, int count) {
    int j = c.length % 3;
    double[] out = block;
    if (j == 0) {
      j = 3;
      three(c[0], k[index[0]], c[1], k[index[1]], c[2], k[index[2]], at, count, false);
    } else if (j == 1) {
      double c0 = c[0];
      double[] a = k[index[0]];
      for (int i = 0; i < count; i++) {
        out[i] = c0 * a[at + i];
      }
    } else {
      double c0 = c[0];
      double c1 = c[1];
      double[] a = k[index[0]];
      double[] b = k[index[1]];
      for (int i = 0; i < count; i++) {
        out[i] = Math.fma(c1, b[at + i], c0 * a[at + i]);
      }
    }
    for (; j < c.length; j += 3) {
      three(c[j], k[index[j]], c[j + 1], k[index[j + 1]], c[j + 2], k[index[j + 2]], at, count, true);
    }
  }

  private void three(double c0, double[] k0, double c1, double[] k1, double c2, double[] k2, int at, int count, boolean more) {
    double[] out = block;
    if (more) {
      for (int i = 0; i < count; i++) {
        out[i] = Math.fma(c2, k2[at + i], Math.fma(c1, k1[at + i], Math.fma(c0, k0[at + i], out[i])));
      }
    } else {
      for (int i = 0; i < count; i++) {
        out[i] = Math.fma(c2, k2[at + i], Math.fma(c1, k1[at + i], c0 * k0[at + i]));
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
  private void scale(double[] x, double[] next, double[] v, int at, int count) {
    double[] out = block;
    double rtol = relative;
    double atol = absolute;
    for (int i = 0; i < count; i++) {
      double to = next[at + i];
      // Zero where both are finite, NaN else: the sum then is.
      out[i] = out[i] / (atol + rtol * Math.max(Math.abs(x[at + i]), Math.abs(to))) + (0 * to + 0 * v[at + i]);
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
