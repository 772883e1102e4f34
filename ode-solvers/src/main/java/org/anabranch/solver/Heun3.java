package org.anabranch.solver;

/**
 * Heun's method of third order:
 * <pre>
 *   k1 = u(x, t)      k2 = u(x + h/3 k1, t + h/3)      k3 = u(x + 2h/3 k2, t + 2h/3)
 *   x' = x + h/4 (k1 + 3 k3)
 * </pre>
 *
 * <p>Order 3, three evaluations a step. No stage stands at the end of the step.
 *
 * <p>Reference: Heun 1900; Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, section II.1. Equals torchdiffeq
 * {@code heun3}.
 */
public final class Heun3 {
  /** The coefficients. */
  public static final Tableau TABLEAU = new Tableau("heun3", 3,
      new double[][] {{}, {1.0 / 3}, {0, 2.0 / 3}},
      new double[] {0.25, 0, 0.75},
      new double[] {0, 1.0 / 3, 2.0 / 3},
      "Heun 1900; Hairer, Norsett, Wanner II.1");

  private Heun3() {}
}
