package org.anabranch.solver;

/**
 * The classic Runge-Kutta method:
 * <pre>
 *   k1 = u(x, t)                    k2 = u(x + h/2 k1, t + h/2)
 *   k3 = u(x + h/2 k2, t + h/2)     k4 = u(x + h k3, t + h)
 *   x' = x + h/6 (k1 + 2 k2 + 2 k3 + k4)
 * </pre>
 *
 * <p>Order 4, four evaluations a step. The reference solution of tests, and worth its price where the field is smooth and the
 * tolerance tight; for a trained network, whose own error is far larger, fewer stages and more steps serve a search better.
 *
 * <p>The order is lost at once if the field is not smooth in time up to the data end: see the warning at {@link Interpolant}.
 *
 * <p>Reference: Kutta 1901; Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, section II.1, table 1.2 left.
 * Not torchdiffeq's {@code rk4}: that is {@link RungeKutta38}.
 */
public final class RungeKutta4 {
  /** The coefficients. */
  public static final Tableau TABLEAU = new Tableau("rk4", 4,
      new double[][] {{}, {0.5}, {0, 0.5}, {0, 0, 1}},
      new double[] {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6},
      new double[] {0, 0.5, 0.5, 1},
      "Kutta 1901; Hairer, Norsett, Wanner II.1, table 1.2 left");

  private RungeKutta4() {}
}
