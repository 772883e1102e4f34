package org.anabranch.nativekernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.host.GemmCall;
import org.anabranch.nativekernels.generated.ab_product;
import org.anabranch.nativekernels.generated.anabranch_h;

/**
 * The products of one worker: its scratch off the heap, and the cuts that keep every call into C short.
 *
 * <p>Rows are taken in slabs whose packed copy stays in the second-level cache. A call does at most {@link CpuLevel#shortFlops}
 * operations, 4 million with 512 bits, and reads at most {@value #BYTES} bytes of weights, which is about 20 microseconds on one
 * core (weights that come from DRAM take longer): a block of rows or two with a few panels in fp32, a slab with one panel where
 * weights are unpacked first, and where even one panel is too deep, a part of its depth, the sums waiting in the tile. One block of
 * the depth is the least.
 */
final class NativeWorker {
  /** Most bytes of weights of a call. */
  private static final long BYTES = 512 * 1024;

  /** Most elements of the input that a call packs. */
  private static final int PACKED = 32_768;

  /** Words of a slab: 512 KiB, a quarter to a half of a second-level cache. */
  private static final int SLAB_WORDS = 131_072;

  /** Most rows of a slab. */
  private static final int SLAB_ROWS = 140;

  /** Rows that tiles reach beyond the last. */
  private static final int TILE_ROWS = 16;

  /** Most panels of a call in fp32: their tiles stay in the first-level cache. */
  private static final int PANELS = 8;

  private final long flops;
  private final int rowBlock;
  private final int[] blockInputs;
  private final MemorySegment product;
  private final HeapSegments heap = new HeapSegments();
  private MemorySegment packed;
  private MemorySegment x;
  private MemorySegment y;
  private MemorySegment gate;

  /** A worker at a level; its scratch is freed with it. */
  NativeWorker(CpuLevel level, int rowBlock, int[] blockInputs) {
    this.flops = level.shortFlops();
    this.rowBlock = rowBlock;
    this.blockInputs = blockInputs;
    Arena arena = Arena.ofAuto();
    product = ab_product.allocate(arena);
    packed = arena.allocate(64, 64);
    x = packed;
    y = packed;
    gate = packed;
    ab_product.cpu(product, level.bits());
    ab_product.tile(product, arena.allocate(4L * Linear.PANEL * Math.max(SLAB_ROWS + TILE_ROWS, 2 * rowBlock * PANELS), 64));
    ab_product.wide(product, arena.allocate(4L * Linear.PANEL * anabranch_h.AB_STEPS(), 64));
    ab_product.row_scale(product, arena.allocate(4L * SLAB_ROWS, 64));
    ab_product.row_offset(product, arena.allocate(4L * SLAB_ROWS, 64));
  }

  /** Rows [m0, m1) and panels [p0, p1) of a product with an AB_ arithmetic. */
  void run(GemmCall c, int m0, int m1, int p0, int p1, int arithmetic) {
    Linear w = c.w;
    int depth = Math.ceilDiv(w.in(), blockInputs[arithmetic]);
    long cached = SLAB_WORDS / ((long) Math.max(1, depth) * anabranch_h.AB_STRIDE());
    long swift = flops / (2L * Linear.PANEL * anabranch_h.AB_STEPS());
    int most = Math.clamp(Math.min(cached, swift), rowBlock, SLAB_ROWS);
    int slabs = Math.ceilDiv(m1 - m0, most);
    int rows = Math.ceilDiv(m1 - m0, slabs);
    long words = ((long) Math.max(1, depth) * rows + TILE_ROWS) * anabranch_h.AB_STRIDE();
    if (packed.byteSize() < 4 * words) {
      packed = Arena.ofAuto().allocate(4 * words, 64);
    }
    ab_product.packed(product, packed);
    ab_product.weights(product, w.panels());
    ab_product.panel_bytes(product, w.panelBytes());
    ab_product.arithmetic(product, arithmetic);
    ab_product.in(product, w.in());
    ab_product.out(product, w.out());
    ab_product.has_bias(product, w.hasBias() ? 1 : 0);
    finish(c);
    for (int m = m0; m < m1; m += rows) {
      int n = Math.min(rows, m1 - m);
      pack(c, m, n);
      if (arithmetic == anabranch_h.AB_F32()) {
        blocks(c, n, p0, p1, depth);
      } else {
        for (int p = p0; p < p1; ) {
          p += multiply(c, 0, n, p, p1 - p, depth);
        }
      }
    }
    Reference.reachabilityFence(w);
  }

  /** The arrays, and what becomes of the sums. */
  private void finish(GemmCall c) {
    boolean gated = c.mode == GemmCall.Mode.GATED;
    x = heap.of(c.x);
    y = heap.of(c.y);
    gate = gated ? heap.of(c.gate) : c.w.biasSegment();
    ab_product.mode(product, switch (c.mode) {
      case STORE -> anabranch_h.AB_STORE();
      case ADD -> anabranch_h.AB_ADD();
      case GATED -> anabranch_h.AB_GATED();
    });
    ab_product.act(product, NativeRows.code(c.mode == GemmCall.Mode.STORE ? c.act : Activation.NONE));
    ab_product.gate_at(product, gated ? c.gateAt : 0);
    ab_product.gate_stride(product, gated ? c.gateStride : 0);
    ab_product.tokens(product, gated ? c.tokens : 1);
  }

  /** Makes rows [m, m + n) of the product the slab. */
  private void pack(GemmCall c, int m, int n) {
    ab_product.slab_rows(product, n);
    ab_product.first_row(product, m);
    ab_product.x_at(product, c.xAt + (long) m * c.w.in());
    ab_product.y_at(product, c.yAt + (long) m * c.w.out());
    int most = Math.max(1, PACKED / Math.max(1, c.w.in()));
    for (int i = 0; i < n; i += most) {
      ab_product.row(product, i);
      ab_product.rows(product, Math.min(most, n - i));
      NativeCalls.pack(product, x);
    }
  }

  /**
   * In fp32: every block of rows of the slab runs over a group of panels, then over the next. Two blocks share a call: they would not
   * pay for reading the weights twice.
   */
  private void blocks(GemmCall c, int n, int p0, int p1, int depth) {
    int blocks = n <= 2 * rowBlock ? 1 : Math.ceilDiv(n, rowBlock);
    int most = Math.ceilDiv(n, blocks);
    for (int p = p0, panels; p < p1; p += panels) {
      panels = panels(c.w, most, p1 - p);
      for (int i = 0, row = 0; i < blocks; i++) {
        int rows = (n + i) / blocks;
        multiply(c, row, rows, p, panels, depth);
        row += rows;
      }
    }
  }

  /** Panels of a call, at least one. */
  private int panels(Linear w, int rows, int left) {
    long most = Math.min(flops / flops(w, rows), BYTES / Math.max(1, w.panelBytes()));
    return (int) Math.clamp(most, 1, Math.min(left, PANELS));
  }

  /** Operations of a panel. */
  private static long flops(Linear w, int rows) {
    return 2L * rows * Linear.PANEL * Math.max(1, w.in());
  }

  /** Rows [row, row + rows) of the slab with up to so many panels from p; returns how many it took. */
  private int multiply(GemmCall c, int row, int rows, int p, int left, int depth) {
    int panels = panels(c.w, rows, left);
    ab_product.row(product, row);
    ab_product.rows(product, rows);
    ab_product.panel(product, p);
    ab_product.panels(product, panels);
    int blocks = depth;
    if (panels == 1) {
      long cuts = Math.max(Math.ceilDiv(flops(c.w, rows), flops), Math.ceilDiv(c.w.panelBytes(), BYTES));
      blocks = Math.max(1, Math.ceilDiv(depth, (int) Math.min(cuts, Math.max(1, depth))));
    }
    int from = 0;
    do {
      ab_product.block(product, from);
      ab_product.block_end(product, Math.min(depth, from + blocks));
      NativeCalls.multiply(product, c.w.scaleSegment(), c.w.biasSegment(), gate, y);
      from += blocks;
    } while (from < depth);
    return panels;
  }
}
