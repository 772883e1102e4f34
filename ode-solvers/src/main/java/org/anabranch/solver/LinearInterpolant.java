package org.anabranch.solver;

/** alpha = t, sigma = 1 - t (with data at t = 1): straight lines from noise to data. */
record LinearInterpolant(Direction direction) implements Interpolant {
  @Override
  public double alpha(double t) {
    return direction.sinceNoise(t);
  }

  @Override
  public double sigma(double t) {
    return direction.untilData(t);
  }

  @Override
  public double alphaDot(double t) {
    return sign(t);
  }

  @Override
  public double sigmaDot(double t) {
    return -sign(t);
  }

  @Override
  public double alphaDotOverAlpha(double t) {
    return sign(t) / alpha(t);
  }

  @Override
  public double sigmaSigmaDot(double t) {
    return -sign(t) * sigma(t);
  }

  /** (sigma^2 / alpha + sigma) = sigma (sigma + alpha) / alpha, and alpha + sigma = 1. */
  @Override
  public double velocityPerScore(double t) {
    return sign(t) * (sigma(t) / alpha(t));
  }

  @Override
  public double signalToNoise(double t) {
    return alpha(t) / sigma(t);
  }

  @Override
  public double timeOf(double q) {
    if (!(q >= 0)) {
      throw new IllegalArgumentException("linear interpolant: alpha / sigma must be >= 0, got " + q);
    }
    double untilData = 1 / (1 + q);
    return switch (direction) {
      case NOISE_AT_ONE -> untilData;
      case DATA_AT_ONE -> q < 1 ? q / (1 + q) : 1 - untilData;
    };
  }

  private double sign(double t) {
    direction.untilData(t); // refuses a time outside [0, 1]
    return direction.towardsData();
  }
}
