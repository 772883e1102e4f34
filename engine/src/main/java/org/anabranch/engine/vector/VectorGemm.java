package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.host.GemmCall;
import org.anabranch.engine.vector.generated.ArrayGemm128;
import org.anabranch.engine.vector.generated.ArrayGemm256;
import org.anabranch.engine.vector.generated.ArrayGemm512;
import org.anabranch.engine.vector.generated.SegmentGemm128;
import org.anabranch.engine.vector.generated.SegmentGemm256;
import org.anabranch.engine.vector.generated.SegmentGemm512;

/**
 * The matrix product of one worker; weights in a narrow format go to {@link NarrowGemm}.
 *
 * <p>Rows are taken MC at a time: all their K-blocks are copied into scratch with a constant row stride, and each panel of 32
 * columns runs over them, K-block by K-block, into a tile of accumulators that stays in L1. The tile carries the chain of
 * multiply-adds from one K-block to the next, so an element's sum is the plain chain over k whatever the blocking. What follows
 * the product (bias, activation, gate, residual) is applied to the tile while it is hot, and only the result goes to memory.
 */
final class VectorGemm {
  /** Rows of the register block. */
  static final int ROWS = VectorWidth.BITS == 512 ? SegmentGemm512.ROWS : SegmentGemm256.ROWS;

  private static final int PANEL = Linear.PANEL;
  private static final int ROW_PANELS = VectorWidth.BITS == 512 ? SegmentGemm512.ROW_PANELS
      : VectorWidth.BITS == 256 ? SegmentGemm256.ROW_PANELS : SegmentGemm128.ROW_PANELS;

  private final NarrowGemm narrow = new NarrowGemm();
  private float[] packed = new float[0];
  private float[] tile = new float[0];
  private final float[] line = new float[ROW_PANELS * PANEL];

  /** Rows [m0, m1) and panels [p0, p1). */
  void run(GemmCall c, int m0, int m1, int p0, int p1) {
    if (c.w.format() != WeightFormat.F32) {
      narrow.run(c, m0, m1, p0, p1);
      return;
    }
    if (m1 - m0 == 1) {
      row(c, m0, p0, p1);
      return;
    }
    int in = c.w.in();
    int depth = Math.max(1, (in + GemmLayout.KC - 1) / GemmLayout.KC);
    int most = Math.max(ROWS, Math.min(GemmLayout.MC, GemmLayout.PACKED / (depth * GemmLayout.LDA)) / ROWS * ROWS);
    int blocks = (m1 - m0 + most - 1) / most;
    int rows = (m1 - m0 + blocks - 1) / blocks;
    ensure(depth * rows * GemmLayout.LDA, rows * PANEL);
    for (int m = m0; m < m1; m += rows) {
      int mc = Math.min(rows, m1 - m);
      pack(c, m, mc, in);
      for (int p = p0; p < p1; p++) {
        if (in == 0) {
          Arrays.fill(tile, 0, mc * PANEL, 0f);
        }
        for (int k = 0, at = 0; k < in; k += GemmLayout.KC, at += mc * GemmLayout.LDA) {
          int kc = Math.min(GemmLayout.KC, in - k);
          block(k > 0, mc, kc, packed, at, c.w.panels(), ((long) p * in + k) * PANEL * 4, tile);
        }
        store(c, m, mc, p, tile, 0);
      }
    }
  }

  private void ensure(int packedFloats, int tileFloats) {
    if (packed.length < packedFloats) {
      packed = new float[packedFloats];
    }
    if (tile.length < tileFloats) {
      tile = new float[tileFloats];
    }
  }

  /** All K-blocks of rows [m, m + mc), one after the other. */
  private void pack(GemmCall c, int m, int mc, int in) {
    for (int k = 0, at = 0; k < in; k += GemmLayout.KC) {
      int kc = Math.min(GemmLayout.KC, in - k);
      for (int i = 0; i < mc; i++, at += GemmLayout.LDA) {
        System.arraycopy(c.x, c.xAt + (m + i) * in + k, packed, at, kc);
      }
    }
  }

  /** Rows split evenly over register blocks, so that none is much smaller than the others. */
  private static void block(boolean add, int mc, int kc, float[] a, int ao, MemorySegment b, long bo, float[] tile) {
    int blocks = (mc + ROWS - 1) / ROWS;
    int base = mc / blocks;
    int extra = mc - base * blocks;
    for (int i = 0, n = 0; n < blocks; n++) {
      int m = base + (n < extra ? 1 : 0);
      segment(add, m, kc, a, ao + i * GemmLayout.LDA, b, bo, tile, i * PANEL);
      i += m;
    }
  }

  private static void segment(boolean add, int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    if (VectorWidth.BITS == 512) {
      if (add) {
        SegmentGemm512.add(m, kc, a, ao, b, bo, c, co, PANEL);
      } else {
        SegmentGemm512.set(m, kc, a, ao, b, bo, c, co, PANEL);
      }
    } else if (VectorWidth.BITS == 256) {
      if (add) {
        SegmentGemm256.add(m, kc, a, ao, b, bo, c, co, PANEL);
      } else {
        SegmentGemm256.set(m, kc, a, ao, b, bo, c, co, PANEL);
      }
    } else {
      if (add) {
        SegmentGemm128.add(m, kc, a, ao, b, bo, c, co, PANEL);
      } else {
        SegmentGemm128.set(m, kc, a, ao, b, bo, c, co, PANEL);
      }
    }
  }

  /** The same with a panel on the heap, for attention: a copy of its own, since one kernel must see one kind of memory. */
  static void array(boolean add, int m, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    if (VectorWidth.BITS == 512) {
      if (add) {
        ArrayGemm512.add(m, kc, a, ao, b, bo, c, co, ldc);
      } else {
        ArrayGemm512.set(m, kc, a, ao, b, bo, c, co, ldc);
      }
    } else if (VectorWidth.BITS == 256) {
      if (add) {
        ArrayGemm256.add(m, kc, a, ao, b, bo, c, co, ldc);
      } else {
        ArrayGemm256.set(m, kc, a, ao, b, bo, c, co, ldc);
      }
    } else {
      if (add) {
        ArrayGemm128.add(m, kc, a, ao, b, bo, c, co, ldc);
      } else {
        ArrayGemm128.set(m, kc, a, ao, b, bo, c, co, ldc);
      }
    }
  }

  /** A single row: several panels at once, straight from the input. */
  private void row(GemmCall c, int m, int p0, int p1) {
    int in = c.w.in();
    long stride = (long) in * PANEL * 4;
    ensure(in + GemmLayout.LDA, PANEL);
    int p = p0;
    for (; p + ROW_PANELS <= p1; p += ROW_PANELS) {
      if (VectorWidth.BITS == 512) {
        SegmentGemm512.row(in, c.x, c.xAt + m * in, c.w.panels(), p * stride, stride, line, 0);
      } else if (VectorWidth.BITS == 256) {
        SegmentGemm256.row(in, c.x, c.xAt + m * in, c.w.panels(), p * stride, stride, line, 0);
      } else {
        SegmentGemm128.row(in, c.x, c.xAt + m * in, c.w.panels(), p * stride, stride, line, 0);
      }
      for (int j = 0; j < ROW_PANELS; j++) {
        store(c, m, 1, p + j, line, j * PANEL);
      }
    }
    for (; p < p1; p++) {
      segment(false, 1, in, c.x, c.xAt + m * in, c.w.panels(), p * stride, line, 0);
      store(c, m, 1, p, line, 0);
    }
  }

  /** Finishes rows [m, m + mc) of panel p and writes them out. */
  static void store(GemmCall c, int m, int mc, int p, float[] t, int at) {
    int column = p * PANEL;
    int n = Math.min(PANEL, c.w.out() - column);
    if (c.w.hasBias()) {
      bias(c.w.bias(), column, mc, t, at);
    }
    if (c.mode == GemmCall.Mode.STORE) {
      activate(c.act, t, at, mc * PANEL);
    }
    int out = c.w.out();
    for (int i = 0; i < mc; i++, at += PANEL) {
      int y = c.yAt + (m + i) * out + column;
      switch (c.mode) {
        case STORE -> System.arraycopy(t, at, c.y, y, n);
        case ADD -> add(t, at, c.y, y, n);
        case GATED -> gated(c.gate, c.gateAt + (m + i) / c.tokens * c.gateStride + column, t, at, c.y, y, n);
      }
    }
  }

  private static void bias(float[] b, int column, int mc, float[] t, int at) {
    for (int j = 0; j < PANEL; j += LANES) {
      FloatVector v = FloatVector.fromArray(F, b, column + j);
      for (int i = 0; i < mc; i++) {
        FloatVector.fromArray(F, t, at + i * PANEL + j).add(v).intoArray(t, at + i * PANEL + j);
      }
    }
  }

  private static void activate(Activation act, float[] t, int at, int n) {
    switch (act) {
      case NONE -> { }
      case RELU -> VectorMaps.relu(t, at, t, at, n);
      case SILU -> VectorMaps.silu(t, at, t, at, n);
      case GELU_TANH -> VectorMaps.geluTanh(t, at, t, at, n);
      case GELU_ERF -> VectorMaps.geluErf(t, at, t, at, n);
    }
  }

  private static void add(float[] t, int at, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int j = 0; j < bound; j += LANES) {
      FloatVector.fromArray(F, y, yAt + j).add(FloatVector.fromArray(F, t, at + j)).intoArray(y, yAt + j);
    }
    for (int j = bound; j < n; j++) {
      y[yAt + j] += t[at + j];
    }
  }

  private static void gated(float[] g, int gAt, float[] t, int at, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int j = 0; j < bound; j += LANES) {
      FloatVector.fromArray(F, g, gAt + j).fma(FloatVector.fromArray(F, t, at + j), FloatVector.fromArray(F, y, yAt + j))
          .intoArray(y, yAt + j);
    }
    for (int j = bound; j < n; j++) {
      y[yAt + j] = Math.fma(g[gAt + j], t[at + j], y[yAt + j]);
    }
  }
}
