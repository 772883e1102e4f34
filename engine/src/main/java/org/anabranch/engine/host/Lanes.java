package org.anabranch.engine.host;

import java.util.Arrays;
import org.anabranch.engine.Kernels;

/** The parts of a row sum that every provider does the same way, in plain floats. */
public final class Lanes {
  private Lanes() {}

  /**
   * Folds the {@link Kernels#LANES} lanes by halves and returns the sum.
   *
   * <p>In plain floats for the vector provider too: with vectors here a norm inlines more of them than the compiler's budget
   * allows, and it boxed them (200 bytes a row, measured). Without loops, which took 80 ns for these 31 additions.
   */
  public static float fold(float[] lane) {
    float s0 = lane[0] + lane[16];
    float s1 = lane[1] + lane[17];
    float s2 = lane[2] + lane[18];
    float s3 = lane[3] + lane[19];
    float s4 = lane[4] + lane[20];
    float s5 = lane[5] + lane[21];
    float s6 = lane[6] + lane[22];
    float s7 = lane[7] + lane[23];
    float s8 = lane[8] + lane[24];
    float s9 = lane[9] + lane[25];
    float s10 = lane[10] + lane[26];
    float s11 = lane[11] + lane[27];
    float s12 = lane[12] + lane[28];
    float s13 = lane[13] + lane[29];
    float s14 = lane[14] + lane[30];
    float s15 = lane[15] + lane[31];
    s0 += s8;
    s1 += s9;
    s2 += s10;
    s3 += s11;
    s4 += s12;
    s5 += s13;
    s6 += s14;
    s7 += s15;
    s0 += s4;
    s1 += s5;
    s2 += s6;
    s3 += s7;
    s0 += s2;
    s1 += s3;
    s0 += s1;
    return s0;
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
