package org.anabranch.solver;

/**
 * The pair of Bogacki and Shampine, order 3(2):
 * <pre>
 *   k1 = u(x, t)     k2 = u(x + h/2 k1, t + h/2)     k3 = u(x + 3h/4 k2, t + 3h/4)
 *   x' = x + h (2/9 k1 + 1/3 k2 + 4/9 k3)            k4 = u(x', t + h)
 *   xHat = x + h (7/24 k1 + 1/4 k2 + 1/3 k3 + 1/8 k4)
 * </pre>
 *
 * <p>Four stages, first same as last: three evaluations a step. The choice for tolerances of 1e-2 to 1e-4 (MATLAB
 * {@code ode23}).
 *
 * <p>Reference: Bogacki, Shampine 1989, A 3(2) pair of Runge-Kutta formulas, Applied Mathematics Letters 2. States between
 * steps lie on the cubic through both ends, as the authors propose; those of torchdiffeq's {@code bosh3}, from half a step along
 * k2, are off by O(h^2).
 */
public final class BogackiShampine {
  private static final double[] B = {2.0 / 9, 1.0 / 3, 4.0 / 9, 0};

  /** The coefficients. */
  public static final EmbeddedPair PAIR = new EmbeddedPair(
      new Tableau("bosh3", 3,
          new double[][] {{}, {0.5}, {0, 0.75}, {2.0 / 9, 1.0 / 3, 4.0 / 9}},
          B,
          new double[] {0, 0.5, 0.75, 1},
          "Bogacki, Shampine 1989"),
      EmbeddedPair.difference(B, new double[] {7.0 / 24, 1.0 / 4, 1.0 / 3, 1.0 / 8}),
      EmbeddedPair.hermiteMiddle(B));

  private BogackiShampine() {}
}
