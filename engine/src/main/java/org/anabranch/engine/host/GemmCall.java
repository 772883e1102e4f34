package org.anabranch.engine.host;

import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;

/**
 * One matrix product on the host and what happens to its result. Fields are set before a job and read by its chunks.
 *
 * <p>With s = x W^T + b: STORE writes act(s), ADD writes y + s, GATED writes fma(gate, s, y).
 */
public final class GemmCall {
  /** What is done with s. */
  public enum Mode {
    /** y = act(s). */
    STORE,
    /** y = y + s. */
    ADD,
    /** y = fma(gate, s, y). */
    GATED
  }

  /** Input [m, in] from xAt. */
  public float[] x;

  /** First element of the input. */
  public int xAt;

  /** Rows. */
  public int m;

  /** Another one for each product whose rows may be remembered between its chunks, 0 if they may not. */
  public long number;

  /** Whether this is a rehearsal, whose results mean nothing. */
  public boolean rehearsal;

  /** Weights. */
  public Linear w;

  /** What is done with the result. */
  public Mode mode;

  /** For STORE. */
  public Activation act;

  /** For GATED: gate of row i begins at gateAt + (i / tokens) * gateStride. */
  public float[] gate;

  /** First gate element. */
  public int gateAt;

  /** Elements between the gates of consecutive batch rows. */
  public int gateStride;

  /** Rows of the product per batch row. */
  public int tokens;

  /** Output [m, out] from yAt. */
  public float[] y;

  /** First element of the output. */
  public int yAt;
}
