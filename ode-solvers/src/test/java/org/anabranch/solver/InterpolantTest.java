package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The paths: derivatives, ends, both directions. */
class InterpolantTest {
  private static final double[] INNER = {1e-3, 0.1, 0.25, 0.5, 0.8, 0.999};

  static Stream<Interpolant> paths() {
    return Stream.of(Direction.values())
        .flatMap(d -> Stream.of(Interpolant.linear(d), Interpolant.gvp(d), Interpolant.vp(d), Interpolant.linearVp(d),
            Interpolant.ve(d, 0.01, 50), Interpolant.edm(d, 80)));
  }

  /** Those whose velocity says nothing of the data at the noise end too. */
  static Stream<Interpolant> allPaths() {
    return Stream.concat(paths(), Stream.of(Direction.values())
        .flatMap(d -> Stream.of(Interpolant.polynomial(d, 0.5), Interpolant.polynomial(d, 2), Interpolant.polynomial(d, 3))));
  }

  @ParameterizedTest
  @MethodSource("allPaths")
  void derivativesAreThoseOfTheWeights(Interpolant path) {
    double h = 1e-6;
    for (double t : INNER) {
      // A central difference errs by h^2/6 |f'''|, which near the data end of vp grows like sigma / t^2, and by eps / h.
      double alphaSlope = (path.alpha(t + h) - path.alpha(t - h)) / (2 * h);
      double sigmaSlope = (path.sigma(t + h) - path.sigma(t - h)) / (2 * h);
      assertEquals(alphaSlope, path.alphaDot(t), 1e-6 * (1 + Math.abs(alphaSlope)));
      assertEquals(sigmaSlope, path.sigmaDot(t), 1e-6 * (1 + Math.abs(sigmaSlope)));
    }
  }

  @ParameterizedTest
  @MethodSource("allPaths")
  void productsEqualTheirFactorsWhereThoseAreFinite(Interpolant path) {
    for (double t : INNER) {
      double drift = path.alphaDot(t) / path.alpha(t);
      double product = path.sigma(t) * path.sigmaDot(t);
      double perScore = drift * path.sigma(t) * path.sigma(t) - product;
      assertEquals(drift, path.alphaDotOverAlpha(t), 1e-14 * Math.abs(drift));
      assertEquals(product, path.sigmaSigmaDot(t), 1e-14 * Math.abs(product));
      assertEquals(perScore, path.velocityPerScore(t), 1e-13 * (Math.abs(perScore) + Math.abs(product)));
    }
  }

  @ParameterizedTest
  @MethodSource("allPaths")
  void dataEndIsExactlyTheData(Interpolant path) {
    double t = path.direction().dataTime();
    assertEquals(1, path.alpha(t));
    assertEquals(0, path.sigma(t));
    assertTrue(Double.isFinite(path.sigmaSigmaDot(t)));
    assertTrue(Double.isFinite(path.velocityPerScore(t)));
    assertTrue(Double.isFinite(path.alphaDotOverAlpha(t)));
  }

  @Test
  void noiseEndIsExactlyNoiseButForVp() {
    for (Direction d : Direction.values()) {
      assertEquals(0, Interpolant.linear(d).alpha(d.noiseTime()));
      assertEquals(0, Interpolant.gvp(d).alpha(d.noiseTime()));
      assertEquals(1, Interpolant.gvp(d).sigma(d.noiseTime()));
      assertEquals(0.0065716, Interpolant.vp(d).alpha(d.noiseTime()), 5e-8);
    }
  }

  @ParameterizedTest
  @MethodSource("allPaths")
  void otherDirectionIsTheSamePathRunBackwards(Interpolant path) {
    Direction d = path.direction();
    Direction other = d == Direction.DATA_AT_ONE ? Direction.NOISE_AT_ONE : Direction.DATA_AT_ONE;
    Interpolant flipped = allPaths().filter(p -> p.direction() == other
        && p.toString().replace(other.name(), d.name()).equals(path.toString())).findFirst().orElseThrow();
    for (double t : new double[] {0.0625, 0.25, 0.5, 0.875}) { // exact under t -> 1 - t
      double s = d.flip(t);
      assertEquals(path.alpha(t), flipped.alpha(s));
      assertEquals(path.sigma(t), flipped.sigma(s));
      assertEquals(path.alphaDot(t), -flipped.alphaDot(s), 0.0);
      assertEquals(path.sigmaDot(t), -flipped.sigmaDot(s));
      assertEquals(path.velocityPerScore(t), -flipped.velocityPerScore(s));
    }
  }

  @ParameterizedTest
  @MethodSource("allPaths")
  void timeOfInvertsSignalToNoise(Interpolant path) {
    for (double t : INNER) {
      assertEquals(t, path.timeOf(path.signalToNoise(t)), 1e-12);
    }
    assertEquals(path.direction().dataTime(), path.timeOf(Double.POSITIVE_INFINITY));
    assertEquals(path.direction().noiseTime(), path.timeOf(path.signalToNoise(path.direction().noiseTime())), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> path.timeOf(-1));
    assertThrows(IllegalArgumentException.class, () -> path.timeOf(Double.NaN));
  }

  @ParameterizedTest
  @MethodSource("allPaths")
  void timesOutsideTheUnitIntervalAreRefused(Interpolant path) {
    for (double t : new double[] {-1e-9, 1.0000001, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> path.alpha(t));
      assertThrows(IllegalArgumentException.class, () -> path.sigma(t));
      assertThrows(IllegalArgumentException.class, () -> path.alphaDot(t));
      assertThrows(IllegalArgumentException.class, () -> path.sigmaDot(t));
      assertThrows(IllegalArgumentException.class, () -> path.alphaDotOverAlpha(t));
      assertThrows(IllegalArgumentException.class, () -> path.sigmaSigmaDot(t));
      assertThrows(IllegalArgumentException.class, () -> path.velocityPerScore(t));
      assertThrows(IllegalArgumentException.class, () -> path.signalToNoise(t));
    }
  }

  @Test
  void vpKeepsItsDigitsNextToTheData() {
    Interpolant vp = Interpolant.vp(Direction.NOISE_AT_ONE);
    // sigma^2 = 1 - exp(-T) = T (1 - T/2 + ...) with T = 0.1 t to within 1e-10 relative at t = 1e-12.
    assertEquals(Math.sqrt(1e-13), vp.sigma(1e-12), 1e-9 * Math.sqrt(1e-13));
    assertEquals(0.05, vp.sigmaSigmaDot(0), 1e-17);
  }
}
