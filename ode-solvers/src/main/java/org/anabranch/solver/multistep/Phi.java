package org.anabranch.solver.multistep;

/**
 * The functions of exponential integrators: phi[0](z) = exp(z), phi[k + 1](z) = (phi[k](z) - 1 / k!) / z.
 *
 * <p>phi[k + 1](z) f is the integral over s in [0, 1] of exp(z (1 - s)) s^k / k!. Reference: Hochbruck and Ostermann 2010,
 * Exponential integrators, equation 2.10.
 */
final class Phi {
  private static final int TERMS = 20;

  private Phi() {}

  /** phi[k](z) for k >= 1: by its series near 0, where the recursion cancels, else by the recursion. */
  static double of(int k, double z) {
    double factorial = 1;
    for (int i = 2; i <= k; i++) {
      factorial *= i;
    }
    if (Math.abs(z) < 1) {
      double term = 1 / factorial;
      double sum = term;
      for (int n = 1; n < TERMS; n++) {
        term *= z / (n + k);
        sum += term;
      }
      return sum;
    }
    double value = StrictMath.expm1(z) / z;
    double inverse = 1;
    for (int i = 1; i < k; i++) {
      inverse /= i;
      value = (value - inverse) / z;
    }
    return value;
  }
}
