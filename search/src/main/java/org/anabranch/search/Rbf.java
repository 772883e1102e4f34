package org.anabranch.search;

import java.util.Set;

/**
 * Rollover budget forcing, completed: each chain begins with the best of a pool of noises, and at every step proposes one wave
 * after the other until a proposal promises more than the chain did; what the step did not use rolls over to the next. A step that
 * gains nothing goes on with its best proposal when its quota is used.
 *
 * <p>What is mended of the published algorithm ({@link LiteralRbf}), and why:
 * <ul>
 *   <li>The result is a sample. As published it is the look-ahead of a state well before the data (linear time 0.71 at the
 *       defaults): on a toy it promises -0.005 and is worth -0.38 when the same state is completed. Here every chain runs to the
 *       data.
 *   <li>A chain is measured against what it promised when the step began. As published it is measured against the best promise it
 *       ever had, which is never lowered after a step without gain, so that later steps can hardly roll over.
 *   <li>The best sample of all chains and passes is returned; as published the memory of a step is emptied after a rollover.
 *   <li>It runs on the generator's own path and grid. The conversion to a variance-preserving path with a grid dense near the
 *       noise serves one-step distilled models; at 10 to 25 steps its steps are too coarse.
 * </ul>
 *
 * <p>Under another policy than rollover the unused quota is lost. Reference: Kim et al. 2025, arXiv 2503.19385.
 */
public final class Rbf implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "rbf";

  private final Options options;

  /** The search with these options. */
  public Rbf(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param chains    chains, one after the other, that share the budget evenly, at least 1
   * @param pool      noises that a chain chooses its first from, at least 1; at most a quarter of the chain's budget is spent on
   *     them
   * @param block     steps between decisions, at least 1
   * @param proposals most proposals per step, at least 1
   * @param wave      proposals looked at together, at least 1; 1 is the published algorithm
   */
  public record Options(int chains, int pool, int block, int proposals, int wave) {
    /** Two chains, a pool of 25 and blocks of one step as published; waves of 4, which cost less than 4 evaluations one by one. */
    public static final Options DEFAULT = new Options(2, 25, 1, 256, 4);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("chains", chains);
      Ranges.atLeastOne("pool", pool);
      Ranges.atLeastOne("block", block);
      Ranges.atLeastOne("proposals", proposals);
      Ranges.atLeastOne("wave", wave);
    }

    static Options from(Params p) {
      return new Options(p.integer("chains").orElse(DEFAULT.chains), p.integer("pool").orElse(DEFAULT.pool),
          p.integer("block").orElse(DEFAULT.block), p.integer("proposals").orElse(DEFAULT.proposals),
          p.integer("wave").orElse(DEFAULT.wave));
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
  public boolean needsStepNoise() {
    return true;
  }

  @Override
  public Outcome run(SearchRequest request) {
    StepSearch.Plan plan = new StepSearch.Plan(1, options.chains(), options.block(), options.pool(), options.proposals(),
        options.wave(), false, true, false, (values, each, keys, step) -> StepSearch.best(values, each), StepSearch.Proposals::fresh);
    return StepSearch.run(this, request, plan, BudgetPolicy.ROLLOVER);
  }
}
