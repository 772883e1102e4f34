package org.anabranch.solver;

/**
 * A path x(t) = alpha(t) data + sigma(t) noise between noise and data, with its derivatives and the direction of its time.
 *
 * <p>A dot is d/dt of the interpolant's own time, so formulas written with these functions hold in both directions. The
 * products that stay finite where a factor does not are functions of their own: use {@link #sigmaSigmaDot} and
 * {@link #velocityPerScore}, never {@code sigmaDot} times an expected noise, which is infinity times zero at the data end
 * of a variance-preserving path and costs a solver its order.
 *
 * <p>All functions refuse a time outside [0, 1]. Immutable and thread-safe.
 */
public interface Interpolant {
  /** alpha = t, sigma = 1 - t (with data at t = 1). */
  static Interpolant linear(Direction direction) {
    return new LinearInterpolant(direction);
  }

  /** The trigonometric path of SiT: alpha = sin(pi t / 2), sigma = cos(pi t / 2) (with data at t = 1). */
  static Interpolant gvp(Direction direction) {
    return new GvpInterpolant(direction);
  }

  /**
   * The variance-preserving path of score-based diffusion: alpha = exp(-T/2), sigma = sqrt(1 - exp(-T)) with
   * T = (20 - 0.1) n^2 / 2 + 0.1 n, where n is the time since the data.
   *
   * <p>Its noise end is not quite noise: alpha is 0.0066 there.
   */
  static Interpolant vp(Direction direction) {
    return new VpInterpolant(direction);
  }

  /**
   * alpha = s, sigma = sqrt(1 - s^2), s the time since the noise: variance-preserving, with evenly growing data.
   */
  static Interpolant linearVp(Direction direction) {
    return new LinearVpInterpolant(direction);
  }

  /**
   * alpha = s^n, sigma = 1 - s^n, s the time since the noise. Unless n is 1 its velocity says nothing of the data at the noise end.
   */
  static Interpolant polynomial(Direction direction, double exponent) {
    return new PolynomialInterpolant(direction, exponent);
  }

  /**
   * The variance-exploding path: alpha = 1, sigma^2 = low^2 ((high / low)^(2 n) - 1), n the time since the data; 0.01 and 50 in
   * the paper.
   */
  static Interpolant ve(Direction direction, double low, double high) {
    return new VeInterpolant(direction, low, high);
  }

  /** The path of Karras et al.: alpha = 1, sigma = most n, n the time since the data; most is 80 in the paper. */
  static Interpolant edm(Direction direction, double most) {
    return new EdmInterpolant(direction, most);
  }

  /** The time convention. */
  Direction direction();

  /** Weight of the data. */
  double alpha(double t);

  /** Weight of the noise. */
  double sigma(double t);

  /** d alpha / dt. */
  double alphaDot(double t);

  /** d sigma / dt; infinite at the data end of a variance-preserving path. */
  double sigmaDot(double t);

  /** alphaDot / alpha, the drift of the forward process per unit of state; infinite where alpha is 0. */
  double alphaDotOverAlpha(double t);

  /** sigma sigmaDot, half the rate of sigma squared; finite everywhere. */
  double sigmaSigmaDot(double t);

  /**
   * The factor L in velocity = (alphaDot / alpha) x + L score, L = (alphaDot / alpha) sigma^2 - sigma sigmaDot.
   *
   * <p>2 |L| is the squared diffusion of the forward process. Infinite where alpha is 0.
   */
  double velocityPerScore(double t);

  /** alpha / sigma, from 0 or a little more at the noise end to infinity at the data end. */
  double signalToNoise(double t);

  /**
   * The time at which alpha / sigma is q, the inverse of {@link #signalToNoise}.
   *
   * @throws IllegalArgumentException if the path has no such ratio
   */
  double timeOf(double q);

  /**
   * The deviation of the normal law that a trajectory begins with at the noise end: 1 where the path ends in standard normal noise
   * or nearly so, sigma where it keeps the data's weight.
   */
  default double priorDeviation() {
    return 1;
  }
}
