package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;
import org.anabranch.engine.Linear;
import org.anabranch.engine.host.AttentionCall;
import org.anabranch.engine.vector.generated.Transpose128;
import org.anabranch.engine.vector.generated.Transpose256;
import org.anabranch.engine.vector.generated.Transpose512;

/**
 * The attention of one worker, one head at a time, 32 queries at a time.
 *
 * <p>The queries of a block are scaled and transposed into a panel, and the scores come out transposed, [keys, 32]: keys are the
 * rows of that product and are read as they lie, and the softmax runs down the columns, where maxima and sums need nothing
 * across a vector. The weighted sum takes its weights as they lie there, column by column, and values copied into panels once a
 * head; 1 / sum is applied in registers. The scores of a block are kept whole, at 128 bytes a key, so the softmax sees all keys
 * at once and no running rescale is needed.
 */
final class VectorAttention {
  private static final int PANEL = Linear.PANEL;
  private static final int ROWS = PanelKernels.ROWS;

  private float[] keys = new float[0];
  private float[] values = new float[0];
  private float[] scores = new float[0];
  private float[] mask = new float[0];
  private float[] queries = new float[0];
  private final float[] tile = new float[ROWS * PANEL];
  private final float[] inverse = new float[PANEL];
  private final VectorColumns columns = new VectorColumns();

  /** Grows the scratch for a call. */
  void reserve(AttentionCall c) {
    int most = c.spans.mostKeys();
    keys = grow(keys, most * c.headDim);
    values = grow(values, (c.headDim + PANEL - 1) / PANEL * PANEL * most);
    scores = grow(scores, most * PANEL);
    queries = grow(queries, c.headDim * PANEL);
    if (!c.mask.isNone()) {
      mask = grow(mask, most * PANEL);
    }
  }

  private static float[] grow(float[] a, int n) {
    return a.length >= n ? a : new float[n];
  }

  /** One head of one row. */
  void run(AttentionCall c, int r, int head) {
    int d = c.headDim;
    int keyHead = head / (c.heads / c.keyHeads);
    int count = c.spans.keys(r);
    int asked = c.spans.queries(r);
    float[] k = c.k;
    int kAt = c.kAt + c.spans.keyAt(r) * c.kStride + keyHead * d;
    int kStride = c.kStride;
    if (asked > PANEL || kStride % GemmLayout.ALIAS == 0) {
      // Read more than once, or rows that share a cache set: the keys of the head side by side.
      for (int j = 0; j < count; j++) {
        System.arraycopy(k, kAt + j * kStride, keys, j * d, d);
      }
      k = keys;
      kAt = 0;
      kStride = d;
    }
    packValues(c, count, c.vAt + c.spans.keyAt(r) * c.vStride + keyHead * d);
    for (int i = 0; i < asked; i += PANEL) {
      int n = Math.min(PANEL, asked - i);
      int query = c.spans.queryAt(r) + i;
      transpose(c.scale, c.q, c.qAt + query * c.qStride + head * d, c.qStride, n, d, queries);
      score(k, kAt, kStride, count, d, n);
      if (!c.mask.isNone()) {
        addMask(c, r, head, i, n);
      }
      columns.exponentials(scores, 0, count, n, inverse);
      blend(c, count, n, c.oAt + query * c.heads * d + head * d);
    }
  }

  /** values[panel][key][column in panel]; what lies beyond the last column is never used. */
  private void packValues(AttentionCall c, int count, int from) {
    for (int e = 0, dst = 0; e < c.headDim; e += PANEL) {
      int n = Math.min(PANEL, c.headDim - e);
      for (int j = 0; j < count; j++, dst += PANEL) {
        int src = from + j * c.vStride + e;
        if (n == PANEL) {
          for (int i = 0; i < PANEL; i += LANES) {
            FloatVector.fromArray(F, c.v, src + i).intoArray(values, dst + i);
          }
        } else {
          System.arraycopy(c.v, src, values, dst, n);
        }
      }
    }
  }

  /**
   * y[e, q] = f x[q, e] for q < n <= 32 and e < d, rows of y 32 apart. Tiles at the lower edge repeat the last row, those at the
   * right edge begin earlier and write some elements again.
   */
  private static void transpose(float f, float[] x, int xAt, int ldx, int n, int d, float[] y) {
    if (d < LANES) {
      for (int q = 0; q < n; q++) {
        for (int e = 0; e < d; e++) {
          y[e * PANEL + q] = f * x[xAt + q * ldx + e];
        }
      }
      return;
    }
    for (int q = 0; q < n; q += LANES) {
      int last = Math.min(LANES, n - q) - 1;
      for (int e = 0; e < d; e += LANES) {
        int at = Math.min(e, d - LANES);
        if (VectorWidth.BITS == 512) {
          Transpose512.tile(f, x, xAt + q * ldx + at, ldx, last, y, at * PANEL + q, PANEL);
        } else if (VectorWidth.BITS == 256) {
          Transpose256.tile(f, x, xAt + q * ldx + at, ldx, last, y, at * PANEL + q, PANEL);
        } else {
          Transpose128.tile(f, x, xAt + q * ldx + at, ldx, last, y, at * PANEL + q, PANEL);
        }
      }
    }
  }

  /** scores[j, q] of all keys and n queries. */
  private void score(float[] k, int kAt, int kStride, int count, int d, int n) {
    int blocks = (count + ROWS - 1) / ROWS;
    for (int b = 0, j = 0; b < blocks; b++) {
      int m = (count - j) / (blocks - b);
      PanelKernels.set(n, m, d, k, kAt + j * kStride, kStride, queries, 0, scores, j * PANEL, PANEL);
      j += m;
    }
  }

  private void addMask(AttentionCall c, int r, int head, int query, int n) {
    int at = c.maskAt(r, head, query);
    int stride = n == 1 ? 0 : c.maskAt(r, head, query + 1) - at;
    int count = c.spans.keys(r);
    transpose(1f, c.mask.bias().floats(), at, stride, n, count, mask);
    VectorMaps.add(scores, 0, mask, 0, scores, 0, count * PANEL);
  }

  /** o[q, :] = inverse[q] sum_j scores[j, q] v[j, :]. */
  private void blend(AttentionCall c, int count, int n, int o) {
    int width = c.heads * c.headDim;
    int blocks = (n + ROWS - 1) / ROWS;
    for (int e = 0; e < c.headDim; e += PANEL) {
      int columns = Math.min(PANEL, c.headDim - e);
      boolean whole = columns == PANEL || columns == PANEL / 2;
      for (int b = 0, q = 0; b < blocks; b++) {
        int m = (n - q) / (blocks - b);
        int to = o + q * width + e;
        if (whole) {
          PanelKernels.weighed(columns, m, count, scores, q, values, e * count, inverse, q, c.o, to, width);
        } else {
          PanelKernels.weighed(columns, m, count, scores, q, values, e * count, inverse, q, tile, 0, PANEL);
          for (int i = 0; i < m; i++) {
            System.arraycopy(tile, i * PANEL, c.o, to + i * width, columns);
          }
        }
        q += m;
      }
    }
  }
}
