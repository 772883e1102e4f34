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
 * <p>Up to {@link #DIRECT} rows read the narrow panels directly and unpack each vector of weights once for a block of rows, several
 * panels at once: one stream or a few chains would not keep the memory busy. More rows widen a K-block of a panel into floats once
 * and run the kernels of {@link VectorGemm} on it.
 * Every way is the chain that {@link org.anabranch.engine.Kernels} defines; sums wait between K-blocks in a tile.
 */
final class NarrowGemm {
  /** Rows of the register block. */
  private static final int ROWS = VectorWidth.BITS == 512 ? NarrowGemm512.ROWS : NarrowGemm256.ROWS;

  /** Most rows that read the narrow panels directly; measured: 12 rows gain half, 16 nothing, 24 lose. */
  private static final int DIRECT = VectorWidth.BITS == 512 ? 2 * ROWS : ROWS;

  private static final int PANEL = Linear.PANEL;
  private static final int GROUP = Linear.GROUP;
  private static final int KC = GemmLayout.NARROW_KC;
  private static final int LDA = GemmLayout.NARROW_LDA;

  private float[] packed = new float[0];
  private float[] tile = new float[0];
  private float[] chain = new float[0];
  private float[] wide = new float[0];

  /** Rows [m0, m1) and panels [p0, p1). */
  void run(GemmCall c, int m0, int m1, int p0, int p1) {
    if (m1 - m0 == 1) {
      one(c, m0, p0, p1);
    } else if (m1 - m0 <= DIRECT) {
      few(c, m0, m1 - m0, p0, p1);
    } else {
      many(c, m0, m1, p0, p1);
    }
  }

  /** One row: all of its input at once, several panels at once. */
  private void one(GemmCall c, int m, int p0, int p1) {
    int in = c.w.in();
    int most = rowPanels(c.w.format());
    packed = atLeast(packed, in + 1);
    tile = atLeast(tile, most * PANEL);
    System.arraycopy(c.x, c.xAt + m * in, packed, 0, in);
    packed[in] = 0f;
    for (int p = p0, n; p < p1; p += n) {
      n = p + most <= p1 ? most : 1;
      Arrays.fill(tile, 0, n * PANEL, 0f);
      if (n == most) {
        row(c.w, p);
      } else {
        panel(c.w, 1, in, 0, p, 0, 0);
      }
      for (int j = 0; j < n; j++) {
        finish(c, m, 1, p + j, j * PANEL);
      }
    }
  }

  /** Few rows: as many panels at once as their largest register block allows, K-block by K-block. */
  private void few(GemmCall c, int m, int mc, int p0, int p1) {
    int in = c.w.in();
    // Blocks of five at most where there are several: six rows by two panels spill, and pay only where they save a block.
    int parts = mc <= ROWS ? 1 : (mc + ROWS - 2) / (ROWS - 1);
    int rows = (mc + parts - 1) / parts;
    int most = atOnce(rows);
    packed = atLeast(packed, blocks(in) * mc * LDA);
    tile = atLeast(tile, most * mc * PANEL);
    pack(c, m, mc);
    for (int p = p0, n; p < p1; p += n) {
      n = p + most <= p1 ? most : 1;
      Arrays.fill(tile, 0, n * mc * PANEL, 0f);
      for (int k = 0, at = 0; k < in; k += KC, at += mc * LDA) {
        int kc = Math.min(KC, in - k);
        for (int i = 0; i < mc; i += rows) {
          int r = Math.min(rows, mc - i);
          if (n > 1) {
            panels(c.w, r, kc, at + i * LDA, p, k, n * i * PANEL);
          } else {
            panel(c.w, r, kc, at + i * LDA, p, k, i * PANEL);
          }
        }
      }
      for (int i = 0; i < mc; i += rows) {
        int r = Math.min(rows, mc - i);
        for (int j = 0; j < n; j++) {
          finish(c, m + i, r, p + j, (n * i + j * r) * PANEL);
        }
      }
    }
  }

  /** Many rows: each K-block of a panel becomes floats once for up to MC of them. */
  private void many(GemmCall c, int m0, int m1, int p0, int p1) {
    int in = c.w.in();
    int depth = Math.max(1, blocks(in));
    int most = Math.max(ROWS, Math.min(GemmLayout.NARROW_MC, GemmLayout.NARROW_PACKED / (depth * LDA)) / ROWS * ROWS);
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
      if (add) {
        PanelKernels.add(m, kc, packed, at + i * LDA, LDA, wide, wideAt, to, i * PANEL, PANEL);
      } else {
        PanelKernels.set(PANEL, m, kc, packed, at + i * LDA, LDA, wide, wideAt, to, i * PANEL, PANEL);
      }
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
    VectorGemm.store(c, m, mc, p, tile, at, PANEL);
  }

  /**
   * All K-blocks of rows [m, m + mc), one after the other, each row with a 0 behind it: the partner of an odd last byte, whose own
   * partner is 0. Their product adds +0 to a sum of multiples of the smallest float that began with +0, so it is never -0 and
   * no bit changes.
   */
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

  private static int atOnce(int m) {
    return VectorWidth.BITS == 512 ? NarrowGemm512.panels(m) : VectorWidth.BITS == 256 ? NarrowGemm256.panels(m)
        : NarrowGemm128.panels(m);
  }

  private static int rowPanels(WeightFormat format) {
    if (format == WeightFormat.BF16) {
      return VectorWidth.BITS == 512 ? NarrowGemm512.BF16_ROW_PANELS : VectorWidth.BITS == 256 ? NarrowGemm256.BF16_ROW_PANELS
          : NarrowGemm128.BF16_ROW_PANELS;
    }
    return VectorWidth.BITS == 512 ? NarrowGemm512.INT8_ROW_PANELS : VectorWidth.BITS == 256 ? NarrowGemm256.INT8_ROW_PANELS
        : NarrowGemm128.INT8_ROW_PANELS;
  }

  /** Adds the packed row times as many panels from p as one row takes at once to the tile. */
  private void row(Linear w, int p) {
    long bo = byteAt(w, p, 0);
    MemorySegment b = w.panels();
    int so = scaleAt(w, p, 0);
    long stride = w.panelBytes();
    int next = w.groups() * PANEL;
    if (VectorWidth.BITS == 512) {
      switch (w.format()) {
        case BF16 -> NarrowGemm512.bf16Row(w.in(), packed, 0, b, bo, stride, tile, 0);
        case INT8 -> NarrowGemm512.int8Row(w.in(), packed, 0, b, bo, stride, tile, 0);
        default -> NarrowGemm512.int8GroupRow(w.in(), packed, 0, b, bo, stride, w.scales(), so, next, tile, 0);
      }
    } else if (VectorWidth.BITS == 256) {
      switch (w.format()) {
        case BF16 -> NarrowGemm256.bf16Row(w.in(), packed, 0, b, bo, stride, tile, 0);
        case INT8 -> NarrowGemm256.int8Row(w.in(), packed, 0, b, bo, stride, tile, 0);
        default -> NarrowGemm256.int8GroupRow(w.in(), packed, 0, b, bo, stride, w.scales(), so, next, tile, 0);
      }
    } else {
      switch (w.format()) {
        case BF16 -> NarrowGemm128.bf16Row(w.in(), packed, 0, b, bo, stride, tile, 0);
        case INT8 -> NarrowGemm128.int8Row(w.in(), packed, 0, b, bo, stride, tile, 0);
        default -> NarrowGemm128.int8GroupRow(w.in(), packed, 0, b, bo, stride, w.scales(), so, next, tile, 0);
      }
    }
  }

  /** Adds m packed rows times inputs [k, k + kc) of panel p to the tile at an element. */
  private void panel(Linear w, int m, int kc, int at, int p, int k, int to) {
    long bo = byteAt(w, p, k);
    MemorySegment b = w.panels();
    int so = scaleAt(w, p, k);
    if (VectorWidth.BITS == 512) {
      switch (w.format()) {
        case BF16 -> NarrowGemm512.bf16(m, kc, packed, at, b, bo, tile, to);
        case INT8 -> NarrowGemm512.int8(m, kc, packed, at, b, bo, tile, to);
        default -> NarrowGemm512.int8Group(m, kc, packed, at, b, bo, w.scales(), so, tile, to);
      }
    } else if (VectorWidth.BITS == 256) {
      switch (w.format()) {
        case BF16 -> NarrowGemm256.bf16(m, kc, packed, at, b, bo, tile, to);
        case INT8 -> NarrowGemm256.int8(m, kc, packed, at, b, bo, tile, to);
        default -> NarrowGemm256.int8Group(m, kc, packed, at, b, bo, w.scales(), so, tile, to);
      }
    } else {
      switch (w.format()) {
        case BF16 -> NarrowGemm128.bf16(m, kc, packed, at, b, bo, tile, to);
        case INT8 -> NarrowGemm128.int8(m, kc, packed, at, b, bo, tile, to);
        default -> NarrowGemm128.int8Group(m, kc, packed, at, b, bo, w.scales(), so, tile, to);
      }
    }
  }

  /** The same for as many panels from p as m rows take at once, each with a tile of its own. */
  private void panels(Linear w, int m, int kc, int at, int p, int k, int to) {
    long bo = byteAt(w, p, k);
    MemorySegment b = w.panels();
    int so = scaleAt(w, p, k);
    long stride = w.panelBytes();
    int next = w.groups() * PANEL;
    if (VectorWidth.BITS == 512) {
      switch (w.format()) {
        case BF16 -> NarrowGemm512.bf16Panels(m, kc, packed, at, b, bo, stride, tile, to);
        case INT8 -> NarrowGemm512.int8Panels(m, kc, packed, at, b, bo, stride, tile, to);
        default -> NarrowGemm512.int8GroupPanels(m, kc, packed, at, b, bo, stride, w.scales(), so, next, tile, to);
      }
    } else if (VectorWidth.BITS == 256) {
      switch (w.format()) {
        case BF16 -> NarrowGemm256.bf16Panels(m, kc, packed, at, b, bo, stride, tile, to);
        case INT8 -> NarrowGemm256.int8Panels(m, kc, packed, at, b, bo, stride, tile, to);
        default -> NarrowGemm256.int8GroupPanels(m, kc, packed, at, b, bo, stride, w.scales(), so, next, tile, to);
      }
    } else {
      switch (w.format()) {
        case BF16 -> NarrowGemm128.bf16Panels(m, kc, packed, at, b, bo, stride, tile, to);
        case INT8 -> NarrowGemm128.int8Panels(m, kc, packed, at, b, bo, stride, tile, to);
        default -> NarrowGemm128.int8GroupPanels(m, kc, packed, at, b, bo, stride, w.scales(), so, next, tile, to);
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
