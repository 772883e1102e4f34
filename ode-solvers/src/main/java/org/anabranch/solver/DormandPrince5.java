package org.anabranch.solver;

/**
 * The pair of Dormand and Prince, order 5(4), which MATLAB calls {@code ode45} and torchdiffeq {@code dopri5}.
 *
 * <p>Seven stages, first same as last: six evaluations a step. Advanced by the fifth-order method, whose leading error is
 * small. The default for tolerances of 1e-3 to 1e-8.
 *
 * <p>Reference: Dormand, Prince 1980, A family of embedded Runge-Kutta formulae, RK5(4)7M; Hairer, Norsett, Wanner, Solving
 * Ordinary Differential Equations I, table II.5.2. The state in the middle of a step: Shampine 1986, Some practical
 * Runge-Kutta formulas, Mathematics of Computation 46 (fourth order).
 */
public final class DormandPrince5 {
  private static final double[] B = {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0};

  /** The coefficients. */
  public static final EmbeddedPair PAIR = new EmbeddedPair(
      new Tableau("dopri5", 5,
          new double[][] {
              {},
              {1.0 / 5},
              {3.0 / 40, 9.0 / 40},
              {44.0 / 45, -56.0 / 15, 32.0 / 9},
              {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
              {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
              {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}},
          B,
          new double[] {0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1},
          "Dormand, Prince 1980"),
      EmbeddedPair.difference(B, new double[] {1951.0 / 21600, 0, 22642.0 / 50085, 451.0 / 720, -12231.0 / 42400, 649.0 / 6300,
          1.0 / 60}),
      new double[] {6025192743.0 / 30085553152.0 / 2, 0, 51252292925.0 / 65400821598.0 / 2, -2691868925.0 / 45128329728.0 / 2,
          187940372067.0 / 1594534317056.0 / 2, -1776094331.0 / 19743644256.0 / 2, 11237099.0 / 235043384.0 / 2});

  private DormandPrince5() {}
}
