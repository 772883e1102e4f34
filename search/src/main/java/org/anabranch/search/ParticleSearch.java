package org.anabranch.search;

import java.util.Optional;

/**
 * A configuration of {@link ParticleFilter}: a sampler of p(x) exp(lambda r(x)) / Z that is searched with. Passes of particles go on
 * until the budget is spent; the result is the best finished particle by the selector, and {@link Outcome#evidence} has log Z and
 * weights.
 */
public abstract sealed class ParticleSearch implements SearchAlgorithm permits Smc, FeynmanKac, Das, Tds, Psi, SrSmc {
  abstract ParticlePlan plan();

  @Override
  public final boolean needsStepNoise() {
    return true;
  }

  @Override
  public final Outcome run(SearchRequest request) {
    return ParticleFilter.search(this, request, plan());
  }

  /**
   * Samples the target with one pass.
   *
   * @return nothing if a limit cut the pass short, or verifier calls did not cover its last scores
   * @throws IllegalArgumentException as {@link #run}
   */
  public final Optional<WeightedSamples> sample(SearchRequest request) {
    return ParticleFilter.sample(this, request, plan());
  }
}
