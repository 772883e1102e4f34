package org.anabranch.solver;

/**
 * Heun's method, the explicit trapezoid: k1 = u(x, t), k2 = u(x + h k1, t + h), x' = x + h/2 (k1 + k2).
 *
 * <p>Order 2, two evaluations a step. The usual choice for trained diffusion and flow models (Karras et al. 2022, algorithm 1,
 * use it for all but the last step). The second stage stands at the end of the step, so the last step evaluates at the data
 * end of the path: the field must be finite there.
 *
 * <p>Unlike the sampler of Karras et al. the last step is a full one, so that every step costs the same and a budget divides
 * into steps.
 *
 * <p>Reference: Heun 1900; Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, section II.1. Equals torchdiffeq
 * {@code heun2}, SiT's default for fixed steps.
 */
public final class Heun {
  /** The coefficients. */
  public static final Tableau TABLEAU = new Tableau("heun", 2,
      new double[][] {{}, {1}},
      new double[] {0.5, 0.5},
      new double[] {0, 1},
      "Heun 1900; Hairer, Norsett, Wanner II.1");

  private Heun() {}
}
