package org.anabranch.solver;

/**
 * The variance-preserving path of a diffusion with linear rate beta(n) = b + (B - b) n, n the time since the data:
 * alpha = exp(-T/2), sigma = sqrt(1 - exp(-T)), T = (B - b) n^2 / 2 + b n, b = 0.1, B = 20.
 *
 * <p>{@code sigmaDot} grows without bound towards the data end; {@code sigmaSigmaDot} and {@code velocityPerScore} do not,
 * and give the velocity -beta/2 (x + score) exactly (in the time of noise at one; the opposite sign otherwise).
 *
 * <p>Reference: Song et al. 2021, appendix B; SiT {@code transport/path.py}, class VPCPlan.
 */
record VpInterpolant(Direction direction) implements Interpolant {
  private static final double B_MIN = 0.1;
  private static final double B_MAX = 20;
  private static final double SLOPE = B_MAX - B_MIN;

  @Override
  public double alpha(double t) {
    return StrictMath.exp(-0.5 * integratedRate(t));
  }

  @Override
  public double sigma(double t) {
    return StrictMath.sqrt(-StrictMath.expm1(-integratedRate(t)));
  }

  @Override
  public double alphaDot(double t) {
    return direction.towardsData() * (0.5 * rate(t) * alpha(t));
  }

  @Override
  public double sigmaDot(double t) {
    return sigmaSigmaDot(t) / sigma(t);
  }

  @Override
  public double alphaDotOverAlpha(double t) {
    return direction.towardsData() * (0.5 * rate(t));
  }

  @Override
  public double sigmaSigmaDot(double t) {
    return -direction.towardsData() * (0.5 * rate(t) * StrictMath.exp(-integratedRate(t)));
  }

  /** beta/2 sigma^2 + beta/2 alpha^2 = beta/2, because alpha^2 + sigma^2 = 1. */
  @Override
  public double velocityPerScore(double t) {
    return direction.towardsData() * (0.5 * rate(t));
  }

  @Override
  public double signalToNoise(double t) {
    return 1 / StrictMath.sqrt(StrictMath.expm1(integratedRate(t)));
  }

  @Override
  public double timeOf(double q) {
    double least = signalToNoise(direction.noiseTime());
    if (!(q >= least)) {
      throw new IllegalArgumentException("vp interpolant: alpha / sigma must be >= " + least
          + ", its value at the noise end, got " + q);
    }
    double integrated = StrictMath.log1p(1 / (q * q));
    double n = 2 * integrated / (B_MIN + StrictMath.sqrt(B_MIN * B_MIN + 2 * SLOPE * integrated));
    return direction == Direction.NOISE_AT_ONE ? StrictMath.min(n, 1) : StrictMath.max(1 - n, 0);
  }

  private double rate(double t) {
    return B_MIN + SLOPE * direction.untilData(t);
  }

  private double integratedRate(double t) {
    double n = direction.untilData(t);
    return n * (0.5 * SLOPE * n + B_MIN);
  }
}
