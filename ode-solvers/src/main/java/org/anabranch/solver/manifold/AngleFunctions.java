package org.anabranch.solver.manifold;

/**
 * Quotients of trigonometric functions and powers that stand in exponentials and logarithms, without cancellation at zero.
 *
 * <pre>
 *   sinc(a)   = sin(a) / a                       third(a)  = (a - sin a) / a^3
 *   versine(a) = (1 - cos a) / a^2               gap(a)    = (1 - (a/2) cot(a/2)) / a^2
 *   bend(a)   = (gap(a) - D) / a^2,  D = d/d(-a^2) of (a/2) cot(a/2)
 * </pre>
 * The last two are the coefficients of the inverse differential of the exponential; their power series have |B[2k]| / (2k)! as
 * coefficients (Bernoulli numbers). Relative error below 10^-13. Stateless.
 */
final class AngleFunctions {
  private static final double[] BERNOULLI = {1.0 / 6, 1.0 / 30, 1.0 / 42, 1.0 / 30, 5.0 / 66, 691.0 / 2730, 7.0 / 6, 3617.0 / 510,
      43867.0 / 798, 174611.0 / 330, 854513.0 / 138};
  /** |B[2k]| / (2k)!, k from 1. */
  private static final double[] BETA = new double[BERNOULLI.length];

  static {
    double factorial = 1;
    for (int k = 0; k < BETA.length; k++) {
      factorial *= (2 * k + 1) * (2 * k + 2);
      BETA[k] = BERNOULLI[k] / factorial;
    }
  }

  private AngleFunctions() {}

  static double sinc(double a) {
    return a == 0 ? 1 : StrictMath.sin(a) / a;
  }

  static double versine(double a) {
    double half = sinc(0.5 * a);
    return 0.5 * half * half;
  }

  static double third(double a) {
    if (Math.abs(a) >= 1) {
      return (a - StrictMath.sin(a)) / (a * a * a);
    }
    double z = a * a;
    double term = 1.0 / 6;
    double sum = term;
    for (int k = 1; k <= 8; k++) {
      term *= -z / ((2 * k + 2) * (2 * k + 3));
      sum += term;
    }
    return sum;
  }

  static double gap(double a) {
    double z = a * a;
    if (z >= 1) {
      return (1 - 0.5 * a / StrictMath.tan(0.5 * a)) / z;
    }
    double sum = 0;
    for (int k = BETA.length - 1; k >= 0; k--) {
      sum = Math.fma(sum, z, BETA[k]);
    }
    return sum;
  }

  static double bend(double a) {
    double z = a * a;
    if (z >= 1) {
      double sin = StrictMath.sin(0.5 * a);
      double slope = 0.5 / StrictMath.tan(0.5 * a) - 0.25 * a / (sin * sin);
      return (gap(a) + 0.5 * slope / a) / z;
    }
    double sum = 0;
    for (int k = BETA.length - 1; k >= 1; k--) {
      sum = Math.fma(sum, z, -k * BETA[k]);
    }
    return sum;
  }

  /** |(v[at], v[at + 1], v[at + 2])|. */
  static double norm3(double[] v, int at) {
    return Math.sqrt(v[at] * v[at] + v[at + 1] * v[at + 1] + v[at + 2] * v[at + 2]);
  }

  /** |v[at .. at + n - 1]|. */
  static double norm(double[] v, int at, int n) {
    double sum = 0;
    for (int i = at; i < at + n; i++) {
      sum = Math.fma(v[i], v[i], sum);
    }
    return Math.sqrt(sum);
  }
}
