package org.anabranch.nativekernels;

import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;

/**
 * The default: C where it was measured to be as fast as provider {@code vector} at the level or faster, Java elsewhere, once it is
 * compiled.
 *
 * <p>Speed of C / speed of Java, one thread of an Intel server core with two 512-bit multiply-adds a cycle and 2 MB of second-level
 * cache, M x 768 x 768, by {@code CompareProducts} (in the tests); the other shapes there agree within the noise of about 0.1, but for
 * weights from afar, which C fetches ahead: fp32 1.3 at 5 x 4096 x 4096, 1.5 at 16 x 3072 x 768. With 128 inputs C has any number of
 * rows, since it needs no compiler and is as fast. Where Java does not pack rows, on cores with a first-level cache of 32 KB, fp32 was
 * not measured and is Java's:
 * <pre>
 *   level  vectors of Java   rows    f32   bf16  int8  int8-group
 *   v4     512 bits             1    0.83  0.91  0.92  0.87
 *                               4    1.02  1.12  0.97  0.91
 *                               5    1.04  0.96  1.08  0.94
 *                               6    1.35  1.23  1.03  1.43
 *                               8    1.18  1.26  1.18  1.12
 *                              10    1.28  1.15  1.18  1.14
 *                              12    1.16  1.31  1.28  1.24
 *                              16    1.27  1.52  1.71  1.53
 *                              64    1.08  1.43  1.50  1.41
 *                             256    1.03  1.46  1.48  1.37
 *   v3     256 bits             1    0.98  3.07  1.01  1.01
 *                               2    1.02  1.46  1.11  1.07
 *                               3    1.04  1.23  1.34  0.96
 *                               4    1.30  0.46  0.99  0.69
 *                               8    1.49  1.13  1.22  1.15
 *                              16    1.40  1.15  1.24  1.22
 *                              64    1.38  1.29  1.29  1.29
 *                             256    1.47  1.32  1.33  1.33
 * </pre>
 * These weights lie in the second-level cache. Those of a network seldom do, and from DRAM one row of narrow weights is 1.05 (bf16) to
 * 1.25 (bytes) times as fast in C, one of fp32 0.8 times: NarrowBench of module jmh. So C has narrow weights where it unpacks them in
 * registers, which is up to the rows of one register block, and where it unpacks them once for many rows. At level v2 a CPU has no
 * fused multiply-add, which Java then computes with big decimals and C in doubles, so C does all; as it does beside the scalar kernels.
 * NEON was not measured and stays with Java.
 */
final class MeasuredChoice implements NativeProduct.Choice {
  /** Where a few rows are as fast in C: the second-level cache holds their weights. */
  private static final int SHALLOW = 256;

  private static final int NEVER = Integer.MAX_VALUE;

  /** Rows from which C does a product. */
  private final int least;

  /** The same for narrow weights, and rows up to which it does. */
  private final int leastNarrow;
  private final int mostDirect;

  /** Whether fp32 goes to C only where Java packs rows, which is where it was measured. */
  private final boolean wide;

  MeasuredChoice(CpuLevel level, boolean javaVectors) {
    boolean all = !javaVectors || level.emulated();
    boolean some = level.vectorBits() > 128;
    wide = !all && level.vectorBits() == 512;
    least = all ? 0 : !some ? NEVER : wide ? 5 : 4;
    leastNarrow = all ? 0 : some ? 8 : NEVER;
    mostDirect = some ? level.rowBlock() : 0;
  }

  @Override
  public boolean isNative(Linear weights, int rows, boolean packed) {
    if (weights.format() == WeightFormat.F32) {
      return (packed || !wide) && (rows >= least || wide && weights.in() <= SHALLOW);
    }
    return rows >= leastNarrow || rows <= mostDirect;
  }

  /** Whether C does anything at all. */
  boolean pays() {
    return least < NEVER;
  }
}
