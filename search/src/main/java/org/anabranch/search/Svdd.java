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

  /** One chain, as many proposals as the budget gives up to 64, waves of 4. */
  public static final StepOptions DEFAULT = new StepOptions(1, 64, 1, 4);

  private final StepOptions options;

  /** SVDD with these options. */
  public Svdd(StepOptions options) {
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
