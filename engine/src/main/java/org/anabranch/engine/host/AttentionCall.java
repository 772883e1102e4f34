package org.anabranch.engine.host;

import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.RowSpans;
import org.anabranch.engine.Tensor;

/** One attention on the host. Fields are set before a job and read by its chunks; strides and offsets in floats. */
public final class AttentionCall {
  /** Queries: token t of row r begins at qAt + (spans.queryAt(r) + t) * qStride. */
  public float[] q;

  /** First query column. */
  public int qAt;

  /** Floats per query token. */
  public int qStride;

  /** Keys: token t of row r begins at kAt + (spans.keyAt(r) + t) * kStride. */
  public float[] k;

  /** First key column. */
  public int kAt;

  /** Floats per key token. */
  public int kStride;

  /** Values, laid out like the keys. */
  public float[] v;

  /** First value column. */
  public int vAt;

  /** Floats per value token. */
  public int vStride;

  /** Output, laid out like the queries, heads * headDim floats a token. */
  public float[] o;

  /** First output element. */
  public int oAt;

  /** The queries and keys of each row. */
  public RowSpans spans;

  /** Query heads. */
  public int heads;

  /** Key heads; heads is a multiple. */
  public int keyHeads;

  /** Width of a head. */
  public int headDim;

  /** Factor on the query. */
  public float scale;

  /** Additive mask; only where all rows have as many queries and keys. */
  public AttentionMask mask;

  private final RowSpans uniform = new RowSpans();

  /** Binds a batch whose rows are alike. */
  void bind(Tensor queries, int qColumn, Tensor keys, int kColumn, Tensor values, int vColumn, AttentionMask added, Tensor out) {
    spans = uniform.uniform(queries.rows(), queries.shape().dim(1), keys.shape().dim(1));
    mask = added;
    lay(queries, qColumn, keys, kColumn, values, vColumn, out);
  }

  /** Binds a ragged batch. */
  void bind(Tensor queries, int qColumn, Tensor keys, int kColumn, Tensor values, int vColumn, RowSpans rows, Tensor out) {
    spans = rows;
    mask = AttentionMask.NONE;
    lay(queries, qColumn, keys, kColumn, values, vColumn, out);
  }

  private void lay(Tensor queries, int qColumn, Tensor keys, int kColumn, Tensor values, int vColumn, Tensor out) {
    q = queries.floats();
    qAt = queries.offset() + qColumn;
    qStride = queries.shape().last();
    k = keys.floats();
    kAt = keys.offset() + kColumn;
    kStride = keys.shape().last();
    v = values.floats();
    vAt = values.offset() + vColumn;
    vStride = values.shape().last();
    o = out.floats();
    oAt = out.offset();
  }

  /** How heads lie. */
  void heads(int number, int numberOfKeys, int width, float factor) {
    heads = number;
    keyHeads = numberOfKeys;
    headDim = width;
    scale = factor;
  }

  /** Index of the entry of the mask for key 0. */
  public int maskAt(int row, int head, int query) {
    return mask.at(row, spans.rows(), head, heads, query, spans.mostQueries(), spans.mostKeys());
  }
}
