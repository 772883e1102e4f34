package org.anabranch.solver.likelihood;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.EmbeddedPair;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Log-densities against those known in closed form, limits and costs. */
class LogLikelihoodTest {
  private static final double[] POINTS = {-2, -1, 0, 0.5, 1.5, 2.5};
  private final Kernels kernels = Backend.standard().kernels();

  private static TrajectoryKey[] keys(int n) {
    TrajectoryKey[] keys = new TrajectoryKey[n];
    Arrays.setAll(keys, i -> TrajectoryKey.root(3, i));
    return keys;
  }

  private LogLikelihood of(Direction direction, Divergence divergence) {
    return new LogLikelihood(new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(direction)), divergence, kernels);
  }

  private static double worst(LikelihoodResult result) {
    double error = 0;
    for (int i = 0; i < POINTS.length; i++) {
      error = Math.max(error, Math.abs(result.rows().get(i).logDensity() - GaussianMixture.toy().logDensity(POINTS[i])));
    }
    return error;
  }

  /**
   * The errors measured in another implementation of this toy: RK4 with the exact divergence. Its figure at 200 steps, 1.7e-8, is more
   * than fourth order makes of that at 100, 1.25e-8; ours is below both.
   */
  @ParameterizedTest
  @CsvSource({"25, 6.4e-5", "50, 3.4e-6", "100, 2.0e-7", "200, 1.16e-8"})
  void rungeKuttaHasThePublishedErrors(int steps, double error) {
    for (Direction direction : Direction.values()) {
      LikelihoodResult r = of(direction, new ExactDivergence()).fixed(Tensor.of(POINTS, 6, 1), new int[6], keys(6),
          Tableau.named("rk4"), TimeGrid.uniform(direction, steps), Meter.unlimited());
      assertTrue(r.completed());
      assertEquals(error, worst(r), 0.05 * error, "the published figure has two digits");
      assertEquals(4L * steps, r.rows().getFirst().evaluations());
      assertEquals(4L * steps, r.rows().getFirst().products());
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void signsAreExactOnTheLine(Direction direction) {
    TimeGrid grid = TimeGrid.uniform(direction, 20);
    Tensor x = Tensor.of(POINTS, 6, 1);
    LikelihoodResult exact = of(direction, new ExactDivergence()).fixed(x, new int[6], keys(6), Tableau.named("heun"), grid,
        Meter.unlimited());
    LikelihoodResult signs = of(direction, new Hutchinson(Probe.RADEMACHER, 2)).fixed(x, new int[6], keys(6), Tableau.named("heun"),
        grid, Meter.unlimited());
    for (int i = 0; i < 6; i++) {
      assertEquals(exact.rows().get(i).logDensity(), signs.rows().get(i).logDensity(), 1e-12);
      assertEquals(0, signs.rows().get(i).standardError(), 1e-12);
    }
  }

  @ParameterizedTest
  @CsvSource({"dopri5", "tsit5", "bosh3", "dopri8"})
  void adaptiveErrorsFollowTheTolerance(String pair) {
    double last = Double.POSITIVE_INFINITY;
    for (double tolerance : new double[] {1e-4, 1e-6, 1e-8}) {
      LikelihoodResult r = of(Direction.DATA_AT_ONE, new ExactDivergence()).adaptive(Tensor.of(POINTS, 6, 1), new int[6], keys(6),
          EmbeddedPair.named(pair), AdaptiveOptions.tolerances(tolerance, tolerance), Meter.unlimited());
      assertTrue(r.completed());
      double error = worst(r);
      assertTrue(error < 300 * tolerance && error < last, pair + " at " + tolerance + ": " + error + " after " + last);
      last = error;
    }
  }

  /** Few rows share their tangents out, many rows themselves; a range of tangents begins with its point again. */
  @ParameterizedTest
  @CsvSource({"1, 3", "2, 3", "5, 2", "19, 3"})
  void threadsChangeNoBit(int rows, int threads) {
    Tensor x = Tensor.zerosF64(rows, 20);
    Arrays.setAll(x.doubles(), i -> Math.sin(i) * 2);
    for (Divergence divergence : new Divergence[] {new ExactDivergence(), new Hutchinson(Probe.GAUSSIAN, 3), new HutchPlusPlus(2, 2)}) {
      LikelihoodResult[] results = new LikelihoodResult[2];
      for (int i = 0; i < 2; i++) {
        try (WorkerPool pool = new WorkerPool(i == 0 ? 1 : threads)) {
          VelocityField field = VelocityField.spread(() -> new GaussianMixtureField(GaussianMixture.toy(),
              Interpolant.linear(Direction.DATA_AT_ONE), Shape.of(20), DType.F64), pool);
          LogLikelihood likelihood = new LogLikelihood((DifferentiableField) field, divergence, kernels);
          Meter meter = Meter.unlimited();
          results[i] = likelihood.adaptive(x, new int[rows], keys(rows), EmbeddedPair.named("bosh3"),
              AdaptiveOptions.tolerances(1e-2, 1e-2), meter);
          assertEquals(results[i].rows().stream().mapToLong(r -> r.evaluations() + r.products()).sum(), meter.used());
        }
      }
      assertTrue(results[0].completed());
      assertEquals(results[0].rows(), results[1].rows());
      assertArrayEquals(results[0].noise().doubles(), results[1].noise().doubles());
    }
  }

  @Test
  void aLinearFlowHasItsGaussian() {
    double[][] a = {{0.3, 0.5, 0}, {-0.4, 0.1, 0.2}, {0, 0.6, -0.2}};
    for (Direction direction : Direction.values()) {
      LikelihoodResult r = new LogLikelihood(new LinearField(a, direction), new ExactDivergence(), kernels).fixed(
          Tensor.of(new double[] {1, -1, 0.5}, 1, 3), new int[1], keys(1), Tableau.named("rk4"), TimeGrid.uniform(direction, 40),
          Meter.unlimited());
      double square = 0;
      for (int i = 0; i < 3; i++) {
        square += r.noise().get(i) * r.noise().get(i);
      }
      // The divergence is (1 + t) tr A: its integral from data to noise is -1.5 tr A upwards, +1.5 tr A downwards.
      double want = -0.5 * square - 1.5 * Math.log(2 * Math.PI) - direction.towardsData() * 1.5 * 0.2;
      assertEquals(want, r.rows().getFirst().logDensity(), 1e-12);
    }
  }

  @Test
  void randomEstimatesAgreeWithinTheirStandardError() {
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE),
        Shape.of(2, 3), DType.F32);
    Tensor x = Tensor.of(new float[] {-2, -1, 0, 0.5f, 1.5f, 2.5f}, 1, 2, 3);
    TimeGrid grid = TimeGrid.uniform(Direction.DATA_AT_ONE, 100);
    LikelihoodResult.Row r = new LogLikelihood(field, new Hutchinson(Probe.GAUSSIAN, 400), kernels).fixed(x, new int[1], keys(1),
        Tableau.named("rk4"), grid, Meter.unlimited()).rows().getFirst();
    double want = 0;
    for (double p : POINTS) {
      want += GaussianMixture.toy().logDensity(p);
    }
    assertTrue(r.standardError() > 0.01, "the estimates differ: " + r.standardError());
    assertEquals(want, r.logDensity(), 4 * r.standardError());
    assertTrue(Double.isNaN(new LogLikelihood(field, new Hutchinson(Probe.GAUSSIAN, 1), kernels).fixed(x, new int[1], keys(1),
        Tableau.named("euler"), grid, Meter.unlimited()).rows().getFirst().standardError()));
  }

  @Test
  void aRowAloneIsTheRowInItsBatch() {
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE),
        Shape.of(3), DType.F64);
    double[] data = new double[12];
    Arrays.setAll(data, i -> 0.3 * i - 2);
    LogLikelihood l = new LogLikelihood(field, new Hutchinson(Probe.GAUSSIAN, 3), kernels);
    AdaptiveOptions options = AdaptiveOptions.tolerances(1e-5, 1e-5);
    LikelihoodResult all = l.adaptive(Tensor.of(data, 4, 3), new int[4], keys(4), EmbeddedPair.named("tsit5"), options,
        Meter.unlimited());
    for (int r = 0; r < 4; r++) {
      LikelihoodResult one = l.adaptive(Tensor.of(Arrays.copyOfRange(data, 3 * r, 3 * r + 3), 1, 3), new int[1],
          new TrajectoryKey[] {keys(4)[r]}, EmbeddedPair.named("tsit5"), options, Meter.unlimited());
      assertEquals(all.rows().get(r), one.rows().getFirst());
      assertArrayEquals(Arrays.copyOfRange(all.noise().doubles(), 3 * r, 3 * r + 3), one.noise().doubles());
    }
  }

  @Test
  void theBudgetIsHard() {
    LogLikelihood l = of(Direction.DATA_AT_ONE, new ExactDivergence());
    Tensor x = Tensor.of(POINTS, 6, 1);
    TimeGrid grid = TimeGrid.uniform(Direction.DATA_AT_ONE, 10);
    // A step of Heun costs 6 rows, 2 stages, 1 evaluation and 1 product: 24. Three steps fit into 95.
    Meter meter = Meter.of(95, () -> false);
    LikelihoodResult r = l.fixed(x, new int[6], keys(6), Tableau.named("heun"), grid, meter);
    assertEquals(72, meter.used());
    assertEquals(AdaptiveResult.Status.BUDGET, r.rows().getFirst().status());
    assertEquals(grid.time(7), r.rows().getFirst().time());
    assertTrue(Double.isNaN(r.rows().getFirst().logDensity()));
    assertEquals(72, r.rows().stream().mapToLong(row -> row.evaluations() + row.products()).sum());
    Meter cancelled = Meter.of(1000, () -> true);
    assertEquals(AdaptiveResult.Status.CANCELLED,
        l.fixed(x, new int[6], keys(6), Tableau.named("heun"), grid, cancelled).rows().getFirst().status());
    assertEquals(0, cancelled.used());
    Meter adaptive = Meter.of(200, () -> false);
    LikelihoodResult some = l.adaptive(x, new int[6], keys(6), EmbeddedPair.named("dopri5"), AdaptiveOptions.tolerances(1e-6, 1e-6),
        adaptive);
    assertTrue(adaptive.used() <= 200, "used " + adaptive.used());
    assertEquals(adaptive.used(), some.rows().stream().mapToLong(row -> row.evaluations() + row.products()).sum());
    assertEquals(AdaptiveResult.Status.BUDGET, some.rows().getFirst().status());
  }

  @Test
  void dataWithoutADensityIsAStatus() {
    LikelihoodResult r = of(Direction.DATA_AT_ONE, new ExactDivergence()).fixed(Tensor.of(new double[] {Double.NaN, 0}, 2, 1),
        new int[2], keys(2), Tableau.named("euler"), TimeGrid.uniform(Direction.DATA_AT_ONE, 4), Meter.unlimited());
    assertEquals(AdaptiveResult.Status.NON_FINITE, r.rows().get(0).status());
    assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(1).status());
  }

  @Test
  void bitsPerDimensionCountBins() {
    // A uniform density over 256 bins of width 2/255 is 8 bits, at any number of dimensions.
    double width = 2 / 255.0;
    LikelihoodResult.Row row = new LikelihoodResult.Row(AdaptiveResult.Status.COMPLETED, 0, -5 * Math.log(256 * width), 0, 1, 1);
    assertEquals(8, row.bitsPerDimension(5, width), 1e-12);
  }

  @Test
  void refusalsNameBothValues() {
    LogLikelihood l = of(Direction.DATA_AT_ONE, new ExactDivergence());
    assertEquals("likelihood: needs a condition and a key per row, got 1 and 2 for 2 rows", assertThrows(
        IllegalArgumentException.class, () -> l.adaptive(Tensor.of(new double[2], 2, 1), new int[1], keys(2),
            EmbeddedPair.named("dopri5"), AdaptiveOptions.tolerances(1e-3, 1e-3), Meter.unlimited())).getMessage());
    assertTrue(assertThrows(IllegalArgumentException.class, () -> l.fixed(Tensor.of(new double[2], 2, 1), new int[2], keys(2),
        Tableau.named("euler"), TimeGrid.uniform(Direction.NOISE_AT_ONE, 4), Meter.unlimited())).getMessage()
        .startsWith("likelihood: needs a grid from DATA_AT_ONE's noise time to its data time, got NOISE_AT_ONE [1.0, 0.75"));
  }
}
