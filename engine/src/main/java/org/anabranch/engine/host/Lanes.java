package org.anabranch.engine.host;

import java.util.Arrays;
import org.anabranch.engine.Kernels;

/** The parts of a row sum that every provider does the same way, in plain floats. */
public final class Lanes {
  private Lanes() {}

  /**
   * Folds the {@link Kernels#LANES} lanes by halves, in place, and returns the sum.
   *
   * <p>In plain floats for the vector provider too: with vectors here a norm inlines more of them than the compiler's budget
   * allows, and it boxed them (200 bytes a row, measured).
   */
  public static float fold(float[] lane) {
    for (int half = Kernels.LANES / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lane[i] += lane[i + half];
      }
    }
    return lane[0];
  }

  /**
   * The exponentials of a row without a largest element: zeros if it holds nothing but -inf, NaN if there is a NaN among them.
   *
   * @return their sum
   */
  public static float exponentialsOfNothing(float[] x, int xAt, float[] y, int yAt, int n) {
    boolean nan = false;
    for (int i = 0; i < n; i++) {
      nan |= x[xAt + i] != x[xAt + i];
    }
    Arrays.fill(y, yAt, yAt + n, nan ? Float.NaN : 0f);
    return nan ? Float.NaN : 0f;
  }
}
