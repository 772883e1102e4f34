package org.anabranch.search;

import java.util.Arrays;

/** Boltzmann weights of scores, in double. */
final class Weights {
  private Weights() {}

  /**
   * exp(lambda v[k]) / sum exp(lambda v). Where all are -infinity each has the same share; where some are +infinity they share alone.
   */
  static double[] normalised(double[] v, double lambda) {
    double[] w = new double[v.length];
    double max = Arrays.stream(v).max().orElse(0);
    double sum = 0;
    for (int k = 0; k < w.length; k++) {
      w[k] = Double.isInfinite(max) ? (v[k] == max ? 1 : 0) : StrictMath.exp(lambda * (v[k] - max));
      sum += w[k];
    }
    for (int k = 0; k < w.length; k++) {
      w[k] /= sum;
    }
    return w;
  }

  /** (1 / lambda) log mean exp(lambda v[k]) over the first {@code count}. */
  static double softMean(double[] v, int count, double lambda) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < count; k++) {
      max = Math.max(max, v[k]);
    }
    if (Double.isInfinite(max)) {
      return max;
    }
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += StrictMath.exp(lambda * (v[k] - max));
    }
    return max + StrictMath.log(sum / count) / lambda;
  }
}
