package org.anabranch.solver.manifold;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * The Dirichlet law on the simplex, density proportional to prod_i p_i^(alpha_i - 1): all 1 is uniform in p, all 1/2 is uniform in the
 * Fisher-Rao metric.
 *
 * <p>Gamma variates, normalised: Marsaglia and Tsang 2000, A simple method for generating gamma variables; below 1 by their
 * gamma(a) = gamma(a + 1) u^(1/a). Category i draws from the key's child i, attempt j from elements 8 j .. 8 j + 5 of its stream: a
 * draw is a pure function of (key, step). With concentrations so small that all variates vanish, the largest logarithm wins.
 */
public final class Dirichlet {
  private final double[] alpha;

  /**
   * A law.
   *
   * @param alpha one concentration per category, finite and &gt; 0
   */
  public Dirichlet(double... alpha) {
    if (alpha.length < 2) {
      throw new IllegalArgumentException("dirichlet: needs at least 2 concentrations, got " + alpha.length);
    }
    for (double a : alpha) {
      if (!(a > 0 && a < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("dirichlet: a concentration must be finite and > 0, got " + a);
      }
    }
    this.alpha = alpha.clone();
  }

  /** Number of categories. */
  public int width() {
    return alpha.length;
  }

  /** A draw into {@code out[at ..]}. Allocates a small array. */
  public void sample(TrajectoryKey key, long step, double[] out, int at) {
    double most = Double.NEGATIVE_INFINITY;
    double[] z = new double[3];
    for (int i = 0; i < alpha.length; i++) {
      out[at + i] = logGamma(alpha[i], key.child(i), step, z);
      most = Math.max(most, out[at + i]);
    }
    double sum = 0;
    for (int i = at; i < at + alpha.length; i++) {
      out[i] = StrictMath.exp(out[i] - most);
      sum += out[i];
    }
    for (int i = at; i < at + alpha.length; i++) {
      out[i] /= sum;
    }
  }

  /** The logarithm of a gamma variate of shape a. */
  private static double logGamma(double a, TrajectoryKey key, long step, double[] z) {
    double shape = a < 1 ? a + 1 : a;
    double d = shape - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    for (int attempt = 0;; attempt++) {
      RandomStream.normals(key, step, Purpose.START, 8L * attempt, z, 0, 1);
      double root = 1 + c * z[0];
      double v = root * root * root;
      double u = RandomStream.uniform(key, step, Purpose.START, 8L * attempt + 4);
      if (v > 0 && StrictMath.log(u) < 0.5 * z[0] * z[0] + d - d * v + d * StrictMath.log(v)) {
        double log = StrictMath.log(d * v);
        return a < 1 ? log + StrictMath.log(RandomStream.uniform(key, step, Purpose.START, 8L * attempt + 5)) / a : log;
      }
    }
  }
}
