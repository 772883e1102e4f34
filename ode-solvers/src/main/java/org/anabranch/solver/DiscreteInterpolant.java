package org.anabranch.solver;

/**
 * The variance-preserving path through the steps of a discrete diffusion: alpha = sqrt(abar), sigma = sqrt(1 - abar), with log abar
 * linear between step i at (i + 1) / T from the data and step i - 1, and 0 at the data.
 *
 * <p>The rate beta = -d log abar / dn, n the time since the data, is constant between steps; at a step it is that of the interval
 * towards the data. A time within rounding of a step is that step. {@code sigmaDot} is infinite at the data end, as on the
 * continuous variance-preserving path.
 */
final class DiscreteInterpolant implements Interpolant {
  /** Rounding of 1 - t, in steps. */
  private static final double SNAP = 1e-9;

  private final Direction direction;
  private final DiffusionSteps steps;

  DiscreteInterpolant(Direction direction, DiffusionSteps steps) {
    this.direction = direction;
    this.steps = steps;
  }

  @Override
  public Direction direction() {
    return direction;
  }

  /** The diffusion. */
  DiffusionSteps steps() {
    return steps;
  }

  @Override
  public double alpha(double t) {
    return StrictMath.sqrt(bar(position(t)));
  }

  @Override
  public double sigma(double t) {
    double position = position(t);
    boolean isStep = position == Math.rint(position);
    return StrictMath.sqrt(isStep ? 1 - bar(position) : -StrictMath.expm1(logBar(position)));
  }

  @Override
  public double alphaDot(double t) {
    return alphaDotOverAlpha(t) * alpha(t);
  }

  @Override
  public double sigmaDot(double t) {
    return sigmaSigmaDot(t) / sigma(t);
  }

  @Override
  public double alphaDotOverAlpha(double t) {
    return direction.towardsData() * (0.5 * rate(position(t)));
  }

  @Override
  public double sigmaSigmaDot(double t) {
    return -direction.towardsData() * (0.5 * rate(position(t)) * bar(position(t)));
  }

  /** beta/2, because alpha^2 + sigma^2 = 1. */
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
    double least = signalToNoise(direction.noiseTime());
    if (!(q >= least)) {
      throw new IllegalArgumentException("discrete interpolant: alpha / sigma must be >= " + least
          + ", its value at the noise end, got " + q);
    }
    double target = -StrictMath.log1p(1 / (q * q));
    int low = 0;
    int high = steps.count();
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (StrictMath.log(steps.alphaBar(middle - 1)) >= target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double above = StrictMath.log(steps.alphaBar(low - 1));
    double below = StrictMath.log(steps.alphaBar(high - 1));
    double untilData = (low + Math.min(1, (target - above) / (below - above))) / steps.count();
    return direction == Direction.NOISE_AT_ONE ? untilData : 1 - untilData;
  }

  /** The time since the data, in steps. */
  private double position(double t) {
    double position = direction.untilData(t) * steps.count();
    double nearest = Math.rint(position);
    return Math.abs(position - nearest) < SNAP ? nearest : position;
  }

  private double bar(double position) {
    return position == Math.rint(position) ? steps.alphaBar((int) position - 1) : StrictMath.exp(logBar(position));
  }

  private double logBar(double position) {
    int i = (int) position;
    double from = StrictMath.log(steps.alphaBar(i - 1));
    double to = StrictMath.log(steps.alphaBar(i));
    return from + (position - i) * (to - from);
  }

  /** beta of the interval that ends at the position, or that it lies in. */
  private double rate(double position) {
    int i = Math.max(0, (int) Math.ceil(position) - 1);
    return -steps.count() * StrictMath.log(steps.alphaBar(i) / steps.alphaBar(i - 1));
  }

  @Override
  public String toString() {
    return "discrete interpolant of " + steps.count() + " steps, " + direction;
  }
}
