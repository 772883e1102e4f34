package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.api.Test;

/** Adaptive methods against torchdiffeq: states, accepted and rejected steps, evaluations, and errors at equal tolerance. */
class AdaptiveGoldenTest {
  private static final List<String> PROBLEMS = List.of("decay", "oscillator", "lotka_volterra", "lorenz", "cubic_spiral",
      "forced", "vdp", "prothero");
  private static final double[][] TOLERANCES = {{1e-3, 1e-6}, {1e-6, 1e-8}, {1e-9, 1e-11}};
  private static final Map<String, EmbeddedPair> METHODS = new TreeMap<>(Map.of("dopri5", DormandPrince5.PAIR, "tsit5",
      Tsitouras5.PAIR, "bosh3", BogackiShampine.PAIR, "dopri8", DormandPrince8.PAIR, "adaptive_heun", AdaptiveHeun.PAIR,
      "fehlberg2", Fehlberg2.PAIR));
  /** The pairs as torchdiffeq has them, where it differs: three poor middles, and a Tsitouras pair that advances in order 4. */
  private static final Map<String, EmbeddedPair> PUBLISHED = Map.of(
      "adaptive_heun", withMiddle(AdaptiveHeun.PAIR, 0.5, 0), "fehlberg2", withMiddle(Fehlberg2.PAIR, 0, 0.5, 0),
      "bosh3", withMiddle(BogackiShampine.PAIR, 0, 0.5, 0, 0), "tsit5", advancedByTheEmbeddedMethod(Tsitouras5.PAIR));

  private final SolverFixture fixture = new SolverFixture();
  private final Kernels kernels = Backend.of("scalar", new WorkerPool(1)).kernels();

  /** A comparison with one run of torchdiffeq. */
  private interface Check {
    void run(String name, String problem, String method, int tolerance, double error, long[] stats);
  }

  private static double[] weights(EmbeddedPair pair, IntToDoubleFunction f) {
    double[] w = new double[pair.tableau().stages()];
    Arrays.setAll(w, f);
    return w;
  }

  private static EmbeddedPair withMiddle(EmbeddedPair pair, double... middle) {
    return new EmbeddedPair(pair.tableau(), weights(pair, pair::error), middle);
  }

  private static EmbeddedPair advancedByTheEmbeddedMethod(EmbeddedPair pair) {
    Tableau t = pair.tableau();
    double[][] a = new double[t.stages()][];
    for (int i = 0; i < a.length; i++) {
      a[i] = new double[i];
      for (int j = 0; j < i; j++) {
        a[i][j] = t.a(i, j);
      }
    }
    Tableau fourth = new Tableau("tsit5-published", 5, a, weights(pair, i -> t.b(i) - pair.error(i)), weights(pair, t::c), "");
    return new EmbeddedPair(fourth, weights(pair, i -> -pair.error(i)), weights(pair, pair::middle));
  }

  private AdaptiveResult solve(String problem, EmbeddedPair pair, int tolerance, AdaptiveOptions.End end,
      AdaptiveOdeSolver.Observer observer) {
    double[] y0 = fixture.get("in." + problem + ".y0");
    VelocityField field = new SolverFixture.Problem(problem, y0.length, Direction.DATA_AT_ONE);
    AdaptiveOptions options = AdaptiveOptions.tolerances(TOLERANCES[tolerance][0], TOLERANCES[tolerance][1]).withEnd(end);
    AdaptiveResult result = new AdaptiveOdeSolver(field, pair, kernels, options).integrate(Tensor.of(y0, 1, y0.length),
        new int[1], fixture.get("in." + problem + ".t"), Meter.unlimited(), observer);
    assertTrue(result.completed());
    return result;
  }

  private AdaptiveResult solve(String problem, EmbeddedPair pair, int tolerance, AdaptiveOptions.End end) {
    return solve(problem, pair, tolerance, end, (row, time, length, error, accepted) -> { });
  }

  private double error(String problem, AdaptiveResult result) {
    return SolverFixture.distance(SolverFixture.flat(result, 0), fixture.get("out64." + problem + ".ref"));
  }

  private void forAll(Check check) {
    int compared = 0;
    for (String method : METHODS.keySet()) {
      for (String problem : PROBLEMS) {
        for (int tol = 0; tol < TOLERANCES.length; tol++) {
          String name = problem + "." + method + ".tol" + tol;
          if (fixture.has("out64." + name)) {
            double[] stats = fixture.get("out.stats." + name);
            check.run(name, problem, method, tol, SolverFixture.distance(fixture.get("out64." + name),
                fixture.get("out64." + problem + ".ref")), new long[] {(long) stats[0], (long) stats[1], (long) stats[2]});
            compared++;
          }
        }
      }
    }
    assertEquals(8 * 15, compared);
  }

  @Test
  void torchdiffeqsPairsTakeTorchdiffeqsStepsToItsStates() {
    forAll((name, problem, method, tol, theirError, stats) -> {
      EmbeddedPair pair = PUBLISHED.getOrDefault(method, METHODS.get(method));
      AdaptiveResult ours = solve(problem, pair, tol, AdaptiveOptions.End.PASS);
      AdaptiveResult.Row row = ours.rows().get(0);
      assertArrayEquals(stats, new long[] {row.evaluations(), row.accepted(), row.rejected()}, name);
      if (method.equals("dopri8")) {
        // Its error estimates are sums of large terms that cancel: rounding moves the steps, and the states between them.
        assertTrue(error(problem, ours) <= 5 * theirError, name + ": " + error(problem, ours) + " and " + theirError);
      } else {
        double distance = SolverFixture.distance(SolverFixture.flat(ours, 0), fixture.get("out64." + name));
        assertTrue(distance <= 1e-10 + 1e-6 * theirError, name + ": " + distance);
      }
    });
  }

  @Test
  void everyAcceptedStepIsTorchdiffeqs() {
    for (String method : List.of("dopri5", "bosh3", "tsit5")) {
      for (String problem : PROBLEMS) {
        List<Double> steps = new ArrayList<>();
        solve(problem, PUBLISHED.getOrDefault(method, METHODS.get(method)), 1, AdaptiveOptions.End.PASS,
            (row, time, length, error, accepted) -> {
              if (accepted) {
                steps.add(time);
                steps.add(length);
              }
            });
        double[] theirs = fixture.get("out64." + problem + "." + method + ".tol1.accepted_steps");
        assertEquals(theirs.length, steps.size());
        for (int i = 0; i < theirs.length; i++) {
          assertEquals(theirs[i], steps.get(i), 1e-6 * theirs[i], problem + ", " + method + ", " + i);
        }
      }
    }
  }

  /** At equal tolerance, landing on the end: on average no worse than torchdiffeq, never five times as bad. */
  @Test
  void errorsAtEqualToleranceAreNoWorse() {
    Map<String, double[]> logs = new TreeMap<>();
    forAll((name, problem, method, tol, theirError, stats) -> {
      AdaptiveResult ours = solve(problem, METHODS.get(method), tol, AdaptiveOptions.End.LAND);
      double ratio = error(problem, ours) / theirError;
      assertTrue(ratio <= 5, name + ": error ratio " + ratio);
      assertTrue(ours.evaluations() <= (method.equals("tsit5") ? 1.1 : 1) * stats[0], name + ": " + ours.evaluations());
      double[] sum = logs.computeIfAbsent(method, m -> new double[3]);
      sum[0] += Math.log(ratio);
      sum[1] = Math.max(sum[1], ratio);
      sum[2]++;
    });
    logs.forEach((method, sum) -> {
      assertTrue(sum[0] / sum[2] <= Math.log(1.2), method + ": mean error ratio " + Math.exp(sum[0] / sum[2]));
    });
  }
}
