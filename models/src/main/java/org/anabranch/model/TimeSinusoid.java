package org.anabranch.model;

import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;

/**
 * The sinusoidal time embedding of DiT, SiT and MDLM: {@code [cos(t f_0), ..., cos(t f_127), sin(t f_0), ..., sin(t f_127)]} with
 * {@code f_i = 10000^(-i / 128)}; t is not scaled.
 *
 * <p>Computed in double and rounded once, so that t = 999 loses nothing, in plain arithmetic, so that every JVM gives the same
 * bits and nothing is allocated (StrictMath allocates in its argument reduction). Rows that share their predecessor's t copy it.
 *
 * <p>The angle is reduced to [-pi/4, pi/4]: with n = round(2 x / pi), x - n high(pi/2) is exact (both are multiples of the same
 * 2^-k and the difference is below 1), and the low half of pi/2 costs one rounding. There the polynomials of fdlibm's
 * {@code k_sin.c} and {@code k_cos.c} are within an ulp.
 *
 * <p>Stateless and thread-safe.
 */
public final class TimeSinusoid {
  /** Width of the embedding. */
  public static final int WIDTH = 256;

  private static final int HALF = WIDTH / 2;
  private static final double HALF_PI_HIGH = Math.PI / 2;
  /** pi/2 - HALF_PI_HIGH. */
  private static final double HALF_PI_LOW = 6.123233995736766e-17;
  private static final double LARGEST = 1e6;
  private static final double[] FREQUENCIES = new double[HALF];

  static {
    for (int i = 0; i < HALF; i++) {
      FREQUENCIES[i] = StrictMath.exp(-StrictMath.log(10000) * i / HALF);
    }
  }

  private TimeSinusoid() {}

  /** As {@link #embed(double[], int, Tensor)}, in the memory of the kernels; on a device the host's copy is made anew each time. */
  public static void embed(double[] t, int rows, Tensor out, Kernels k) {
    Tensor waves = MemoryEdge.onHost(out);
    embed(t, rows, waves);
    MemoryEdge.write(k, waves, out);
  }

  /**
   * Embeds the first rows of t.
   *
   * @param out [rows, 256] on the heap
   * @throws IllegalArgumentException if a time is not finite
   */
  public static void embed(double[] t, int rows, Tensor out) {
    float[] f = out.floats();
    for (int r = 0; r < rows; r++) {
      int at = out.offset() + r * WIDTH;
      if (r > 0 && t[r] == t[r - 1]) {
        System.arraycopy(f, at - WIDTH, f, at, WIDTH);
        continue;
      }
      if (!Double.isFinite(t[r])) {
        throw new IllegalArgumentException("time: must be finite, row " + r + " has " + t[r]);
      }
      for (int i = 0; i < HALF; i++) {
        double angle = t[r] * FREQUENCIES[i];
        f[at + i] = (float) sine(angle, 1);
        f[at + HALF + i] = (float) sine(angle, 0);
      }
    }
  }

  /** sin(x + quarters pi/2) for 0 or 1 quarters, that is sin x or cos x. */
  static double sine(double x, int quarters) {
    if (!(Math.abs(x) <= LARGEST)) {
      return quarters == 0 ? StrictMath.sin(x) : StrictMath.cos(x);
    }
    double n = Math.rint(x / HALF_PI_HIGH);
    double r = Math.fma(-n, HALF_PI_LOW, Math.fma(-n, HALF_PI_HIGH, x));
    int quadrant = (int) n + quarters;
    double s = (quadrant & 1) == 0 ? sinNearZero(r) : cosNearZero(r);
    return (quadrant & 2) == 0 ? s : -s;
  }

  private static double sinNearZero(double x) {
    double z = x * x;
    double p = Math.fma(z, Math.fma(z, Math.fma(z, Math.fma(z, 1.58969099521155010221e-10, -2.50507602534068634195e-8),
        2.75573137070700676789e-6), -1.98412698298579493134e-4), 8.33333333332248946124e-3);
    return Math.fma(z * x, Math.fma(z, p, -1.66666666666666324348e-1), x);
  }

  private static double cosNearZero(double x) {
    double z = x * x;
    double p = Math.fma(z, Math.fma(z, Math.fma(z, Math.fma(z, Math.fma(z, -1.13596475577881948265e-11,
        2.08757232129817482790e-9), -2.75573143513906633035e-7), 2.48015872894767294178e-5), -1.38888888888741095749e-3),
        4.16666666666666019037e-2);
    double half = 0.5 * z;
    double w = 1 - half;
    return w + ((1 - w - half) + z * z * p);
  }
}
