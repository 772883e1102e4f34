package org.anabranch.search;

import java.util.OptionalInt;

/**
 * What all particle methods can be told.
 *
 * @param particles particles of a pass, at least 1; without it, as many as the budget pays for at once, at most {@value #MOST}
 * @param lambda    tilt of the target p exp(lambda r), above 0: how much a unit of score counts, in nats
 * @param threshold share of the particles, 0 (never) to 1, below which the effective sample size makes them be resampled
 * @param resampler how
 * @param tempering how much of lambda counts at which step
 * @param interval  steps from one look at the particles to the next, at least 1; in between they go on unjudged
 */
public record SmcOptions(OptionalInt particles, double lambda, double threshold, Resampler resampler, Tempering tempering,
    int interval) {
  /** Most particles of a pass unless told otherwise; with budget left over, another pass begins. */
  public static final int MOST = 256;
  /** As many particles as the budget pays for, lambda 1, half of the particles, systematic, no tempering, every step. */
  public static final SmcOptions DEFAULT =
      new SmcOptions(OptionalInt.empty(), 1, 0.5, Resampler.SYSTEMATIC, Tempering.NONE, 1);

  /** Checks the ranges. */
  public SmcOptions {
    particles.ifPresent(n -> Ranges.atLeastOne("particles", n));
    Ranges.positive("lambda", lambda);
    Ranges.fraction("threshold", threshold);
    Ranges.atLeastOne("interval", interval);
  }

  /** The same options with a number of particles. */
  public SmcOptions withParticles(int n) {
    return new SmcOptions(OptionalInt.of(n), lambda, threshold, resampler, tempering, interval);
  }

  /** The same options with a tilt. */
  public SmcOptions withLambda(double tilt) {
    return new SmcOptions(particles, tilt, threshold, resampler, tempering, interval);
  }

  /** The same options with a threshold of the effective sample size. */
  public SmcOptions withThreshold(double share) {
    return new SmcOptions(particles, lambda, share, resampler, tempering, interval);
  }

  /** The same options with a resampler. */
  public SmcOptions withResampler(Resampler r) {
    return new SmcOptions(particles, lambda, threshold, r, tempering, interval);
  }

  /** The same options with tempering. */
  public SmcOptions withTempering(Tempering t) {
    return new SmcOptions(particles, lambda, threshold, resampler, t, interval);
  }

  /** The same options with an interval. */
  public SmcOptions withInterval(int steps) {
    return new SmcOptions(particles, lambda, threshold, resampler, tempering, steps);
  }

  static SmcOptions from(Params p, SmcOptions defaults) {
    Tempering.Kind kind = p.choice("tempering", Tempering.Kind.class).orElse(defaults.tempering.kind());
    return new SmcOptions(p.integer("particles"), p.real("lambda").orElse(defaults.lambda),
        p.real("threshold").orElse(defaults.threshold), p.choice("resampler", Resampler.class).orElse(defaults.resampler),
        new Tempering(kind, p.real("gamma")), p.integer("interval").orElse(defaults.interval));
  }
}
