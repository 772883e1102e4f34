package org.anabranch.engine.vector;

import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.host.GemmCall;

/**
 * The product of one worker where {@link RegisterBlock} packs rows: fp32 weights, many rows.
 *
 * <p>Rows are copied once, cut into blocks of at most {@link PackedKernels#DEPTH} inputs. A block of a panel then stays near while all
 * packed rows pass over it in register blocks of {@link PackedKernels#ROWS}, and a block of all rows in the second-level cache while
 * some panels do; weights come from further away once. The chains of those panels wait in tiles between blocks; the last block adds the
 * bias in registers and stores the result once. A residual is added from the tile: in registers it made a method that is too large for
 * the first compiler. An activation follows for some panels at a time.
 *
 * <p>Register blocks are full but for the last one, which is computed whole too, over rows that mean nothing and are not stored, where
 * they are few: every number of rows is a method of its own, and compiling one takes 0.1 s of a start. Where they would be many, blocks
 * are of nearly the same size.
 *
 * <p>Chunks of one product that have the same rows find them packed by the chunk before.
 */
final class PackedGemm {
  private static final int ROWS = PackedKernels.ROWS;
  private static final int DEPTH = PackedKernels.DEPTH;
  private static final int LDA = PackedKernels.LDA;
  private static final int PANEL = Linear.PANEL;

  /** Floats of packed rows at a time: 4 MB, of which one block of the depth, a quarter at 3072 inputs, is in use at a time. */
  private static final int PACKED = 1_000_000;

  /** Most rows packed at a time. */
  private static final int MOST = 288;

  /** Floats of the tiles in which chains wait: a quarter of a second-level cache of 2 MB. */
  private static final int WAITING = 131_072;

  /** Panels whose activation is applied together: rows of 1 KiB. */
  private static final int ACTIVATED = 8;

  /** Of the rows of a chunk, how many more may be computed and not stored: one in so many. */
  private static final int IDLE = 32;

  /** Depth of a block in a rehearsal, whose products have few inputs: first, middle and last blocks are compiled. */
  private static final int REHEARSED = 8;

  private static final float[] ZEROS = new float[PANEL];

  private float[] packed = {};
  private float[] tiles = {};
  private long packedCall;
  private int packedFrom;
  private int packedTo;

  /** Most rows of a chunk that are packed at once, a multiple of the register block's. */
  static int rows(int in) {
    int most = PACKED / (Math.max(1, (in + DEPTH - 1) / DEPTH) * LDA);
    return Math.max(ROWS, Math.min(MOST, most / ROWS * ROWS));
  }

  /** Rows that are computed for so many. */
  private static int computed(int rows) {
    int whole = (rows + ROWS - 1) / ROWS * ROWS;
    return whole - rows <= rows / IDLE ? whole : rows;
  }

  /** Rows [m0, m1) and panels [p0, p1). */
  void run(GemmCall c, int m0, int m1, int p0, int p1) {
    int depth = c.rehearsal ? REHEARSED : DEPTH;
    int blocks = Math.max(1, (c.w.in() + depth - 1) / depth);
    int passes = (m1 - m0 + rows(c.w.in()) - 1) / rows(c.w.in());
    for (int n = 0, m = m0; n < passes; n++) {
      int rows = Math.min(m1 - m, ((m1 - m) / (passes - n) + ROWS - 1) / ROWS * ROWS);
      int full = computed(rows);
      int most = Math.max(1, WAITING / (full * PANEL));
      pack(c, m, m + rows, full, blocks);
      if (blocks > 1 && tiles.length < Math.min(most, p1 - p0) * full * PANEL || tiles.length < full * PANEL) {
        tiles = new float[(blocks > 1 ? Math.min(most, p1 - p0) : 1) * full * PANEL];
      }
      for (int p = p0; p < p1; p += most) {
        group(c, m, rows, p, Math.min(p1, p + most), blocks);
      }
      m += rows;
    }
  }

  /** Rows [m, m + rows) and panels [p0, p1), few enough for the tiles. */
  private void group(GemmCall c, int m, int rows, int p0, int p1, int blocks) {
    for (int q = 0; q < blocks; q++) {
      for (int p = p0; p < p1; p++) {
        panel(c, m, rows, p, q, blocks, blocks > 1 ? (p - p0) * computed(rows) * PANEL : 0);
        if (q + 1 == blocks && ((p + 1 - p0) % ACTIVATED == 0 || p + 1 == p1)) {
          activate(c, m, m + rows, p - (p - p0) % ACTIVATED, Math.min(p + 1, c.w.out() / PANEL));
        }
      }
    }
  }

  /** First input of a block. */
  private static int from(int in, int block, int blocks) {
    return (int) ((long) in * block / blocks);
  }

  /** Block q of row i lies at (q * full + i) * LDA. */
  private void pack(GemmCall c, int m0, int m1, int full, int blocks) {
    if (c.number != 0 && c.number == packedCall && m0 == packedFrom && m1 == packedTo) {
      return;
    }
    int in = c.w.in();
    int rows = m1 - m0;
    if (packed.length < blocks * full * LDA) {
      packed = new float[blocks * full * LDA];
    }
    for (int i = 0; i < rows; i++) {
      int x = c.xAt + (m0 + i) * in;
      for (int q = 0; q < blocks; q++) {
        int from = from(in, q, blocks);
        System.arraycopy(c.x, x + from, packed, (q * full + i) * LDA, from(in, q + 1, blocks) - from);
      }
    }
    packedCall = c.number;
    packedFrom = m0;
    packedTo = m1;
  }

  /** Block q of rows [m0, m0 + rows) of panel p, whose chains wait from {@code at} on; all but the activation of a whole panel. */
  private void panel(GemmCall c, int m0, int rows, int p, int q, int blocks, int at) {
    int in = c.w.in();
    int k = from(in, q, blocks);
    int kc = from(in, q + 1, blocks) - k;
    long bo = ((long) p * in + k) * PANEL * 4;
    int full = computed(rows);
    int count = (full + ROWS - 1) / ROWS;
    boolean last = q + 1 == blocks;
    boolean whole = c.w.out() - p * PANEL >= PANEL;
    for (int n = 0, i = 0; n < count; n++) {
      int m = (full - i) / (count - n);
      int ao = (q * full + i) * LDA;
      int t = at + i * PANEL;
      float[] from = q == 0 ? ZEROS : tiles;
      int fromAt = q == 0 ? 0 : t;
      int apart = q == 0 ? 0 : PANEL;
      if (last && whole && i + m <= rows && c.mode == GemmCall.Mode.STORE) {
        finish(c, m0 + i, m, p, kc, ao, bo, from, fromAt, apart);
      } else {
        PackedKernels.add(m, kc, packed, ao, c.w.panels(), bo, from, fromAt, apart, tiles, t, PANEL);
        if (last) {
          VectorGemm.store(c, whole ? Activation.NONE : c.act, m0 + i, Math.min(m, rows - i), p, tiles, t, PANEL);
        }
      }
      i += m;
    }
  }

  /** The last block of rows [i, i + m), from the chains at t on, to the output. */
  private void finish(GemmCall c, int i, int m, int p, int kc, int ao, long bo, float[] t, int to, int ldt) {
    int out = c.w.out();
    int column = p * PANEL;
    int y = c.yAt + i * out + column;
    if (c.w.hasBias()) {
      PackedKernels.biased(m, kc, packed, ao, c.w.panels(), bo, t, to, ldt, c.w.bias(), column, c.y, y, out);
    } else {
      PackedKernels.add(m, kc, packed, ao, c.w.panels(), bo, t, to, ldt, c.y, y, out);
    }
  }

  /** The activation of rows [m0, m1) over the whole panels [p, end). */
  private static void activate(GemmCall c, int m0, int m1, int p, int end) {
    if (c.mode == GemmCall.Mode.STORE && c.act != Activation.NONE) {
      for (int i = m0; i < m1; i++) {
        VectorGemm.activate(c, i, 1, p, end);
      }
    }
  }
}
