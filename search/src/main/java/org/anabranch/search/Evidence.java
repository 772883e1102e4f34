package org.anabranch.search;

import java.util.List;

/**
 * What the particles of a search say of its target, p(x) exp(lambda r(x)) / Z: p is the generator's law, and r the guide's score of
 * a sample, or the selector's if the request has no guide.
 *
 * @param lambda    the tilt
 * @param logZ      log of the estimate of Z = E_p[exp(lambda r)]; the estimate, not its logarithm, has no bias
 * @param mean      the particles' weighted mean of r
 * @param effective effective sample size of all particles, 1 / sum W^2; ancestors that they share are not seen in it
 * @param particles how many there were, over all passes
 * @param weights   normalised weights of the outcome's candidates, in their order; they sum to 1 over all particles
 */
public record Evidence(double lambda, double logZ, double mean, double effective, long particles, List<Double> weights) {
  /** Copies the weights. */
  public Evidence {
    weights = List.copyOf(weights);
  }
}
