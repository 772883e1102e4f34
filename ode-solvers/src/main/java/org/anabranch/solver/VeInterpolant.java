package org.anabranch.solver;

/**
 * The variance-exploding path: alpha = 1, sigma^2 = low^2 ((high / low)^(2 n) - 1), n the time since the data.
 *
 * <p>That is the marginal of the diffusion whose noise grows geometrically from low to high, with exactly the data at its end;
 * sigmaDot is infinite there. A trajectory begins at sigma(noise end) times standard normal noise
 * ({@link Interpolant#priorDeviation}). Reference: Song et al. 2021, appendix C.
 *
 * @param low  the least noise level of the discrete form, 0.01 in the paper
 * @param high the largest, 50
 */
record VeInterpolant(Direction direction, double low, double high) implements Interpolant {
  VeInterpolant {
    if (!(low > 0 && low < high && high < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("ve interpolant: needs 0 < low < high < infinity, got " + low + " and " + high);
    }
  }

  @Override
  public double alpha(double t) {
    direction.untilData(t); // refuses a time outside [0, 1]
    return 1;
  }

  @Override
  public double sigma(double t) {
    return low * StrictMath.sqrt(StrictMath.expm1(2 * direction.untilData(t) * rate()));
  }

  @Override
  public double alphaDot(double t) {
    direction.untilData(t); // refuses a time outside [0, 1]
    return 0;
  }

  @Override
  public double sigmaDot(double t) {
    return sigmaSigmaDot(t) / sigma(t);
  }

  @Override
  public double alphaDotOverAlpha(double t) {
    return alphaDot(t);
  }

  @Override
  public double sigmaSigmaDot(double t) {
    return -direction.towardsData() * (low * low * rate() * StrictMath.exp(2 * direction.untilData(t) * rate()));
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
    double least = signalToNoise(direction.noiseTime());
    if (!(q >= least)) {
      throw new IllegalArgumentException("ve interpolant: alpha / sigma must be >= " + least
          + ", its value at the noise end, got " + q);
    }
    double level = 1 / (q * low);
    double n = StrictMath.min(1, StrictMath.log1p(level * level) / (2 * rate()));
    return direction == Direction.NOISE_AT_ONE ? n : 1 - n;
  }

  @Override
  public double priorDeviation() {
    return sigma(direction.noiseTime());
  }

  private double rate() {
    return StrictMath.log(high / low);
  }
}
