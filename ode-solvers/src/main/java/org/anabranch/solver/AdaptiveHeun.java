package org.anabranch.solver;

/**
 * Heun's method with Euler's embedded in it, order 2(1):
 * <pre>
 *   k1 = u(x, t)      k2 = u(x + h k1, t + h)      x' = x + h/2 (k1 + k2)      error = h/2 (k1 - k2)
 * </pre>
 *
 * <p>Two stages, one evaluation a step: k2, evaluated at the predicted state, is the next step's k1 (predict-evaluate-correct).
 * The error estimate is the one of Euler's method, so it takes many small steps: for rough tolerances only.
 *
 * <p>Reference: Heun 1900; the mode is torchdiffeq's ({@code adaptive_heun}), whose steps and counts it reproduces. States
 * between steps lie on the cubic through both ends; torchdiffeq's, from half an Euler step, are off by O(h^2).
 */
public final class AdaptiveHeun {
  /** The coefficients. */
  public static final EmbeddedPair PAIR = new EmbeddedPair(
      new Tableau("adaptive-heun", 2,
          new double[][] {{}, {1}},
          new double[] {0.5, 0.5},
          new double[] {0, 1},
          "Heun 1900"),
      new double[] {0.5, -0.5},
      EmbeddedPair.hermiteMiddle(0.5, 0.5));

  private AdaptiveHeun() {}
}
