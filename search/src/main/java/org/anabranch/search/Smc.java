package org.anabranch.search;

import java.util.Optional;

/**
 * Sequential Monte Carlo with the generator's own steps as proposals: a sampler of p(x) exp(lambda r(x)) / Z whose estimate of Z has no
 * bias, and a search that prunes what its look-aheads do not promise.
 *
 * <p>Row-evaluations: particles times those of a trajectory, for methods whose step begins with the evaluation that a look makes.
 *
 * <p>References: Del Moral, Feynman-Kac Formulae; for diffusion models Wu et al., arXiv 2306.17775, and Singhal et al.,
 * arXiv 2501.06848.
 */
public final class Smc extends ParticleSearch {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "smc";

  private final SmcOptions options;

  /** SMC with these options. */
  public Smc(SmcOptions options) {
    this.options = options;
  }

  static SmcOptions options(Params p) {
    return SmcOptions.from(p, SmcOptions.DEFAULT);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  ParticlePlan plan() {
    return new ParticlePlan(options, Potential.DIFF, ParticlePlan.Gradient.NONE, Optional.empty());
  }
}
