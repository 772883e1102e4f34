package org.anabranch.nativekernels;

import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;

/**
 * The default: C where it was measured to be as fast as provider {@code vector} at the level or faster, Java elsewhere, once it is
 * compiled.
 *
 * <p>Speed of C / speed of Java, one thread of an Intel server core with two 512-bit multiply-adds a cycle and 2 MB of second-level
 * cache, M x 768 x 768, by {@code CompareProducts} (in the tests); the other shapes there agree within the noise of about 0.1, but for
 * fp32 with weights from afar, which C fetches ahead: 1.3 at 8 x 3072 x 768, 1.5 at 16. With 128 inputs C has any number of rows, since
 * it needs no compiler and is as fast. Where Java does not pack rows, on cores with a first-level cache of 32 KB, nothing was measured:
 * <pre>
 *   level  vectors of Java   rows    f32   bf16  int8  int8-group
 *   v4     512 bits             1    0.71  0.31  0.53  0.61
 *                               4    0.73  0.59  0.82  0.77
 *                               6    0.95  0.70  1.33  0.95
 *                               8    1.22  0.81  1.15  1.10
 *                              10    1.08  0.75  1.75  1.05
 *                              12    1.17  0.94  1.19  1.09
 *                              16    1.46  1.50  1.68  1.64
 *                              64    1.13  1.27  1.26  1.26
 *                             256    1.04  1.38  1.43  1.38
 *   v3     256 bits             1    0.87  0.34  0.39  0.41
 *                               4    1.19  0.48  0.70  0.69
 *                               8    1.38  1.14  1.23  1.18
 *                              16    1.40  1.15  1.24  1.22
 *                              64    1.38  1.29  1.29  1.29
 *                             256    1.47  1.32  1.33  1.33
 * </pre>
 * A few rows of many inputs are bound by the memory, and there Java is faster and unpacks narrow weights in registers. At level v2 a
 * CPU has no fused multiply-add, which Java then computes with big decimals and C in doubles, so C does all; as it does beside the
 * scalar kernels. NEON was not measured and stays with Java.
 */
final class MeasuredChoice implements NativeProduct.Choice {
  /** Where a few rows are as fast in C: the second-level cache holds their weights. */
  private static final int SHALLOW = 256;

  /** Rows from which C does a product, by the ordinal of the format. */
  private final int[] least = new int[WeightFormat.values().length];

  /** Whether fp32 goes to C only where Java packs rows, which is where it was measured. */
  private final boolean wide;

  MeasuredChoice(CpuLevel level, boolean javaVectors) {
    boolean all = !javaVectors || level.emulated();
    wide = !all && level.vectorBits() == 512;
    for (WeightFormat f : WeightFormat.values()) {
      least[f.ordinal()] = all ? 0 : switch (level.vectorBits()) {
        case 512 -> f == WeightFormat.BF16 ? 14 : 8;
        case 256 -> f == WeightFormat.F32 ? 4 : 8;
        default -> Integer.MAX_VALUE;
      };
    }
  }

  @Override
  public boolean isNative(Linear weights, int rows, boolean packed) {
    if (wide && weights.format() == WeightFormat.F32) {
      return packed && (rows >= least[WeightFormat.F32.ordinal()] || weights.in() <= SHALLOW);
    }
    return rows >= least[weights.format().ordinal()];
  }

  /** Whether C does anything at all. */
  boolean pays() {
    return least[WeightFormat.BF16.ordinal()] < Integer.MAX_VALUE;
  }
}
