package org.anabranch.cli.quality;

/**
 * A share of successes and its 95 % Wilson interval (Wilson 1927), which stays inside [0, 1] and has a width also where all
 * trials succeed.
 *
 * @param right  successes
 * @param trials trials, at least 1
 */
public record Accuracy(int right, int trials) {
  /** The 0.975 quantile of the normal law. */
  private static final double Z = 1.959963984540054;

  /** Checks the range. */
  public Accuracy {
    if (trials < 1 || right < 0 || right > trials) {
      throw new IllegalArgumentException("accuracy: needs 0 <= right <= trials and trials >= 1, got " + right + " of " + trials);
    }
  }

  /** The share. */
  public double mean() {
    return (double) right / trials;
  }

  /** The lower end of the interval. */
  public double low() {
    return right == 0 ? 0 : centre() - halfWidth();
  }

  /** The upper end of the interval. */
  public double high() {
    return right == trials ? 1 : centre() + halfWidth();
  }

  private double centre() {
    return (mean() + Z * Z / (2 * trials)) / (1 + Z * Z / trials);
  }

  private double halfWidth() {
    double p = mean();
    return Z / (1 + Z * Z / trials) * StrictMath.sqrt(p * (1 - p) / trials + Z * Z / (4.0 * trials * trials));
  }
}
