package org.anabranch.solver.sde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same paths as torchsde on the same increments, and the strong orders on a path that is the same at any step size. */
class ItoSolverTest {
  /** Increments of two coordinates in 20 steps of 0.05. */
  static final double[] W = {
      -0.2921794779573978, -0.14877780154275752, -0.023074933723137563, -0.2549871659820452,
      0.041862874025535776, 0.18912498464280444, -0.09262239577454565, -0.27306110982852744,
      -0.11791712750050254, 0.4974056249016033, 0.296357774292552, -0.5399867191417466,
      0.09629342949644276, -0.31761644756596585, -0.09159160307416832, 0.24436527530862506,
      0.09235536497293999, 0.13076059252437194, -0.17711120208685655, 0.11574089827570093,
      -0.30900850272995556, -0.06986407240802815, 0.0613200383765025, -0.005540201028320826,
      -0.013786608622410176, -0.01867650654015289, -0.043798336288875236, -0.10442556144706817,
      -0.16871971767977056, -0.2795449389272392, -0.2042909674965869, -0.1930053293246968,
      -0.26338950220154544, -0.33448738271968964, -0.16658976020198285, -0.020466055207838844,
      -0.05000407946140033, 0.10966250861460239, -0.046159173901204754, -0.10494066362653023};
  static final double[] START = {1.3448015975828063, 0.5381346006448644};

  /** Equations with diagonal noise, as torchsde was run on. */
  enum Problem implements DiagonalSde {
    GBM, CUBIC, SINCOS;

    @Override
    public void drift(double t, double[] y, double[] out) {
      for (int j = 0; j < y.length; j++) {
        out[j] = switch (this) {
          case GBM -> 0.3 * y[j];
          case CUBIC -> y[j] - y[j] * y[j] * y[j];
          case SINCOS -> Math.sin(t) - 0.5 * y[j];
        };
      }
    }

    @Override
    public void diffusion(double t, double[] y, double[] out) {
      for (int j = 0; j < y.length; j++) {
        out[j] = switch (this) {
          case GBM -> 0.5 * y[j];
          case CUBIC -> 0.3 * Math.sqrt(1 + y[j] * y[j]);
          case SINCOS -> 0.4 + 0.3 * Math.sin(y[j] + t);
        };
      }
    }

    @Override
    public void diffusionSlope(double t, double[] y, double[] out) {
      for (int j = 0; j < y.length; j++) {
        out[j] = switch (this) {
          case GBM -> 0.5;
          case CUBIC -> 0.3 * y[j] / Math.sqrt(1 + y[j] * y[j]);
          case SINCOS -> 0.3 * Math.cos(y[j] + t);
        };
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
      "GBM, EULER, 0.8198070064800944, 0.3151109626950115",
      "GBM, MILSTEIN, 0.7735009401819385, 0.32540589095067435",
      "CUBIC, EULER, 0.6610934271593489, 0.41721160476813923",
      "CUBIC, MILSTEIN, 0.6516446734306006, 0.42250544543109936",
      "SINCOS, EULER, 0.3204225027387555, -0.02902219723069989",
      "SINCOS, MILSTEIN, 0.3112006333021649, -0.023367211910856993"})
  void endsWhereTorchsdeDoesOnTheSameIncrements(Problem problem, ItoSolver.Method method, double first, double second) {
    double[] y = START.clone();
    ItoSolver solver = new ItoSolver(problem, method, 2);
    for (int i = 0; i < 20; i++) {
      solver.step(i * 0.05, 0.05, new double[] {W[2 * i], W[2 * i + 1]}, y);
    }
    assertEquals(first, y[0], 1e-12);
    assertEquals(second, y[1], 1e-12);
  }

  /** E|y - exact| of geometric Brownian motion at time 1, over 4,000 paths. */
  private static double error(ItoSolver.Method method, int steps) {
    int width = 4000;
    BrownianPath path = new BrownianPath(TrajectoryKey.root(17, 0), width, 0, 1);
    double[] y = new double[width];
    Arrays.fill(y, 1);
    double[] w = new double[width];
    ItoSolver solver = new ItoSolver(Problem.GBM, method, width);
    for (int i = 0; i < steps; i++) {
      path.increment((double) i / steps, (i + 1.0) / steps, w);
      solver.step((double) i / steps, 1.0 / steps, w, y);
    }
    path.value(1, w);
    double sum = 0;
    for (int j = 0; j < width; j++) {
      sum += Math.abs(y[j] - Math.exp(0.3 - 0.125 + 0.5 * w[j])) / width;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"EULER, 0.5", "MILSTEIN, 1"})
  void strongOrderIsThePublishedOne(ItoSolver.Method method, double order) {
    double measured = Math.log(error(method, 16) / error(method, 256)) / Math.log(16);
    assertEquals(order, measured, 0.05, "measured " + measured);
  }

  @Test
  void stepsThatDoNotFitAreRefused() {
    ItoSolver solver = new ItoSolver(Problem.GBM, ItoSolver.Method.EULER, 2);
    assertThrows(IllegalArgumentException.class, () -> solver.step(0, 0, new double[2], new double[2]));
    assertThrows(IllegalArgumentException.class, () -> solver.step(0, 1, new double[3], new double[2]));
  }
}
