package org.anabranch.engine.vector;

import java.lang.foreign.MemorySegment;
import org.anabranch.engine.vector.generated.ArrayGemm128;
import org.anabranch.engine.vector.generated.ArrayGemm256;
import org.anabranch.engine.vector.generated.ArrayGemm512;
import org.anabranch.engine.vector.generated.SegmentGemm128;
import org.anabranch.engine.vector.generated.SegmentGemm256;
import org.anabranch.engine.vector.generated.SegmentGemm512;

/**
 * The generated register blocks of the vector width in use: s = a b with m &lt;= {@link #ROWS} rows of a, lda apart, and a panel
 * b of 32 columns; results go to c, whose rows stand ldc apart.
 *
 * <p>Panels off the heap and on it have kernels of their own, since one kernel must see one kind of memory.
 */
final class PanelKernels {
  /** Rows of the register block. */
  static final int ROWS = rows(VectorWidth.BITS);

  private PanelKernels() {}

  /** Rows of the block of a width. */
  static int rows(int bits) {
    return bits == 512 ? SegmentGemm512.ROWS : bits == 256 ? SegmentGemm256.ROWS : SegmentGemm128.ROWS;
  }

  /** c = s, at least the first n of 32 columns. */
  static void set(int n, int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    if (VectorWidth.BITS == 512) {
      if (n <= 16) {
        SegmentGemm512.setHalf(m, kc, a, ao, lda, b, bo, c, co, ldc);
      } else {
        SegmentGemm512.set(m, kc, a, ao, lda, b, bo, c, co, ldc);
      }
    } else if (VectorWidth.BITS == 256) {
      SegmentGemm256.set(n, m, kc, a, ao, lda, b, bo, c, co, ldc);
    } else {
      SegmentGemm128.set(n, m, kc, a, ao, lda, b, bo, c, co, ldc);
    }
  }

  /** c = c + s, the chain going on from c. */
  static void add(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    if (VectorWidth.BITS == 512) {
      SegmentGemm512.add(m, kc, a, ao, lda, b, bo, c, co, ldc);
    } else if (VectorWidth.BITS == 256) {
      SegmentGemm256.add(m, kc, a, ao, lda, b, bo, c, co, ldc);
    } else {
      SegmentGemm128.add(m, kc, a, ao, lda, b, bo, c, co, ldc);
    }
  }

  /** c = s + bias. */
  static void biased(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int biasAt, float[] c,
      int co, int ldc) {
    if (VectorWidth.BITS == 512) {
      SegmentGemm512.biased(m, kc, a, ao, lda, b, bo, bias, biasAt, c, co, ldc);
    } else if (VectorWidth.BITS == 256) {
      SegmentGemm256.biased(m, kc, a, ao, lda, b, bo, bias, biasAt, c, co, ldc);
    } else {
      SegmentGemm128.biased(m, kc, a, ao, lda, b, bo, bias, biasAt, c, co, ldc);
    }
  }

  /** c = fma(gate, s + bias, c) with one gate for all rows. */
  static void residual(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int biasAt,
      float[] gate, int gateAt, float[] c, int co, int ldc) {
    if (VectorWidth.BITS == 512) {
      SegmentGemm512.residual(m, kc, a, ao, lda, b, bo, bias, biasAt, gate, gateAt, c, co, ldc);
    } else if (VectorWidth.BITS == 256) {
      SegmentGemm256.residual(m, kc, a, ao, lda, b, bo, bias, biasAt, gate, gateAt, c, co, ldc);
    } else {
      SegmentGemm128.residual(m, kc, a, ao, lda, b, bo, bias, biasAt, gate, gateAt, c, co, ldc);
    }
  }

  /** Panels that {@link #few} takes at once with m rows, 0 if it does not. */
  static int fewPanels(int m) {
    return VectorWidth.BITS == 512 ? SegmentGemm512.fewPanels(m) : VectorWidth.BITS == 256 ? SegmentGemm256.fewPanels(m)
        : SegmentGemm128.fewPanels(m);
  }

  /** c[m, 32 panels] = s for fewPanels(m) panels that stand stride bytes apart. */
  static void few(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c, int co) {
    if (VectorWidth.BITS == 512) {
      SegmentGemm512.few(m, kc, a, ao, lda, b, bo, stride, c, co);
    } else if (VectorWidth.BITS == 256) {
      SegmentGemm256.few(m, kc, a, ao, lda, b, bo, stride, c, co);
    } else {
      SegmentGemm128.few(m, kc, a, ao, lda, b, bo, stride, c, co);
    }
  }

  /** {@link #set} with a panel on the heap. */
  static void set(int n, int m, int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    if (VectorWidth.BITS == 512) {
      if (n <= 16) {
        ArrayGemm512.setHalf(m, kc, a, ao, lda, b, bo, c, co, ldc);
      } else {
        ArrayGemm512.set(m, kc, a, ao, lda, b, bo, c, co, ldc);
      }
    } else if (VectorWidth.BITS == 256) {
      ArrayGemm256.set(n, m, kc, a, ao, lda, b, bo, c, co, ldc);
    } else {
      ArrayGemm128.set(n, m, kc, a, ao, lda, b, bo, c, co, ldc);
    }
  }

  /** {@link #add} with a panel on the heap. */
  static void add(int m, int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    if (VectorWidth.BITS == 512) {
      ArrayGemm512.add(m, kc, a, ao, lda, b, bo, c, co, ldc);
    } else if (VectorWidth.BITS == 256) {
      ArrayGemm256.add(m, kc, a, ao, lda, b, bo, c, co, ldc);
    } else {
      ArrayGemm128.add(m, kc, a, ao, lda, b, bo, c, co, ldc);
    }
  }

  /** c[i, :] = f[i] sum_k a[k, i] b[k, :] for rows a of 32: at least the first n of 32 columns, exactly 16 if n is that. */
  static void weighed(int n, int m, int kc, float[] a, int ao, float[] b, int bo, float[] f, int fo, float[] c, int co, int ldc) {
    if (VectorWidth.BITS == 512) {
      if (n <= 16) {
        ArrayGemm512.weighedHalf(m, kc, a, ao, b, bo, f, fo, c, co, ldc);
      } else {
        ArrayGemm512.weighed(m, kc, a, ao, b, bo, f, fo, c, co, ldc);
      }
    } else if (VectorWidth.BITS == 256) {
      ArrayGemm256.weighed(n, m, kc, a, ao, b, bo, f, fo, c, co, ldc);
    } else {
      ArrayGemm128.weighed(n, m, kc, a, ao, b, bo, f, fo, c, co, ldc);
    }
  }
}
