package org.anabranch.search;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How much of the target's exponent counts at step k of S: it may rise, so that early look-aheads, which say little, select less.
 * At the last step it is 1, so that the target stays what it is.
 *
 * @param kind the schedule
 * @param rate gamma of {@link Kind#GEOMETRIC}, above 0; without it 2^(1/S) - 1, which reaches 1 at the last step. Published: 0.008
 *             for 100 steps, which reaches it at step 87
 */
public record Tempering(Kind kind, OptionalDouble rate) {
  /** All of it at every step. */
  public static final Tempering NONE = new Tempering(Kind.NONE, OptionalDouble.empty());
  /** The schedule of DAS for any number of steps. */
  public static final Tempering GEOMETRIC = new Tempering(Kind.GEOMETRIC, OptionalDouble.empty());

  /** Schedules. */
  public enum Kind {
    /** 1. */
    NONE,
    /** k / S. */
    LINEAR,
    /** min((1 + gamma)^k - 1, 1), of DAS (arXiv 2501.05803). */
    GEOMETRIC
  }

  /** Checks the rate. */
  public Tempering {
    if (rate.isPresent() && !(rate.getAsDouble() > 0 && kind == Kind.GEOMETRIC)) {
      throw new IllegalArgumentException("gamma: must be > 0 and goes with geometric tempering only, got " + rate.getAsDouble()
          + " with " + kind.name().toLowerCase(Locale.ROOT));
    }
  }

  /** The share at step k of S. */
  public double share(int k, int steps) {
    if (k == steps || kind == Kind.NONE) {
      return 1;
    }
    if (kind == Kind.LINEAR) {
      return (double) k / steps;
    }
    double gamma = rate.orElse(StrictMath.expm1(StrictMath.log(2) / steps));
    return Math.min(StrictMath.expm1(k * StrictMath.log1p(gamma)), 1);
  }
}
