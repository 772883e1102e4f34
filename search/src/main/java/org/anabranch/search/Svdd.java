package org.anabranch.search;

import java.util.Set;

/**
 * SVDD: at every step each chain draws proposals from the model's own kernel, looks at them, and goes on with the one whose
 * look-ahead promises most.
 *
 * <pre>  x' = argmax over m = 1 .. M of v(x'[m]),   x'[m] ~ p(x' | x),   v = guide of the look-ahead</pre>
 *
 * <p>An optimiser: with many proposals its law collapses to the best that the kernel reaches (the toy chain at M = 64 keeps 0.008
 * of a variance of 0.9). {@link SoftSvdd} samples. As published the code computes the softmax and takes the argmax; that is this.
 *
 * <p>Evaluations of S steps, M proposals, B chains and a one-stage method: B (1 + (S - 1) M), against B (S (1 + M) + 1) as
 * published, where the proposal that goes on is evaluated again. Reference: Li et al. 2024, arXiv 2408.08252.
 */
public final class Svdd implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "svdd";

  private final Options options;

  /** SVDD with these options. */
  public Svdd(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param chains    chains of a pass, at least 1
   * @param proposals most proposals per chain and step, at least 1; the policy deals fewer where the budget is small
   * @param wave      proposals looked at together under a policy that may end a step early
   */
  public record Options(int chains, int proposals, int wave) {
    /** One chain, as many proposals as the budget gives up to 64, waves of 4. */
    public static final Options DEFAULT = new Options(1, 64, 4);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("chains", chains);
      Ranges.atLeastOne("proposals", proposals);
      Ranges.atLeastOne("wave", wave);
    }

    static Options from(Params p) {
      return new Options(p.integer("chains").orElse(DEFAULT.chains), p.integer("proposals").orElse(DEFAULT.proposals),
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
  public Outcome run(SearchRequest request) {
    StepSearch.Plan plan = new StepSearch.Plan(options.chains(), 1, 1, 1, options.proposals(), options.wave(), false, false, false,
        (values, each, keys, step) -> StepSearch.best(values, each), StepSearch.Proposals::fresh);
    return StepSearch.run(this, request, plan, BudgetPolicy.EVEN);
  }
}
