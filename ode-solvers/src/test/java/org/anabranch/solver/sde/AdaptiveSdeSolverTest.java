package org.anabranch.solver.sde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps by tolerance along one path: strong convergence, no bias from rejection, limits. */
class AdaptiveSdeSolverTest {
  private static final ItoSolverTest.Problem GBM = ItoSolverTest.Problem.GBM;
  private static final int DEPTH = 16;

  private static AdaptiveOptions options(double tolerance) {
    return AdaptiveOptions.tolerances(tolerance, tolerance);
  }

  private static LevyPath path(long seed, int row) {
    return new LevyPath(TrajectoryKey.root(seed, row), 1, 0, 1, DEPTH);
  }

  /** W(1) of a path. */
  private static double whole(SdePath path) {
    double[] w = new double[1];
    path.increment(0, 1, w, new double[1]);
    return w[0];
  }

  /** Remembers the intervals it was asked for. */
  private record Watched(SdePath path, List<double[]> asked) implements SdePath {
    @Override
    public int width() {
      return path.width();
    }

    @Override
    public double resolution() {
      return path.resolution();
    }

    @Override
    public void increment(double from, double to, double[] dW, double[] u) {
      asked.add(new double[] {from, to});
      path.increment(from, to, dW, u);
    }
  }

  /** Mean error of 100 paths of geometric Brownian motion against the exact solution, and mean attempts. */
  private static double[] error(AdaptiveSdeSolver.Method method, double tolerance) {
    boolean ito = method == AdaptiveSdeSolver.Method.ITO_MILSTEIN || method == AdaptiveSdeSolver.Method.ITO_ROESSLER;
    AdaptiveSdeSolver solver = new AdaptiveSdeSolver(GBM, method, 1, 1, options(tolerance));
    double[] sums = new double[2];
    for (int p = 0; p < 100; p++) {
      LevyPath path = path(31, p);
      AdaptiveSdeSolver.Arrival end = solver.integrate(new double[] {1}, path, 0, 1);
      assertEquals(AdaptiveResult.Status.COMPLETED, end.row().status(), end.row().toString());
      sums[0] += Math.abs(end.state()[0] - Math.exp((ito ? 0.3 - 0.125 : 0.3) + 0.5 * whole(path))) / 100;
      sums[1] += (end.row().accepted() + end.row().rejected()) / 100.0;
    }
    return sums;
  }

  /** The estimate of a step is O(h), so steps are in proportion to the tolerance; 100 paths, whose rejections count as attempts. */
  @ParameterizedTest
  @CsvSource({"ITO_MILSTEIN, 1", "ITO_ROESSLER, 1.5", "HEUN, 1", "EULER_HEUN, 1", "MIDPOINT, 1"})
  void theErrorFollowsTheTolerance(AdaptiveSdeSolver.Method method, double order) {
    double[] loose = error(method, 3e-2);
    double[] tight = error(method, 1e-3);
    double measured = Math.log(loose[0] / tight[0]) / Math.log(tight[1] / loose[1]);
    assertTrue(measured > order - 0.4 && measured < order + 0.5, "order in attempts " + measured);
    assertTrue(tight[1] > 8 * loose[1], "attempts " + loose[1] + ", " + tight[1]);
  }

  @Test
  void rejectedStepsAreRepeatedOnTheSamePathAndTheirEndsAreReached() {
    Watched watched = new Watched(path(5, 3), new ArrayList<>());
    AdaptiveSdeSolver solver = new AdaptiveSdeSolver(GBM, AdaptiveSdeSolver.Method.HEUN, 1, 1, options(1e-3).withFirstStep(1));
    AdaptiveSdeSolver.Arrival end = solver.integrate(new double[] {1}, watched, 0, 1);
    assertTrue(end.row().rejected() > 3, end.row().toString());
    // An attempt from a time is accepted if the next one begins at its end.
    List<double[]> asked = watched.asked;
    List<Double> mesh = new ArrayList<>(List.of(0.0));
    List<Double> ends = new ArrayList<>();
    double sum = 0;
    double[] w = new double[1];
    for (int i = 0; i < asked.size(); i++) {
      ends.add(asked.get(i)[1]);
      if (i + 1 == asked.size() || asked.get(i + 1)[0] == asked.get(i)[1]) {
        mesh.add(asked.get(i)[1]);
        watched.path.increment(asked.get(i)[0], asked.get(i)[1], w, new double[1]);
        sum += w[0];
      }
    }
    assertEquals(end.row().accepted(), mesh.size() - 1);
    assertTrue(mesh.containsAll(ends), "no time that was seen is left out");
    assertEquals(whole(watched.path), sum, 1e-12, "the accepted increments are those of the path");
    double exact = Math.exp(0.3 + 0.5 * whole(watched.path));
    assertEquals(exact, end.state()[0], 5e-3);
    AdaptiveSdeSolver.Arrival small = new AdaptiveSdeSolver(GBM, AdaptiveSdeSolver.Method.HEUN, 1, 1,
        options(1e-3).withFirstStep(1e-4)).integrate(new double[] {1}, path(5, 3), 0, 1);
    assertEquals(exact, small.state()[0], 5e-3, "whatever the first step");
    assertArrayEquals(end.state(), solver.integrate(new double[] {1}, path(5, 3), 0, 1).state(), "the same bits again");
  }

  /** Numbers drawn afresh at every query: what a solver without a tree would do. */
  private static final class Forgetful implements SdePath {
    private final TrajectoryKey key;
    private int queries;

    Forgetful(int row) {
      this.key = TrajectoryKey.root(77, row);
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public double resolution() {
      return 1e-6;
    }

    @Override
    public void increment(double from, double to, double[] dW, double[] u) {
      double[] z = new double[2];
      RandomStream.normals(key, queries++, Purpose.STEP, z, 0, 2);
      dW[0] = Math.sqrt(to - from) * z[0];
      u[0] = (to - from) * dW[0] / 2 + Math.sqrt(Math.pow(to - from, 3) / 12) * z[1];
    }
  }

  /** Mean and variance of log y(1) of Stratonovich's geometric Brownian motion: 0.3 and 0.25. */
  private static double[] law(boolean forgets) {
    int paths = 4000;
    AdaptiveSdeSolver solver = new AdaptiveSdeSolver(GBM, AdaptiveSdeSolver.Method.HEUN, 1, 1, options(2e-2).withFirstStep(0.5));
    double sum = 0;
    double squares = 0;
    for (int p = 0; p < paths; p++) {
      SdePath path = forgets ? new Forgetful(p) : new LevyPath(TrajectoryKey.root(78, p), 1, 0, 1, DEPTH);
      double log = Math.log(solver.integrate(new double[] {1}, path, 0, 1).state()[0]);
      sum += log / paths;
      squares += log * log / paths;
    }
    return new double[] {sum, squares - sum * sum};
  }

  @Test
  void rejectionHasNoBiasUnlessThePathIsDrawnAfresh() {
    // Standard errors of 4,000 paths: 0.5 / sqrt(4000) = 0.008 of the mean, 0.25 sqrt(2 / 4000) = 0.0056 of the variance.
    double[] safe = law(false);
    assertEquals(0.3, safe[0], 4 * 0.008);
    assertEquals(0.25, safe[1], 4 * 0.0056);
    double[] forgetful = law(true);
    assertTrue(forgetful[1] < 0.25 - 8 * 0.0056, "the negative control loses the wild increments: variance " + forgetful[1]);
  }

  /** dy = -y dt + exp(-t) dW: y(1) = (1 + W(1)) / e. */
  private static final AdditiveSde ADDITIVE = new AdditiveSde() {
    @Override
    public void drift(double t, double[] y, double[] out) {
      out[0] = -y[0];
    }

    @Override
    public void noise(double t, double[] w, double[] out) {
      out[0] = Math.exp(-t) * w[0];
    }
  };

  @Test
  void additiveNoiseTakesFewerSteps() {
    AdaptiveSdeSolver solver = new AdaptiveSdeSolver(ADDITIVE, AdaptiveSdeSolver.Method.ITO_ROESSLER, 1, 1, options(1e-3));
    double worst = 0;
    long attempts = 0;
    for (int p = 0; p < 50; p++) {
      LevyPath path = path(6, p);
      AdaptiveSdeSolver.Arrival end = solver.integrate(new double[] {1}, path, 0, 1);
      worst = Math.max(worst, Math.abs(end.state()[0] - (1 + whole(path)) / Math.E));
      attempts += end.row().accepted() + end.row().rejected();
    }
    assertTrue(worst < 1e-3, "worst " + worst);
    assertTrue(attempts / 50 < 200, attempts / 50 + " attempts");
  }

  @Test
  void limitsKeepTheLastAcceptedState() {
    LevyPath path = path(5, 3);
    AdaptiveResult.Row free = new AdaptiveSdeSolver(GBM, AdaptiveSdeSolver.Method.HEUN, 1, 1, options(1e-3))
        .integrate(new double[] {1}, path, 0, 1).row();
    AdaptiveSdeSolver.Arrival steps = new AdaptiveSdeSolver(GBM, AdaptiveSdeSolver.Method.HEUN, 1, 1, options(1e-3).withMaxSteps(10))
        .integrate(new double[] {1}, path, 0, 1);
    assertEquals(AdaptiveResult.Status.STEP_LIMIT, steps.row().status());
    assertEquals(10, steps.row().accepted() + steps.row().rejected());
    assertEquals(Math.exp(0.3 * steps.row().time() + 0.5 * upTo(path, steps.row().time())), steps.state()[0], 1e-2);
    AdaptiveResult.Row fewer = new AdaptiveSdeSolver(GBM, AdaptiveSdeSolver.Method.HEUN, 1, 1,
        options(1e-3).withMaxEvaluations(free.evaluations() - 1)).integrate(new double[] {1}, path, 0, 1).row();
    assertEquals(AdaptiveResult.Status.EVALUATION_LIMIT, fewer.status());
    assertEquals(free.evaluations() - 3, fewer.evaluations());
    AdaptiveResult.Row coarse = new AdaptiveSdeSolver(GBM, AdaptiveSdeSolver.Method.HEUN, 1, 1, options(1e-6))
        .integrate(new double[] {1}, new LevyPath(TrajectoryKey.root(1, 1), 1, 0, 1, 5), 0, 1).row();
    assertEquals(AdaptiveResult.Status.STEP_UNDERFLOW, coarse.status(), "the path resolves 1/32");
  }

  private static double upTo(SdePath path, double t) {
    double[] w = new double[1];
    path.increment(0, t, w, new double[1]);
    return w[0];
  }

  @Test
  void valuesThatAreNotFiniteStopThePathAndSayWhere() {
    AdditiveSde breaks = new AdditiveSde() {
      @Override
      public void drift(double t, double[] y, double[] out) {
        out[0] = 1;
        out[1] = t > 0.5 ? Double.NaN : 0;
      }

      @Override
      public void noise(double t, double[] w, double[] out) {
        out[0] = w[0];
        out[1] = 0;
      }
    };
    AdaptiveSdeSolver.Arrival end = new AdaptiveSdeSolver(breaks, AdaptiveSdeSolver.Method.HEUN, 2, 1, options(1e-2))
        .integrate(new double[2], path(1, 1), 0, 1);
    assertEquals(AdaptiveResult.Status.NON_FINITE, end.row().status());
    assertEquals(1, end.row().nonFinite().orElseThrow().element());
    assertTrue(end.row().nonFinite().orElseThrow().time() > 0.5);
    assertTrue(end.row().time() > 0.4 && end.row().time() <= 0.5, end.row().toString());
    assertTrue(Double.isFinite(end.state()[1]));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    GeneralSde general = new GeneralSde() {
      @Override
      public void drift(double t, double[] y, double[] out) {}

      @Override
      public void noise(double t, double[] y, double[] w, double[] out) {}
    };
    assertThrows(IllegalArgumentException.class,
        () -> new AdaptiveSdeSolver(general, AdaptiveSdeSolver.Method.HEUN, 1, 1, options(1e-3)));
    assertThrows(IllegalArgumentException.class, () -> new AdaptiveSdeSolver(GBM, AdaptiveSdeSolver.Method.HEUN, 1, 1,
        options(1e-3).withEnd(AdaptiveOptions.End.PASS)));
    AdaptiveSdeSolver solver = new AdaptiveSdeSolver(GBM, AdaptiveSdeSolver.Method.HEUN, 1, 1, options(1e-3));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(new double[2], path(1, 1), 0, 1));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(new double[1], path(1, 1), 1, 1));
  }
}
