package org.anabranch.solver;

/**
 * A path x(t) = alpha(t) data + sigma(t) noise between noise and data, with its derivatives and the direction of its time.
 *
 * <p>Immutable and thread-safe.
 */
public interface Interpolant {
  /** alpha = t, sigma = 1 - t (with data at t = 1). */
  static Interpolant linear(Direction direction) {
    return new LinearInterpolant(direction);
  }

  /** The time convention. */
  Direction direction();

  /** Weight of the data. */
  double alpha(double t);

  /** Weight of the noise. */
  double sigma(double t);

  /** d alpha / dt. */
  double alphaDot(double t);

  /** d sigma / dt. */
  double sigmaDot(double t);
}
