package org.anabranch.solver;

/**
 * The strong-stability-preserving method of Shu and Osher with three stages:
 * <pre>
 *   k1 = u(x, t)      k2 = u(x + h k1, t + h)      k3 = u(x + h/4 (k1 + k2), t + h/2)
 *   x' = x + h/6 (k1 + k2 + 4 k3)
 * </pre>
 *
 * <p>Order 3, three evaluations a step. A convex combination of Euler steps: any bound on the state that an Euler step of this
 * length keeps (a simplex, a range of values), the method keeps too.
 *
 * <p>Reference: Shu, Osher 1988, Efficient implementation of essentially non-oscillatory shock-capturing schemes, equation
 * 2.18; Gottlieb, Shu, Tadmor 2001, SIAM Review 43.
 */
public final class SspRungeKutta3 {
  /** The coefficients. */
  public static final Tableau TABLEAU = new Tableau("ssprk3", 3,
      new double[][] {{}, {1}, {0.25, 0.25}},
      new double[] {1.0 / 6, 1.0 / 6, 2.0 / 3},
      new double[] {0, 1, 0.5},
      "Shu, Osher 1988; Gottlieb, Shu, Tadmor 2001");

  private SspRungeKutta3() {}
}
