package org.anabranch.solver;

/**
 * alpha = sin(pi t / 2), sigma = cos(pi t / 2) (with data at t = 1): constant total variance, constant angular speed.
 *
 * <p>Both weights are sines of the time from their own end, so that they are exactly 0 there.
 *
 * <p>Reference: SiT (Ma et al. 2024), {@code transport/path.py}, class GVPCPlan.
 */
record GvpInterpolant(Direction direction) implements Interpolant {
  private static final double HALF_PI = StrictMath.PI / 2;

  @Override
  public double alpha(double t) {
    return StrictMath.sin(HALF_PI * direction.sinceNoise(t));
  }

  @Override
  public double sigma(double t) {
    return StrictMath.sin(HALF_PI * direction.untilData(t));
  }

  @Override
  public double alphaDot(double t) {
    return direction.towardsData() * (HALF_PI * sigma(t));
  }

  @Override
  public double sigmaDot(double t) {
    return -direction.towardsData() * (HALF_PI * alpha(t));
  }

  @Override
  public double alphaDotOverAlpha(double t) {
    return direction.towardsData() * (HALF_PI * (sigma(t) / alpha(t)));
  }

  @Override
  public double sigmaSigmaDot(double t) {
    return -direction.towardsData() * (HALF_PI * (alpha(t) * sigma(t)));
  }

  /** (pi / 2) (sigma^3 / alpha + alpha sigma) = (pi / 2) sigma / alpha, because alpha^2 + sigma^2 = 1. */
  @Override
  public double velocityPerScore(double t) {
    return direction.towardsData() * (HALF_PI * (sigma(t) / alpha(t)));
  }

  @Override
  public double signalToNoise(double t) {
    return alpha(t) / sigma(t);
  }

  @Override
  public double timeOf(double q) {
    if (!(q >= 0)) {
      throw new IllegalArgumentException("gvp interpolant: alpha / sigma must be >= 0, got " + q);
    }
    return switch (direction) {
      case NOISE_AT_ONE -> q == 0 ? 1 : StrictMath.atan(1 / q) / HALF_PI;
      case DATA_AT_ONE -> StrictMath.atan(q) / HALF_PI;
    };
  }
}
