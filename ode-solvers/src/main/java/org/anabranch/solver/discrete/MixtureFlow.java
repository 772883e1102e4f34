package org.anabranch.solver.discrete;

import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;

/**
 * Discrete flow matching on a mixture path: a token is that of the data with probability kappa(t), that of the source with
 * 1 - kappa(t); kappa is the alpha of a convex path, alpha + sigma = 1, with data at one. All of it is about one token among K.
 *
 * <p>Random choices are functions of uniform numbers that the caller draws, so that a run can be replayed. Reference: Gat et al. 2024,
 * Discrete flow matching; facebookresearch/flow_matching {@code path/mixture.py}, {@code solver/discrete_solver.py} and
 * {@code loss/generalized_loss.py}. Immutable and thread-safe.
 *
 * @param path where kappa comes from
 */
public record MixtureFlow(Interpolant path) {
  /** Checks the direction of time. */
  public MixtureFlow {
    if (path.direction() != Direction.DATA_AT_ONE) {
      throw new IllegalArgumentException("mixture flow: needs a path with data at one, got " + path);
    }
  }

  /**
   * The rates u[k] = kappa' / (1 - kappa) (p[k] - [k = token]) of jumps to every token.
   *
   * @param p   [K] probabilities of the data given the state
   * @param out [K]
   */
  public void velocity(double[] p, int token, double t, double[] out) {
    double rate = rate(t);
    for (int k = 0; k < p.length; k++) {
      out[k] = rate * (p[k] - (k == token ? 1 : 0));
    }
  }

  /**
   * The generalized Kullback-Leibler loss of a token, -kappa' / (1 - kappa) (p[token] - d + (1 - d) log p[data]), d = [token = data].
   *
   * @param logP [K] logarithms of the probabilities of the data given the state
   */
  public double loss(double[] logP, int data, int token, double t) {
    double same = data == token ? 1 : 0;
    return -rate(t) * (StrictMath.exp(logP[token]) - same + (1 - same) * logP[data]);
  }

  /**
   * One Euler step of the token's Markov chain given a draw of its data: with intensity sum_k u[k] it jumps, to k with probability
   * proportional to u[k] = kappa' / (1 - kappa) [k = data] + c kappa' / (kappa (1 - kappa)) ((1 - kappa) / K + kappa [k = data]), u of
   * the token itself being 0.
   *
   * @param data        the token drawn from p(data | state)
   * @param divergence  c, the weight of the divergence-free part for a uniform source; 0 for none
   * @param jump        uniform in [0, 1): the token jumps if it is below 1 - exp(-h intensity)
   * @param destination uniform in [0, 1): where to
   * @param rates       [K] scratch
   * @return the token at t + h
   */
  public int step(int token, int data, double t, double h, double divergence, double jump, double destination, double[] rates) {
    double kappa = path.alpha(t);
    double rate = rate(t);
    double intensity = 0;
    for (int k = 0; k < rates.length; k++) {
      double hit = k == data ? 1 : 0;
      double free = divergence > 0 ? divergence * rate / kappa * ((1 - kappa) / rates.length + kappa * hit) : 0;
      rates[k] = k == token ? 0 : rate * hit + free;
      intensity += rates[k];
    }
    return jump < -StrictMath.expm1(-h * intensity) ? draw(rates, destination) : token;
  }

  /**
   * The first index whose cumulative weight reaches u times the sum.
   *
   * @param u uniform in [0, 1)
   */
  public static int draw(double[] weights, double u) {
    double sum = 0;
    for (double w : weights) {
      sum += w;
    }
    double reached = 0;
    for (int k = 0; k < weights.length; k++) {
      reached += weights[k];
      if (reached >= u * sum) {
        return k;
      }
    }
    return weights.length - 1;
  }

  private double rate(double t) {
    return path.alphaDot(t) / path.sigma(t);
  }
}
