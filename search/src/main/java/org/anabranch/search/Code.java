package org.anabranch.search;

import java.util.Set;

/**
 * CoDe: blockwise best-of-n. Every {@code block} steps each chain has drawn proposals that went their own way since the last
 * decision; the one whose look-ahead promises most goes on.
 *
 * <p>Between {@link Svdd} (block 1) and {@link BestOfN} (block of all steps): longer blocks look less often, so that the same
 * budget pays more proposals, and judge what can be told better. Evaluations of S steps, M proposals, B chains, block L and a
 * one-stage method: B (1 + M (S - 1)). Reference: Singh et al. 2025, arXiv 2502.00968.
 */
public final class Code implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "code";

  /** One chain, as many proposals as the budget gives up to 64, blocks of 2 steps, waves of 4. */
  public static final StepOptions DEFAULT = new StepOptions(1, 64, 2, 4);

  private final StepOptions options;

  /** CoDe with these options. */
  public Code(StepOptions options) {
    this.options = options;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> policies() {
    return Set.copyOf(BudgetPolicy.names());
  }

  @Override
  public boolean needsStepNoise() {
    return true;
  }

  @Override
  public Outcome run(SearchRequest request) {
    StepSearch.Choice choice = (values, each, keys, step) -> StepSearch.best(values, each);
    return StepSearch.run(this, request, options.plan(choice), BudgetPolicy.EVEN);
  }
}
