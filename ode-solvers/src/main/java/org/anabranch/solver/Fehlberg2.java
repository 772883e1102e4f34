package org.anabranch.solver;

/**
 * Fehlberg's pair of order 2(1):
 * <pre>
 *   k1 = u(x, t)    k2 = u(x + h/2 k1, t + h/2)    k3 = u(x + h (k1/256 + 255/256 k2), t + h)
 *   x' = x + h (k1/512 + 255/256 k2 + k3/512)      error = h/512 (k3 - k1)
 * </pre>
 *
 * <p>Three stages, two evaluations a step: k3, evaluated at the embedded method's state, is the next step's k1. The cheapest
 * pair with a useful error estimate; for rough tolerances.
 *
 * <p>Reference: Fehlberg 1969, NASA TR R-315, RK1(2), advanced by the second-order method; torchdiffeq
 * {@code fehlberg2}, whose steps and counts it reproduces. States between steps lie on the cubic through both ends;
 * torchdiffeq's, from half a step along k2, are off by O(h^2).
 */
public final class Fehlberg2 {
  /** The coefficients. */
  public static final EmbeddedPair PAIR = new EmbeddedPair(
      new Tableau("fehlberg2", 2,
          new double[][] {{}, {0.5}, {1.0 / 256, 255.0 / 256}},
          new double[] {1.0 / 512, 255.0 / 256, 1.0 / 512},
          new double[] {0, 0.5, 1},
          "Fehlberg 1969"),
      new double[] {-1.0 / 512, 0, 1.0 / 512},
      EmbeddedPair.hermiteMiddle(1.0 / 512, 255.0 / 256, 1.0 / 512));

  private Fehlberg2() {}
}
