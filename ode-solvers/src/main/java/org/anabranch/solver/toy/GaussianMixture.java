package org.anabranch.solver.toy;

import java.util.Arrays;
import org.anabranch.solver.Interpolant;

/**
 * A mixture of Gaussians on the line, sum_k w[k] N(mean[k], deviation[k]^2): the data of a problem whose every answer is known.
 *
 * <p>A linear path between it and a standard normal passes through mixtures again, and in one dimension every probability flow
 * preserves the distribution function, so that the endpoint of an ODE needs no integration: {@code quantile(cdf_source(x))}.
 *
 * <p>Immutable and thread-safe.
 */
public final class GaussianMixture {
  private static final double WEIGHT_TOLERANCE = 1e-12;

  private final double[] weights;
  private final double[] means;
  private final double[] deviations;

  /**
   * A mixture.
   *
   * @param weights    positive, of sum 1
   * @param means      one per weight
   * @param deviations one per weight, positive
   * @throws IllegalArgumentException if the arrays do not fit
   */
  public GaussianMixture(double[] weights, double[] means, double[] deviations) {
    if (weights.length == 0 || means.length != weights.length || deviations.length != weights.length) {
      throw new IllegalArgumentException("mixture: needs as many means and deviations as weights, got " + weights.length
          + " weights, " + means.length + " means and " + deviations.length + " deviations");
    }
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      if (!(weights[k] >= 0) || !(deviations[k] > 0)) {
        throw new IllegalArgumentException("mixture: weights must be >= 0 and deviations > 0, component " + k + " has "
            + weights[k] + " and " + deviations[k]);
      }
      sum += weights[k];
    }
    if (!(Math.abs(sum - 1) <= WEIGHT_TOLERANCE)) {
      throw new IllegalArgumentException("mixture: weights must sum to 1, got " + sum);
    }
    this.weights = weights.clone();
    this.means = means.clone();
    this.deviations = deviations.clone();
  }

  /** The mixture of the acceptance tests: three separated peaks, mean 0.15, variance 2.7125. */
  public static GaussianMixture toy() {
    return new GaussianMixture(new double[] {0.3, 0.5, 0.2}, new double[] {-2, 0.5, 2.5}, new double[] {0.3, 0.5, 0.2});
  }

  /** Number of Gaussians. */
  public int components() {
    return weights.length;
  }

  /** Weight of component k. */
  public double weight(int k) {
    return weights[k];
  }

  /** Mean of component k. */
  public double mean(int k) {
    return means[k];
  }

  /** Standard deviation of component k. */
  public double deviation(int k) {
    return deviations[k];
  }

  /** The mean. */
  public double mean() {
    double m = 0;
    for (int k = 0; k < weights.length; k++) {
      m += weights[k] * means[k];
    }
    return m;
  }

  /** The variance. */
  public double variance() {
    double mean = mean();
    double v = 0;
    for (int k = 0; k < weights.length; k++) {
      double off = means[k] - mean;
      v += weights[k] * (deviations[k] * deviations[k] + off * off);
    }
    return v;
  }

  /** log p(x). */
  public double logDensity(double x) {
    double[] terms = new double[weights.length];
    for (int k = 0; k < terms.length; k++) {
      double z = (x - means[k]) / deviations[k];
      terms[k] = StrictMath.log(weights[k] / deviations[k]) - 0.5 * z * z - StandardNormal.LOG_SQRT_TWO_PI;
    }
    return logSumExp(terms);
  }

  /** P(X &lt;= x). */
  public double cdf(double x) {
    double p = 0;
    for (int k = 0; k < weights.length; k++) {
      p += weights[k] * StandardNormal.cdf((x - means[k]) / deviations[k]);
    }
    return p;
  }

  /**
   * The x with cdf(x) = p, to the last bits that the distribution function resolves, by bisection.
   *
   * @param p strictly between 0 and 1
   */
  public double quantile(double p) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException("mixture: a quantile needs 0 < p < 1, got " + p);
    }
    double low = -1;
    double high = 1;
    while (cdf(low) > p) {
      low *= 2;
    }
    while (cdf(high) < p) {
      high *= 2;
    }
    while (true) {
      double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) {
        return middle;
      }
      if (cdf(middle) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  /** The law of x(t) = alpha(t) data + sigma(t) noise. */
  public GaussianMixture marginal(Interpolant path, double t) {
    double alpha = path.alpha(t);
    double sigma = path.sigma(t);
    double[] m = new double[weights.length];
    double[] s = new double[weights.length];
    for (int k = 0; k < m.length; k++) {
      m[k] = alpha * means[k];
      s[k] = StrictMath.sqrt(alpha * alpha * deviations[k] * deviations[k] + sigma * sigma);
    }
    return new GaussianMixture(weights, m, s);
  }

  /**
   * The law of the data given x(t) = x, again a mixture.
   *
   * @param t a time with sigma(t) > 0
   */
  public GaussianMixture posterior(Interpolant path, double t, double x) {
    double alpha = path.alpha(t);
    double sigma = path.sigma(t);
    double[] logits = new double[weights.length];
    double[] m = new double[weights.length];
    double[] s = new double[weights.length];
    for (int k = 0; k < m.length; k++) {
      double variance = alpha * alpha * deviations[k] * deviations[k] + sigma * sigma;
      double off = x - alpha * means[k];
      logits[k] = StrictMath.log(weights[k]) - 0.5 * (StrictMath.log(variance) + off * off / variance);
      m[k] = means[k] + alpha * deviations[k] * deviations[k] * off / variance;
      s[k] = deviations[k] * sigma / StrictMath.sqrt(variance);
    }
    return new GaussianMixture(softmax(logits), m, s);
  }

  /** The law proportional to p(x) exp(rate x), again a mixture. */
  public GaussianMixture tilted(double rate) {
    double[] m = new double[weights.length];
    for (int k = 0; k < m.length; k++) {
      m[k] = means[k] + rate * deviations[k] * deviations[k];
    }
    return new GaussianMixture(softmax(tiltLogits(rate)), m, deviations);
  }

  /** log E[exp(rate X)], the logarithm of the constant that normalises {@link #tilted}. */
  public double logTilt(double rate) {
    return logSumExp(tiltLogits(rate));
  }

  @Override
  public String toString() {
    return "mixture of " + Arrays.toString(weights) + " at " + Arrays.toString(means) + " +- " + Arrays.toString(deviations);
  }

  private double[] tiltLogits(double rate) {
    double[] logits = new double[weights.length];
    for (int k = 0; k < logits.length; k++) {
      logits[k] = StrictMath.log(weights[k]) + rate * means[k] + 0.5 * rate * rate * deviations[k] * deviations[k];
    }
    return logits;
  }

  private static double logSumExp(double[] terms) {
    double max = Arrays.stream(terms).max().orElseThrow();
    double sum = 0;
    for (double v : terms) {
      sum += StrictMath.exp(v - max);
    }
    return max + StrictMath.log(sum);
  }

  private static double[] softmax(double[] logits) {
    double log = logSumExp(logits);
    double[] p = new double[logits.length];
    for (int k = 0; k < p.length; k++) {
      p[k] = StrictMath.exp(logits[k] - log);
    }
    return p;
  }
}
