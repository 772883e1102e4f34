package org.anabranch.solver.sde;

/** One Brownian motion, asked for increments over any intervals: the answers must be those of one path, whatever was asked before. */
public interface SdePath {
  /** Number of coordinates. */
  int width();

  /** The shortest interval that the path resolves. */
  double resolution();

  /**
   * The increment over an interval and its time integral.
   *
   * @param dW receives W(to) - W(from)
   * @param u  receives the integral of W(r) - W(from) over the interval
   * @throws IllegalArgumentException if the path does not cover the interval
   */
  void increment(double from, double to, double[] dW, double[] u);
}
