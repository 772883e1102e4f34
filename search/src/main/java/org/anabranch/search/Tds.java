package org.anabranch.search;

import java.util.Optional;

/**
 * The twisted diffusion sampler: SMC whose steps are pushed by the gradient of the look-ahead's score, at its full weight from the
 * beginning,
 *
 * <pre>  x' ~ N(mean(x) + s^2 g, s^2 I)     g = lambda d v(look-ahead(x)) / dx</pre>
 * with log p(x' | x) - log q(x' | x) in the weights. With lambda r = log p(y | x) its samples are those of p(x | y).
 *
 * <p>It is {@link Das} without tempering. Defaults: the gradient goes through the model, as published; systematic resampling below
 * half of the particles. A step without Gaussian noise of one size is made as it is.
 *
 * <p>Row-evaluations: as {@link Smc}, and an evaluation and a product with the Jacobian more for each look.
 * Reference: Wu et al., arXiv 2306.17775.
 */
public final class Tds extends ParticleSearch {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "tds";

  private final Options options;

  /** The twisted sampler with these options. */
  public Tds(Options options) {
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
    /** Through the model. */
    public static final Options DEFAULT = new Options(SmcOptions.DEFAULT, true);

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
