package org.anabranch.nativekernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.anabranch.engine.host.AttentionCall;
import org.anabranch.nativekernels.generated.ab_attention;
import org.anabranch.nativekernels.generated.anabranch_h;

/** The attention of one worker: calls into C for some queries of a head each, all of its keys at once. */
final class NativeAttention {
  private static final int VECTOR = 16;

  private final int flops;
  private final HeapSegments heap;
  private final MemorySegment attention;
  private MemorySegment scratch;

  /** A worker at a level; its scratch is freed with it. */
  NativeAttention(CpuLevel level, HeapSegments heap) {
    this.flops = level.shortFlops();
    this.heap = heap;
    Arena arena = Arena.ofAuto();
    attention = ab_attention.allocate(arena);
    scratch = arena.allocate(64, 64);
    ab_attention.cpu(attention, level.bits());
  }

  /** Whether a call is short enough: its queries against all keys of the longest row. */
  boolean isShort(AttentionCall c) {
    return c.mask.isNone() && 4L * anabranch_h.AB_QUERIES() * c.spans.mostKeys() * c.headDim <= flops;
  }

  /** Grows the scratch for a call. */
  void reserve(AttentionCall c) {
    long keys = c.spans.mostKeys();
    long bytes = 4 * (anabranch_h.AB_QUERIES() * (c.headDim + keys) + 2 * keys * (c.headDim + VECTOR - 1));
    if (scratch.byteSize() < bytes) {
      scratch = Arena.ofAuto().allocate(bytes, 64);
    }
  }

  /** One head of one row. */
  void run(AttentionCall c, int row, int head) {
    int d = c.headDim;
    int keyHead = head / (c.heads / c.keyHeads);
    long key = c.spans.keyAt(row);
    int width = c.heads * d;
    int queries = c.spans.queries(row);
    ab_attention.scratch(attention, scratch);
    ab_attention.q_stride(attention, c.qStride);
    ab_attention.k_at(attention, c.kAt + key * c.kStride + keyHead * d);
    ab_attention.k_stride(attention, c.kStride);
    ab_attention.v_at(attention, c.vAt + key * c.vStride + keyHead * d);
    ab_attention.v_stride(attention, c.vStride);
    ab_attention.o_stride(attention, width);
    ab_attention.keys(attention, c.spans.keys(row));
    ab_attention.width(attention, d);
    ab_attention.scale(attention, c.scale);
    MemorySegment q = heap.of(c.q);
    MemorySegment k = heap.of(c.k);
    MemorySegment v = heap.of(c.v);
    MemorySegment o = heap.of(c.o);
    int block = anabranch_h.AB_QUERIES();
    int most = Math.max(1, flops / (4 * block * Math.max(1, d * c.spans.keys(row)))) * block;
    for (int i = 0; i < queries; i += most) {
      long query = c.spans.queryAt(row) + i;
      ab_attention.q_at(attention, c.qAt + query * c.qStride + head * d);
      ab_attention.o_at(attention, c.oAt + query * width + head * d);
      ab_attention.queries(attention, Math.min(most, queries - i));
      NativeCalls.attend(attention, q, k, v, o);
    }
  }
}
