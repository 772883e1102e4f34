package org.anabranch.cuda;

import org.anabranch.engine.Activation;

/**
 * Elementwise operations in device memory, with the bits of {@link org.anabranch.engine.Kernels}.
 *
 * <p>Arguments are addresses of floats, of doubles where a method says so; y may be x unless it says otherwise. Launches are queued on
 * the stream and allocate nothing.
 */
public final class DeviceMaps {
  private static final int THREADS = 256;
  /** The kernels' number for exp, after the activations. */
  private static final int EXP = Activation.values().length;
  private static final int TERMS = 4;

  private final CudaStream stream;
  private final long[] terms = new long[TERMS];
  private final double[] factors = new double[TERMS];

  /** Operations on a stream. */
  public DeviceMaps(CudaStream stream) {
    this.stream = stream;
  }

  static long blocks(long n) {
    return Math.ceilDiv(n, THREADS);
  }

  /** y = act(x). */
  public void activate(Activation act, long x, long n, long y) {
    map(act.ordinal(), x, n, y);
  }

  /** y = exp(x). */
  public void exp(long x, long n, long y) {
    map(EXP, x, n, y);
  }

  private void map(int function, long x, long n, long y) {
    stream.begin(DeviceKernel.MAP_FLOATS).address(x).address(y).number(n).number(function).launch(blocks(n), 1, 0);
  }

  /**
   * y = act(x[..., : n]) * x[..., n :].
   *
   * @param x [rows, 2 n]
   * @param y [rows, n], not overlapping x
   */
  public void gated(Activation act, long x, long rows, int n, long y) {
    long size = rows * n;
    stream.begin(DeviceKernel.GATED_ROWS).address(x).address(y).number(size).number(n).number(act.ordinal()).launch(blocks(size), 1, 0);
  }

  /** z = x + y, n elements of x, y repeating after {@code period}; z may be x. */
  public void add(long x, long n, long y, long period, long z) {
    stream.begin(DeviceKernel.ADD_FLOATS).address(x).address(y).address(z).number(n).number(period).launch(blocks(n), 1, 0);
  }

  /** y = c x. */
  public void scale(long x, float c, long n, long y) {
    stream.begin(DeviceKernel.SCALE_FLOATS).address(x).number(c).address(y).number(n).launch(blocks(n), 1, 0);
  }

  /** y = c x of doubles. */
  public void scaleDoubles(long x, double c, long n, long y) {
    stream.begin(DeviceKernel.SCALE_DOUBLES).address(x).number(c).address(y).number(n).launch(blocks(n), 1, 0);
  }

  /**
   * y = x + c[0] k[0] + ... by fused multiply-adds in that order, zero coefficients skipped; y is no k. Four terms a launch.
   *
   * @param c coefficients, rounded to float
   * @param k addresses, the first {@code count} of them
   */
  public void axpy(long x, double[] c, long[] k, int count, long n, long y) {
    axpy(DeviceKernel.AXPY_FLOATS, x, c, k, count, n, y);
  }

  /** The same of doubles. */
  public void axpyDoubles(long x, double[] c, long[] k, int count, long n, long y) {
    axpy(DeviceKernel.AXPY_DOUBLES, x, c, k, count, n, y);
  }

  private void axpy(DeviceKernel kernel, long x, double[] c, long[] k, int count, long n, long y) {
    long from = x;
    int i = 0;
    do {
      int used = 0;
      while (i < count && used < TERMS) {
        if (c[i] != 0) {
          terms[used] = k[i];
          factors[used++] = c[i];
        }
        i++;
      }
      if (used > 0 || from != y) {
        stream.begin(kernel).address(from).address(y).number(n).number(used);
        for (int t = 0; t < TERMS; t++) {
          stream.address(t < used ? terms[t] : 0);
        }
        for (int t = 0; t < TERMS; t++) {
          double factor = t < used ? factors[t] : 0;
          if (kernel == DeviceKernel.AXPY_FLOATS) {
            stream.number((float) factor);
          } else {
            stream.number(factor);
          }
        }
        stream.launch(blocks(n), 1, 0);
      }
      from = y;
    } while (i < count);
  }

  /**
   * y = c[0] k[0] + ... of n elements in double, each product and sum rounded, the last to the type of y; at most four terms.
   *
   * @param k     addresses, the first {@code count} of them
   * @param types bit i says that k[i] is of doubles, bit 4 that y is
   */
  public void mix(double[] c, long[] k, int count, int types, long n, long y) {
    stream.begin(DeviceKernel.MIX_TERMS).address(y).number(n).number(count).number(types);
    for (int i = 0; i < TERMS; i++) {
      stream.address(i < count ? k[i] : 0);
    }
    for (int i = 0; i < TERMS; i++) {
      stream.number(i < count ? c[i] : 0.0);
    }
    stream.launch(blocks(n), 1, 0);
  }

  /**
   * Classifier-free guidance: y = u + scale (c - u) in the first {@code guided} of a row's elements, c in the others.
   *
   * @param both [2 rows, width], the rows of c, then those of u
   * @param y    [rows, width], may be the rows of c
   */
  public void guide(long both, long rows, int width, int guided, float scale, long y) {
    long size = rows * width;
    stream.begin(DeviceKernel.GUIDE_ROWS).address(both).address(y).number(size).number(width).number(guided).number(scale)
        .launch(blocks(size), 1, 0);
  }

  /**
   * Rotary embedding in place.
   *
   * @param x      the first head of the first token; tokens are {@code stride} floats apart
   * @param tokens of all rows; {@code perRow} of each row
   * @param table  [positions, headDim]: cosines, then sines
   */
  public void rotary(long x, long tokens, int perRow, int stride, int heads, int headDim, long table) {
    long pairs = tokens * heads * (headDim / 2);
    stream.begin(DeviceKernel.ROTATE_HEADS).address(x).address(table).number(pairs).number(perRow).number(stride).number(heads)
        .number(headDim / 2).launch(blocks(pairs), 1, 0);
  }
}
