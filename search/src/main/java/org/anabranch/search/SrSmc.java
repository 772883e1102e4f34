package org.anabranch.search;

import java.util.Optional;

/**
 * Self-rewarding SMC: particles are weighted by the likelihood that the model itself gave to what they drew, without a verifier.
 *
 * <pre>
 *   at each step:  log w += lambda log p(what the step committed);  resample where the effective sample size is low
 *   at the end:    the particle of the largest log p(all that was committed)
 * </pre>
 * Where paths are drawn from the model's law p, as masked tokens are one at a time at temperature 1 in an order that does not look at
 * the token drawn, the particles have the law p^(1 + lambda) / Z, and the estimate of Z has no bias for any number of them: at lambda
 * 1, Z = sum p^2. An order by the confidence of the drawn token, several tokens a step, corrections or another temperature draw from
 * another law; the outcome's warnings then say so, and the search is a heuristic.
 *
 * <p>It is {@link Smc} with log p of the path in place of a score, and looks that cost nothing: a pass costs its trajectories, and one
 * verifier call for each, which reports unless {@code pick} is {@code selector}. Resampling at the ends of blocks, as published, is
 * {@code interval} = the steps of a block; the published annealing is {@code tempering=linear}, with which the target here stays what
 * it is. Published are 4 particles, lambda 1, multinomial, threshold 0.5; without {@code particles} there are as many as the budget
 * pays for.
 *
 * <p>Refuses generators that do not know the likelihood of their own draws, such as flows. Reference: self-rewarding SMC for masked
 * diffusion language models, arXiv 2602.01849 (Algolzw/self-rewarding-smc, generate_smc.py), whose weights are dropped in part where
 * annealed.
 */
public final class SrSmc extends ParticleSearch {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "sr-smc";

  private final Options options;

  /** Self-rewarding SMC with these options. */
  public SrSmc(Options options) {
    this.options = options;
  }

  /** Which particle is the result. */
  public enum Pick {
    /** The likeliest path. */
    LIKELIEST,
    /** The selector's best. */
    SELECTOR
  }

  /**
   * Options.
   *
   * @param smc  what all particle methods can be told
   * @param pick which particle is the result
   */
  public record Options(SmcOptions smc, Pick pick) {
    /** Lambda 1, multinomial, the likeliest path. */
    public static final Options DEFAULT = new Options(SmcOptions.DEFAULT.withResampler(Resampler.MULTINOMIAL), Pick.LIKELIEST);

    static Options from(Params p) {
      return new Options(SmcOptions.from(p, DEFAULT.smc), p.choice("pick", Pick.class).orElse(DEFAULT.pick));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  ParticlePlan plan() {
    return new ParticlePlan(options.smc(), Potential.DIFF, ParticlePlan.Gradient.NONE, Optional.empty(), Optional.of(options.pick()));
  }
}
