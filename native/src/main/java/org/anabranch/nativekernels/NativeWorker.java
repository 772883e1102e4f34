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
 * <p>Rows are taken in slabs, of which a packed block of the depth stays in the second-level cache. A call does at most
 * {@link CpuLevel#shortFlops} operations, 4 million with 512 bits, and reads at most {@value #BYTES} bytes of weights, which is about
 * 20 microseconds on one core (weights that come from DRAM take longer): some panels with all rows of the slab where those are few,
 * else one panel with some of them, and where the depth is too much for that, a part of it, the sums waiting in tiles. Where weights
 * are unpacked first, all rows go together. One block of the depth, with two register blocks of rows, is the least.
 *
 * <p>Each call names the weights of the one that follows, which C fetches meanwhile.
 */
final class NativeWorker {
  /** Most bytes of weights of a call. */
  private static final long BYTES = 512 * 1024;

  /** Most elements of the input that a call packs. */
  private static final int PACKED = 32_768;

  /** Words of all rows of a slab, for fp32 weights and for such as are unpacked for each slab anew. */
  private static final int SLAB_WORDS = 1_000_000;

  private static final int NARROW_SLAB_WORDS = 131_072;

  /** Most rows of a slab, likewise. */
  private static final int SLAB_ROWS = 280;

  private static final int NARROW_SLAB_ROWS = 140;

  /** Rows that tiles reach beyond the last. */
  private static final int TILE_ROWS = 16;

  /** Inputs of all rows of a slab that stay in the second-level cache beside a panel and what else comes by. */
  private static final int NEAR = 131_072;

  /** Most panels whose sums wait while other panels take their turn with a block of a depth that is not near. */
  private static final int GROUP = 16;

  private final long flops;
  private final int rowBlock;
  private final int[] blockInputs = new int[anabranch_h.AB_INT8_DOT() + 1];
  private final int[] blockWords = new int[blockInputs.length];
  private final long[] product = new long[ab_product.FIELDS];
  private final MemorySegment struct = MemorySegment.ofArray(product);
  private final Arena arena = Arena.ofAuto();
  private final HeapSegments heap = new HeapSegments();
  private MemorySegment packed;
  private long packedCall;
  private int packedFrom;
  private int packedTo;
  private MemorySegment tiles;
  private MemorySegment x;
  private MemorySegment y;
  private MemorySegment gate;

  /** A worker at a level; its scratch is freed with it. */
  NativeWorker(CpuLevel level, int rowBlock) {
    this.flops = level.shortFlops();
    this.rowBlock = rowBlock;
    for (int a = 0; a < blockInputs.length; a++) {
      blockInputs[a] = NativeCalls.blockInputs(a, level);
      blockWords[a] = NativeCalls.blockWords(a, level);
    }
    packed = arena.allocate(64, 64);
    tiles = packed;
    x = packed;
    y = packed;
    gate = packed;
    ab_product.cpu(product, level.bits());
    ab_product.wide(product, arena.allocate(4L * Linear.PANEL * anabranch_h.AB_STEPS(), 64));
    ab_product.row_scale(product, arena.allocate(4L * NARROW_SLAB_ROWS, 64));
    ab_product.row_offset(product, arena.allocate(4L * NARROW_SLAB_ROWS, 64));
  }

  /** Rows [m0, m1) and panels [p0, p1) of a product with an AB_ arithmetic. */
  void run(GemmCall c, int m0, int m1, int p0, int p1, int arithmetic) {
    Linear w = c.w;
    boolean narrow = arithmetic != anabranch_h.AB_F32();
    int depth = Math.max(1, Math.ceilDiv(w.in(), blockInputs[arithmetic]));
    long rowWords = (long) depth * blockWords[arithmetic];
    long swift = narrow ? flops / (2L * Linear.PANEL * anabranch_h.AB_STEPS()) : SLAB_ROWS;
    long cached = (narrow ? NARROW_SLAB_WORDS : SLAB_WORDS) / rowWords;
    int most = Math.clamp(Math.min(cached, swift), rowBlock, narrow ? NARROW_SLAB_ROWS : SLAB_ROWS);
    int slabs = Math.ceilDiv(m1 - m0, most);
    int rows = Math.ceilDiv(m1 - m0, slabs);
    packed = atLeast(packed, 4 * (rowWords * rows + (long) TILE_ROWS * blockWords[arithmetic]));
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
      slab(c, m, n);
      multiply(c, n, p0, p1, depth, arithmetic);
    }
    Reference.reachabilityFence(w);
    Reference.reachabilityFence(this);
  }

  private static MemorySegment atLeast(MemorySegment scratch, long bytes) {
    return scratch.byteSize() < bytes ? Arena.ofAuto().allocate(bytes, 64) : scratch;
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

  /** Makes rows [m, m + n) of the product the slab; chunks of one product that have the same rows find them packed. */
  private void slab(GemmCall c, int m, int n) {
    ab_product.slab_rows(product, n);
    ab_product.first_row(product, m);
    ab_product.x_at(product, c.xAt + (long) m * c.w.in());
    ab_product.y_at(product, c.yAt + (long) m * c.w.out());
    if (c.number != 0 && c.number == packedCall && m == packedFrom && m + n == packedTo) {
      return;
    }
    int most = Math.max(1, PACKED / Math.max(1, c.w.in()));
    for (int i = 0; i < n; i += most) {
      ab_product.row(product, i);
      ab_product.rows(product, Math.min(most, n - i));
      NativeCalls.pack(struct, x);
    }
    packedCall = c.number;
    packedFrom = m;
    packedTo = m + n;
  }

  /** The n rows of the slab with panels [p0, p1). */
  private void multiply(GemmCall c, int n, int p0, int p1, int depth, int arithmetic) {
    long bytes = Math.max(1, c.w.panelBytes());
    long flopsOfRow = 2L * Linear.PANEL * Math.max(1, c.w.in());
    long panels = Math.min(flops / (n * flopsOfRow), BYTES / bytes);
    if (panels > 0) {
      some(c, n, p0, p1, (int) Math.min(panels, p1 - p0), depth);
      return;
    }
    boolean far = arithmetic == anabranch_h.AB_F32() && depth > 1 && (long) n * c.w.in() > NEAR;
    int least = arithmetic == anabranch_h.AB_F32() ? Math.min(n, 2 * rowBlock) : n;
    long cuts = Math.max(Math.ceilDiv(least * flopsOfRow, flops), Math.ceilDiv(bytes, BYTES));
    int blocks = far ? 1 : Math.ceilDiv(depth, (int) Math.min(cuts, depth));
    int inputs = Math.min(c.w.in(), blocks * blockInputs[arithmetic]);
    int rows = Math.clamp(flops / (2L * Linear.PANEL * inputs), least, n);
    one(c, n, p0, p1, depth, far ? GROUP : 1, blocks, Math.ceilDiv(n, Math.ceilDiv(n, rows)));
  }

  /** All rows and so many panels a call. */
  private void some(GemmCall c, int n, int p0, int p1, int most, int depth) {
    tiles = atLeast(tiles, 4L * Linear.PANEL * (n + TILE_ROWS));
    ab_product.tile(product, tiles);
    ab_product.row(product, 0);
    ab_product.rows(product, n);
    ab_product.block(product, 0);
    ab_product.block_end(product, depth);
    ab_product.next_block(product, 0);
    for (int p = p0; p < p1; p += most) {
      int panels = Math.min(most, p1 - p);
      ab_product.panel(product, p);
      ab_product.panels(product, panels);
      ab_product.next_panel(product, p + panels < p1 ? p + panels : p0);
      NativeCalls.multiply(struct, c.w.scaleSegment(), c.w.biasSegment(), gate, y);
    }
  }

  /** So many rows, blocks of the depth and one panel a call; the panels of a group take turns with each part of the depth. */
  private void one(GemmCall c, int n, int p0, int p1, int depth, int group, int blocks, int rows) {
    tiles = atLeast(tiles, 4L * Linear.PANEL * (group * n + TILE_ROWS));
    ab_product.panels(product, 1);
    for (int g = p0; g < p1; g += group) {
      int end = Math.min(g + group, p1);
      for (int q = 0; q < depth; q += blocks) {
        ab_product.block(product, q);
        ab_product.block_end(product, Math.min(depth, q + blocks));
        for (int p = g; p < end; p++) {
          boolean again = p + 1 == end && q + blocks < depth;
          ab_product.panel(product, p);
          ab_product.next_panel(product, p + 1 < end ? p + 1 : again ? g : end < p1 ? end : p0);
          ab_product.next_block(product, p + 1 < end ? q : again ? q + blocks : 0);
          for (int row = 0; row < n; row += rows) {
            ab_product.row(product, row);
            ab_product.rows(product, Math.min(rows, n - row));
            ab_product.tile(product, tiles.asSlice(4L * Linear.PANEL * ((long) (p - g) * n + row)));
            NativeCalls.multiply(struct, c.w.scaleSegment(), c.w.biasSegment(), gate, y);
          }
        }
      }
    }
  }
}
