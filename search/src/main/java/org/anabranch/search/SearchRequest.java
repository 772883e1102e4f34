package org.anabranch.search;

import java.util.Optional;
import org.anabranch.solver.Generator;

/**
 * Everything that one search is asked, whatever the algorithm. Made by {@link #of} and the withers.
 *
 * @param generator    what draws
 * @param selector     what picks the result
 * @param budget       hard limits
 * @param condition    condition id of every trajectory; what it means is the generator's
 * @param seed         with the generator and the plan, it determines the result to the last bit
 * @param guide        what judges look-aheads during the run; an algorithm that has no use for it says so in a warning
 * @param cancellation stops the run
 * @param listener     hears of progress
 * @param batchRows    most rows per batched evaluation; memory and speed, never the candidates' bits
 * @param keep         most candidates in the outcome
 * @param policy       how the budget is dealt to steps; without one, as the algorithm does
 */
public record SearchRequest(Generator generator, Selector selector, Budget budget, int condition, long seed,
    Optional<Guide> guide, Cancellation cancellation, ProgressListener listener, int batchRows, int keep,
    Optional<BudgetPolicy> policy) {
  /** Rows per batched evaluation unless told otherwise. */
  public static final int DEFAULT_BATCH_ROWS = 32;
  /** Candidates in the outcome unless told otherwise. */
  public static final int DEFAULT_KEEP = 8;

  /** Checks the ranges. */
  public SearchRequest {
    if (batchRows < 1) {
      throw new IllegalArgumentException("batch rows: must be >= 1, got " + batchRows);
    }
    if (keep < 1) {
      throw new IllegalArgumentException("keep: must be >= 1, got " + keep);
    }
  }

  /** A request with condition 0, seed 0, no guide and the defaults above. */
  public static SearchRequest of(Generator generator, Selector selector, Budget budget) {
    return new SearchRequest(generator, selector, budget, 0, 0, Optional.empty(), new Cancellation(), ProgressListener.silent(),
        DEFAULT_BATCH_ROWS, DEFAULT_KEEP, Optional.empty());
  }

  /** The same request with another budget. */
  public SearchRequest withBudget(Budget b) {
    return new SearchRequest(generator, selector, b, condition, seed, guide, cancellation, listener, batchRows, keep, policy);
  }

  /** The same request with another condition. */
  public SearchRequest withCondition(int c) {
    return new SearchRequest(generator, selector, budget, c, seed, guide, cancellation, listener, batchRows, keep, policy);
  }

  /** The same request with another seed. */
  public SearchRequest withSeed(long s) {
    return new SearchRequest(generator, selector, budget, condition, s, guide, cancellation, listener, batchRows, keep, policy);
  }

  /** The same request with a guide. */
  public SearchRequest withGuide(Guide g) {
    return new SearchRequest(generator, selector, budget, condition, seed, Optional.of(g), cancellation, listener, batchRows,
        keep, policy);
  }

  /** The same request with a token that cancels it. */
  public SearchRequest withCancellation(Cancellation c) {
    return new SearchRequest(generator, selector, budget, condition, seed, guide, c, listener, batchRows, keep, policy);
  }

  /** The same request with a listener. */
  public SearchRequest withListener(ProgressListener l) {
    return new SearchRequest(generator, selector, budget, condition, seed, guide, cancellation, l, batchRows, keep, policy);
  }

  /** The same request with another number of rows per batched evaluation. */
  public SearchRequest withBatchRows(int rows) {
    return new SearchRequest(generator, selector, budget, condition, seed, guide, cancellation, listener, rows, keep, policy);
  }

  /** The same request with another number of candidates in the outcome. */
  public SearchRequest withKeep(int most) {
    return new SearchRequest(generator, selector, budget, condition, seed, guide, cancellation, listener, batchRows, most, policy);
  }

  /** The same request with a policy that deals the budget to steps. */
  public SearchRequest withPolicy(BudgetPolicy p) {
    return new SearchRequest(generator, selector, budget, condition, seed, guide, cancellation, listener, batchRows, keep,
        Optional.of(p));
  }
}
