package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.toy.GaussianMixture;
import org.anabranch.solver.toy.GaussianMixtureField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adaptive integration: exact endpoints, orders, rows that do not see each other, and dense output. */
class AdaptiveOdeSolverTest {
  private static final double[] Z = {-2, -1, -0.5, 0, 0.5, 1, 2};

  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  /** y' = -rate y + rate cos(T) - sin(T) per element, with the rate of the row's condition; T runs with t or against it. */
  record Relaxation(int width, DType dtype) implements VelocityField {
    static double rate(int condition) {
      return Math.pow(1.12, condition);
    }

    @Override
    public Shape rowShape() {
      return Shape.of(width);
    }

    @Override
    public Interpolant interpolant() {
      return Interpolant.linear(Direction.DATA_AT_ONE);
    }

    @Override
    public int costPerRow() {
      return 1;
    }

    @Override
    public void checkCondition(int condition) {}

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      assertEquals(x.rows(), t.length);
      assertEquals(x.rows(), condition.length);
      for (int i = 0; i < x.size(); i++) {
        double rate = rate(condition[i / width]);
        double phase = t[i / width] + i % width;
        RowSweeps.set(v, i, -rate * (x.get(i) - StrictMath.cos(phase)) - StrictMath.sin(phase));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dopri5", "tsit5"})
  void endpointsOfTheToyAreExactToTenTolerances(String method) {
    for (Direction direction : Direction.values()) {
      GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(direction),
          Shape.of(Z.length), DType.F64);
      AdaptiveResult r = toy(field, method, true, Tensor.of(Z.clone(), 1, Z.length));
      for (int i = 0; i < Z.length; i++) {
        assertEquals(field.endpoint(Z[i], direction.noiseTime()), r.state().get(i), 1e-5, method + " from " + Z[i]);
      }
    }
  }

  /**
   * With a step control of its own, a row of one element is exact to fewer digits: the error estimate of a single element
   * passes through zero, and lets a long step through, where that of seven elements together does not.
   */
  @ParameterizedTest
  @CsvSource({"dopri5, true, 5e-5", "dopri5, false, 5e-5", "tsit5, true, 1e-5", "tsit5, false, 1e-5"})
  void endpointsOfSingleElementsAreExactToFiftyTolerances(String method, boolean hairer, double bound) {
    for (Direction direction : Direction.values()) {
      GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(direction));
      AdaptiveResult r = toy(field, method, hairer, Tensor.of(Z.clone(), Z.length, 1));
      for (int i = 0; i < Z.length; i++) {
        assertEquals(field.endpoint(Z[i], direction.noiseTime()), r.state().get(i), bound, method + " from " + Z[i]);
      }
    }
  }

  private AdaptiveResult toy(GaussianMixtureField field, String method, boolean hairer, Tensor start) {
    Direction direction = field.interpolant().direction();
    AdaptiveOptions options = AdaptiveOptions.tolerances(1e-6, 1e-6);
    AdaptiveResult r = new AdaptiveOdeSolver(field, EmbeddedPair.named(method), kernels,
        hairer ? options : options.withFirstStep(0.01)).integrate(start, new int[start.rows()], direction.noiseTime(),
        direction.dataTime());
    for (AdaptiveResult.Row row : r.rows()) {
      assertEquals(AdaptiveResult.Status.COMPLETED, row.status());
      assertEquals(direction.dataTime(), row.time());
      assertEquals((hairer ? 2 : 1) + 6 * (row.accepted() + row.rejected()), row.evaluations());
    }
    return r;
  }

  /** The error of a step is the tolerance, of O(h^p), so that the global error falls as the tolerance and as steps^-p. */
  @ParameterizedTest
  @CsvSource({
      "adaptive-heun, 1e-3, 1e-5, 2", "fehlberg2, 1e-4, 1e-6, 2", "bosh3, 1e-4, 1e-7, 3", "dopri5, 1e-5, 1e-9, 5",
      "tsit5, 1e-5, 1e-9, 5", "dopri8, 1e-6, 1e-11, 8"})
  void errorFallsWithTheStepsAtTheOrderOfTheMethod(String method, double coarse, double fine, int order) {
    double[] logError = new double[2];
    double[] logSteps = new double[2];
    double[] tolerances = {coarse, fine};
    for (int i = 0; i < 2; i++) {
      SolverFixture.Problem field = new SolverFixture.Problem("oscillator", 2, Direction.DATA_AT_ONE);
      AdaptiveResult r = new AdaptiveOdeSolver(field, EmbeddedPair.named(method), kernels,
          AdaptiveOptions.tolerances(tolerances[i], tolerances[i])).integrate(Tensor.of(new double[] {1, 0}, 1, 2), new int[1],
          0, 8);
      double w = Math.sqrt(2 - 0.01);
      double exact = Math.exp(-0.8) * (Math.cos(8 * w) + 0.1 / w * Math.sin(8 * w));
      double velocity = -Math.exp(-0.8) * 2 / w * Math.sin(8 * w);
      logError[i] = Math.log(Math.hypot(r.state().get(0) - exact, r.state().get(1) - velocity));
      logSteps[i] = Math.log(r.rows().get(0).accepted());
    }
    double measured = (logError[0] - logError[1]) / (logSteps[1] - logSteps[0]);
    assertTrue(measured > order - 0.35 && measured < order + 2, method + " has order " + measured);
  }

  @ParameterizedTest
  @ValueSource(strings = {"F64", "F32"})
  void aRowInABatchTakesTheStepsItTakesAlone(DType dtype) {
    int rows = 64;
    int width = 3;
    int[] conditions = new int[rows];
    Arrays.setAll(conditions, i -> i * 37 % rows);
    Tensor start = Tensor.zeros(dtype, Shape.of(rows, width));
    for (int i = 0; i < rows * width; i++) {
      RowSweeps.set(start, i, 2 * StrictMath.sin(1 + i));
    }
    for (boolean up : new boolean[] {true, false}) {
      // Upwards the field contracts and is stiff for high conditions; downwards it expands, over a shorter time.
      double[] times = up ? new double[] {0, 0.3, 0.9, 2} : new double[] {0, -0.004, -0.01};
      for (EmbeddedPair pair : List.of(DormandPrince5.PAIR, Tsitouras5.PAIR, BogackiShampine.PAIR, Fehlberg2.PAIR)) {
        AdaptiveOptions options = AdaptiveOptions.tolerances(1e-3, 1e-5).withController(
            pair == Tsitouras5.PAIR ? StepController.pi() : StepController.standard());
        VelocityField field = new Relaxation(width, dtype);
        AdaptiveResult whole = new AdaptiveOdeSolver(field, pair, kernels, options).integrate(start, conditions, times,
            Meter.unlimited());
        AdaptiveResult cut = new AdaptiveOdeSolver(field, pair, kernels, options, 7).integrate(start, conditions, times,
            Meter.unlimited());
        assertTrue(whole.completed());
        assertEquals(whole.rows(), cut.rows());
        for (int r = 0; r < rows; r++) {
          AdaptiveResult alone = new AdaptiveOdeSolver(field, pair, kernels, options).integrate(start.rows(r, 1),
              new int[] {conditions[r]}, times, Meter.unlimited());
          assertEquals(alone.rows().get(0), whole.rows().get(r));
          for (int t = 0; t < times.length; t++) {
            for (int j = 0; j < width; j++) {
              assertEquals(alone.outputs().get(t).get(j), whole.outputs().get(t).get((long) r * width + j));
              assertEquals(alone.outputs().get(t).get(j), cut.outputs().get(t).get((long) r * width + j));
            }
          }
        }
        assertTrue(!up || whole.rows().stream().mapToLong(AdaptiveResult.Row::evaluations).distinct().count() > 5);
      }
    }
  }

  @Test
  void thereAndBackAgainIsTheStart() {
    SolverFixture.Problem field = new SolverFixture.Problem("lotka_volterra", 2, Direction.DATA_AT_ONE);
    AdaptiveOdeSolver solver = new AdaptiveOdeSolver(field, Tsitouras5.PAIR, kernels, AdaptiveOptions.tolerances(1e-9, 1e-11));
    AdaptiveResult there = solver.integrate(Tensor.of(new double[] {1, 1}, 1, 2), new int[1], 0, 6);
    AdaptiveResult back = solver.integrate(there.state(), new int[1], 6, 0);
    assertEquals(1, back.state().get(0), 1e-6);
    assertEquals(1, back.state().get(1), 1e-6);
    assertEquals(0, back.rows().get(0).time());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bosh3", "dopri5", "tsit5"})
  void statesBetweenStepsAreOfTheTolerance(String method) {
    double[] times = new double[201];
    Arrays.setAll(times, i -> 0.01 * i);
    VelocityField field = new Relaxation(2, DType.F64);
    Tensor start = Tensor.of(new double[] {1, StrictMath.cos(1)}, 1, 2);
    AdaptiveResult r = new AdaptiveOdeSolver(field, EmbeddedPair.named(method), kernels, AdaptiveOptions.tolerances(1e-6, 1e-6))
        .integrate(start, new int[1], times, Meter.unlimited());
    assertTrue(r.rows().get(0).accepted() < 60, "several outputs in a step");
    assertEquals(201, r.rows().get(0).outputs());
    for (int i = 0; i < times.length; i++) {
      assertEquals(StrictMath.cos(times[i]), r.outputs().get(i).get(0), 5e-6, method + " at " + times[i]);
      assertEquals(StrictMath.cos(times[i] + 1), r.outputs().get(i).get(1), 5e-6, method + " at " + times[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({"adaptive-heun, 1e-6, F64", "adaptive-heun, 1e-6, F32", "bosh3, 1e-10, F64"})
  void stepsAllocateNothingAfterWarmUp(String method, double tolerance, DType dtype) {
    GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(Direction.DATA_AT_ONE),
        Shape.of(3), dtype);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Tensor start = Tensor.zeros(dtype, Shape.of(10, 3));
    for (int i = 0; i < 30; i++) {
      RowSweeps.set(start, i, 0.1 * (i % 3) - 0.5);
    }
    // Least over windows, as the JVM may allocate on this thread once when it links or deoptimises something.
    long[] seen = {0, threads.getCurrentThreadAllocatedBytes(), Long.MAX_VALUE};
    AdaptiveOdeSolver.Observer observer = (row, time, length, error, accepted) -> {
      if (++seen[0] % 1000 == 0) {
        long now = threads.getCurrentThreadAllocatedBytes();
        seen[2] = Math.min(seen[2], now - seen[1]);
        seen[1] = now;
      }
    };
    AdaptiveOptions options = AdaptiveOptions.tolerances(tolerance, tolerance);
    AdaptiveResult r = new AdaptiveOdeSolver(field, EmbeddedPair.named(method), kernels, options)
        .integrate(start, new int[10], new double[] {0, 1}, Meter.unlimited(), observer);
    assertTrue(r.completed());
    assertTrue(seen[0] > 5000, "steps: " + seen[0]);
    assertEquals(0, seen[2]);
  }

  @Test
  void refusesWhatDoesNotFit() {
    VelocityField field = new Relaxation(2, DType.F64);
    AdaptiveOdeSolver solver =
        new AdaptiveOdeSolver(field, DormandPrince5.PAIR, kernels, AdaptiveOptions.tolerances(1e-3, 1e-6));
    Tensor two = Tensor.zerosF64(2, 2);
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(Tensor.zeros(2, 2), new int[2], 0, 1));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(Tensor.zerosF64(2, 3), new int[2], 0, 1));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(two, new int[1], 0, 1));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(two, new int[2], 0, 0));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(two, new int[2], 0, Double.NaN));
    assertThrows(IllegalArgumentException.class,
        () -> solver.integrate(two, new int[2], new double[] {0, 1, 0.5}, Meter.unlimited()));
    assertThrows(IllegalArgumentException.class,
        () -> solver.integrate(two, new int[2], new double[] {0}, Meter.unlimited()));
    for (double[] bad : new double[][] {{-1, 1}, {1, 1}, {Double.NaN, 1}, {0.1, 0}, {0.1, Double.NaN}}) {
      assertThrows(IllegalArgumentException.class, () -> AdaptiveOptions.tolerances(bad[0], bad[1]));
    }
    assertThrows(IllegalArgumentException.class, () -> AdaptiveOptions.tolerances(0, 1).withFirstStep(0));
    assertThrows(IllegalArgumentException.class, () -> AdaptiveOptions.tolerances(0, 1).withMaxSteps(0));
    assertThrows(IllegalArgumentException.class, () -> AdaptiveOptions.tolerances(0, 1).withMaxEvaluations(0));
    assertEquals(0, solver.integrate(Tensor.zerosF64(0, 2), new int[0], 0, 1).rows().size());
  }
}
