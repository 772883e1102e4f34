package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversions between predictions against a problem where all four are known. */
class ConversionTest {
  private static final double[] TIMES = {0.0625, 0.25, 0.5, 0.75, 0.9375};
  private static final double[] STATES = {-2.4, -0.7, 0.01, 0.9, 3.1};
  private static final double TOLERANCE = 1e-12;

  private static double truth(GaussianMixtureField field, Prediction p, double x, double t) {
    return switch (p) {
      case VELOCITY -> field.velocity(x, t);
      case SCORE -> field.score(x, t);
      case DATA -> field.denoised(x, t);
      case NOISE -> field.noise(x, t);
    };
  }

  /** Rounding of the two terms of a map, which may cancel. */
  private static double tolerance(LinearMap map, double x, double y) {
    return TOLERANCE * (1 + Math.abs(map.x() * x) + Math.abs(map.y() * y));
  }

  @ParameterizedTest
  @MethodSource("org.anabranch.solver.InterpolantTest#allPaths")
  void everyPredictionFollowsFromEveryOther(Interpolant path) {
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), path);
    for (Prediction from : Prediction.values()) {
      for (Prediction to : Prediction.values()) {
        for (double t : TIMES) {
          LinearMap map = Conversion.of(path, from, to, t);
          for (double x : STATES) {
            double given = truth(field, from, x, t);
            assertEquals(truth(field, to, x, t), map.apply(x, given), tolerance(map, x, given),
                () -> from + " to " + to + " at x " + x + ", t " + t + " of " + path);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.anabranch.solver.InterpolantTest#allPaths")
  void denoisedDataAndNoiseMakeUpTheState(Interpolant path) {
    for (double t : TIMES) {
      LinearMap data = Conversion.of(path, Prediction.VELOCITY, Prediction.DATA, t);
      LinearMap noise = Conversion.of(path, Prediction.VELOCITY, Prediction.NOISE, t);
      assertEquals(1, path.alpha(t) * data.x() + path.sigma(t) * noise.x(), TOLERANCE);
      assertEquals(0, path.alpha(t) * data.y() + path.sigma(t) * noise.y(), TOLERANCE);
    }
  }

  @Test
  void scoresOfTheTwoConventionsAreOneAndVelocitiesDifferInSign() {
    for (double t : TIMES) {
      Interpolant[][] pairs = {
          {Interpolant.linear(Direction.DATA_AT_ONE), Interpolant.linear(Direction.NOISE_AT_ONE)},
          {Interpolant.gvp(Direction.DATA_AT_ONE), Interpolant.gvp(Direction.NOISE_AT_ONE)},
          {Interpolant.vp(Direction.DATA_AT_ONE), Interpolant.vp(Direction.NOISE_AT_ONE)}};
      for (Interpolant[] pair : pairs) {
        GaussianMixtureField d = new GaussianMixtureField(GaussianMixture.toy(), pair[0]);
        GaussianMixtureField n = new GaussianMixtureField(GaussianMixture.toy(), pair[1]);
        for (double x : STATES) {
          double ud = d.velocity(x, t);
          double un = n.velocity(x, 1 - t);
          assertEquals(ud, -un, TOLERANCE * (1 + Math.abs(ud)));
          double scoreD = Conversion.of(pair[0], Prediction.VELOCITY, Prediction.SCORE, t).apply(x, ud);
          double scoreN = Conversion.of(pair[1], Prediction.VELOCITY, Prediction.SCORE, 1 - t).apply(x, un);
          assertEquals(scoreD, scoreN, TOLERANCE * (1 + Math.abs(scoreD)));
        }
      }
    }
  }

  @Test
  void linearFormulasOfBothConventions() {
    double x = 0.7;
    double u = -1.3;
    for (double t : TIMES) {
      Interpolant n = Interpolant.linear(Direction.NOISE_AT_ONE);
      Interpolant d = Interpolant.linear(Direction.DATA_AT_ONE);
      assertEquals(x - t * u, Conversion.of(n, Prediction.VELOCITY, Prediction.DATA, t).apply(x, u), TOLERANCE);
      assertEquals(-(x + (1 - t) * u) / t, Conversion.of(n, Prediction.VELOCITY, Prediction.SCORE, t).apply(x, u), 1e-11);
      assertEquals(x + (1 - t) * u, Conversion.of(d, Prediction.VELOCITY, Prediction.DATA, t).apply(x, u), TOLERANCE);
      assertEquals((t * u - x) / (1 - t), Conversion.of(d, Prediction.VELOCITY, Prediction.SCORE, t).apply(x, u), 1e-11);
    }
  }

  /** The published bug: -((1 - t) v + x) / t, the score where noise is at one, on a model whose data is at one. */
  @Test
  void scoreFormulaOfTheWrongConventionIsFarOff() {
    GaussianMixtureField field =
        new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE));
    double worst = 0;
    for (double t : TIMES) {
      for (double x : STATES) {
        double wrong = -((1 - t) * field.velocity(x, t) + x) / t;
        worst = Math.max(worst, Math.abs(wrong - field.score(x, t)));
      }
    }
    assertTrue(worst > 1, "the wrong formula errs by " + worst);
  }

  @Test
  void vpVelocityIsMinusHalfBetaTimesStatePlusScore() {
    Interpolant vp = Interpolant.vp(Direction.NOISE_AT_ONE);
    for (double t : new double[] {0, 1e-9, 0.3, 1}) {
      double half = -0.5 * (0.1 + (20 - 0.1) * t);
      assertEquals(new LinearMap(half, half), Conversion.of(vp, Prediction.SCORE, Prediction.VELOCITY, t));
    }
  }

  @ParameterizedTest
  @MethodSource("org.anabranch.solver.InterpolantTest#paths")
  void velocityBecomesDataAtBothEnds(Interpolant path) {
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), path);
    for (double t : new double[] {0, 1}) {
      LinearMap map = Conversion.of(path, Prediction.VELOCITY, Prediction.DATA, t);
      for (double x : STATES) {
        double u = field.velocity(x, t);
        assertEquals(field.denoised(x, t), map.apply(x, u), tolerance(map, x, u));
      }
    }
    assertEquals(1, Conversion.of(path, Prediction.VELOCITY, Prediction.DATA, path.direction().dataTime()).x());
  }

  @Test
  void finiteLimitsAreTaken() {
    for (Direction d : Direction.values()) {
      double data = d.dataTime();
      double noise = d.noiseTime();
      assertEquals(-1, Conversion.of(Interpolant.linear(d), Prediction.VELOCITY, Prediction.SCORE, noise).x());
      assertEquals(0, Conversion.of(Interpolant.linear(d), Prediction.VELOCITY, Prediction.SCORE, noise).y(), 0.0);
      assertEquals(-1, Conversion.of(Interpolant.vp(d), Prediction.VELOCITY, Prediction.SCORE, data).x());
      assertEquals(0, Conversion.of(Interpolant.vp(d), Prediction.VELOCITY, Prediction.NOISE, data).y(), 0.0);
      assertEquals(1, Conversion.of(Interpolant.gvp(d), Prediction.SCORE, Prediction.DATA, data).x());
    }
  }

  @Test
  void singularEndsAreRefusedWithTheRuleAndTheValues() {
    Interpolant linear = Interpolant.linear(Direction.NOISE_AT_ONE);
    IllegalArgumentException atData = assertThrows(IllegalArgumentException.class,
        () -> Conversion.of(linear, Prediction.VELOCITY, Prediction.SCORE, 0));
    assertEquals("conversion: VELOCITY to SCORE needs sigma > 0, sigma at time 0.0 is 0.0", atData.getMessage());
    IllegalArgumentException atNoise = assertThrows(IllegalArgumentException.class,
        () -> Conversion.of(linear, Prediction.SCORE, Prediction.DATA, 1));
    assertEquals("conversion: SCORE to DATA needs alpha > 0, alpha at time 1.0 is 0.0", atNoise.getMessage());
    for (Direction d : Direction.values()) {
      Interpolant vp = Interpolant.vp(d);
      assertThrows(IllegalArgumentException.class,
          () -> Conversion.of(vp, Prediction.DATA, Prediction.VELOCITY, d.dataTime()));
      assertThrows(IllegalArgumentException.class,
          () -> Conversion.of(vp, Prediction.NOISE, Prediction.VELOCITY, d.dataTime()));
      assertThrows(IllegalArgumentException.class,
          () -> Conversion.of(vp, Prediction.DATA, Prediction.NOISE, d.dataTime()));
    }
  }
}
