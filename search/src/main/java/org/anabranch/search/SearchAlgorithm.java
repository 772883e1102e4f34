package org.anabranch.search;

import java.util.Set;

/**
 * A way to spend a budget. Implementations are immutable and hold options only; a run belongs to the calling thread, and runs
 * may be concurrent. Equal requests without a deadline give equal candidates to the last bit, whatever the batch rows.
 */
public interface SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  String name();

  /** Names of the budget policies that it can honour; one that deals a fixed plan takes every step alike. */
  default Set<String> policies() {
    return Set.of(BudgetPolicy.EVEN.name());
  }

  /**
   * Whether it branches on the noise of steps: it then refuses a generator whose steps draw none, such as one with an ordinary solver,
   * and a caller that has the choice gives it a stochastic one.
   */
  default boolean needsStepNoise() {
    return false;
  }

  /**
   * Searches until a limit is reached or there is nothing left to do.
   *
   * @throws IllegalArgumentException before anything is spent, for a budget below one trajectory, a wrong condition, a policy
   *     that it cannot honour, or a generator that it cannot search
   * @throws VerifierException        if a verifier throws
   */
  Outcome run(SearchRequest request);
}
