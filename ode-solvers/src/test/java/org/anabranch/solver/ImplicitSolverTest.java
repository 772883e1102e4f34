package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
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

/** The implicit methods on stiff problems: orders, published solutions, what they cost, rows that do not see each other. */
class ImplicitSolverTest {
  private static final Direction D = Direction.DATA_AT_ONE;

  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  private AdaptiveResult solve(VelocityField field, String method, AdaptiveOptions options, double[] start, int condition, double end) {
    return new AdaptiveOdeSolver(field, AdaptiveMethod.named(method), kernels, options)
        .integrate(Tensor.of(start.clone(), 1, start.length), new int[] {condition}, 0, end);
  }

  private static double oscillator(double t) {
    double w = Math.sqrt(2 - 0.01);
    return Math.exp(-0.1 * t) * (Math.cos(w * t) + 0.1 / w * Math.sin(w * t));
  }

  @ParameterizedTest
  @CsvSource({"kvaerno3, 3, 40", "kencarp4, 4, 40", "kencarp5, 5, 20"})
  void fixedStepsHaveTheOrderOfTheMethod(String method, int order, int steps) {
    for (StiffProblem.Field field : List.of(new StiffProblem("oscillator", D).field(), new StiffProblem("oscillator", D).exact())) {
      double[] error = new double[2];
      for (int i = 0; i < 2; i++) {
        int n = steps << i;
        AdaptiveResult r = solve(field, method, AdaptiveOptions.fixed(4.0 / n, 1e-12), new double[] {1, 0}, 0, 4);
        assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(0).status());
        assertEquals(n, r.rows().get(0).accepted());
        error[i] = Math.abs(r.state().get(0) - oscillator(4));
      }
      double measured = Math.log(error[0] / error[1]) / Math.log(2);
      assertEquals(order, measured, 0.25, method + " has order " + measured);
    }
  }

  /** Prothero and Robinson: y' = -s (y - cos t) - sin t, whose solution is cos t for any s. Ten steps, h s up to 1e9. */
  @ParameterizedTest
  @ValueSource(strings = {"kvaerno3", "kencarp4", "kencarp5"})
  void stiffnessDoesNotShortenSteps(String method) {
    StiffProblem.Field field = new StiffProblem("prothero", D).exact();
    double worst = 0;
    for (int condition = 2; condition <= 10; condition++) {
      AdaptiveResult on = solve(field, method, AdaptiveOptions.fixed(0.1, 1e-9), new double[] {1}, condition, 1);
      worst = Math.max(worst, Math.abs(on.state().get(0) - Math.cos(1)));
      // L-stable: a start far off the solution is back on it, where an A-stable method's error would ring.
      AdaptiveResult off = solve(field, method, AdaptiveOptions.fixed(0.1, 1e-9), new double[] {50}, condition, 1);
      assertEquals(Math.cos(1), off.state().get(0), condition < 4 ? 1e-2 : 1e-5, method + " at 10^" + condition);
    }
    assertTrue(worst < 2e-4, method + " is off by " + worst);
    AdaptiveResult explicit = solve(field, "dopri5", AdaptiveOptions.fixed(0.1, 1e-9), new double[] {1}, 4, 1);
    assertTrue(Math.abs(explicit.state().get(0)) > 1e6, "the explicit method must blow up");
  }

  /** The Test Set for IVP Solvers, vdpolm: mu = 1000 over [0, 2000], y(2000) = 1.706167732170483. */
  @Test
  void vanDerPolAtThousandIsThatOfTheTestSet() {
    StiffProblem.Field field = new StiffProblem("van-der-pol", D).exact();
    AdaptiveResult r = solve(field, "kencarp5", AdaptiveOptions.tolerances(1e-8, 1e-8), new double[] {2, 0}, 3, 2000);
    assertEquals(AdaptiveResult.Status.COMPLETED, r.rows().get(0).status());
    assertEquals(1.706167732170483, r.state().get(0), 1e-5);
    assertEquals(-0.8928097010247975e-3, r.state().get(1), 1e-7);
    AdaptiveResult explicit = solve(field, "dopri5", AdaptiveOptions.tolerances(1e-8, 1e-8).withMaxSteps(20_000),
        new double[] {2, 0}, 3, 2000);
    assertEquals(AdaptiveResult.Status.STEP_LIMIT, explicit.rows().get(0).status());
    assertTrue(explicit.rows().get(0).time() < 40, "the explicit method reached " + explicit.rows().get(0).time());
    assertTrue(r.rows().get(0).accepted() + r.rows().get(0).rejected() < 1000, r.rows().toString());
  }

  /** Hairer and Wanner II, section IV.1: Robertson's reaction at t = 40. */
  @ParameterizedTest
  @CsvSource({"kvaerno3, 2e-5, 500", "kencarp4, 1e-6, 150", "kencarp5, 1e-6, 100"})
  void robertsonsReactionIsPublished(String method, double bound, int steps) {
    for (StiffProblem.Field field : List.of(new StiffProblem("robertson", D).field(), new StiffProblem("robertson", D).exact())) {
      AdaptiveOptions options = AdaptiveOptions.tolerances(1e-6, 1e-10);
      AdaptiveResult r = solve(field, method, options, new double[] {1, 0, 0}, 0, 40);
      AdaptiveResult.Row row = r.rows().get(0);
      assertEquals(AdaptiveResult.Status.COMPLETED, row.status());
      assertEquals(0.7158270687193941, r.state().get(0), bound);
      assertEquals(0.9185534764557e-5, r.state().get(1), 1e-4 * bound);
      assertEquals(0.2841637457458413, r.state().get(2), bound);
      assertTrue(row.accepted() + row.rejected() < steps, row.toString());
      assertEquals(field.shown, row.evaluations());
      AdaptiveResult explicit = solve(field, "dopri5", options, new double[] {1, 0, 0}, 0, 40);
      assertTrue(explicit.rows().get(0).evaluations() > 100 * row.evaluations());
    }
  }

  /** A row of 50 elements: more than the products that its Krylov space needs. */
  @Test
  void diffusionNeedsFewerProductsThanElements() {
    double[] start = new double[50];
    for (int i = 0; i < start.length; i++) {
      start[i] = Math.sin(Math.PI * (i + 1) / 51.0) + i % 2;
    }
    AdaptiveOptions options = AdaptiveOptions.tolerances(1e-6, 1e-6);
    AdaptiveResult r = solve(new StiffProblem("diffusion", D).field(), "kencarp4", options, start, 0, 0.5);
    AdaptiveResult explicit = solve(new StiffProblem("diffusion", D).field(), "dopri5", options, start, 0, 0.5);
    assertTrue(r.completed());
    for (int i = 0; i < start.length; i++) {
      assertEquals(explicit.state().get(i), r.state().get(i), 1e-5);
    }
    AdaptiveResult.Row row = r.rows().get(0);
    assertTrue(row.evaluations() < 30 * (row.accepted() + row.rejected()), row.toString());
    assertTrue(10 * row.evaluations() < explicit.rows().get(0).evaluations(), row.toString());
  }

  @ParameterizedTest
  @CsvSource({"kvaerno3, true", "kencarp4, false", "kencarp4, true", "kencarp5, false"})
  void aRowInABatchIteratesAsItDoesAlone(String method, boolean exact) {
    int rows = 24;
    int[] conditions = new int[rows];
    Tensor start = Tensor.zerosF64(rows, 2);
    for (int r = 0; r < rows; r++) {
      conditions[r] = r * 5 % 4;
      start.doubles()[2 * r] = 2 + 0.1 * Math.sin(r);
      start.doubles()[2 * r + 1] = 0.2 * Math.cos(3 * r);
    }
    double[] times = {0, 0.5, 2, 5};
    AdaptiveOptions options = AdaptiveOptions.tolerances(1e-5, 1e-7);
    StiffProblem problem = new StiffProblem("van-der-pol", D);
    StiffProblem.Field field = exact ? problem.exact() : problem.field();
    AdaptiveMethod pair = AdaptiveMethod.named(method);
    Meter meter = Meter.of(1_000_000, () -> false);
    AdaptiveResult whole = new AdaptiveOdeSolver(field, pair, kernels, options).integrate(start, conditions, times, meter);
    assertTrue(whole.completed());
    assertEquals(field.shown, whole.evaluations());
    assertEquals(field.shown, meter.used());
    List<AdaptiveResult> others = List.of(
        new AdaptiveOdeSolver(field, pair, kernels, options, 5).integrate(start, conditions, times, Meter.unlimited()),
        new AdaptiveOdeSolver(field, pair, kernels, options).withActiveRows(7).integrate(start, conditions, times,
            Meter.unlimited()));
    for (int r = 0; r < rows; r++) {
      AdaptiveResult alone = new AdaptiveOdeSolver(field, pair, kernels, options).integrate(start.rows(r, 1),
          new int[] {conditions[r]}, times, Meter.unlimited());
      assertEquals(alone.rows().get(0), whole.rows().get(r));
      for (int t = 0; t < times.length; t++) {
        for (int j = 0; j < 2; j++) {
          assertEquals(alone.outputs().get(t).get(j), whole.outputs().get(t).get(2L * r + j));
          for (AdaptiveResult other : others) {
            assertEquals(alone.outputs().get(t).get(j), other.outputs().get(t).get(2L * r + j));
          }
        }
      }
    }
    assertTrue(whole.rows().stream().mapToLong(AdaptiveResult.Row::evaluations).distinct().count() > 5);
  }

  @ParameterizedTest
  @CsvSource({"kencarp4, F64, 2e-4", "kencarp5, F32, 5e-4"})
  void flowsEndWhereTheyShould(String method, DType dtype, double bound) {
    for (Direction direction : Direction.values()) {
      GaussianMixtureField field = new GaussianMixtureField(GaussianMixture.toy(), Interpolant.linear(direction), Shape.of(7), dtype);
      Tensor start = Tensor.zeros(dtype, Shape.of(1, 7));
      double[] z = {-2, -1, -0.5, 0, 0.5, 1, 2};
      for (int i = 0; i < z.length; i++) {
        RowSweeps.set(start, i, z[i]);
      }
      AdaptiveResult r = new AdaptiveOdeSolver(field, AdaptiveMethod.named(method), kernels, AdaptiveOptions.tolerances(1e-5, 1e-5))
          .integrate(start, new int[1], direction.noiseTime(), direction.dataTime());
      assertTrue(r.completed());
      for (int i = 0; i < z.length; i++) {
        assertEquals(field.endpoint(z[i], direction.noiseTime()), r.state().get(i), bound, method + " from " + z[i]);
      }
    }
  }

  @Test
  void statesBetweenStepsAndEventsComeFromTheSameCubic() {
    List<Double> found = new ArrayList<>();
    double[] times = {0, 0.4, 0.8, 1.3, 2.9, 4};
    AdaptiveResult r = new AdaptiveOdeSolver(new StiffProblem("oscillator", D).exact(), KenCarp4.PAIR, kernels,
        AdaptiveOptions.tolerances(1e-8, 1e-8)).withEvents(List.of(OdeEvent.passing((x, t, condition) -> x.get(0),
            OdeEvent.Direction.FALLING)))
        .integrate(Tensor.of(new double[] {1, 0}, 1, 2), new int[1], times, Meter.unlimited());
    for (int i = 0; i < times.length; i++) {
      assertEquals(oscillator(times[i]), r.outputs().get(i).get(0), 1e-5);
    }
    r.events().forEach(e -> found.add(e.time()));
    assertEquals(1, found.size());
    assertEquals(0, oscillator(found.get(0)), 1e-5);
  }
}
