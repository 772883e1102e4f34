package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Attention against the scalar oracle, to the last bit. */
class DeviceAttentionTest extends DeviceFixture {
  @Test
  void headsOfEveryWidthHaveTheOraclesBits() {
    DeviceAttention attention = new DeviceAttention(stream);
    for (int headDim : new int[] {1, 8, 31, 33, 72, 80, 128, 136}) {
      int rows = 2;
      int heads = 2;
      int tokens = headDim > 64 ? 37 : 65;
      int width = heads * headDim;
      // q, k and v side by side, as a fused product leaves them.
      Tensor qkv = normal(rows, tokens, 3 * width);
      Tensor o = Tensor.zeros(rows, tokens, width);
      float scale = (float) (1 / Math.sqrt(headDim));
      scalar.attention(qkv, 0, qkv, width, qkv, 2 * width, heads, heads, headDim, scale, AttentionMask.NONE, o);
      DeviceBuffer d = put(qkv);
      DeviceBuffer dO = room(o.size());
      attention.plain().run(d.address(), 3 * width, d.floats(width), 3 * width, d.floats(2L * width), 3 * width, dO.address(), rows,
          tokens, tokens, heads, heads, headDim, scale);
      same("heads of " + headDim, o, dO);
    }
    assertThrows(IllegalArgumentException.class, () -> attention.plain().run(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 257, 1));
  }

  @Test
  void masksAndSharedKeyHeadsHaveTheOraclesBits() {
    DeviceAttention attention = new DeviceAttention(stream);
    int rows = 2;
    int heads = 4;
    int keyHeads = 2;
    int headDim = 16;
    int queries = 40;
    int keys = 45;
    Tensor q = normal(rows, queries, heads * headDim);
    Tensor k = normal(rows, keys, keyHeads * headDim);
    Tensor v = normal(rows, keys, keyHeads * headDim);
    Tensor o = Tensor.zeros(rows, queries, heads * headDim);
    Tensor full = normal(rows, heads, queries, keys);
    for (int i = 0; i < full.size(); i++) {
      // Some keys forbidden, all of them for the first query.
      full.floats()[i] = i % (queries * keys) < keys || random.nextInt(3) == 0 ? Float.NEGATIVE_INFINITY : full.floats()[i];
    }
    full.floats()[3] = Float.NaN;
    DeviceBuffer dq = put(q);
    DeviceBuffer dk = put(k);
    DeviceBuffer dv = put(v);
    DeviceBuffer dO = room(o.size());
    for (AttentionMask mask : new AttentionMask[] {AttentionMask.of(full), AttentionMask.causal(queries, keys),
        AttentionMask.padding(new int[] {45, 3}, keys)}) {
      scalar.attention(q, 0, k, 0, v, 0, heads, keyHeads, headDim, 0.25f, mask, o);
      DeviceBuffer bias = put(mask.bias());
      var s = mask.bias().shape();
      long perQuery = s.dim(2) == 1 ? 0 : keys;
      long perHead = s.dim(1) == 1 ? 0 : (long) s.dim(2) * keys;
      long perRow = s.dim(0) == 1 ? 0 : (long) s.dim(1) * s.dim(2) * keys;
      attention.masked(bias.address(), perRow, perHead, perQuery).run(dq.address(), heads * headDim, dk.address(), keyHeads * headDim,
          dv.address(), keyHeads * headDim, dO.address(), rows, queries, keys, heads, keyHeads, headDim, 0.25f);
      same("mask " + s, o, dO);
    }
  }

  @Test
  void raggedRowsHaveTheOraclesBits() {
    DeviceAttention attention = new DeviceAttention(stream);
    RowSpans spans = new RowSpans().add(3, 40).add(33, 33).add(0, 5).add(2, 0).add(1, 1);
    int width = 24;
    Tensor q = odd(spans.queries(), width);
    Tensor k = normal(spans.keys(), width);
    Tensor v = odd(spans.keys(), width);
    Tensor o = Tensor.zeros(spans.queries(), width);
    scalar.attention(q, 0, k, 0, v, 0, 3, 3, 8, 0.5f, spans, o);
    int[] queryAt = new int[spans.rows() + 1];
    int[] keyAt = new int[spans.rows() + 1];
    for (int r = 0; r < spans.rows(); r++) {
      queryAt[r + 1] = spans.queryAt(r) + spans.queries(r);
      keyAt[r + 1] = spans.keyAt(r) + spans.keys(r);
    }
    DeviceBuffer dO = room(o.size());
    attention.ragged(put(queryAt).address(), put(keyAt).address()).run(put(q).address(), width, put(k).address(), width,
        put(v).address(), width, dO.address(), spans.rows(), spans.mostQueries(), spans.mostKeys(), 3, 3, 8, 0.5f);
    same("ragged", o, dO);
  }
}
