package org.anabranch.model.plan;

import org.anabranch.engine.WeightFormat;

/**
 * What a {@link MemoryPlan} is asked for.
 *
 * @param format  of the matrices
 * @param rows    sequences or images that are evaluated together
 * @param length  tokens of a sequence; a flow's samples have the length of its config
 * @param open    tokens of a sequence that are masked, for which logits are kept
 * @param threads that rows are spread over, each with temporaries of its own
 * @param cached  whether keys and values of all tokens are kept
 */
public record PlanRequest(WeightFormat format, int rows, int length, int open, int threads, boolean cached) {
  /** Checks the ranges. */
  public PlanRequest {
    if (rows < 1 || length < 1 || threads < 1 || open < 0 || open > length) {
      throw new IllegalArgumentException("plan: needs rows, length and threads >= 1 and open positions in [0, length], got rows " + rows
          + ", length " + length + ", threads " + threads + " and open " + open);
    }
  }

  /** Sequences in which every position is masked, without a cache. */
  public static PlanRequest of(WeightFormat format, int rows, int length, int threads) {
    return new PlanRequest(format, rows, length, length, threads, false);
  }

  /** The same in another format. */
  public PlanRequest withFormat(WeightFormat other) {
    return new PlanRequest(other, rows, length, open, threads, cached);
  }

  /** The same with other rows. */
  public PlanRequest withRows(int n) {
    return new PlanRequest(format, n, length, open, threads, cached);
  }

  /** The same at another length, as much of it open. */
  public PlanRequest withLength(int n) {
    return new PlanRequest(format, rows, n, (int) Math.min(n, Math.ceilDiv((long) open * n, length)), threads, cached);
  }
}
