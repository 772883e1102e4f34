package org.anabranch.solver.multistep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.solver.DiffusionSteps;
import org.anabranch.solver.Direction;
import org.anabranch.solver.GridSpacing;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.catalog.Solvers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every formula of a data-predicting method must be, on every path and grid, from pure noise to the data itself: exact for data
 * in one point, for which the prediction is that point at any time.
 */
class SingularEndsTest {
  private static final List<String> DETERMINISTIC = List.of("ddim", "dpmpp-1", "dpmpp-2m", "dpmpp-3m", "dpmpp-3m-published",
      "unipc-1", "unipc-2", "unipc-3", "unipc-1-bh1", "unipc-2-bh1", "unipc-3-bh1");
  private static final List<String> STOCHASTIC = List.of("ddim:0.5", "ddim:1", "sde-dpmpp-1", "sde-dpmpp-2m", "sde-dpmpp-3m", "ddpm");
  private static final double TOLERANCE = 1e-9;

  static Stream<Interpolant> paths() {
    return Stream.of(Direction.values()).flatMap(d -> Stream.of(Interpolant.linear(d), Interpolant.gvp(d), Interpolant.vp(d),
        Interpolant.linearVp(d), Interpolant.ve(d, 0.01, 50), Interpolant.edm(d, 80), DiffusionSteps.linear(100).path(d)));
  }

  static List<TimeGrid> grids(Interpolant path) {
    List<TimeGrid> grids = new ArrayList<>();
    for (String spacing : List.of("uniform", "shifted", "log-snr", "karras", "rbf-exp")) {
      for (int steps : new int[] {1, 2, 3, 4, 16}) {
        grids.add(GridSpacing.named(spacing).grid(path, steps));
      }
    }
    return grids;
  }

  private void eachFormula(Interpolant path, List<String> names, FormulaCheck check) {
    for (TimeGrid grid : grids(path)) {
      for (String name : names) {
        MultistepMethod method = (MultistepMethod) Solvers.named(name);
        method.check(path, grid);
        for (int i = 0; i < grid.steps(); i++) {
          for (int past = 0; past <= Math.min(i, method.history()); past++) {
            StepFormula f = method.formula(path, grid, i, past);
            String what = name + ", step " + i + " of " + grid + " with " + past + " past, " + path + ": " + f;
            check.check(f, grid.time(i), grid.time(i + 1), what);
          }
        }
      }
    }
  }

  /** One check of one formula. */
  private interface FormulaCheck {
    void check(StepFormula formula, double from, double to, String what);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void pointDataIsExactAndTheNoiseScales(Interpolant path) {
    eachFormula(path, DETERMINISTIC, (f, from, to, what) -> {
      assertEquals(path.sigma(to), f.state() * path.sigma(from), TOLERANCE * (1 + path.sigma(to)), what);
      assertEquals(path.alpha(to), f.state() * path.alpha(from) + Arrays.stream(f.predictions()).sum(), TOLERANCE, what);
      assertEquals(0, f.noise(), what);
    });
  }

  @ParameterizedTest
  @MethodSource("paths")
  void pointDataKeepsItsMeanAndTheVarianceOfTheNoise(Interpolant path) {
    eachFormula(path, STOCHASTIC, (f, from, to, what) -> {
      double kept = f.state() * path.sigma(from);
      double variance = path.sigma(to) * path.sigma(to);
      assertEquals(variance, kept * kept + f.noise() * f.noise(), TOLERANCE * (1 + variance), what);
      assertEquals(path.alpha(to), f.state() * path.alpha(from) + Arrays.stream(f.predictions()).sum(), TOLERANCE, what);
    });
  }

  @ParameterizedTest
  @MethodSource("paths")
  void lastStepIsThePredictionAndDrawsNothing(Interpolant path) {
    List<String> all = new ArrayList<>(DETERMINISTIC);
    all.addAll(STOCHASTIC);
    all.add("ddpm-large");
    all.add("ddpm-learned");
    eachFormula(path, all, (f, from, to, what) -> {
      if (to == path.direction().dataTime()) {
        assertEquals(0, f.state(), what);
        assertEquals(1, f.predictions()[0], TOLERANCE, what);
        assertTrue(Arrays.stream(f.predictions()).skip(1).allMatch(m -> m == 0), what);
        assertEquals(0, f.noise(), what);
      }
    });
  }

  @Test
  void aPathWhoseVelocitySaysNothingOfTheDataIsRefused() {
    Interpolant path = Interpolant.polynomial(Direction.DATA_AT_ONE, 2);
    TimeGrid grid = TimeGrid.uniform(path.direction(), 4);
    assertThrows(IllegalArgumentException.class, () -> DpmSolver.ordinary(2).check(path, grid));
    assertThrows(IllegalArgumentException.class, () -> new DpmSolver(4, false, DpmSolver.Third.DERIVATIVE));
    assertThrows(IllegalArgumentException.class, () -> new UniPc(0, UniPc.Kind.BH1));
    assertThrows(IllegalArgumentException.class, () -> new Ddim(1.5));
    assertThrows(IllegalArgumentException.class, () -> AdamsBashforth.of(5));
  }

  @Test
  void adamsBashforthOnAnEvenGridHasTheClassicalFactors() {
    Interpolant path = Interpolant.linear(Direction.DATA_AT_ONE);
    TimeGrid grid = TimeGrid.uniform(path.direction(), 8);
    double[][] classical = {{1}, {3 / 2.0, -1 / 2.0}, {23 / 12.0, -16 / 12.0, 5 / 12.0},
        {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}};
    for (int past = 0; past < classical.length; past++) {
      double[] b = AdamsBashforth.of(4).formula(path, grid, 5, past).predictions();
      assertEquals(classical[past].length, b.length);
      for (int j = 0; j < b.length; j++) {
        assertEquals(classical[past][j] / 8, b[j], 1e-15);
      }
    }
  }

  /** x' - a x where m is a power of lambda - lambda(t) at the formula's times. */
  private static double increment(StepFormula f, Interpolant path, TimeGrid grid, int step, int power) {
    double end = NoiseLevel.of(path, grid.time(step + 1)).lambda();
    double sum = 0;
    for (int j = 0; j < f.predictions().length; j++) {
      sum += f.predictions()[j] * Math.pow(NoiseLevel.of(path, grid.time(step - j)).lambda() - end, power);
    }
    return sum;
  }

  /** alpha(t) times the integral over the step of k exp(-k (lambda(t) - lambda)) (lambda - lambda(t))^power, k = 1 or 2. */
  private static double integral(Interpolant path, TimeGrid grid, int step, int power, int k) {
    double h = NoiseLevel.of(path, grid.time(step + 1)).lambda() - NoiseLevel.of(path, grid.time(step)).lambda();
    int parts = 2000;
    double sum = 0;
    for (int i = 0; i <= parts; i++) {
      double s = h * i / parts;
      double weight = i == 0 || i == parts ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * k * Math.exp(-k * s) * Math.pow(-s, power);
    }
    return path.alpha(grid.time(step + 1)) * sum * h / parts / 3;
  }

  /** A third order takes the data for the parabola through three times, and integrates it exactly, on any spacing. */
  @Test
  void thirdOrdersIntegrateParabolasExactlyAndThePublishedOneDoesNot() {
    for (Interpolant path : List.of(Interpolant.linear(Direction.NOISE_AT_ONE), Interpolant.vp(Direction.DATA_AT_ONE))) {
      TimeGrid grid = GridSpacing.named("karras").grid(path, 20);
      for (int step = 3; step < 19; step++) {
        for (int power = 0; power <= 2; power++) {
          for (int k = 1; k <= 2; k++) {
            DpmSolver method = k == 1 ? DpmSolver.ordinary(3) : DpmSolver.stochastic(3);
            double exact = integral(path, grid, step, power, k);
            assertEquals(exact, increment(method.formula(path, grid, step, 2), path, grid, step, power),
                1e-10 * (1 + Math.abs(exact)), method.name() + ", step " + step + ", power " + power);
          }
        }
        StepFormula published = new DpmSolver(3, false, DpmSolver.Third.PUBLISHED).formula(path, grid, step, 2);
        double exact = integral(path, grid, step, 2, 1);
        assertTrue(Math.abs(exact - increment(published, path, grid, step, 2)) > 0.1 * Math.abs(exact));
      }
    }
  }

  @Test
  void phiFunctionsAgreeOnBothSidesOfTheirBranch() {
    for (int k = 1; k <= 4; k++) {
      double below = Phi.of(k, -Math.nextDown(1.0));
      double at = Phi.of(k, -1);
      assertEquals(below, at, 1e-14);
      // phi[k](0) = 1 / k!, and the recursion holds.
      double factorial = k == 1 ? 1 : k == 2 ? 2 : k == 3 ? 6 : 24;
      assertEquals(1 / factorial, Phi.of(k, 0), 1e-16);
      assertEquals((Phi.of(k, -0.5) - 1 / factorial) / -0.5, Phi.of(k + 1, -0.5), 1e-15);
    }
  }
}
