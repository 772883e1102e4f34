package org.anabranch.solver;

/**
 * alpha = s, sigma = sqrt(1 - s^2), s the time since the noise: the variance-preserving path on which the weight of the data grows
 * evenly. {@code sigmaDot} is infinite at the data end.
 *
 * <p>Reference: facebookresearch/flow_matching {@code path/scheduler/scheduler.py}, LinearVPScheduler.
 */
record LinearVpInterpolant(Direction direction) implements Interpolant {
  @Override
  public double alpha(double t) {
    return direction.sinceNoise(t);
  }

  @Override
  public double sigma(double t) {
    double n = direction.untilData(t);
    return StrictMath.sqrt(n * (1 + direction.sinceNoise(t)));
  }

  @Override
  public double alphaDot(double t) {
    direction.untilData(t); // refuses a time outside [0, 1]
    return direction.towardsData();
  }

  @Override
  public double sigmaDot(double t) {
    return sigmaSigmaDot(t) / sigma(t);
  }

  @Override
  public double alphaDotOverAlpha(double t) {
    return alphaDot(t) / alpha(t);
  }

  @Override
  public double sigmaSigmaDot(double t) {
    return -alphaDot(t) * alpha(t);
  }

  /** (1 - s^2) / s + s = 1 / s. */
  @Override
  public double velocityPerScore(double t) {
    return alphaDotOverAlpha(t);
  }

  @Override
  public double signalToNoise(double t) {
    return alpha(t) / sigma(t);
  }

  @Override
  public double timeOf(double q) {
    if (!(q >= 0)) {
      throw new IllegalArgumentException("linear vp interpolant: alpha / sigma must be >= 0, got " + q);
    }
    double s = q < 1 ? q / StrictMath.sqrt(1 + q * q) : 1 / StrictMath.sqrt(1 + 1 / (q * q));
    return direction == Direction.DATA_AT_ONE ? s : 1 / ((1 + q * q) * (1 + s));
  }
}
