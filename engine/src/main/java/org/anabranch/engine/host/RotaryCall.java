package org.anabranch.engine.host;

import org.anabranch.engine.Tensor;

/** One rotary embedding on the host. Fields are set before a job and read by its chunks. */
public final class RotaryCall {
  /** Tokens of all rows, rotated in place. */
  public float[] x;

  /** First element of the first head of the first token. */
  public int xAt;

  /** Elements between tokens. */
  public int stride;

  /** Tokens per row. */
  public int tokens;

  /** Heads per token. */
  public int heads;

  /** Pairs per head. */
  public int half;

  /** Cosines and sines of each position. */
  public float[] table;

  /** First element of position 0. */
  public int tableAt;

  void bind(Tensor t, int at, int count, int headDim, Tensor angles) {
    x = t.floats();
    xAt = t.offset() + at;
    stride = t.shape().last();
    tokens = t.shape().dim(1);
    heads = count;
    half = headDim / 2;
    table = angles.floats();
    tableAt = angles.offset();
  }

  /** Index of the cosines of token t of all rows; the sines follow. */
  public int angles(int t) {
    return tableAt + t % tokens * 2 * half;
  }
}
