package org.anabranch.cli.quality;

/**
 * The quantile of Student's t for whole degrees of freedom, from the finite sums of P(|T| &lt; t) in theta = atan(t / sqrt(df))
 * (Abramowitz and Stegun 26.7.3 and 26.7.4), inverted by bisection in theta. Good to about 1e-12, relative.
 */
final class StudentT {
  private static final int HALVINGS = 200;

  private StudentT() {}

  /**
   * The t with P(|T| &lt; t) = coverage.
   *
   * @param coverage in (0, 1), 0.95 for a 95 % interval
   */
  static double twoSided(double coverage, int df) {
    if (!(coverage > 0 && coverage < 1)) {
      throw new IllegalArgumentException("student t: the coverage must be in (0, 1), got " + coverage);
    }
    if (df < 1) {
      throw new IllegalArgumentException("student t: degrees of freedom must be >= 1, got " + df);
    }
    double low = 0;
    double high = Math.PI / 2;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (within(middle, df) < coverage) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return StrictMath.sqrt(df) * StrictMath.tan((low + high) / 2);
  }

  private static double within(double theta, int df) {
    double cos = StrictMath.cos(theta);
    boolean odd = df % 2 == 1;
    double term = odd ? cos : 1;
    double sum = 0;
    for (int k = odd ? 3 : 2; k <= df; k += 2) {
      sum += term;
      term *= cos * cos * (k - 1) / k;
    }
    return odd ? 2 / Math.PI * (theta + StrictMath.sin(theta) * sum) : StrictMath.sin(theta) * sum;
  }
}
