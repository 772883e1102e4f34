package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.host.AttentionCall;

/**
 * The attention of one worker, one head at a time.
 *
 * <p>The head's keys are transposed into panels of 32 keys and its values copied into panels of 32 columns; then blocks of
 * queries run scores, softmax and the weighted sum through the kernels of the matrix product. The scores of a block are kept
 * whole, so the softmax sees all keys at once and no running rescale is needed, at {@code ROWS * keys} floats of scratch.
 */
final class VectorAttention {
  private static final int PANEL = Linear.PANEL;
  private static final int LDA = GemmLayout.LDA;
  private static final int KC = GemmLayout.KC;
  private static final int ROWS = VectorGemm.ROWS;

  private float[] keys = new float[0];
  private float[] values = new float[0];
  /** Scores in blocks of KC keys, each [ROWS, LDA]. */
  private float[] scores = new float[0];
  /** Scaled queries in blocks of KC columns, each [ROWS, LDA]. */
  private float[] queries = new float[0];
  private final float[] row = new float[Kernels.LANES];
  private final float[] tile = new float[ROWS * PANEL];
  private final float[] inverse = new float[ROWS];
  private float[] line = new float[0];

  /** Grows the scratch for a call. */
  void reserve(AttentionCall c) {
    int keyPanels = ceil(c.keys);
    int valuePanels = ceil(c.headDim);
    keys = grow(keys, keyPanels * PANEL * c.headDim);
    values = grow(values, valuePanels * PANEL * c.keys);
    scores = grow(scores, (c.keys + KC - 1) / KC * ROWS * LDA);
    queries = grow(queries, (c.headDim + KC - 1) / KC * ROWS * LDA);
    line = grow(line, keyPanels * PANEL);
  }

  private static float[] grow(float[] a, int n) {
    return a.length >= n ? a : new float[n];
  }

  private static int ceil(int n) {
    return (n + PANEL - 1) / PANEL;
  }

  /** One head of one row. */
  void run(AttentionCall c, int r, int head) {
    int d = c.headDim;
    int keyHead = head / (c.heads / c.keyHeads);
    packKeys(c, c.kAt + r * c.keys * c.kStride + keyHead * d);
    packValues(c, c.vAt + r * c.keys * c.vStride + keyHead * d);
    int blocks = (c.queries + ROWS - 1) / ROWS;
    int base = c.queries / blocks;
    int extra = c.queries - base * blocks;
    for (int i = 0, n = 0; n < blocks; n++) {
      int m = base + (n < extra ? 1 : 0);
      packQueries(c, c.qAt + (r * c.queries + i) * c.qStride + head * d, m);
      score(c, m);
      for (int q = 0; q < m; q++) {
        inverse[q] = weigh(c, q, r, head, i + q);
      }
      blend(c, m, c.oAt + (r * c.queries + i) * c.heads * d + head * d);
      i += m;
    }
  }

  /** keys[panel][column][key in panel], zeros beyond the last key. */
  private void packKeys(AttentionCall c, int from) {
    int d = c.headDim;
    if (c.keys % PANEL != 0) {
      Arrays.fill(keys, c.keys / PANEL * PANEL * d, ceil(c.keys) * PANEL * d, 0f);
    }
    for (int j = 0; j < c.keys; j++) {
      int src = from + j * c.kStride;
      int dst = j / PANEL * PANEL * d + j % PANEL;
      for (int e = 0; e < d; e++) {
        keys[dst + e * PANEL] = c.k[src + e];
      }
    }
  }

  /** values[panel][key][column in panel], zeros beyond the last column. */
  private void packValues(AttentionCall c, int from) {
    for (int e = 0, dst = 0; e < c.headDim; e += PANEL) {
      int n = Math.min(PANEL, c.headDim - e);
      for (int j = 0; j < c.keys; j++, dst += PANEL) {
        int src = from + j * c.vStride + e;
        if (n == PANEL) {
          for (int i = 0; i < PANEL; i += LANES) {
            FloatVector.fromArray(F, c.v, src + i).intoArray(values, dst + i);
          }
        } else {
          System.arraycopy(c.v, src, values, dst, n);
          Arrays.fill(values, dst + n, dst + PANEL, 0f);
        }
      }
    }
  }

  private void packQueries(AttentionCall c, int from, int m) {
    for (int e = 0, at = 0; e < c.headDim; e += KC, at += ROWS * LDA) {
      int n = Math.min(KC, c.headDim - e);
      for (int q = 0; q < m; q++) {
        VectorRows.scale(c.q, from + q * c.qStride + e, c.scale, queries, at + q * LDA, n);
      }
    }
  }

  private void score(AttentionCall c, int m) {
    int d = c.headDim;
    for (int p = 0; p < ceil(c.keys); p++) {
      int at = p * PANEL / KC * ROWS * LDA + p * PANEL % KC;
      for (int e = 0, from = 0; e < d; e += KC, from += ROWS * LDA) {
        VectorGemm.array(e > 0, m, Math.min(KC, d - e), queries, from, keys, (p * d + e) * PANEL, scores, at, LDA);
      }
    }
  }

  /** Mask and softmax of query q of the block, not normalised; returns the factor that normalises. */
  private float weigh(AttentionCall c, int q, int r, int head, int query) {
    float[] s = scores;
    int at = q * LDA;
    boolean one = c.keys <= KC;
    if (!one) {
      // The row lies in several blocks: gather it, so that one softmax sees all keys.
      for (int j = 0, b = at; j < c.keys; j += KC, b += ROWS * LDA) {
        System.arraycopy(scores, b, line, j, Math.min(KC, c.keys - j));
      }
      s = line;
      at = 0;
    }
    if (!c.mask.isNone()) {
      int m = c.mask.at(r, c.rows, head, c.heads, query, c.queries, c.keys);
      VectorMaps.add(s, at, c.mask.bias().floats(), m, s, at, c.keys);
    }
    // Keys that do not exist weigh exactly nothing, so that the softmax has no tail.
    int whole = ceil(c.keys) * PANEL;
    Arrays.fill(s, at + c.keys, at + whole, Float.NEGATIVE_INFINITY);
    float sum = VectorRows.exponentials(s, at, s, at, whole, row);
    if (!one) {
      for (int j = 0, b = q * LDA; j < c.keys; j += KC, b += ROWS * LDA) {
        System.arraycopy(line, j, scores, b, Math.min(KC, c.keys - j));
      }
    }
    return sum == 0f ? 0f : 1f / sum;
  }

  private void blend(AttentionCall c, int m, int o) {
    int width = c.heads * c.headDim;
    for (int e = 0; e < c.headDim; e += PANEL) {
      if (c.keys == 0) {
        Arrays.fill(tile, 0, m * PANEL, 0f);
      }
      for (int j = 0, at = 0; j < c.keys; j += KC, at += ROWS * LDA) {
        VectorGemm.array(j > 0, m, Math.min(KC, c.keys - j), scores, at, values, (e / PANEL * c.keys + j) * PANEL, tile, 0, PANEL);
      }
      int n = Math.min(PANEL, c.headDim - e);
      for (int q = 0; q < m; q++) {
        VectorRows.scale(tile, q * PANEL, inverse[q], c.o, o + q * width + e, n);
      }
    }
  }
}
