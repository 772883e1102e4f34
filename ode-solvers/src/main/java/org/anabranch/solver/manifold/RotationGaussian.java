package org.anabranch.solver.manifold;

import org.anabranch.engine.random.TrajectoryKey;

/**
 * The isotropic Gaussian on SO(3), IGSO(3): the law of Brownian motion at the time t after the identity.
 *
 * <pre>
 *   f(a) = sum_l (2 l + 1) exp(-l (l + 1) t / 2) sin((l + 1/2) a) / sin(a / 2)                      density over the uniform law
 *        = sqrt(2 pi) t^(-3/2) exp(t / 8) sum_k (-1)^k (a + 2 pi k) exp(-(a + 2 pi k)^2 / (2 t)) / sin(a / 2)
 * </pre>
 * for a rotation by a in [0, pi]; the second form is Poisson's sum of the first. Each is used where it needs few terms, the second
 * below t = {@value #CROSSOVER}; they agree there to rounding. (The one image with k = 0 alone, used for small t in published code,
 * is off by half at a = pi.) The mean of the character sin((l + 1/2) a) / sin(a / 2) is (2 l + 1) exp(-l (l + 1) t / 2). The score of
 * R S at S is {@link #score} along the axis of S.
 *
 * <p>Sampling is exact, by rejection: from a Gaussian in the rotation vector below the crossover, where two proposals in about three
 * fail at worst, from the uniform law above. Attempt i takes elements 8 i .. 8 i + 5 of the stream, so that a draw is a pure function
 * of (key, step). Reference: Nikolayev and Savyolova 1997, Normal distribution on the rotation group SO(3); Leach et al. 2022,
 * Denoising diffusion on SO(3).
 *
 * @param time t &gt;= 0; at 0 all mass is on the identity
 */
public record RotationGaussian(double time) {
  /** The time from which the series of characters is used. */
  public static final double CROSSOVER = 2;
  private static final int IMAGES = 3;
  private static final int CHARACTERS = 9;

  /** Checks the range. */
  public RotationGaussian {
    if (!(time >= 0 && time < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("rotation gaussian: time must be finite and >= 0, got " + time);
    }
  }

  /**
   * log f(a), over the uniform law.
   *
   * @param angle in [0, pi]
   * @throws IllegalArgumentException if it is not, or time is 0
   */
  public double logDensity(double angle) {
    check(angle);
    if (time >= CROSSOVER) {
      return StrictMath.log(characters(angle, false));
    }
    double constant = 0.5 * StrictMath.log(2 * StrictMath.PI) - 1.5 * StrictMath.log(time) + time / 8;
    return constant - angle * angle / (2 * time) - StrictMath.log(0.5 * AngleFunctions.sinc(0.5 * angle))
        + StrictMath.log1p(images(angle, false));
  }

  /**
   * d/da log f(a).
   *
   * @param angle in [0, pi]
   * @throws IllegalArgumentException if it is not, or time is 0
   */
  public double score(double angle) {
    check(angle);
    if (time >= CROSSOVER) {
      return characters(angle, true) / characters(angle, false);
    }
    return angle * AngleFunctions.gap(angle) - angle / time + images(angle, true) / (1 + images(angle, false));
  }

  /** Draws a rotation vector, shorter than pi: three coordinates from {@code out[at]}. */
  public void sample(TrajectoryKey key, long step, double[] out, int at) {
    if (time == 0) {
      out[at] = 0;
      out[at + 1] = 0;
      out[at + 2] = 0;
      return;
    }
    double root = StrictMath.sqrt(time);
    double most = time >= CROSSOVER ? characters(0, false) : 2;
    for (int attempt = 0;; attempt++) {
      double u = Rotations.proposal(key, step, attempt, out, at);
      double angle;
      double accept;
      if (time >= CROSSOVER) {
        // A uniform axis and a uniform angle, accepted by the angle's density (1 - cos a) f(a).
        double n = AngleFunctions.norm3(out, at);
        angle = StrictMath.PI * Rotations.second(key, step, attempt);
        accept = characters(angle, false) / most * StrictMath.sin(0.5 * angle) * StrictMath.sin(0.5 * angle);
        scale(out, at, angle / n);
      } else {
        scale(out, at, root);
        angle = AngleFunctions.norm3(out, at);
        accept = angle < StrictMath.PI ? (1 + images(angle, false)) * AngleFunctions.sinc(0.5 * angle) / most : 0;
      }
      if (u < accept) {
        return;
      }
    }
  }

  private static void scale(double[] v, int at, double factor) {
    v[at] *= factor;
    v[at + 1] *= factor;
    v[at + 2] *= factor;
  }

  private void check(double angle) {
    if (!(angle >= 0 && angle <= StrictMath.PI) || time == 0) {
      throw new IllegalArgumentException("rotation gaussian: a density needs time > 0 and an angle in [0, pi], got " + time + " and "
          + angle);
    }
  }

  /** The series of characters, or its derivative. */
  private double characters(double angle, boolean derivative) {
    double character = 1;
    double slope = 0;
    double sum = derivative ? 0 : 1;
    for (int l = 1; l < CHARACTERS; l++) {
      character += 2 * StrictMath.cos(l * angle);
      slope -= 2 * l * StrictMath.sin(l * angle);
      sum += (2 * l + 1) * StrictMath.exp(-0.5 * l * (l + 1) * time) * (derivative ? slope : character);
    }
    return sum;
  }

  /** The images k != 0 in units of the one with k = 0, or the derivative of that; k and -k together, which cancel at angle zero. */
  private double images(double angle, boolean derivative) {
    double sum = 0;
    for (int k = 1; k <= IMAGES; k++) {
      double b = 2 * StrictMath.PI * k;
      double q = b * angle / time;
      double weight = (k & 1) == 0 ? 2 : -2;
      double zero = StrictMath.exp(-b * b / (2 * time));
      if (q <= 1) {
        double z = q * q;
        sum += weight * zero * (derivative
            ? b / time * (StrictMath.sinh(q) - b * b / time * q * (1.0 / 3 + z * (1.0 / 30 + z * (1.0 / 840 + z * (1.0 / 45360
                + z * (1.0 / 3991680 + z * (1.0 / 518918400)))))))
            : StrictMath.cosh(q) - b * b / time * (q == 0 ? 1 : StrictMath.sinh(q) / q));
      } else {
        double up = 0.5 * StrictMath.exp(-b * (b - 2 * angle) / (2 * time));
        double down = 0.5 * StrictMath.exp(-b * (b + 2 * angle) / (2 * time));
        sum += weight * (derivative
            ? b / time * (up - down) + b / (angle * angle) * (up - down - q * (up + down))
            : up + down - b / angle * (up - down));
      }
    }
    return sum;
  }
}
