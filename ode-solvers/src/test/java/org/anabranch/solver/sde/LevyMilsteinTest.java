package org.anabranch.solver.sde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strong orders along one path at several step sizes, with noise whose columns do not commute. */
class LevyMilsteinTest {
  private static final int DEPTH = 9;
  private static final int PATHS = 120;

  /** dy = f dt + A y dW1 + B y dW2 with a shear in each direction: AB is not BA. */
  private static final GeneralSde SHEARS = new GeneralSde() {
    @Override
    public void drift(double t, double[] y, double[] out) {
      out[0] = -0.4 * y[0] + 0.3 * Math.sin(y[1]);
      out[1] = -0.2 * y[1] + 0.1 * t;
    }

    @Override
    public void noise(double t, double[] y, double[] w, double[] out) {
      out[0] = 0.9 * y[1] * w[0] + 0.2 * y[0] * w[1];
      out[1] = 0.8 * Math.sin(y[0]) * w[1];
    }
  };

  /** With noise that does not depend on the state. */
  private static final AdditiveSde PENDULUM = new AdditiveSde() {
    @Override
    public void drift(double t, double[] y, double[] out) {
      out[0] = y[1];
      out[1] = -3 * Math.sin(2 * y[0]) - 0.3 * y[1];
    }

    @Override
    public void noise(double t, double[] w, double[] out) {
      out[0] = 1.5 * w[0];
      out[1] = (0.8 + 0.3 * t) * w[1] - 0.2 * w[0];
    }
  };

  /** How a path is stepped. */
  private interface Stepper {
    void step(double t, double h, double[] dW, double[] levy, double[] y);
  }

  private static double[] run(Stepper stepper, LevyPath path, int steps) {
    double[] y = {1, 0.5};
    double[] w = new double[2];
    double[] u = new double[2];
    double[] levy = new double[4];
    for (int i = 0; i < steps; i++) {
      double t = (double) i / steps;
      double next = (i + 1.0) / steps;
      path.increment(t, next, w, u, levy);
      stepper.step(t, next - t, w, levy, y);
    }
    return y;
  }

  /** The order between 8 and 64 steps of the mean distance to the end of 512 steps of the reference. */
  private static double order(Stepper stepper, Stepper reference) {
    double[] error = new double[2];
    for (int p = 0; p < PATHS; p++) {
      LevyPath path = new LevyPath(TrajectoryKey.root(21, p), 2, 0, 1, DEPTH);
      double[] exact = run(reference, path, 1 << DEPTH);
      for (int i = 0; i < 2; i++) {
        double[] y = run(stepper, path, i == 0 ? 8 : 64);
        error[i] += Math.hypot(y[0] - exact[0], y[1] - exact[1]) / PATHS;
      }
    }
    return Math.log(error[0] / error[1]) / Math.log(8);
  }

  @ParameterizedTest
  @EnumSource(LevyMilstein.Sense.class)
  void theStrongOrderIsOne(LevyMilstein.Sense sense) {
    LevyMilstein milstein = new LevyMilstein(SHEARS, sense, 2, 2);
    double measured = order(milstein::step, milstein::step);
    assertTrue(measured > 0.9 && measured < 1.25, sense + " has order " + measured);
  }

  /** Negative controls: without areas, or with increments alone, half an order is lost. */
  @Test
  void withoutAreasTheOrderIsOneHalf() {
    LevyMilstein milstein = new LevyMilstein(SHEARS, LevyMilstein.Sense.ITO, 2, 2);
    double[] none = new double[4];
    double without = order((t, h, dW, levy, y) -> milstein.step(t, h, dW, none, y), milstein::step);
    assertTrue(without < 0.7, "without areas " + without);
    ItoSolver euler = new ItoSolver(SHEARS, ItoSolver.Method.EULER, 2);
    double plain = order((t, h, dW, levy, y) -> euler.step(t, h, dW, y), milstein::step);
    assertTrue(plain > 0.35 && plain < 0.7, "Euler-Maruyama " + plain);
  }

  private static Stepper stratonovich(Sde sde, StratonovichSolver.Method method) {
    StratonovichSolver solver = new StratonovichSolver(sde, method, 2);
    return (t, h, dW, levy, y) -> {
      if (t == 0) {
        solver.begin(y);
      }
      solver.step(t, h, dW, y);
    };
  }

  /** From increments alone the order is 1/2 where noise does not commute, of every method. */
  @ParameterizedTest
  @EnumSource(value = StratonovichSolver.Method.class, names = "MILSTEIN", mode = EnumSource.Mode.EXCLUDE)
  void methodsOfStratonovichHaveOrderOneHalfOnNoiseThatDoesNotCommute(StratonovichSolver.Method method) {
    LevyMilstein milstein = new LevyMilstein(SHEARS, LevyMilstein.Sense.STRATONOVICH, 2, 2);
    double measured = order(stratonovich(SHEARS, method), milstein::step);
    assertTrue(measured > 0.35 && measured < 0.7, method + " has order " + measured);
  }

  /** Additive noise makes it 1, of reversible Heun too. */
  @ParameterizedTest
  @EnumSource(StratonovichSolver.Method.class)
  void methodsOfStratonovichHaveOrderOneOnAdditiveNoise(StratonovichSolver.Method method) {
    double measured = order(stratonovich(PENDULUM, method), stratonovich(PENDULUM, StratonovichSolver.Method.HEUN));
    assertTrue(measured > 0.9 && measured < 1.25, method + " has order " + measured);
  }

  /** dy1 = dW1, dy2 = y1 dW2: one step is exact, y2 = y1(0) dW2 + dW1 dW2 / 2 + A12. */
  @Test
  void theGroupOfHeisenbergIsExactInOneStep() {
    GeneralSde heisenberg = new GeneralSde() {
      @Override
      public void drift(double t, double[] y, double[] out) {
        Arrays.fill(out, 0);
      }

      @Override
      public void noise(double t, double[] y, double[] w, double[] out) {
        out[0] = w[0];
        out[1] = y[0] * w[1];
      }
    };
    LevyPath path = new LevyPath(TrajectoryKey.root(5, 0), 2, 0, 1, DEPTH);
    LevyMilstein solver = new LevyMilstein(heisenberg, LevyMilstein.Sense.ITO, 2, 2);
    double[] one = run(solver::step, path, 1);
    double[] many = run(solver::step, path, 100);
    double[] w = new double[2];
    double[] levy = new double[4];
    path.increment(0, 1, w, new double[2], levy);
    assertEquals(0.5 + w[1] + 0.5 * w[0] * w[1] + levy[1], one[1], 1e-12);
    assertEquals(one[1], many[1], 1e-12);
  }

  /** Additive noise: Roessler's SRA1 of order 3/2 along the same path, with its time integrals. */
  @Test
  void timeIntegralsCarryOrderThreeHalves() {
    RoesslerSolver sra = new RoesslerSolver(PENDULUM, 2, 2);
    double[] error = new double[2];
    for (int p = 0; p < PATHS; p++) {
      LevyPath path = new LevyPath(TrajectoryKey.root(22, p), 2, 0, 1, DEPTH);
      double[][] y = new double[3][];
      for (int i = 0; i < 3; i++) {
        int steps = new int[] {1 << DEPTH, 8, 64}[i];
        y[i] = new double[] {1, 0.5};
        double[] w = new double[2];
        double[] u = new double[2];
        for (int s = 0; s < steps; s++) {
          double t = (double) s / steps;
          path.increment(t, (s + 1.0) / steps, w, u);
          sra.step(t, 1.0 / steps, w, u, y[i]);
        }
      }
      error[0] += Math.hypot(y[1][0] - y[0][0], y[1][1] - y[0][1]) / PATHS;
      error[1] += Math.hypot(y[2][0] - y[0][0], y[2][1] - y[0][1]) / PATHS;
    }
    double measured = Math.log(error[0] / error[1]) / Math.log(8);
    assertTrue(measured > 1.35 && measured < 1.75, "order " + measured);
  }

  @Test
  void methodsWithoutAreasRefuseGeneralNoise() {
    assertThrows(IllegalArgumentException.class, () -> new ItoSolver(SHEARS, ItoSolver.Method.MILSTEIN, 2));
    assertThrows(IllegalArgumentException.class, () -> new StratonovichSolver(SHEARS, StratonovichSolver.Method.MILSTEIN, 2));
    assertThrows(IllegalArgumentException.class, () -> new RoesslerSolver(SHEARS, 2, 2));
    LevyMilstein solver = new LevyMilstein(SHEARS, LevyMilstein.Sense.ITO, 2, 2);
    double[] two = new double[2];
    assertThrows(IllegalArgumentException.class, () -> solver.step(0, 0.1, two, new double[3], new double[2]));
    assertThrows(IllegalArgumentException.class, () -> solver.step(0, 0, two, new double[4], new double[2]));
    assertThrows(IllegalArgumentException.class, () -> new LevyMilstein(SHEARS, LevyMilstein.Sense.ITO, 2, 0));
  }
}
