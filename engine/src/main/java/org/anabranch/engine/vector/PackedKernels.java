package org.anabranch.engine.vector;

import java.lang.foreign.MemorySegment;
import org.anabranch.engine.vector.generated.PackedGemm128;
import org.anabranch.engine.vector.generated.PackedGemm256;
import org.anabranch.engine.vector.generated.PackedGemm512;

/**
 * The generated register blocks over packed rows of the vector width in use: s = a b with m &lt;= {@link #ROWS} rows of a, {@link #LDA}
 * apart, kc &lt;= {@link #DEPTH} inputs, and a panel b that begins at byte bo; c is ldc between rows.
 */
final class PackedKernels {
  /** Rows of the register block. */
  static final int ROWS = rows(VectorWidth.BITS);

  /** Most inputs of a call. */
  static final int DEPTH = VectorWidth.BITS == 512 ? PackedGemm512.DEPTH : VectorWidth.BITS == 256 ? PackedGemm256.DEPTH
      : PackedGemm128.DEPTH;

  /** Floats between packed rows. */
  static final int LDA = VectorWidth.BITS == 512 ? PackedGemm512.LDA : VectorWidth.BITS == 256 ? PackedGemm256.LDA : PackedGemm128.LDA;

  private PackedKernels() {}

  /** Rows of the block of a width. */
  static int rows(int bits) {
    return bits == 512 ? PackedGemm512.ROWS : bits == 256 ? PackedGemm256.ROWS : PackedGemm128.ROWS;
  }

  /** c = t + s, the chain going on from t, which is ldt between rows. */
  static void add(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    if (VectorWidth.BITS == 512) {
      PackedGemm512.add(m, kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
    } else if (VectorWidth.BITS == 256) {
      PackedGemm256.add(m, kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
    } else {
      PackedGemm128.add(m, kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
    }
  }

  /** c = t + s + bias. */
  static void biased(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2,
      float[] c, int co, int ldc) {
    if (VectorWidth.BITS == 512) {
      PackedGemm512.biased(m, kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
    } else if (VectorWidth.BITS == 256) {
      PackedGemm256.biased(m, kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
    } else {
      PackedGemm128.biased(m, kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
    }
  }
}
