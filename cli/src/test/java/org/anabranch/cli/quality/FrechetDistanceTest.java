package org.anabranch.cli.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The Frechet distance on Gaussians whose distance is known in closed form. */
class FrechetDistanceTest {
  @Test
  void diagonalCovariancesHaveTheSumOfSquaredRootGaps() {
    FeatureStatistics a = new FeatureStatistics(10, new double[] {1, 2, 3}, diagonal(4, 9, 0));
    FeatureStatistics b = new FeatureStatistics(10, new double[] {0, 2, 5}, diagonal(1, 16, 25));
    // (1 - 0)^2 + 0 + (3 - 5)^2 + (2 - 1)^2 + (3 - 4)^2 + (0 - 5)^2
    assertEquals(5 + 1 + 1 + 25, FrechetDistance.between(a, b), 1e-12);
    assertEquals(32, FrechetDistance.between(b, a), 1e-12);
  }

  @Test
  void commonRotationChangesNothing() {
    double angle = 0.7;
    double[] c1 = rotated(4, 9, angle);
    double[] c2 = rotated(1, 16, angle);
    double[] origin = {0, 0};
    double d = FrechetDistance.between(new FeatureStatistics(9, origin, c1), new FeatureStatistics(9, origin, c2));
    assertEquals(1 + 1, d, 1e-12);
  }

  @Test
  void covariancesThatDoNotCommuteAgreeWithTheClosedFormInTwoDimensions() {
    double[] c1 = rotated(4, 9, 0.3);
    double[] c2 = rotated(1, 16, 1.1);
    // tr sqrt(M) = sqrt(tr M + 2 sqrt(det M)) for a 2 x 2 matrix M = C1 C2 with positive eigenvalues.
    double trace = c1[0] * c2[0] + c1[1] * c2[2] + c1[2] * c2[1] + c1[3] * c2[3];
    double root = Math.sqrt(trace + 2 * Math.sqrt(4 * 9 * 1 * 16));
    double[] origin = {0, 0};
    double d = FrechetDistance.between(new FeatureStatistics(9, origin, c1), new FeatureStatistics(9, origin, c2));
    assertEquals(4 + 9 + 1 + 16 - 2 * root, d, 1e-12);
  }

  @Test
  void fewerVectorsThanDimensionsGiveTheExactDistanceOfTheirSingularCovariances() {
    // Rank 1 in 64 dimensions: two points at +-h on one axis have variance 2 h^2; another axis is orthogonal to it.
    FeatureStatistics a = FeatureStatistics.of(new double[][] {axis(3, 1), axis(3, -1)});
    FeatureStatistics b = FeatureStatistics.of(new double[][] {axis(5, 2), axis(5, -2)});
    assertEquals(2 + 8, FrechetDistance.between(a, b), 1e-12);
    assertEquals(0, FrechetDistance.between(a, a), 1e-12);
    FeatureStatistics c = FeatureStatistics.of(new double[][] {axis(3, 3), axis(3, -3)});
    double gap = Math.sqrt(18) - Math.sqrt(2);
    assertEquals(gap * gap, FrechetDistance.between(a, c), 1e-12);
  }

  @Test
  void twoSetsOfOneLawAreApartByABiasThatShrinksWithTheirSize() {
    Random random = new Random(5);
    double small = FrechetDistance.between(normals(random, 100), normals(random, 4000));
    double large = FrechetDistance.between(normals(random, 2000), normals(random, 4000));
    assertTrue(small > 0 && large > 0);
    // The bias is O(1/n): 20 times the vectors leave less than a fifth of it.
    assertTrue(large < small / 5, () -> small + " at n = 100, " + large + " at n = 2000");
  }

  @Test
  void covarianceHasNMinusOneInTheDenominator() {
    FeatureStatistics s = FeatureStatistics.of(new double[][] {{0, 1}, {1, 3}, {2, 2}});
    assertEquals(1, s.mean()[0], 0);
    assertEquals(2, s.mean()[1], 0);
    assertEquals(1, s.covariance()[0], 1e-15);
    assertEquals(0.5, s.covariance()[1], 1e-15);
    assertEquals(0.5, s.covariance()[2], 1e-15);
    assertEquals(1, s.covariance()[3], 1e-15);
  }

  @Test
  void refusalsQuoteBothValues() {
    String one = assertThrows(IllegalArgumentException.class, () -> FeatureStatistics.of(new double[][] {{1}})).getMessage();
    assertEquals("feature statistics: a covariance needs at least 2 vectors, got 1", one);
    FeatureStatistics two = FeatureStatistics.of(new double[][] {{1, 2}, {3, 4}});
    FeatureStatistics three = FeatureStatistics.of(new double[][] {{1, 2, 3}, {3, 4, 5}});
    String widths = assertThrows(IllegalArgumentException.class, () -> FrechetDistance.between(two, three)).getMessage();
    assertEquals("frechet distance: the sets must have one width, got 2 and 3", widths);
  }

  private static FeatureStatistics normals(Random random, int n) {
    double[][] f = new double[n][16];
    for (double[] row : f) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextGaussian();
      }
    }
    return FeatureStatistics.of(f);
  }

  private static double[] axis(int i, double value) {
    double[] v = new double[64];
    v[i] = value;
    return v;
  }

  private static double[] diagonal(double... values) {
    double[] out = new double[values.length * values.length];
    for (int i = 0; i < values.length; i++) {
      out[i * values.length + i] = values[i];
    }
    return out;
  }

  /** R diag(a, b) R^T. */
  private static double[] rotated(double a, double b, double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    double off = (a - b) * c * s;
    return new double[] {a * c * c + b * s * s, off, off, a * s * s + b * c * c};
  }
}
