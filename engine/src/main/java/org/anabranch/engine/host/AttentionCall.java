package org.anabranch.engine.host;

import org.anabranch.engine.AttentionMask;

/** One attention on the host. Fields are set before a job and read by its chunks; strides and offsets in floats. */
public final class AttentionCall {
  /** Queries: token t of row r begins at qAt + (r * queries + t) * qStride. */
  public float[] q;

  /** First query column. */
  public int qAt;

  /** Floats per query token. */
  public int qStride;

  /** Keys, laid out like the queries. */
  public float[] k;

  /** First key column. */
  public int kAt;

  /** Floats per key token. */
  public int kStride;

  /** Values, laid out like the queries. */
  public float[] v;

  /** First value column. */
  public int vAt;

  /** Floats per value token. */
  public int vStride;

  /** Output [rows, queries, heads * headDim]. */
  public float[] o;

  /** First output element. */
  public int oAt;

  /** Batch rows. */
  public int rows;

  /** Queries per row. */
  public int queries;

  /** Keys per row. */
  public int keys;

  /** Query heads. */
  public int heads;

  /** Key heads; heads is a multiple. */
  public int keyHeads;

  /** Width of a head. */
  public int headDim;

  /** Factor on the query. */
  public float scale;

  /** Additive mask. */
  public AttentionMask mask;
}
