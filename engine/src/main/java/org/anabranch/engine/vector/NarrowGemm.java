package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.host.GemmCall;
import org.anabranch.engine.vector.generated.NarrowGemm128;
import org.anabranch.engine.vector.generated.NarrowGemm256;
import org.anabranch.engine.vector.generated.NarrowGemm512;

/**
 * The matrix product of one worker with weights in BF16 or bytes.
 *
 * <p>Up to {@link #ROWS} rows read the narrow panels directly and unpack each vector of weights once for all rows; one row takes
 * several panels at once. More rows widen a K-block of a panel into floats once and run the kernels of {@link VectorGemm} on it.
 * Every way is the chain that {@link org.anabranch.engine.Kernels} defines; sums wait between K-blocks in a tile.
 */
final class NarrowGemm {
  /** Most rows that read the narrow panels directly. */
  static final int ROWS = VectorWidth.BITS == 512 ? NarrowGemm512.ROWS : NarrowGemm256.ROWS;

  private static final int PANEL = Linear.PANEL;
  private static final int GROUP = Linear.GROUP;
  private static final int KC = GemmLayout.KC;
  private static final int LDA = GemmLayout.LDA;
  private static final int ROW_PANELS = VectorWidth.BITS == 512 ? NarrowGemm512.ROW_PANELS
      : VectorWidth.BITS == 256 ? NarrowGemm256.ROW_PANELS : NarrowGemm128.ROW_PANELS;

  private float[] packed = new float[0];
  private float[] tile = new float[0];
  private float[] chain = new float[0];
  private float[] wide = new float[0];

  /** Rows [m0, m1) and panels [p0, p1). */
  void run(GemmCall c, int m0, int m1, int p0, int p1) {
    if (m1 - m0 == 1) {
      one(c, m0, p0, p1);
    } else if (m1 - m0 <= ROWS) {
      few(c, m0, m1 - m0, p0, p1);
    } else {
      many(c, m0, m1, p0, p1);
    }
  }

  /** One row: its input whole, several panels at once. */
  private void one(GemmCall c, int m, int p0, int p1) {
    int in = c.w.in();
    packed = atLeast(packed, in + 1);
    tile = atLeast(tile, ROW_PANELS * PANEL);
    System.arraycopy(c.x, c.xAt + m * in, packed, 0, in);
    packed[in] = 0f;
    int p = p0;
    for (; p + ROW_PANELS <= p1; p += ROW_PANELS) {
      Arrays.fill(tile, 0, ROW_PANELS * PANEL, 0f);
      row(c.w, p);
      for (int j = 0; j < ROW_PANELS; j++) {
        finish(c, m, 1, p + j, j * PANEL);
      }
    }
    for (; p < p1; p++) {
      Arrays.fill(tile, 0, PANEL, 0f);
      rows(c.w, 1, in, 0, p, 0);
      finish(c, m, 1, p, 0);
    }
  }

  /** No more rows than the register block holds. */
  private void few(GemmCall c, int m, int mc, int p0, int p1) {
    int in = c.w.in();
    packed = atLeast(packed, blocks(in) * mc * LDA);
    tile = atLeast(tile, mc * PANEL);
    pack(c, m, mc);
    for (int p = p0; p < p1; p++) {
      Arrays.fill(tile, 0, mc * PANEL, 0f);
      for (int k = 0, at = 0; k < in; k += KC, at += mc * LDA) {
        rows(c.w, mc, Math.min(KC, in - k), at, p, k);
      }
      finish(c, m, mc, p, 0);
    }
  }

  /** Many rows: each K-block of a panel becomes floats once for up to MC of them. */
  private void many(GemmCall c, int m0, int m1, int p0, int p1) {
    int in = c.w.in();
    int depth = Math.max(1, blocks(in));
    int most = Math.max(ROWS, Math.min(GemmLayout.MC, GemmLayout.PACKED / (depth * LDA)) / ROWS * ROWS);
    int parts = (m1 - m0 + most - 1) / most;
    int rows = (m1 - m0 + parts - 1) / parts;
    packed = atLeast(packed, depth * rows * LDA);
    tile = atLeast(tile, rows * PANEL);
    chain = atLeast(chain, rows * PANEL);
    wide = atLeast(wide, KC * PANEL);
    for (int m = m0; m < m1; m += rows) {
      int mc = Math.min(rows, m1 - m);
      pack(c, m, mc);
      for (int p = p0; p < p1; p++) {
        Arrays.fill(tile, 0, mc * PANEL, 0f);
        for (int k = 0, at = 0; k < in; k += KC, at += mc * LDA) {
          widened(c.w, mc, Math.min(KC, in - k), at, p, k);
        }
        finish(c, m, mc, p, 0);
      }
    }
  }

  /** Adds one K-block of panel p, widened, to the tile. */
  private void widened(Linear w, int mc, int kc, int at, int p, int k) {
    widen(w.format(), kc, w.panels(), byteAt(w, p, k));
    if (w.format() != WeightFormat.INT8_GROUP) {
      blocks(true, mc, kc, at, 0, tile);
      return;
    }
    for (int g = 0; g < kc; g += GROUP) {
      blocks(false, mc, Math.min(GROUP, kc - g), at + g, g * PANEL, chain);
      addScaled(w.scales(), scaleAt(w, p, k + g), mc);
    }
  }

  /** Rows split evenly over register blocks, so that none is much smaller than the others. */
  private void blocks(boolean add, int mc, int kc, int at, int wideAt, float[] to) {
    int parts = (mc + VectorGemm.ROWS - 1) / VectorGemm.ROWS;
    int base = mc / parts;
    int extra = mc - base * parts;
    for (int i = 0, n = 0; n < parts; n++) {
      int m = base + (n < extra ? 1 : 0);
      VectorGemm.array(add, m, kc, packed, at + i * LDA, wide, wideAt, to, i * PANEL, PANEL);
      i += m;
    }
  }

  /** tile = fma(scale, chain, tile). */
  private void addScaled(float[] s, int at, int mc) {
    for (int j = 0; j < PANEL; j += LANES) {
      FloatVector scale = FloatVector.fromArray(F, s, at + j);
      for (int i = j; i < mc * PANEL; i += PANEL) {
        scale.fma(FloatVector.fromArray(F, chain, i), FloatVector.fromArray(F, tile, i)).intoArray(tile, i);
      }
    }
  }

  /** The scale of whole outputs, then bias and what follows. */
  private void finish(GemmCall c, int m, int mc, int p, int at) {
    if (c.w.format() == WeightFormat.INT8) {
      for (int j = 0; j < PANEL; j += LANES) {
        FloatVector scale = FloatVector.fromArray(F, c.w.scales(), p * PANEL + j);
        for (int i = at + j; i < at + mc * PANEL; i += PANEL) {
          FloatVector.fromArray(F, tile, i).mul(scale).intoArray(tile, i);
        }
      }
    }
    VectorGemm.store(c, m, mc, p, tile, at);
  }

  /** All K-blocks of rows [m, m + mc), one after the other, each row with a 0 behind it. */
  private void pack(GemmCall c, int m, int mc) {
    int in = c.w.in();
    for (int k = 0, at = 0; k < in; k += KC) {
      int kc = Math.min(KC, in - k);
      for (int i = 0; i < mc; i++, at += LDA) {
        System.arraycopy(c.x, c.xAt + (m + i) * in + k, packed, at, kc);
        packed[at + kc] = 0f;
      }
    }
  }

  private static int blocks(int in) {
    return (in + KC - 1) / KC;
  }

  private static float[] atLeast(float[] a, int length) {
    return a.length < length ? new float[length] : a;
  }

  /** Where input k of panel p begins. */
  private static long byteAt(Linear w, int p, int k) {
    return p * w.panelBytes() + (long) k * PANEL * (w.format() == WeightFormat.BF16 ? 2 : 1);
  }

  /** The scales of panel p for the group that begins with input k. */
  private static int scaleAt(Linear w, int p, int k) {
    return (p * w.groups() + k / GROUP) * PANEL;
  }

  /** Adds ROW_PANELS panels from p times the packed row to the tile. */
  private void row(Linear w, int p) {
    int in = w.in();
    long stride = w.panelBytes();
    long bo = p * stride;
    MemorySegment b = w.panels();
    int so = scaleAt(w, p, 0);
    int next = w.groups() * PANEL;
    if (VectorWidth.BITS == 512) {
      switch (w.format()) {
        case BF16 -> NarrowGemm512.bf16Row(in, packed, 0, b, bo, stride, tile, 0);
        case INT8 -> NarrowGemm512.int8Row(in, packed, 0, b, bo, stride, tile, 0);
        default -> NarrowGemm512.int8GroupRow(in, packed, 0, b, bo, stride, w.scales(), so, next, tile, 0);
      }
    } else if (VectorWidth.BITS == 256) {
      switch (w.format()) {
        case BF16 -> NarrowGemm256.bf16Row(in, packed, 0, b, bo, stride, tile, 0);
        case INT8 -> NarrowGemm256.int8Row(in, packed, 0, b, bo, stride, tile, 0);
        default -> NarrowGemm256.int8GroupRow(in, packed, 0, b, bo, stride, w.scales(), so, next, tile, 0);
      }
    } else {
      switch (w.format()) {
        case BF16 -> NarrowGemm128.bf16Row(in, packed, 0, b, bo, stride, tile, 0);
        case INT8 -> NarrowGemm128.int8Row(in, packed, 0, b, bo, stride, tile, 0);
        default -> NarrowGemm128.int8GroupRow(in, packed, 0, b, bo, stride, w.scales(), so, next, tile, 0);
      }
    }
  }

  /** Adds m packed rows times inputs [k, k + kc) of panel p to the tile. */
  private void rows(Linear w, int m, int kc, int at, int p, int k) {
    long bo = byteAt(w, p, k);
    MemorySegment b = w.panels();
    int so = scaleAt(w, p, k);
    if (VectorWidth.BITS == 512) {
      switch (w.format()) {
        case BF16 -> NarrowGemm512.bf16(m, kc, packed, at, b, bo, tile, 0);
        case INT8 -> NarrowGemm512.int8(m, kc, packed, at, b, bo, tile, 0);
        default -> NarrowGemm512.int8Group(m, kc, packed, at, b, bo, w.scales(), so, tile, 0);
      }
    } else if (VectorWidth.BITS == 256) {
      switch (w.format()) {
        case BF16 -> NarrowGemm256.bf16(m, kc, packed, at, b, bo, tile, 0);
        case INT8 -> NarrowGemm256.int8(m, kc, packed, at, b, bo, tile, 0);
        default -> NarrowGemm256.int8Group(m, kc, packed, at, b, bo, w.scales(), so, tile, 0);
      }
    } else {
      switch (w.format()) {
        case BF16 -> NarrowGemm128.bf16(m, kc, packed, at, b, bo, tile, 0);
        case INT8 -> NarrowGemm128.int8(m, kc, packed, at, b, bo, tile, 0);
        default -> NarrowGemm128.int8Group(m, kc, packed, at, b, bo, w.scales(), so, tile, 0);
      }
    }
  }

  private void widen(WeightFormat format, int kc, MemorySegment b, long bo) {
    if (VectorWidth.BITS == 512) {
      if (format == WeightFormat.BF16) {
        NarrowGemm512.bf16Widen(kc, b, bo, wide);
      } else {
        NarrowGemm512.int8Widen(kc, b, bo, wide);
      }
    } else if (VectorWidth.BITS == 256) {
      if (format == WeightFormat.BF16) {
        NarrowGemm256.bf16Widen(kc, b, bo, wide);
      } else {
        NarrowGemm256.int8Widen(kc, b, bo, wide);
      }
    } else {
      if (format == WeightFormat.BF16) {
        NarrowGemm128.bf16Widen(kc, b, bo, wide);
      } else {
        NarrowGemm128.int8Widen(kc, b, bo, wide);
      }
    }
  }
}
