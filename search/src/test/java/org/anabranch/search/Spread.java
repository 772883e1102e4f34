package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Mean and standard error of repeated runs. */
final class Spread {
  private int count;
  private double mean;
  private double squares;

  void add(double v) {
    count++;
    double off = v - mean;
    mean += off / count;
    squares += off * (v - mean);
  }

  double mean() {
    return mean;
  }

  double deviation() {
    return Math.sqrt(squares / (count - 1));
  }

  double error() {
    return deviation() / Math.sqrt(count);
  }

  /** The mean is this value within 4 standard errors of both. */
  void assertMean(double expected, double expectedError, String what) {
    assertEquals(expected, mean, 4 * Math.hypot(error(), expectedError), () -> what + ": " + this + ", expected " + expected);
  }

  @Override
  public String toString() {
    return mean + " +- " + error();
  }
}
