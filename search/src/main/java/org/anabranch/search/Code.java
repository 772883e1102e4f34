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

  private final Options options;

  /** CoDe with these options. */
  public Code(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param chains    chains of a pass, at least 1
   * @param proposals most proposals per chain and step, at least 1; the policy deals fewer where the budget is small
   * @param block     steps between decisions, at least 1
   * @param wave      proposals looked at together under a policy that may end a step early
   */
  public record Options(int chains, int proposals, int block, int wave) {
    /** One chain, as many proposals as the budget gives up to 64, blocks of 2 steps, waves of 4. */
    public static final Options DEFAULT = new Options(1, 64, 2, 4);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("chains", chains);
      Ranges.atLeastOne("proposals", proposals);
      Ranges.atLeastOne("block", block);
      Ranges.atLeastOne("wave", wave);
    }

    static Options from(Params p) {
      return new Options(p.integer("chains").orElse(DEFAULT.chains), p.integer("proposals").orElse(DEFAULT.proposals),
          p.integer("block").orElse(DEFAULT.block), p.integer("wave").orElse(DEFAULT.wave));
    }
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
  public Outcome run(SearchRequest request) {
    StepSearch.Plan plan = new StepSearch.Plan(options.chains(), 1, options.block(), 1, options.proposals(),
        options.wave(), false, false, false,
        (values, each, keys, step) -> StepSearch.best(values, each), StepSearch.Proposals::fresh);
    return StepSearch.run(this, request, plan, BudgetPolicy.EVEN);
  }
}
