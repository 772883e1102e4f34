package org.anabranch.solver;

/**
 * The 3/8 rule of Runge and Kutta:
 * <pre>
 *   k1 = u(x, t)                             k2 = u(x + h/3 k1, t + h/3)
 *   k3 = u(x + h (k2 - k1/3), t + 2h/3)      k4 = u(x + h (k1 - k2 + k3), t + h)
 *   x' = x + h/8 (k1 + 3 k2 + 3 k3 + k4)
 * </pre>
 *
 * <p>Order 4, four evaluations a step, with a slightly smaller error constant than {@link RungeKutta4} and four different
 * stage times. What torchdiffeq calls {@code rk4}, and with it SiT and flow_matching: choose it to reproduce their
 * trajectories.
 *
 * <p>Reference: Kutta 1901; Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, section II.1, table 1.2 right;
 * torchdiffeq {@code rk_common.py}, rk4_alt_step_func.
 */
public final class RungeKutta38 {
  /** The coefficients. */
  public static final Tableau TABLEAU = new Tableau("rk4-38", 4,
      new double[][] {{}, {1.0 / 3}, {-1.0 / 3, 1}, {1, -1, 1}},
      new double[] {0.125, 0.375, 0.375, 0.125},
      new double[] {0, 1.0 / 3, 2.0 / 3, 1},
      "Kutta 1901; Hairer, Norsett, Wanner II.1, table 1.2 right");

  private RungeKutta38() {}
}
