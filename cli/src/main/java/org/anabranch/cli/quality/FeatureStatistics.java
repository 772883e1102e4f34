package org.anabranch.cli.quality;

/**
 * Mean and covariance of feature vectors, the covariance with n - 1 in the denominator.
 *
 * @param n          number of vectors
 * @param mean       [width]
 * @param covariance [width, width], row-major
 */
public record FeatureStatistics(int n, double[] mean, double[] covariance) {
  /**
   * The statistics of a set of vectors.
   *
   * @param features [n][width], n at least 2
   * @throws IllegalArgumentException if there are fewer than two vectors, or their widths differ
   */
  public static FeatureStatistics of(double[][] features) {
    int n = features.length;
    if (n < 2) {
      throw new IllegalArgumentException("feature statistics: a covariance needs at least 2 vectors, got " + n);
    }
    int width = features[0].length;
    double[] mean = new double[width];
    for (double[] f : features) {
      if (f.length != width) {
        throw new IllegalArgumentException("feature statistics: vectors must have one width, got " + width + " and " + f.length);
      }
      for (int i = 0; i < width; i++) {
        mean[i] += f[i];
      }
    }
    for (int i = 0; i < width; i++) {
      mean[i] /= n;
    }
    double[] covariance = new double[width * width];
    double[] centred = new double[width];
    for (double[] f : features) {
      for (int i = 0; i < width; i++) {
        centred[i] = f[i] - mean[i];
      }
      for (int i = 0; i < width; i++) {
        for (int j = 0; j <= i; j++) {
          covariance[i * width + j] += centred[i] * centred[j];
        }
      }
    }
    for (int i = 0; i < width; i++) {
      for (int j = 0; j <= i; j++) {
        covariance[i * width + j] /= n - 1;
        covariance[j * width + i] = covariance[i * width + j];
      }
    }
    return new FeatureStatistics(n, mean, covariance);
  }

  /** Width of a vector. */
  public int width() {
    return mean.length;
  }
}
