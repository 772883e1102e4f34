package org.anabranch.solver.multistep;

import org.anabranch.solver.Interpolant;

/**
 * The forward process between two times of a path, x(t) = (alpha(t) / alpha(s)) x(s) + sqrt(large) z, run backwards from the noisier
 * t to s with the data m known: x(s) is normal with mean {@code state} x + {@code data} m and variance {@code small}.
 *
 * @param from  the level at t
 * @param to    the level at s
 * @param state (alpha(t) / alpha(s)) sigma(s)^2 / sigma(t)^2
 * @param data  alpha(s) large / sigma(t)^2
 * @param large sigma(t)^2 - (alpha(t) / alpha(s))^2 sigma(s)^2, "beta" of a discrete diffusion
 * @param small large sigma(s)^2 / sigma(t)^2, the posterior variance
 */
record Transition(NoiseLevel from, NoiseLevel to, double state, double data, double large, double small) {
  static Transition of(Interpolant path, double t, double s) {
    NoiseLevel from = NoiseLevel.of(path, t);
    NoiseLevel to = NoiseLevel.of(path, s);
    double keep = from.alpha() / to.alpha();
    double ratio = to.sigma() / from.sigma();
    double kept = keep * ratio;
    double large = from.sigma() * from.sigma() * Math.max(0, 1 - kept * kept);
    return new Transition(from, to, kept * ratio, to.alpha() * Math.max(0, 1 - kept * kept), large, large * ratio * ratio);
  }
}
