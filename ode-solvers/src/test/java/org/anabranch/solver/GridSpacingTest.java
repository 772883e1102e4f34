package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The spacings of a grid: their formulas, their ends, their names. */
class GridSpacingTest {
  private static final Interpolant LINEAR = Interpolant.linear(Direction.NOISE_AT_ONE);
  private static final Interpolant EDM = Interpolant.edm(Direction.NOISE_AT_ONE, 80);

  @ParameterizedTest
  @MethodSource("org.anabranch.solver.InterpolantTest#allPaths")
  void everySpacingRunsFromNoiseToDataOnEveryPath(Interpolant path) {
    for (String name : List.of("uniform", "shifted:3", "shifted:0.2", "log-snr", "exponential", "karras", "karras:1", "rbf-exp")) {
      for (int steps = 1; steps < 40; steps++) {
        TimeGrid grid = GridSpacing.named(name).grid(path, steps); // refuses times that do not run one way
        assertEquals(steps, grid.steps());
        assertTrue(grid.isWhole(), name);
      }
    }
  }

  @Test
  void karrasIsTheirTable() {
    // sigma[i] = (80^(1/7) + i / (N - 1) (0.002^(1/7) - 80^(1/7)))^7 with N = 5, evaluated in double elsewhere.
    double[] levels = {80, 17.52783, 2.515219, 0.1697528, 0.002, 0};
    TimeGrid grid = GridSpacing.named("karras").grid(EDM, 5);
    for (int i = 0; i < levels.length; i++) {
      assertEquals(levels[i], EDM.sigma(grid.time(i)), 1e-6 * levels[i]);
    }
  }

  @Test
  void logSnrHasEqualStepsOfItAndRunsToTheNamedLevels() {
    for (Interpolant path : List.of(LINEAR, Interpolant.vp(Direction.DATA_AT_ONE), Interpolant.ve(Direction.NOISE_AT_ONE, 0.01, 50))) {
      TimeGrid grid = new GridSpacing.LogSnr(0.01, 20).grid(path, 9);
      double first = Math.log(20);
      for (int i = 1; i < 9; i++) {
        double expected = first + i * (Math.log(0.01) - first) / 8;
        assertEquals(expected, -Math.log(path.signalToNoise(grid.time(i))), 1e-9, path + " " + i);
      }
    }
  }

  @Test
  void levelsAboveThePathsOwnAreNotAskedFor() {
    Interpolant vp = Interpolant.vp(Direction.NOISE_AT_ONE);
    double most = 1 / vp.signalToNoise(1);
    assertArrayEquals(new GridSpacing.Karras(0.002, most, 7).grid(vp, 6).times(),
        new GridSpacing.Karras(0.002, 1e6, 7).grid(vp, 6).times());
  }

  @Test
  void shiftedAndRbfExpAreTheirFormulas() {
    TimeGrid shifted = GridSpacing.named("shifted").grid(LINEAR, 4);
    assertArrayEquals(new double[] {1, 3 * 0.75 / 2.5, 3 * 0.5 / 2, 3 * 0.25 / 1.5, 0}, shifted.times(), 1e-15);
    double[] up = GridSpacing.named("shifted").grid(Interpolant.gvp(Direction.DATA_AT_ONE), 4).times();
    assertArrayEquals(new double[] {0, 0.1, 0.25, 0.5, 1}, up, 1e-15);
    assertArrayEquals(TimeGrid.uniform(Direction.NOISE_AT_ONE, 7).times(), new GridSpacing.Shifted(1).grid(LINEAR, 7).times());
    double[] exp = GridSpacing.named("rbf-exp").grid(LINEAR, 2).times();
    assertArrayEquals(new double[] {1, Math.sqrt(0.75), 0}, exp, 1e-15);
  }

  @Test
  void theShiftOfAResolutionIsFluxs() {
    assertEquals(Math.exp(0.5), GridSpacing.Shifted.forTokens(256).shift(), 1e-14);
    assertEquals(Math.exp(1.15), GridSpacing.Shifted.forTokens(4096).shift(), 1e-14);
    assertEquals(Math.exp(0.825), GridSpacing.Shifted.forTokens(2176).shift(), 1e-14);
  }

  @Test
  void respacedStepsAreThoseOfTheDiffusion() {
    DiffusionSteps steps = DiffusionSteps.linear(1000);
    TimeGrid grid = GridSpacing.named("respaced").grid(steps.path(Direction.NOISE_AT_ONE), 10);
    assertEquals(steps.grid(Direction.NOISE_AT_ONE, steps.evenly(10)), grid);
    assertThrows(IllegalArgumentException.class, () -> GridSpacing.named("respaced").grid(LINEAR, 10));
  }

  @Test
  void namesAndNumbersThatAreNoneAreRefused() {
    assertEquals("grid: no spacing is named 'karas', there are [uniform, shifted[:SHIFT], log-snr, exponential, karras[:RHO], "
        + "rbf-exp, respaced]", assertThrows(IllegalArgumentException.class, () -> GridSpacing.named("karas")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> GridSpacing.named("uniform:3"));
    assertEquals("grid: what follows the colon of 'karras:x' must be a number, it is 'x'",
        assertThrows(IllegalArgumentException.class, () -> GridSpacing.named("karras:x")).getMessage());
    assertEquals("grid: the shift must be > 0 and finite, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> GridSpacing.named("shifted:-1")).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new GridSpacing.LogSnr(1, 1));
    assertThrows(IllegalArgumentException.class, () -> new GridSpacing.Karras(0.1, 1, 0));
  }
}
