package org.anabranch.solver.toy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.junit.jupiter.api.Test;

/** The toy mixture against the published table. */
class GaussianMixtureTest {
  private static final double[] Z = {-2, -1, -0.5, 0, 0.5, 1, 2};
  private static final double[] ENDPOINTS = {-2.430100, -1.978286, -0.559142, 0.373326, 0.891055, 2.336641, 2.741374};
  /** Half a unit of the sixth decimal, to which the reference values are given. */
  private static final double SIX_DECIMALS = 0.5000001e-6;

  private final GaussianMixture toy = GaussianMixture.toy();

  @Test
  void hasThePublishedMoments() {
    assertEquals(0.15, toy.mean(), 1e-15);
    assertEquals(2.7125, toy.variance(), 1e-14);
  }

  @Test
  void hasThePublishedEndpointsWhateverThePath() {
    for (Direction direction : Direction.values()) {
      for (Interpolant path : new Interpolant[] {Interpolant.linear(direction), Interpolant.gvp(direction)}) {
        GaussianMixtureField field = new GaussianMixtureField(toy, path);
        for (int i = 0; i < Z.length; i++) {
          assertEquals(ENDPOINTS[i], field.endpoint(Z[i], direction.noiseTime()), SIX_DECIMALS);
        }
      }
    }
  }

  @Test
  void hasThePublishedLogDensities() {
    double[] x = {-2, -1, 0, 0.5, 1.5, 2.5};
    double[] expected = {-0.918935, -5.120317, -1.418939, -0.918939, -2.918911, -0.918603};
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], toy.logDensity(x[i]), SIX_DECIMALS, "at " + x[i]);
    }
  }

  @Test
  void tiltsIntoThePublishedMixture() {
    GaussianMixture tilted = toy.tilted(1);
    assertEquals(1.241936, toy.logTilt(1), SIX_DECIMALS);
    assertEquals(2.002478, tilted.mean(), SIX_DECIMALS);
    assertEquals(0.915700, tilted.variance(), SIX_DECIMALS);
    assertEquals(0.012266, tilted.weight(0), SIX_DECIMALS);
    assertEquals(0.269797, tilted.weight(1), SIX_DECIMALS);
    assertEquals(0.717936, tilted.weight(2), SIX_DECIMALS);
    assertEquals(-1.91, tilted.mean(0), 1e-15);
  }

  @Test
  void posteriorHasTheFieldsDenoisedMean() {
    Interpolant path = Interpolant.linear(Direction.NOISE_AT_ONE);
    GaussianMixtureField field = new GaussianMixtureField(toy, path);
    for (double t : new double[] {0.1, 0.5, 1}) {
      for (double x : Z) {
        assertEquals(field.denoised(x, t), toy.posterior(path, t, x).mean(), 1e-14);
      }
    }
  }

  @Test
  void scoreIsTheSlopeOfTheLogDensity() {
    Interpolant path = Interpolant.gvp(Direction.DATA_AT_ONE);
    GaussianMixtureField field = new GaussianMixtureField(toy, path);
    double h = 1e-5;
    for (double t : new double[] {0, 0.4, 1}) {
      GaussianMixture marginal = toy.marginal(path, t);
      for (double x : Z) {
        double slope = (marginal.logDensity(x + h) - marginal.logDensity(x - h)) / (2 * h);
        // A central difference errs by h^2/6 |f'''|, here at most 1e-10 * 1e4, and by rounding eps |f| / h.
        assertEquals(slope, field.score(x, t), 1e-6 * (1 + Math.abs(slope)));
      }
    }
  }

  @Test
  void quantileInvertsTheDistributionFunction() {
    for (double p : new double[] {1e-9, 0.01, 0.3, 0.5, 0.77, 0.999}) {
      assertEquals(p, toy.cdf(toy.quantile(p)), 4 * Math.ulp(1.0));
    }
  }

  @Test
  void normalDistributionFunctionIsAccurate() {
    // Reference values to 17 digits (Abramowitz and Stegun, table 26.1; tail by arbitrary precision).
    assertEquals(0.5, StandardNormal.cdf(0));
    assertEquals(0.84134474606854293, StandardNormal.cdf(1), 2 * Math.ulp(1.0));
    assertEquals(0.022750131948179195, StandardNormal.cdf(-2), Math.ulp(1.0));
    assertEquals(9.8658764503769814e-10, StandardNormal.cdf(-6), 1e-12 * 9.87e-10);
    for (double z : new double[] {-2.5, 2.5}) { // where the series meets the continued fraction
      assertEquals(StandardNormal.cdf(Math.nextDown(z)), StandardNormal.cdf(Math.nextUp(z)), 2 * Math.ulp(1.0));
    }
  }

  @Test
  void refusesWhatIsNoMixture() {
    double[] one = {1};
    assertThrows(IllegalArgumentException.class, () -> new GaussianMixture(one, new double[] {0, 1}, one));
    assertThrows(IllegalArgumentException.class, () -> new GaussianMixture(new double[] {0.9}, one, one));
    assertThrows(IllegalArgumentException.class, () -> new GaussianMixture(one, one, new double[] {0}));
    assertThrows(IllegalArgumentException.class, () -> toy.quantile(1));
  }
}
