package org.anabranch.model;

import org.anabranch.engine.Tensor;

/**
 * The sinusoidal time embedding of DiT and SiT: {@code [cos(t f_0), ..., cos(t f_127), sin(t f_0), ..., sin(t f_127)]} with
 * {@code f_i = 10000^(-i / 128)}; t is not scaled.
 *
 * <p>Computed in double with {@link StrictMath} and rounded once, so that t = 999 loses nothing and every JVM gives the same
 * bits. Rows that share their predecessor's t copy it. Immutable and thread-safe; allocates nothing.
 */
final class TimeSinusoid {
  /** Width of the embedding. */
  static final int WIDTH = 256;

  private static final int HALF = WIDTH / 2;
  private static final double[] FREQUENCIES = new double[HALF];

  static {
    for (int i = 0; i < HALF; i++) {
      FREQUENCIES[i] = StrictMath.exp(-StrictMath.log(10000) * i / HALF);
    }
  }

  private TimeSinusoid() {}

  /**
   * Embeds the first rows of t.
   *
   * @param out [rows, 256]
   * @throws IllegalArgumentException if a time is not finite
   */
  static void embed(double[] t, int rows, Tensor out) {
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
        f[at + i] = (float) StrictMath.cos(angle);
        f[at + HALF + i] = (float) StrictMath.sin(angle);
      }
    }
  }
}
