package org.anabranch.solver;

/**
 * Ralston's method: k1 = u(x, t), k2 = u(x + 2h/3 k1, t + 2h/3), x' = x + h/4 (k1 + 3 k2).
 *
 * <p>Order 2, two evaluations a step, with the smallest bound on the local error that two stages can have. Its second stage
 * stands inside the step, so a field that is not finite at the data end can still be integrated up to it.
 *
 * <p>Reference: Ralston 1962, Runge-Kutta Methods with Minimum Error Bounds, Mathematics of Computation 16; diffrax
 * {@code Ralston}.
 */
public final class Ralston {
  /** The coefficients. */
  public static final Tableau TABLEAU = new Tableau("ralston", 2,
      new double[][] {{}, {2.0 / 3}},
      new double[] {0.25, 0.75},
      new double[] {0, 2.0 / 3},
      "Ralston 1962");

  private Ralston() {}
}
