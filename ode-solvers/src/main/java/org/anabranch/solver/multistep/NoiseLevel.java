package org.anabranch.solver.multistep;

import org.anabranch.solver.Interpolant;

/**
 * A path at one time: alpha, sigma and half the logarithm of the signal-to-noise ratio, lambda = log(alpha / sigma).
 *
 * @param alpha  weight of the data
 * @param sigma  weight of the noise
 * @param lambda minus infinity where alpha is 0, infinity where sigma is
 */
record NoiseLevel(double alpha, double sigma, double lambda) {
  static NoiseLevel of(Interpolant path, double t) {
    return new NoiseLevel(path.alpha(t), path.sigma(t), StrictMath.log(path.signalToNoise(t)));
  }

  /** exp(-h) for the step h = lambda(next) - lambda(this) to the less noisy level: 0 if h is infinite. */
  double decayTo(NoiseLevel next) {
    return alpha * next.sigma / (next.alpha * sigma);
  }
}
