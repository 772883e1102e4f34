package org.anabranch.search;

/**
 * The 1-D Gaussian mixture w = (.3, .5, .2), mu = (-2, .5, 2.5), s = (.3, .5, .2). A probability flow in one dimension
 * preserves the CDF, so the exact endpoint of the noise z is {@code F^-1(Phi(z))}.
 */
final class ToyMixture {
  private static final double[] WEIGHT = {0.3, 0.5, 0.2};
  private static final double[] MEAN = {-2, 0.5, 2.5};
  private static final double[] DEVIATION = {0.3, 0.5, 0.2};

  private ToyMixture() {}

  /** The exact endpoint of the flow; bisection to the last bits of [-8, 8]. */
  static double endpoint(double z) {
    double u = normalCdf(z);
    double low = -8;
    double high = 8;
    for (int i = 0; i < 56; i++) {
      double middle = 0.5 * (low + high);
      if (cdf(middle) < u) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 0.5 * (low + high);
  }

  static double cdf(double x) {
    double sum = 0;
    for (int k = 0; k < WEIGHT.length; k++) {
      sum += WEIGHT[k] * normalCdf((x - MEAN[k]) / DEVIATION[k]);
    }
    return sum;
  }

  /** Phi(x) by Hart's rational approximation as given by West (2005), absolute error about 1e-15 for |x| below 7. */
  static double normalCdf(double x) {
    double a = Math.abs(x);
    if (a >= 7) {
      return x > 0 ? 1 : 0; // the tail is below 2e-12, and the draws of a test do not reach it
    }
    double top = ((((((3.52624965998911e-2 * a + 0.700383064443688) * a + 6.37396220353165) * a + 33.912866078383) * a
        + 112.079291497871) * a + 221.213596169931) * a + 220.206867912376) * Math.exp(-a * a / 2);
    double bottom = (((((((8.83883476483184e-2 * a + 1.75566716318264) * a + 16.064177579207) * a + 86.7807322029461) * a
        + 296.564248779674) * a + 637.333633378831) * a + 793.826512519948) * a) + 440.413735824752;
    double tail = top / bottom;
    return x > 0 ? 1 - tail : tail;
  }
}
