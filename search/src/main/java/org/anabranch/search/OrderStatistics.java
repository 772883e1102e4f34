package org.anabranch.search;

import java.util.Arrays;

/** What the best values of a sample say of the next draw. */
public final class OrderStatistics {
  /** Spacings that the estimate is made of: the largest, which the tail beyond the maximum continues. */
  static final int SPACINGS = 5;

  private OrderStatistics() {}

  /**
   * An estimate of E[max of n + 1] - max of n, the gain of one more independent draw.
   *
   * <p>With x(1) >= x(2) >= ... the draws in order, one more draw is the largest with probability 1 / (n + 1), and then exceeds x(1) by
   * a spacing of the tail. Normalised spacings j (x(j) - x(j+1)) of an exponential tail are independent with the tail's mean b (Renyi),
   * so
   *
   * <pre>  gain = 1 / (n + 1) mean over j = 1 .. k of j (x(j) - x(j+1)),   k = min(n - 1, 5)</pre>
   *
   * which is unbiased for exponential draws and an upper bound in expectation for lighter tails, whose spacings shrink.
   *
   * @param values finite or -infinity; those that are not finite count as draws that won nothing
   * @return the estimate, 0 or more; infinity where fewer than two finite values are known
   */
  public static double gainOfNext(double[] values) {
    double[] x = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    int k = Math.min(x.length - 1, SPACINGS);
    if (k < 1) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    for (int j = 1; j <= k; j++) {
      sum += j * (x[x.length - j] - x[x.length - j - 1]);
    }
    return sum / k / (values.length + 1);
  }
}
