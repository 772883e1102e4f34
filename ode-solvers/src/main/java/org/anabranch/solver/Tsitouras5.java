package org.anabranch.solver;

/**
 * The pair of Tsitouras, order 5(4), the default of Julia's OrdinaryDiffEq and of diffrax.
 *
 * <p>Seven stages, first same as last: six evaluations a step, usually with fewer steps than {@link DormandPrince5} at equal
 * error. Advanced by the fifth-order method. (torchdiffeq's {@code tsit5} advances by the embedded method of fourth order and
 * keeps the last stage of the fifth: its errors are larger at the same tolerance.)
 *
 * <p>Reference: Tsitouras 2011, Runge-Kutta pairs of order 5(4) satisfying only the first column simplifying assumption,
 * Computers and Mathematics with Applications 62, table 1; diffrax {@code tsit5.py}. The state in the middle of a step is the
 * paper's fourth-order interpolant at 1/2.
 */
public final class Tsitouras5 {
  private static final double[] B = {0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081,
      2.324710524099774, 0};

  /** The coefficients. */
  public static final EmbeddedPair PAIR = new EmbeddedPair(
      new Tableau("tsit5", 5,
          new double[][] {
              {},
              {0.161},
              {-0.008480655492356989, 0.335480655492357},
              {2.897153057105493, -6.359448489975075, 4.362295432869581},
              {5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525},
              {5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383},
              {0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774}},
          B,
          new double[] {0, 0.161, 0.327, 0.9, 0.9800255409045097, 1, 1},
          "Tsitouras 2011"),
      new double[] {0.001780011052225771, 0.0008164344596567469, -0.007880878010261995, 0.1447110071732629,
          -0.5823571654525552, 0.45808210592918697, -1.0 / 66},
      middle());

  private Tsitouras5() {}

  /** The weights b_i(x) of the interpolant at x = 1/2. */
  private static double[] middle() {
    double x = 0.5;
    double x2 = x * x;
    return new double[] {
        -1.0530884977290216 * x * (x - 1.329989018975412) * (x2 - 1.4364028541716351 * x + 0.7139816917074209),
        0.1017 * x2 * (x2 - 2.1966568338249754 * x + 1.2949852507374631),
        2.490627285651252793 * x2 * (x2 - 2.38535645472061657 * x + 1.57803468208092486),
        -16.54810288924490272 * (x - 1.21712927295533244) * (x - 0.61620406037800089) * x2,
        47.37952196281928122 * (x - 1.203071208372362603) * (x - 0.658047292653547382) * x2,
        -34.87065786149660974 * (x - 1.2) * (x - 2.0 / 3) * x2,
        2.5 * (x - 1) * (x - 0.6) * x2};
  }
}
