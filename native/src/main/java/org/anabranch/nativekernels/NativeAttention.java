package org.anabranch.nativekernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.anabranch.engine.host.AttentionCall;
import org.anabranch.nativekernels.generated.ab_attention;
import org.anabranch.nativekernels.generated.anabranch_h;

/**
 * The attention of one worker: calls into C for some queries of a head each; where even the least number of queries has too many keys
 * for a short call, first for some keys each and then for some columns.
 */
final class NativeAttention {
  private static final int VECTOR = 16;

  /** Most keys: the exponentials of one block of queries take about 50 microseconds. */
  private static final int MOST_KEYS = 8192;

  private final int flops;
  private final HeapSegments heap;
  private final long[] attention = new long[ab_attention.FIELDS];
  private final MemorySegment struct = MemorySegment.ofArray(attention);
  private MemorySegment scratch = Arena.ofAuto().allocate(64, 64);

  /** A worker at a level; its scratch is freed with it. */
  NativeAttention(CpuLevel level, HeapSegments heap) {
    this.flops = level.shortFlops();
    this.heap = heap;
    ab_attention.cpu(attention, level.bits());
  }

  /** Whether calls are short enough. */
  boolean isShort(AttentionCall c) {
    return c.mask.isNone() && c.spans.mostKeys() <= MOST_KEYS;
  }

  /** Grows the scratch for a call. */
  void reserve(AttentionCall c) {
    long keys = c.spans.mostKeys();
    long bytes = 4 * (anabranch_h.AB_QUERIES() * (1 + c.headDim + keys) + 2 * keys * (c.headDim + VECTOR - 1));
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
    int keys = c.spans.keys(row);
    ab_attention.scratch(attention, scratch);
    ab_attention.q_stride(attention, c.qStride);
    ab_attention.k_at(attention, c.kAt + key * c.kStride + keyHead * d);
    ab_attention.k_stride(attention, c.kStride);
    ab_attention.v_at(attention, c.vAt + key * c.vStride + keyHead * d);
    ab_attention.v_stride(attention, c.vStride);
    ab_attention.o_stride(attention, width);
    ab_attention.keys(attention, keys);
    ab_attention.width(attention, d);
    ab_attention.scale(attention, c.scale);
    MemorySegment q = heap.of(c.q);
    MemorySegment k = heap.of(c.k);
    MemorySegment v = heap.of(c.v);
    MemorySegment o = heap.of(c.o);
    ab_attention.all_queries(attention, queries);
    ab_attention.again(attention, 0);
    int block = anabranch_h.AB_QUERIES();
    long flopsOfBlock = 4L * block * Math.max(1, d * keys);
    int most = (int) Math.max(1, flops / flopsOfBlock) * block;
    for (int i = 0; i < queries; i += most) {
      long query = c.spans.queryAt(row) + i;
      ab_attention.q_at(attention, c.qAt + query * c.qStride + head * d);
      ab_attention.o_at(attention, c.oAt + query * width + head * d);
      ab_attention.queries(attention, Math.min(most, queries - i));
      if (flopsOfBlock <= flops) {
        part(q, k, v, o, 0, keys, 0, d);
      } else {
        parts(q, k, v, o, keys, d);
      }
    }
    Reference.reachabilityFence(this);
  }

  /** One block of queries. */
  private void parts(MemorySegment q, MemorySegment k, MemorySegment v, MemorySegment o, int keys, int d) {
    int block = anabranch_h.AB_QUERIES();
    int some = Math.max(block, flops / (2 * block * d) / block * block);
    for (int key = 0; key < keys; key += some) {
      part(q, k, v, o, key, Math.min(keys, key + some), 0, 0);
    }
    int panel = anabranch_h.AB_PANEL();
    int columns = Math.max(panel, flops / (2 * block * keys) / panel * panel);
    for (int e = 0; e < d; e += columns) {
      part(q, k, v, o, keys, keys, e, Math.min(d, e + columns));
    }
  }

  private void part(MemorySegment q, MemorySegment k, MemorySegment v, MemorySegment o, int key, int keyEnd, int column,
      int columnEnd) {
    ab_attention.key(attention, key);
    ab_attention.key_end(attention, keyEnd);
    ab_attention.column(attention, column);
    ab_attention.column_end(attention, columnEnd);
    NativeCalls.attend(struct, q, k, v, o);
    ab_attention.again(attention, 1);
  }
}
