package org.anabranch.solver;

/**
 * The path of Karras et al.: alpha = 1, sigma = most n, n the time since the data, so that their time, which is sigma itself, is
 * this one in units of {@code most}. Velocities are {@code most} times theirs.
 *
 * <p>A trajectory begins at {@code most} times standard normal noise ({@link Interpolant#priorDeviation}). Reference: Karras et al.
 * 2022, equation 1 with sigma(t) = t.
 *
 * @param most the largest noise level, 80 in the paper
 */
record EdmInterpolant(Direction direction, double most) implements Interpolant {
  EdmInterpolant {
    if (!(most > 0 && most < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("edm interpolant: the largest noise level must be > 0 and finite, got " + most);
    }
  }

  @Override
  public double alpha(double t) {
    direction.untilData(t); // refuses a time outside [0, 1]
    return 1;
  }

  @Override
  public double sigma(double t) {
    return most * direction.untilData(t);
  }

  @Override
  public double alphaDot(double t) {
    direction.untilData(t); // refuses a time outside [0, 1]
    return 0;
  }

  @Override
  public double sigmaDot(double t) {
    return -direction.towardsData() * most * alpha(t);
  }

  @Override
  public double alphaDotOverAlpha(double t) {
    return alphaDot(t);
  }

  @Override
  public double sigmaSigmaDot(double t) {
    return sigma(t) * sigmaDot(t);
  }

  @Override
  public double velocityPerScore(double t) {
    return -sigmaSigmaDot(t);
  }

  @Override
  public double signalToNoise(double t) {
    return 1 / sigma(t);
  }

  @Override
  public double timeOf(double q) {
    if (!(q * most >= 1)) {
      throw new IllegalArgumentException("edm interpolant: alpha / sigma must be >= " + 1 / most
          + ", its value at the noise end, got " + q);
    }
    double n = 1 / (q * most);
    return direction == Direction.NOISE_AT_ONE ? n : 1 - n;
  }

  @Override
  public double priorDeviation() {
    return most;
  }
}
