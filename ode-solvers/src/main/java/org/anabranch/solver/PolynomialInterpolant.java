package org.anabranch.solver;

/**
 * alpha = s^n, sigma = 1 - s^n, s the time since the noise: straight lines from noise to data, run through at another pace.
 *
 * <p>Unless n is 1 the velocity at the noise end is 0 (n &gt; 1) or infinite (n &lt; 1) and says nothing of the data: the conversions
 * from velocity refuse that end, and solvers begin after it.
 *
 * <p>Reference: facebookresearch/flow_matching {@code path/scheduler/scheduler.py}, PolynomialConvexScheduler.
 *
 * @param exponent n
 */
record PolynomialInterpolant(Direction direction, double exponent) implements Interpolant {
  PolynomialInterpolant {
    if (!(exponent > 0 && exponent < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("polynomial interpolant: the exponent must be > 0 and finite, got " + exponent);
    }
  }

  @Override
  public double alpha(double t) {
    return StrictMath.pow(direction.sinceNoise(t), exponent);
  }

  @Override
  public double sigma(double t) {
    return -StrictMath.expm1(exponent * StrictMath.log1p(-direction.untilData(t)));
  }

  @Override
  public double alphaDot(double t) {
    return direction.towardsData() * (exponent * StrictMath.pow(direction.sinceNoise(t), exponent - 1));
  }

  @Override
  public double sigmaDot(double t) {
    return -alphaDot(t);
  }

  @Override
  public double alphaDotOverAlpha(double t) {
    return direction.towardsData() * (exponent / direction.sinceNoise(t));
  }

  @Override
  public double sigmaSigmaDot(double t) {
    return -sigma(t) * alphaDot(t);
  }

  /** (n / s) sigma^2 + n s^(n - 1) sigma = (n / s) sigma (sigma + alpha), and alpha + sigma = 1. */
  @Override
  public double velocityPerScore(double t) {
    return alphaDotOverAlpha(t) * sigma(t);
  }

  @Override
  public double signalToNoise(double t) {
    return alpha(t) / sigma(t);
  }

  @Override
  public double timeOf(double q) {
    if (!(q >= 0)) {
      throw new IllegalArgumentException("polynomial interpolant: alpha / sigma must be >= 0, got " + q);
    }
    double log = -StrictMath.log1p(1 / q) / exponent;
    return direction == Direction.NOISE_AT_ONE ? -StrictMath.expm1(log) : StrictMath.exp(log);
  }
}
