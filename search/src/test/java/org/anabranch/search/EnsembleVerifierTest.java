package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Ensembles against their closed forms. */
class EnsembleVerifierTest {
  /** a x[0] + b x[1]^2, with its gradient, at a cost. */
  private record Quadratic(double a, double b, double costPerCall) implements DifferentiableVerifier {
    @Override
    public String name() {
      return "q" + a;
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out) {
      for (int r = 0; r < out.length; r++) {
        out[r] = a * samples.get(2L * r) + b * samples.get(2L * r + 1) * samples.get(2L * r + 1);
      }
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
      score(samples, conditions, out);
      for (int r = 0; r < out.length; r++) {
        gradients.doubles()[gradients.offset() + 2 * r] = a;
        gradients.doubles()[gradients.offset() + 2 * r + 1] = 2 * b * samples.get(2L * r + 1);
      }
    }
  }

  private static final List<Quadratic> MEMBERS = List.of(new Quadratic(1, 1, 0.5), new Quadratic(4, 0, 0.25), new Quadratic(1, 0, 2));
  private static final Tensor SAMPLES = Tensor.of(new double[] {1, 1, 3, -2, 0, 0}, 3, 2);

  private static double[] score(Verifier v) {
    double[] out = {Double.NaN, Double.NaN, Double.NaN};
    v.score(SAMPLES, new int[3], out);
    return out;
  }

  /** Row 0: scores 2, 4, 1; row 1: 7, 12, 3; row 2: all 0. */
  @Test
  void theScoreIsTheMeanLessCautionTimesTheDeviation() {
    double first = 7 / 3.0;
    double second = 22 / 3.0;
    double[] deviations = {Math.sqrt(21 / 3.0 - first * first), Math.sqrt(202 / 3.0 - second * second), 0};
    EnsembleVerifier mean = EnsembleVerifier.of(MEMBERS, 0);
    assertArrayEquals(new double[] {first, second, 0}, score(mean), 1e-14);
    double[] cautious = {first - 1.5 * deviations[0], second - 1.5 * deviations[1], 0};
    assertArrayEquals(cautious, score(EnsembleVerifier.of(MEMBERS, 1.5)), 1e-13);
    List<EnsembleVerifier.Opinion> opinions = mean.opinions(SAMPLES, new int[3]);
    for (int r = 0; r < 3; r++) {
      assertEquals(deviations[r], opinions.get(r).disagreement(), 1e-13);
    }
  }

  @Test
  void cautionOneOfTwoMembersIsTheLesserScore() {
    assertArrayEquals(new double[] {2, 7, 0}, score(EnsembleVerifier.of(MEMBERS.subList(0, 2), 1)), 1e-14);
  }

  @Test
  void gradientsAreThoseOfTheScore() {
    DifferentiableVerifier v = (DifferentiableVerifier) EnsembleVerifier.of(MEMBERS, 0.7);
    Tensor gradients = Tensor.zerosF64(3, 2);
    double[] out = {Double.NaN, Double.NaN, Double.NaN};
    v.score(SAMPLES, new int[3], out, gradients);
    assertArrayEquals(score(v), out, 0);
    double h = 1e-6;
    for (int i = 0; i < 4; i++) {
      double[] up = SAMPLES.doubles().clone();
      double[] down = SAMPLES.doubles().clone();
      up[i] += h;
      down[i] -= h;
      double[] a = new double[3];
      double[] b = new double[3];
      v.score(Tensor.of(up, 3, 2), new int[3], a);
      v.score(Tensor.of(down, 3, 2), new int[3], b);
      // A difference of numbers of order 10 over 2e-6: 1e-9; its third-order term is below 1e-11.
      assertEquals((a[i / 2] - b[i / 2]) / (2 * h), gradients.get(i), 4e-9);
    }
    assertArrayEquals(new double[] {2, 0}, new double[] {gradients.get(4), gradients.get(5)}, 1e-15); // where all agree: the mean's
  }

  @Test
  void thereAreGradientsOnlyIfAllMembersGiveThem() {
    Verifier plain = Verifier.ofRows("plain", (x, condition) -> 1);
    assertFalse(EnsembleVerifier.of(List.of(MEMBERS.getFirst(), plain), 1) instanceof DifferentiableVerifier);
  }

  @Test
  void costsAddAndNamesAreListed() {
    EnsembleVerifier v = EnsembleVerifier.of(MEMBERS, 1);
    assertEquals(2.75, v.costPerCall());
    assertEquals("mean - 1.0 deviations of q1.0, q4.0, q1.0", v.name());
    assertEquals("mean of q1.0", EnsembleVerifier.of(MEMBERS.subList(0, 1), 0).name());
  }

  @Test
  void aMemberWithoutOpinionLeavesTheEnsembleWithoutOneAndInfinitiesStay() {
    Verifier mute = Verifier.of("mute", (samples, conditions, out) -> out[1] = 5);
    double[] s = score(EnsembleVerifier.of(List.of(MEMBERS.getFirst(), mute), 1));
    assertArrayEquals(new double[] {Double.NaN, 5, Double.NaN}, s, 1e-14);
    Verifier never = Verifier.ofRows("never", (x, condition) -> Double.NEGATIVE_INFINITY);
    assertEquals(Double.NEGATIVE_INFINITY, score(EnsembleVerifier.of(List.of(MEMBERS.getFirst(), never), 1))[0]);
  }

  @Test
  void rangesAreChecked() {
    assertEquals("ensemble: needs at least 1 member, got 0", OutcomeAssertions.messageOf(() -> EnsembleVerifier.of(List.of(), 1)));
    assertEquals("ensemble: caution must be finite and >= 0, got -1.0",
        OutcomeAssertions.messageOf(() -> EnsembleVerifier.of(MEMBERS, -1)));
  }
}
