package org.anabranch.solver;

/**
 * Kennedy and Carpenter's pair of order 4(3), the implicit half of ARK4(3)6L[2]SA: five implicit stages, gamma = 1/4, L-stable.
 *
 * <p>The choice for stiff problems at tolerances of 1e-3 to 1e-7.
 *
 * <p>Reference: Kennedy, Carpenter 2003, Additive Runge-Kutta schemes for convection-diffusion-reaction equations, Applied Numerical
 * Mathematics 44, appendix (diffrax {@code KenCarp4}).
 */
public final class KenCarp4 {
  /** The coefficients. */
  public static final ImplicitPair PAIR = new ImplicitPair("kencarp4", 4, 1.0 / 4,
      new double[][] {
          {},
          {1.0 / 4},
          {8611.0 / 62500, -1743.0 / 31250},
          {5012029.0 / 34652500, -654441.0 / 2922500, 174375.0 / 388108},
          {15267082809.0 / 155376265600.0, -71443401.0 / 120774400, 730878875.0 / 902184768, 2285395.0 / 8070912},
          {82889.0 / 524892, 0, 15625.0 / 83664, 69875.0 / 102672, -2260.0 / 8211}},
      new double[] {4586570599.0 / 29645900160.0, 0, 178811875.0 / 945068544, 814220225.0 / 1159782912, -3700637.0 / 11593932,
          61727.0 / 225920},
      new double[] {0, 1.0 / 2, 83.0 / 250, 31.0 / 50, 17.0 / 20, 1},
      "Kennedy, Carpenter 2003");

  private KenCarp4() {}
}
