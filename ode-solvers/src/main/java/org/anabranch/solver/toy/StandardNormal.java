package org.anabranch.solver.toy;

/** The standard normal law in double precision. */
public final class StandardNormal {
  /** log sqrt(2 pi). */
  public static final double LOG_SQRT_TWO_PI = 0.91893853320467274178;

  private static final double TAIL = 2.5;
  private static final int TAIL_TERMS = 100;
  private static final int HALLEY_STEPS = 3;

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

  /**
   * The z with P(Z &lt;= z) = u, to a few ulps.
   *
   * <p>A rational start (Abramowitz and Stegun 26.2.22, off by 3e-3), then Halley's iteration on the nearer tail, whose error falls
   * by its third power each time.
   *
   * @param u inside (0, 1)
   */
  public static double quantile(double u) {
    if (!(u > 0 && u < 1)) {
      throw new IllegalArgumentException("quantile: needs a probability inside (0, 1), got " + u);
    }
    double p = Math.min(u, 1 - u);
    double t = StrictMath.sqrt(-2 * StrictMath.log(p));
    double z = (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + 0.04481 * t)) - t;
    for (int i = 0; i < HALLEY_STEPS; i++) {
      double step = (cdf(z) - p) / StrictMath.exp(-0.5 * z * z - LOG_SQRT_TWO_PI);
      z -= step / (1 + 0.5 * z * step);
    }
    return u <= 0.5 ? z : -z;
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
