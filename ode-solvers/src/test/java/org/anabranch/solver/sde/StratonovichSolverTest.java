package org.anabranch.solver.sde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.sde.ItoSolverTest.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stratonovich and Roessler methods: torchsde's paths on the same increments, and measured strong orders. */
class StratonovichSolverTest {
  /** The areas that belong to {@link ItoSolverTest#W}. */
  private static final double[] U = {
      -0.00719330279755093, -0.006850335558464513, 0.00038631583913233667, -0.014137651694152976,
      0.00010086266445195041, 0.007585052120314458, -0.0056279158039566415, -0.0067190926224282455,
      -0.005924107902472407, 0.012766146648079686, 0.007909118952507881, -0.016899060139100686,
      0.00323650391114345, -0.008142836401724966, 0.003559432103025756, 0.007045150432288929,
      0.0023921061637690874, 0.005453252179551777, -0.005029674191481727, 0.007551573208112188,
      -0.004287926874287857, 0.003247169009938915, 0.004319773346445808, 0.007851683229250884,
      0.0061111914863067295, 0.00021807557442875722, -0.003785678979865496, -0.0010405338507252346,
      -0.005059412863029793, -0.011190165952653711, -0.0031804132239402665, -0.007458654349637462,
      -0.01108403988836328, -0.011606964210525816, -0.007287654380422168, -0.0003797995211350114,
      -0.006648196540096227, -0.0009908848001892784, 0.0002954727135056434, -0.0019466504078600733};
  private static final int FINE = 2048;
  private static final int WIDTH = 1000;

  @ParameterizedTest
  @CsvSource({
      "GBM, EULER_HEUN, 0.8794908065131466, 0.3700662328221498",
      "GBM, HEUN, 0.8702386123326845, 0.36551084592902694",
      "GBM, MIDPOINT, 0.8702386123326836, 0.36551084592902694",
      "GBM, MILSTEIN, 0.8794908065131468, 0.3700662328221497",
      "GBM, REVERSIBLE_HEUN, 0.8700906790504405, 0.3650444555955998",
      "CUBIC, EULER_HEUN, 0.6714834369846033, 0.4442108429993151",
      "CUBIC, HEUN, 0.6842642455958236, 0.4416279592002035",
      "CUBIC, MIDPOINT, 0.6860006265180917, 0.4442030707980765",
      "CUBIC, MILSTEIN, 0.6717294699471499, 0.4452950526225653",
      "CUBIC, REVERSIBLE_HEUN, 0.6658757086308368, 0.4417659814124559",
      "SINCOS, EULER_HEUN, 0.32746756721254255, 0.017294035379060754",
      "SINCOS, HEUN, 0.3526925900954679, 0.035497339015414575",
      "SINCOS, MIDPOINT, 0.3526103077994128, 0.035537292604122014",
      "SINCOS, MILSTEIN, 0.3282799988602287, 0.02123251969536483",
      "SINCOS, REVERSIBLE_HEUN, 0.3526629328736881, 0.03510711176718789"})
  void endsWhereTorchsdeDoesOnTheSameIncrements(Problem problem, StratonovichSolver.Method method, double first, double second) {
    double[] y = ItoSolverTest.START.clone();
    StratonovichSolver solver = new StratonovichSolver(problem, method, 2);
    solver.begin(y);
    for (int i = 0; i < 20; i++) {
      solver.step(i * 0.05, 0.05, new double[] {ItoSolverTest.W[2 * i], ItoSolverTest.W[2 * i + 1]}, y);
    }
    assertEquals(first, y[0], 1e-12);
    assertEquals(second, y[1], 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
      "GBM, 0.7681345536897823, 0.32176885462077376",
      "CUBIC, 0.6598668412261719, 0.4156319689395461",
      "SINCOS, 0.33947839816345465, -0.006562367715700686"})
  void roesslerEndsWhereTorchsdeDoesOnTheSameIncrementsAndAreas(Problem problem, double first, double second) {
    double[] y = ItoSolverTest.START.clone();
    RoesslerSolver solver = new RoesslerSolver(problem, 2, 2);
    for (int i = 0; i < 20; i++) {
      solver.step(i * 0.05, 0.05, new double[] {ItoSolverTest.W[2 * i], ItoSolverTest.W[2 * i + 1]},
          new double[] {U[2 * i], U[2 * i + 1]}, y);
    }
    assertEquals(first, y[0], 1e-12);
    assertEquals(second, y[1], 1e-12);
  }

  /** Geometric Brownian motion to time 1 in so many steps, by the increments and areas of one path; E|y - exact|. */
  private static double error(String method, int steps) {
    BrownianPath path = new BrownianPath(TrajectoryKey.root(17, 0), WIDTH, 0, 1);
    double[] y = new double[WIDTH];
    Arrays.fill(y, 1);
    boolean ito = method.equals("SRK");
    StratonovichSolver solver = new StratonovichSolver(Problem.GBM,
        ito ? StratonovichSolver.Method.HEUN : StratonovichSolver.Method.valueOf(method), WIDTH);
    RoesslerSolver roessler = new RoesslerSolver(Problem.GBM, WIDTH, WIDTH);
    solver.begin(y);
    double[] w = new double[WIDTH];
    double[] area = new double[WIDTH];
    double[] dW = new double[WIDTH];
    double h = 1.0 / steps;
    for (int i = 0; i < steps; i++) {
      Arrays.fill(area, 0);
      Arrays.fill(dW, 0);
      int parts = FINE / steps;
      for (int k = 0; k < parts && ito; k++) {
        // The trapezoid of each part: its error has a variance of (1 / FINE)^3 / 12.
        path.increment((i + (double) k / parts) * h, (i + (k + 1.0) / parts) * h, w);
        for (int j = 0; j < WIDTH; j++) {
          area[j] += (dW[j] + 0.5 * w[j]) / FINE;
          dW[j] += w[j];
        }
      }
      if (ito) {
        roessler.step(i * h, h, dW, area, y);
      } else {
        path.increment(i * h, (i + 1) * h, dW);
        solver.step(i * h, h, dW, y);
      }
    }
    path.value(1, w);
    double sum = 0;
    for (int j = 0; j < WIDTH; j++) {
      sum += Math.abs(y[j] - Math.exp(ito ? 0.3 - 0.125 + 0.5 * w[j] : 0.3 + 0.5 * w[j])) / WIDTH;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"EULER_HEUN, 1", "HEUN, 1", "MIDPOINT, 1", "MILSTEIN, 1", "REVERSIBLE_HEUN, 1", "SRK, 1.5"})
  void strongOrderIsThePublishedOne(String method, double order) {
    int coarse = method.equals("SRK") ? 4 : 8;
    double measured = Math.log(error(method, coarse) / error(method, 8 * coarse)) / Math.log(8);
    assertEquals(order, measured, 0.12, "measured " + measured);
  }

  /** dy = -y dt + exp(-t) (dW1 + 2 dW2): with additive noise the senses agree, and so do Euler and Milstein. */
  private static final class Additive implements AdditiveSde {
    @Override
    public void drift(double t, double[] y, double[] out) {
      out[0] = -y[0];
    }

    @Override
    public void noise(double t, double[] w, double[] out) {
      out[0] = Math.exp(-t) * (w[0] + 2 * w[1]);
    }
  }

  /** y(1) = (1 + W1 + 2 W2) / e exactly, by the integrating factor. */
  @Test
  void withAdditiveNoiseRoesslerHasItsOrderAndEulerIsMilstein() {
    double[] errors = new double[2];
    for (int round = 0; round < 2; round++) {
      int steps = 16 << round;
      double worst = 0;
      for (int p = 0; p < 200; p++) {
        BrownianPath path = new BrownianPath(TrajectoryKey.root(23, p), 2, 0, 1);
        double[] euler = {1};
        double[] milstein = {1};
        double[] srk = {1};
        ItoSolver one = new ItoSolver(new Additive(), ItoSolver.Method.EULER, 1);
        ItoSolver two = new ItoSolver(new Additive(), ItoSolver.Method.MILSTEIN, 1);
        RoesslerSolver three = new RoesslerSolver(new Additive(), 1, 2);
        double h = 1.0 / steps;
        double[] w = new double[2];
        for (int i = 0; i < steps; i++) {
          double[] area = new double[2];
          double[] dW = new double[2];
          int parts = 1024 / steps;
          for (int k = 0; k < parts; k++) {
            path.increment((i + (double) k / parts) * h, (i + (k + 1.0) / parts) * h, w);
            for (int c = 0; c < 2; c++) {
              area[c] += (dW[c] + 0.5 * w[c]) / 1024;
              dW[c] += w[c];
            }
          }
          one.step(i * h, h, dW, euler);
          two.step(i * h, h, dW, milstein);
          three.step(i * h, h, dW, area, srk);
        }
        assertArrayEquals(euler, milstein);
        path.value(1, w);
        worst += Math.abs(srk[0] - (1 + w[0] + 2 * w[1]) / Math.E) / 200;
      }
      errors[round] = worst;
    }
    // At least 3/2; here 2, because the solution depends on W(1) alone and the rest is the drift's error.
    assertEquals(2, Math.log(errors[0] / errors[1]) / Math.log(2), 0.15, errors[0] + ", " + errors[1]);
  }

  @Test
  void stepsThatDoNotFitAreRefused() {
    StratonovichSolver solver = new StratonovichSolver(Problem.GBM, StratonovichSolver.Method.HEUN, 2);
    assertThrows(IllegalArgumentException.class, () -> solver.step(0, -1, new double[2], new double[2]));
    assertThrows(IllegalArgumentException.class, () -> solver.step(0, 1, new double[2], new double[3]));
    assertThrows(IllegalArgumentException.class, () -> new RoesslerSolver(Problem.GBM, 2, 3));
    RoesslerSolver roessler = new RoesslerSolver(new Additive(), 1, 2);
    assertThrows(IllegalArgumentException.class, () -> roessler.step(0, 1, new double[2], new double[1], new double[1]));
  }
}
