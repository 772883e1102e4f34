package org.anabranch.search;

import java.util.Optional;

/**
 * Tempered SMC with steps pushed by the gradient of the score: DAS, test-time alignment without over-optimisation.
 *
 * <pre>  x' ~ N(mean(x) + s^2 g, s^2 I)     g = lambda share(k + 1) d v(look-ahead(x)) / dx</pre>
 * and log p(x' | x) - log q(x' | x) enters the weights, so that the target stays p(x) exp(lambda r(x)) / Z whatever the gradient.
 * A step without Gaussian noise of one size is made as it is.
 *
 * <p>Defaults: SSP resampling, half of the particles, as published; geometric tempering that reaches 1 at the last step for any
 * number of them (published: gamma 0.008 for 100 steps). The published lambda is 1 / kl_coeff, 200 for one reward and 10,000 for
 * another; here it is 1. The published log Z is accumulated wrongly; this one has no bias.
 *
 * <p>Row-evaluations: as {@link Smc}; through the model, an evaluation and a product with the Jacobian more for each look.
 * Reference: Kim et al., arXiv 2501.05803.
 */
public final class Das extends ParticleSearch {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "das";

  private final Options options;

  /** DAS with these options. */
  public Das(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param smc          what all particle methods can be told
   * @param throughModel whether the gradient goes through the model; otherwise the Jacobian of standard normal data stands for
   *                     the model's, at no cost
   */
  public record Options(SmcOptions smc, boolean throughModel) {
    /** SSP, geometric tempering, not through the model. */
    public static final Options DEFAULT =
        new Options(SmcOptions.DEFAULT.withResampler(Resampler.SSP).withTempering(Tempering.GEOMETRIC), false);

    static Options from(Params p) {
      return new Options(SmcOptions.from(p, DEFAULT.smc), p.flag("throughModel").orElse(DEFAULT.throughModel));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  ParticlePlan plan() {
    return new ParticlePlan(options.smc(), Potential.DIFF, ParticlePlan.Gradient.of(options.throughModel()), Optional.empty());
  }
}
