package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Means and variances of the copies against their exact values, and what only one of two alike schemes can draw. */
class ResamplerTest {
  private static final int RUNS = 100_000;

  /** W = (.15, .25, .6), N = 10: means within 4 standard errors, variances within 4 of theirs (counts are bounded by 10). */
  @ParameterizedTest
  @EnumSource(Resampler.class)
  void copiesHaveTheirMeansAndVariances(Resampler resampler) {
    double[] weights = {0.15, 0.25, 0.6};
    double[] mean = {1.5, 2.5, 6};
    double[] variance = resampler == Resampler.MULTINOMIAL ? new double[] {1.275, 1.875, 2.4} : new double[] {0.25, 0.25, 0};
    double[] sum = new double[3];
    double[] squares = new double[3];
    double[] fourths = new double[3];
    for (int run = 0; run < RUNS; run++) {
      int[] counts = resampler.counts(weights, 10, TrajectoryKey.root(1, run), 0);
      assertEquals(10, Arrays.stream(counts).sum());
      for (int i = 0; i < 3; i++) {
        double off = counts[i] - mean[i];
        sum[i] += off;
        squares[i] += off * off;
        fourths[i] += off * off * off * off;
        if (resampler == Resampler.SYSTEMATIC || resampler == Resampler.SSP) {
          assertTrue(Math.abs(off) < 1, () -> resampler + " " + Arrays.toString(counts));
        }
      }
    }
    for (int i = 0; i < 3; i++) {
      double rounding = 1e-9;
      assertEquals(0, sum[i] / RUNS, 4 * Math.sqrt(variance[i] / RUNS) + rounding, resampler + " mean " + i);
      double spread = Math.sqrt(Math.max(0, fourths[i] / RUNS - variance[i] * variance[i]) / RUNS);
      assertEquals(variance[i], squares[i] / RUNS, 4 * spread + rounding, resampler + " variance " + i);
    }
  }

  /** Two of four equal weights: the first and the last together are .25 of the draws of stratified, and never of systematic. */
  @Test
  void stratifiedAndSystematicDifferInThePairsTheyDraw() {
    double[] equal = {0.25, 0.25, 0.25, 0.25};
    int[] pair = {1, 0, 0, 1};
    for (Resampler r : EnumSet.of(Resampler.STRATIFIED, Resampler.SYSTEMATIC)) {
      int both = 0;
      for (int run = 0; run < RUNS; run++) {
        both += Arrays.equals(pair, r.counts(equal, 2, TrajectoryKey.root(2, run), 0)) ? 1 : 0;
      }
      double exact = r == Resampler.STRATIFIED ? 0.25 : 0;
      assertEquals(exact, (double) both / RUNS, 4 * Math.sqrt(0.25 * 0.75 / RUNS) * 4 * exact);
    }
  }

  /** Ten thousand random weights with zeros among them: the counts add up, and what weighs nothing is not drawn. */
  @ParameterizedTest
  @EnumSource(Resampler.class)
  void weightsOfZeroAreNeverDrawn(Resampler resampler) {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 10_000; run++) {
      double[] w = new double[random.nextInt(1, 12)];
      for (int i = 0; i < w.length; i++) {
        w[i] = random.nextBoolean() ? 0 : Math.pow(random.nextDouble(), 20);
      }
      w[random.nextInt(w.length)] = 1;
      double total = Arrays.stream(w).sum();
      w = Arrays.stream(w).map(v -> v / total).toArray();
      int n = random.nextInt(1, 40);
      int[] counts = resampler.counts(w, n, TrajectoryKey.root(4, run), 5);
      assertEquals(n, Arrays.stream(counts).sum());
      for (int i = 0; i < w.length; i++) {
        assertTrue(counts[i] >= 0 && (w[i] > 0 || counts[i] == 0), () -> Arrays.toString(counts));
      }
    }
  }

  @Test
  void drawsDependOnKeyAndStepOnly() {
    double[] w = {0.1, 0.2, 0.3, 0.4};
    TrajectoryKey key = TrajectoryKey.root(6, 0);
    int differing = 0;
    for (int step = 0; step < 50; step++) {
      int[] counts = Resampler.MULTINOMIAL.counts(w, 8, key, step);
      assertArrayEquals(counts, Resampler.MULTINOMIAL.counts(w, 8, key, step));
      differing += Arrays.equals(counts, Resampler.MULTINOMIAL.counts(w, 8, key, step + 1)) ? 0 : 1;
    }
    assertTrue(differing > 30, differing + " of 50");
  }

  @Test
  void nothingToDrawIsRefused() {
    assertEquals("resampler: needs at least one weight and one draw, got 0 and 3",
        OutcomeAssertions.messageOf(() -> Resampler.SSP.counts(new double[0], 3, TrajectoryKey.root(0, 0), 0)));
    assertEquals("resampler: needs at least one weight and one draw, got 1 and 0",
        OutcomeAssertions.messageOf(() -> Resampler.SSP.counts(new double[] {1}, 0, TrajectoryKey.root(0, 0), 0)));
  }

  @Test
  void namesOfOptionsAreThoseOfTheSchemes() {
    for (String name : Set.of("multinomial", "residual", "stratified", "systematic", "ssp")) {
      assertEquals("smc", Algorithms.byName("smc", Map.of("resampler", name)).name());
    }
    assertEquals("smc: resampler must be one of multinomial, residual, stratified, systematic, ssp, got \"best\"",
        OutcomeAssertions.messageOf(() -> Algorithms.byName("smc", Map.of("resampler", "best"))));
  }
}
