package org.anabranch.nativekernels;

import org.anabranch.engine.WeightFormat;

/**
 * The default: C where it was measured to be faster than provider {@code vector} at the level, Java elsewhere.
 *
 * <p>Speed of C / speed of Java, one thread of an Intel server core with two 512-bit multiply-adds a cycle and 2 MB of second-level
 * cache, M x 768 x 768, by {@code CompareProducts} (in the tests); the other shapes there agree within the noise of about 0.1. In fp32
 * at 512 bits it is a tie, 0.92 to 1.06 over shapes, which Java keeps:
 * <pre>
 *   level  vectors of Java   rows    f32   bf16  int8  int8-group
 *   v4     512 bits             1    0.73  0.29  0.55  0.61
 *                               4    0.86  0.63  0.82  0.80
 *                               8    1.01  0.76  1.04  0.96
 *                              10    0.94  0.75  1.05  1.0
 *                              12    0.90  0.87  1.05  1.09
 *                              16    0.99  1.33  1.67  1.52
 *                              64    1.06  1.40  1.46  1.40
 *                             256    0.94  1.41  1.44  1.44
 *   v3     256 bits             1    0.64  0.67  0.42  0.69
 *                               4    0.95  0.58  0.7   0.9
 *                               8    1.37  1.08  1.10  1.06
 *                              16    1.23  1.14  1.16  1.11
 *                              64    1.33  1.20  1.24  1.17
 * </pre>
 * A few rows are bound by the memory, and there Java unpacks narrow weights in registers. At level v2 a CPU has no fused multiply-add,
 * which Java then computes with big decimals and C in doubles, so C does all; as it does beside the scalar kernels. NEON was not
 * measured and stays with Java.
 *
 * @param javaVectors whether the Java code is that of provider {@code vector}
 */
record MeasuredChoice(CpuLevel level, boolean javaVectors) implements NativeProduct.Choice {
  @Override
  public boolean isNative(WeightFormat format, int rows) {
    if (!javaVectors || level.emulated()) {
      return true;
    }
    return switch (level.vectorBits()) {
      case 512 -> format != WeightFormat.F32 && rows >= (format == WeightFormat.BF16 ? 14 : 12);
      case 256 -> rows >= 8;
      default -> false;
    };
  }

  /** Whether C does anything at all. */
  boolean pays() {
    return isNative(WeightFormat.BF16, Integer.MAX_VALUE);
  }
}
