package org.anabranch.nativekernels;

import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;

/**
 * The default: C where it was measured to be as fast as provider {@code vector} at the level or faster, Java elsewhere, once it is
 * compiled.
 *
 * <p>Speed of C / speed of Java, one thread of an Intel server core with two 512-bit multiply-adds a cycle and 2 MB of second-level
 * cache, M x 768 x 768, by {@code CompareProducts} (in the tests); the other shapes there agree within the noise of about 0.1. In fp32
 * at 512 bits it is a tie from 12 rows on, 0.92 to 1.06 over shapes, and with 128 inputs at any number of rows (0.92 to 1.01); C has
 * it, since it needs no compiler. Where Java does not pack rows, on cores with a first-level cache of 32 KB, nothing was measured:
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
        case 512 -> f == WeightFormat.BF16 ? 14 : 12;
        case 256 -> 8;
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
