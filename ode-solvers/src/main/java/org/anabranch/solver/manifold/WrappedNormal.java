package org.anabranch.solver.manifold;

/**
 * The wrapped normal on the circle: the law of Brownian motion on it at the time {@code variance} after the angle 0.
 *
 * <pre>
 *   f(a) = (2 pi v)^(-1/2) sum_k exp(-(a + 2 pi k)^2 / (2 v)) = (1 + 2 sum_n exp(-n^2 v / 2) cos(n a)) / (2 pi)
 * </pre>
 * over the angle in [-pi, pi); the first sum is used below v = {@value #CROSSOVER}, the second above. Draws are
 * {@link Torus#brownian}. Source: Jing et al. 2022, Torsional diffusion, section 3.
 *
 * @param variance v &gt; 0
 */
public record WrappedNormal(double variance) {
  /** The variance from which the Fourier series is used. */
  public static final double CROSSOVER = 4;
  private static final int IMAGES = 4;
  private static final int HARMONICS = 6;

  /** Checks the range. */
  public WrappedNormal {
    if (!(variance > 0 && variance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("wrapped normal: variance must be finite and > 0, got " + variance);
    }
  }

  /** log f(a), for any angle. */
  public double logDensity(double angle) {
    double a = Torus.wrap(angle);
    if (variance >= CROSSOVER) {
      return StrictMath.log(fourier(a, false) / (2 * StrictMath.PI));
    }
    return -a * a / (2 * variance) - 0.5 * StrictMath.log(2 * StrictMath.PI * variance) + StrictMath.log1p(images(a, false));
  }

  /** d/da log f(a), for any angle. */
  public double score(double angle) {
    double a = Torus.wrap(angle);
    return variance >= CROSSOVER ? fourier(a, true) / fourier(a, false)
        : -a / variance - images(a, true) / (variance * (1 + images(a, false)));
  }

  private double fourier(double a, boolean derivative) {
    double sum = derivative ? 0 : 1;
    for (int n = 1; n <= HARMONICS; n++) {
      double weight = 2 * StrictMath.exp(-0.5 * n * n * variance);
      sum += derivative ? -n * weight * StrictMath.sin(n * a) : weight * StrictMath.cos(n * a);
    }
    return sum;
  }

  /** sum over k != 0 of the images in units of the one with k = 0, or of these times 2 pi k. */
  private double images(double a, boolean moment) {
    double sum = 0;
    for (int k = 1; k <= IMAGES; k++) {
      double b = 2 * StrictMath.PI * k;
      double right = StrictMath.exp(-b * (b + 2 * a) / (2 * variance));
      double left = StrictMath.exp(-b * (b - 2 * a) / (2 * variance));
      sum += moment ? b * (right - left) : right + left;
    }
    return sum;
  }
}
