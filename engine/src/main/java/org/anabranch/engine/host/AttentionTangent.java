package org.anabranch.engine.host;

/** The tangents of one head of one row. Belongs to one worker; the scratch holds the two factors of each product side by side. */
final class AttentionTangent {
  /** Columns of products are padded to a multiple of this, a whole number of vectors at every width. */
  static final int PAD = 16;

  /** One operation. Fields are set before a job and read by its chunks. */
  static final class Call {
    int tokens;
    int columns;
    int probes;
    int heads;
    int headDim;
    int qAt;
    int kAt;
    int vAt;
    float scale;
    float[] x;
    int xAt;
    float[] dx;
    int dxAt;
    float[] o;
    int oAt;
  }

  private final HostTangents loops;
  private final float[] lane = HostTangents.lanes();
  /** [tokens, 2 d]: scaled dq, scaled q. */
  private float[] queries = {};
  /** [2 d, keys]: k^T, dk^T; keys is tokens padded. */
  private float[] keys = {};
  /** [tokens, keys]: S, then dS. */
  private float[] scores = {};
  /** [tokens, 2 tokens]: dP, P. */
  private float[] weights = {};
  /** [2 tokens, d padded]: v, dv. */
  private float[] values = {};
  /** [tokens, d padded]. */
  private float[] result = {};
  private int reservedTokens;
  private int reservedDim;

  AttentionTangent(HostTangents loops) {
    this.loops = loops;
  }

  /** Room for one head; padding is zero and stays zero. */
  void reserve(Call c) {
    if (c.tokens == reservedTokens && c.headDim == reservedDim) {
      return;
    }
    int n = c.tokens;
    int d = c.headDim;
    queries = new float[n * 2 * d];
    keys = new float[2 * d * pad(n)];
    scores = new float[n * pad(n)];
    weights = new float[n * 2 * n];
    values = new float[2 * n * pad(d)];
    result = new float[n * pad(d)];
    reservedTokens = n;
    reservedDim = d;
  }

  void run(Call c, int row, int head) {
    int n = c.tokens;
    int d = c.headDim;
    int wide = pad(n);
    int deep = pad(d);
    int at = c.xAt + row * n * c.columns + head * d;
    gather(c, c.x, at, 1, 0);
    loops.product(queries, d, 2 * d, keys, wide, scores, wide, n, d, wide);
    for (int i = 0; i < n; i++) {
      float sum = loops.exponentials(scores, i * wide, n, lane);
      float inverse = sum == 0f ? 0f : 1f / sum;
      for (int j = 0; j < n; j++) {
        weights[i * 2 * n + n + j] = scores[i * wide + j] * inverse;
      }
    }
    for (int p = 0; p < c.probes; p++) {
      int tangent = row * c.probes + p;
      gather(c, c.dx, c.dxAt + tangent * n * c.columns + head * d, 0, 1);
      loops.product(queries, 0, 2 * d, keys, wide, scores, wide, n, 2 * d, wide);
      for (int i = 0; i < n; i++) {
        int to = i * 2 * n;
        float m = loops.dot(weights, to + n, scores, i * wide, n, lane);
        loops.centred(weights, to + n, scores, i * wide, m, weights, to, n);
      }
      loops.product(weights, 0, 2 * n, values, deep, result, deep, n, 2 * n, deep);
      int o = c.oAt + tangent * n * c.heads * d + head * d;
      for (int i = 0; i < n; i++) {
        System.arraycopy(result, i * deep, c.o, o + i * c.heads * d, d);
      }
    }
  }

  /** Puts a head of q, k and v into its halves: queries at column {@code qHalf} d, keys and values at block {@code half}. */
  private void gather(Call c, float[] from, int at, int qHalf, int half) {
    int n = c.tokens;
    int d = c.headDim;
    int wide = pad(n);
    int deep = pad(d);
    for (int i = 0; i < n; i++) {
      int token = at + i * c.columns;
      for (int e = 0; e < d; e++) {
        queries[(2 * i + qHalf) * d + e] = from[token + c.qAt + e] * c.scale;
        keys[(half * d + e) * wide + i] = from[token + c.kAt + e];
      }
      System.arraycopy(from, token + c.vAt, values, (half * n + i) * deep, d);
    }
  }

  private static int pad(int n) {
    return (n + PAD - 1) / PAD * PAD;
  }
}
