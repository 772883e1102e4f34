package org.anabranch.search;

import java.util.Arrays;

/**
 * Weights by their logarithms, in double, summed in order. A weight of infinity outweighs all finite ones; where all are 0, all
 * count alike.
 */
final class LogWeights {
  private LogWeights() {}

  /** log sum exp(l). */
  static double logSum(double[] l) {
    double scale = Arrays.stream(l).max().orElse(Double.NEGATIVE_INFINITY);
    double sum = 0;
    for (double v : l) {
      sum += relative(v, scale);
    }
    return scale + StrictMath.log(sum);
  }

  /** log of the mean of exp(l). */
  static double logMean(double[] l) {
    return logSum(l) - StrictMath.log(l.length);
  }

  /** exp(l) / sum exp(l). */
  static double[] normalised(double[] l) {
    double scale = Arrays.stream(l).max().orElse(Double.NEGATIVE_INFINITY);
    double[] w = new double[l.length];
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      w[i] = relative(l[i], scale);
      sum += w[i];
    }
    for (int i = 0; i < w.length; i++) {
      w[i] /= sum;
    }
    return w;
  }

  /** 1 / sum W^2 of normalised weights: how many equal ones they are worth. */
  static double effective(double[] normalised) {
    double squares = 0;
    for (double w : normalised) {
      squares += w * w;
    }
    return 1 / squares;
  }

  /** exp(l - scale), also where both are infinite. */
  static double relative(double l, double scale) {
    return l == scale ? 1 : StrictMath.exp(l - scale);
  }
}
