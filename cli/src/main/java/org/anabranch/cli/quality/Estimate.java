package org.anabranch.cli.quality;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A mean over independent repetitions and the half width of its 95 % Student-t interval.
 *
 * @param mean      the mean
 * @param halfWidth t(0.975, n - 1) s / sqrt(n); empty for one repetition, which says nothing about its error
 * @param n         repetitions
 */
public record Estimate(double mean, OptionalDouble halfWidth, int n) {
  private static final double COVERAGE = 0.95;

  /**
   * The estimate from repetitions, each a value.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Estimate of(double... values) {
    int n = values.length;
    if (n < 1) {
      throw new IllegalArgumentException("estimate: needs at least 1 value, got 0");
    }
    double mean = Arrays.stream(values).sum() / n;
    if (n == 1) {
      return new Estimate(mean, OptionalDouble.empty(), 1);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = StrictMath.sqrt(squares / (n - 1) / n);
    return new Estimate(mean, OptionalDouble.of(StudentT.twoSided(COVERAGE, n - 1) * error), n);
  }
}
