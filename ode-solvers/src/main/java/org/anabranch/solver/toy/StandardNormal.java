package org.anabranch.solver.toy;

/** The standard normal law in double precision. */
public final class StandardNormal {
  /** log sqrt(2 pi). */
  public static final double LOG_SQRT_TWO_PI = 0.91893853320467274178;

  private static final double TAIL = 2.5;
  private static final int TAIL_TERMS = 100;

  private StandardNormal() {}

  /**
   * P(Z &lt;= z), to a few ulps of 1 absolute, and to about 1e-14 relative below -2.5.
   *
   * <p>Reference: Marsaglia, Evaluating the normal distribution, J. Stat. Software 11(4), 2004 (the series); Laplace (the
   * continued fraction in the tails).
   */
  public static double cdf(double z) {
    if (z < -TAIL) {
      return tail(-z);
    }
    if (z > TAIL) {
      return 1 - tail(z);
    }
    double sum = z;
    double term = z;
    double last = 0;
    for (int i = 3; sum != last; i += 2) {
      last = sum;
      term *= z * z / i;
      sum += term;
    }
    return 0.5 + sum * StrictMath.exp(-0.5 * z * z - LOG_SQRT_TWO_PI);
  }

  /** P(Z > z) = phi(z) / (z + 1 / (z + 2 / (z + 3 / ...))). */
  private static double tail(double z) {
    double fraction = z;
    for (int i = TAIL_TERMS; i > 0; i--) {
      fraction = z + i / fraction;
    }
    return StrictMath.exp(-0.5 * z * z - LOG_SQRT_TWO_PI) / fraction;
  }
}
