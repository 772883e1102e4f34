package org.anabranch.search;

import java.util.Optional;

/**
 * Psi-sampler: SMC whose particles begin in the posterior at the noise end, N(z; 0, I) exp(lambda v(z)), found by Markov chains of
 * preconditioned Crank-Nicolson moves. It pays where look-aheads at the noise end say something; where they are the same for all z,
 * as for an exact linear flow, every move is taken and the beginnings are plain noise.
 *
 * <p>The published chains are Langevin (pCNL) from plain noise with a burn-in, and log Z is not estimated. With {@code gradient} the
 * moves are those, by the gradient of the value through the model, which has to be differentiable; without it, the default, they need
 * nothing of the verifier and every state is a {@link org.anabranch.solver.Start}. Either way chains begin from resampled noise, which
 * makes the estimate of Z right on average after any number of moves.
 *
 * <p>Defaults: lambda 10, as published (alpha 0.1); 5 chains, as published; burn-in 8 (published: 25 of a budget of 500), cut to what
 * half of the evaluations pay for; radius 0.5.
 *
 * <p>Row-evaluations: those of {@link Smc}, and chains times burn-in looks; with the gradient a pull back through the model for every
 * beginning and every move. Reference: Yoon et al., arXiv 2506.01320.
 */
public final class Psi extends ParticleSearch {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "psi";

  private final Options options;

  /** The Psi-sampler with these options. */
  public Psi(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param smc      what all particle methods can be told
   * @param chains   Markov chains, at least 1
   * @param burnIn   moves of each before its first particle, at least 0
   * @param radius   size of a move, above 0 to 1 (independent)
   * @param gradient whether moves follow the gradient of the value through the model, as published
   */
  public record Options(SmcOptions smc, int chains, int burnIn, double radius, boolean gradient) {
    /** Lambda 10, 5 chains, burn-in 8, radius 0.5, no gradient. */
    public static final Options DEFAULT = new Options(SmcOptions.DEFAULT.withLambda(10), 5, 8, 0.5, false);

    /** Moves without gradients. */
    public Options(SmcOptions smc, int chains, int burnIn, double radius) {
      this(smc, chains, burnIn, radius, false);
    }

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("chains", chains);
      if (burnIn < 0) {
        throw new IllegalArgumentException("burnIn: must be >= 0, got " + burnIn);
      }
      if (!(radius > 0 && radius <= 1)) {
        throw new IllegalArgumentException("radius: must be in (0, 1], got " + radius);
      }
    }

    static Options from(Params p) {
      return new Options(SmcOptions.from(p, DEFAULT.smc), p.integer("chains").orElse(DEFAULT.chains),
          p.integer("burnIn").orElse(DEFAULT.burnIn), p.real("radius").orElse(DEFAULT.radius),
          p.flag("gradient").orElse(DEFAULT.gradient));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  ParticlePlan plan() {
    return new ParticlePlan(options.smc(), Potential.DIFF, ParticlePlan.Gradient.NONE,
        Optional.of(new NoiseChains(options.chains(), options.burnIn(), options.radius(), options.gradient())));
  }
}
