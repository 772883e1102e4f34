package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.host.GemmCall;

/**
 * The matrix product of one worker; weights in a narrow format go to {@link NarrowGemm}.
 *
 * <p>Panels of weights are taken in groups that fit the second-level cache, and every register block of rows runs over all panels
 * of the group, so that weights come from afar once, an input row is read while it is in the first-level cache, and a result is
 * written along its row. The input is read in place. The whole depth is one chain in registers; bias, gate and residual are
 * applied there, and the result is stored once. An activation follows for each block of rows while it is in the first-level cache.
 *
 * <p>Where {@link RegisterBlock} says so, more rows than that block has go to {@link PackedGemm} instead.
 *
 * <p>What does not fit that pattern (the last panel if it is not full, a block of rows under several gates, more than
 * {@link GemmLayout#KC} inputs) goes through a small tile.
 */
final class VectorGemm {
  /** Rows of the register block. */
  static final int ROWS = PanelKernels.ROWS;

  private static final int PANEL = Linear.PANEL;

  /** What leaves a number its bits when added (unlike +0, which turns -0 into +0). */
  private static final float[] NO_BIAS = filled(-0f);

  /** What leaves a number its bits when multiplied by. */
  private static final float[] NO_GATE = filled(1f);

  private final boolean packs;
  private final NarrowGemm narrow = new NarrowGemm();
  private final PackedGemm packedRows = new PackedGemm();
  private float[] packed = new float[0];
  private float[] tile = new float[ROWS * 4 * PANEL];

  /** A worker's product, which packs rows or does not. */
  VectorGemm(boolean packs) {
    this.packs = packs;
  }

  private static float[] filled(float v) {
    float[] a = new float[PANEL];
    Arrays.fill(a, v);
    return a;
  }

  /** Rows [m0, m1) and panels [p0, p1). */
  void run(GemmCall c, int m0, int m1, int p0, int p1) {
    int in = c.w.in();
    if (c.w.format() != WeightFormat.F32) {
      narrow.run(c, m0, m1, p0, p1);
    } else if (PanelKernels.fewPanels(m1 - m0) > 0) {
      few(c, m0, m1 - m0, p0, p1);
    } else if (packs && m1 - m0 > ROWS) {
      packedRows.run(c, m0, m1, p0, p1);
    } else if (in > GemmLayout.KC) {
      deep(c, m0, m1, p0, p1);
    } else if (m1 - m0 > GemmLayout.WAYS && in % GemmLayout.ALIAS == 0) {
      // Rows that share a cache set would evict each other: multiply a copy whose rows are shifted.
      int lda = in + GemmLayout.SHIFT;
      int most = Math.min(m1 - m0, GemmLayout.MC);
      if (packed.length < most * lda) {
        packed = new float[most * lda];
      }
      for (int m = m0; m < m1; m += most) {
        int mc = Math.min(most, m1 - m);
        for (int i = 0; i < mc; i++) {
          System.arraycopy(c.x, c.xAt + (m + i) * in, packed, i * lda, in);
        }
        groups(c, m, m + mc, p0, p1, packed, -m * lda, lda);
      }
    } else {
      groups(c, m0, m1, p0, p1, c.x, c.xAt, in);
    }
  }

  /** Row i of the input begins at aAt + i * lda. */
  private void groups(GemmCall c, int m0, int m1, int p0, int p1, float[] a, int aAt, int lda) {
    int most = Math.max(1, GemmLayout.GROUP / (PANEL * Math.max(1, c.w.in())));
    int count = (p1 - p0 + most - 1) / most;
    int blocks = (m1 - m0 + ROWS - 1) / ROWS;
    int base = (m1 - m0) / blocks;
    int extra = m1 - m0 - base * blocks;
    for (int g = 0, p = p0; g < count; g++) {
      int end = p + (p1 - p) / (count - g);
      for (int n = 0, i = m0; n < blocks; n++) {
        int m = base + (n < extra ? 1 : 0);
        for (int q = p; q < end; q++) {
          block(c, i, m, q, a, aAt + i * lda, lda);
        }
        if (c.mode == GemmCall.Mode.STORE) {
          activate(c, i, m, p, Math.min(end, c.w.out() / PANEL));
        }
        i += m;
      }
      p = end;
    }
  }

  /** Rows [i, i + m) of panel p, all but the activation of a whole panel. */
  private void block(GemmCall c, int i, int m, int p, float[] a, int ao, int lda) {
    int in = c.w.in();
    long bo = (long) p * in * PANEL * 4;
    int out = c.w.out();
    int column = p * PANEL;
    int gate = c.mode == GemmCall.Mode.GATED ? i / c.tokens : 0;
    if (out - column < PANEL || c.mode == GemmCall.Mode.GATED && (i + m - 1) / c.tokens != gate) {
      PanelKernels.set(out - column, m, in, a, ao, lda, c.w.panels(), bo, tile, 0, PANEL);
      store(c, i, m, p, tile, 0, PANEL);
      return;
    }
    int y = c.yAt + i * out + column;
    boolean bias = c.w.hasBias();
    if (c.mode != GemmCall.Mode.STORE) {
      boolean gated = c.mode == GemmCall.Mode.GATED;
      PanelKernels.residual(m, in, a, ao, lda, c.w.panels(), bo, bias ? c.w.bias() : NO_BIAS, bias ? column : 0,
          gated ? c.gate : NO_GATE, gated ? c.gateAt + gate * c.gateStride + column : 0, c.y, y, out);
    } else if (bias) {
      PanelKernels.biased(m, in, a, ao, lda, c.w.panels(), bo, c.w.bias(), column, c.y, y, out);
    } else {
      PanelKernels.set(PANEL, m, in, a, ao, lda, c.w.panels(), bo, c.y, y, out);
    }
  }

  /** The activation of rows [i, i + m) over the whole panels [p, end). */
  static void activate(GemmCall c, int i, int m, int p, int end) {
    if (c.act == Activation.NONE || end <= p) {
      return;
    }
    int n = (end - p) * PANEL;
    for (int r = i; r < i + m; r++) {
      int y = c.yAt + r * c.w.out() + p * PANEL;
      apply(c.act, c.y, y, c.y, y, n);
    }
  }

  /** More inputs than a panel in cache allows: KC at a time, the chain of each element waiting in a tile. */
  private void deep(GemmCall c, int m0, int m1, int p0, int p1) {
    int in = c.w.in();
    int most = Math.min(m1 - m0, GemmLayout.MC);
    int lda = GemmLayout.KC + GemmLayout.SHIFT;
    if (tile.length < most * PANEL) {
      tile = new float[most * PANEL];
    }
    int depth = (in + GemmLayout.KC - 1) / GemmLayout.KC;
    if (packed.length < depth * most * lda) {
      packed = new float[depth * most * lda];
    }
    for (int m = m0; m < m1; m += most) {
      int mc = Math.min(most, m1 - m);
      for (int k = 0, at = 0; k < in; k += GemmLayout.KC) {
        for (int i = 0; i < mc; i++, at += lda) {
          System.arraycopy(c.x, c.xAt + (m + i) * in + k, packed, at, Math.min(GemmLayout.KC, in - k));
        }
      }
      for (int p = p0; p < p1; p++) {
        for (int k = 0, at = 0; k < in; k += GemmLayout.KC, at += mc * lda) {
          long bo = ((long) p * in + k) * PANEL * 4;
          for (int i = 0; i < mc; i += ROWS) {
            int n = Math.min(ROWS, mc - i);
            if (k == 0) {
              PanelKernels.set(PANEL, n, GemmLayout.KC, packed, at + i * lda, lda, c.w.panels(), bo, tile, i * PANEL, PANEL);
            } else {
              PanelKernels.add(n, Math.min(GemmLayout.KC, in - k), packed, at + i * lda, lda, c.w.panels(), bo, tile, i * PANEL,
                  PANEL);
            }
          }
        }
        store(c, m, mc, p, tile, 0, PANEL);
      }
    }
  }

  /** A few rows: several panels at once, straight from the input and the whole depth. */
  private void few(GemmCall c, int i, int m, int p0, int p1) {
    int in = c.w.in();
    int ao = c.xAt + i * in;
    int most = PanelKernels.fewPanels(m);
    long stride = (long) in * PANEL * 4;
    int p = p0;
    for (; p + most <= p1; p += most) {
      PanelKernels.few(m, in, c.x, ao, in, c.w.panels(), p * stride, stride, tile, 0);
      for (int j = 0; j < most; j++) {
        store(c, i, m, p + j, tile, j * PANEL, most * PANEL);
      }
    }
    for (; p < p1; p++) {
      PanelKernels.set(c.w.out() - p * PANEL, m, in, c.x, ao, in, c.w.panels(), p * stride, tile, 0, PANEL);
      store(c, i, m, p, tile, 0, PANEL);
    }
  }

  /** Finishes rows [m, m + mc) of panel p, whose products lie in a tile with ldt floats a row, and writes them out. */
  static void store(GemmCall c, int m, int mc, int p, float[] t, int at, int ldt) {
    store(c, c.act, m, mc, p, t, at, ldt);
  }

  /** With another activation than the call's. */
  static void store(GemmCall c, Activation act, int m, int mc, int p, float[] t, int at, int ldt) {
    int column = p * PANEL;
    int out = c.w.out();
    int n = Math.min(PANEL, out - column);
    int y = c.yAt + m * out + column;
    switch (c.mode) {
      case STORE -> {
        for (int i = 0; i < mc; i++, at += ldt, y += out) {
          if (c.w.hasBias()) {
            VectorMaps.add(t, at, c.w.bias(), column, t, at, PANEL);
          }
          apply(act, t, at, t, at, PANEL);
          System.arraycopy(t, at, c.y, y, n);
        }
      }
      case ADD -> residual(c, NO_GATE, 0, p, mc, t, at, ldt, y);
      case GATED -> {
        for (int i = 0; i < mc; ) {
          int row = (m + i) / c.tokens;
          int rows = Math.min(mc - i, (row + 1) * c.tokens - m - i);
          residual(c, c.gate, c.gateAt + row * c.gateStride + column, p, rows, t, at + i * ldt, ldt, y + i * out);
          i += rows;
        }
      }
    }
  }

  private static void apply(Activation act, float[] x, int xAt, float[] y, int yAt, int n) {
    switch (act) {
      case NONE -> { }
      case RELU -> VectorMaps.relu(x, xAt, y, yAt, n);
      case SILU -> VectorMaps.silu(x, xAt, y, yAt, n);
      case GELU_TANH -> VectorMaps.geluTanh(x, xAt, y, yAt, n);
      case GELU_ERF -> VectorMaps.geluErf(x, xAt, y, yAt, n);
    }
  }

  /** y = fma(g, t + b, y) over rows of panel p under one gate. */
  private static void residual(GemmCall c, float[] g, int gAt, int p, int rows, float[] t, int at, int ldt, int yAt) {
    int column = p * PANEL;
    int out = c.w.out();
    int n = Math.min(PANEL, out - column);
    int bound = F.loopBound(n);
    float[] b = c.w.hasBias() ? c.w.bias() : NO_BIAS;
    int bAt = c.w.hasBias() ? column : 0;
    float[] y = c.y;
    for (int j = 0; j < bound; j += LANES) {
      FloatVector gate = FloatVector.fromArray(F, g, gAt + j);
      FloatVector bias = FloatVector.fromArray(F, b, bAt + j);
      for (int i = 0; i < rows; i++) {
        int at1 = yAt + i * out + j;
        gate.fma(FloatVector.fromArray(F, t, at + i * ldt + j).add(bias), FloatVector.fromArray(F, y, at1)).intoArray(y, at1);
      }
    }
    for (int i = 0; i < rows && bound < n; i++) {
      for (int j = bound; j < n; j++) {
        int at1 = yAt + i * out + j;
        y[at1] = Math.fma(g[gAt + j], t[at + i * ldt + j] + b[bAt + j], y[at1]);
      }
    }
  }
}
