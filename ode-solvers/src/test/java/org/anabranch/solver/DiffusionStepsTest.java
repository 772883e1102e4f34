package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Discrete diffusions: their variances, their respacing, the path through their steps. */
class DiffusionStepsTest {
  @Test
  void schedulesHaveTheirPublishedEnds() {
    DiffusionSteps linear = DiffusionSteps.linear(1000);
    assertEquals(1e-4, linear.beta(0), 1e-16);
    assertEquals(0.02, linear.beta(999), 1e-14);
    assertEquals(4.0358e-5, linear.alphaBar(999), 1e-9);
    DiffusionSteps latent = DiffusionSteps.scaledLinear(1000);
    assertEquals(0.00085, latent.beta(0), 1e-15);
    assertEquals(0.012, latent.beta(999), 1e-14);
    assertEquals(4.660e-3, latent.alphaBar(999), 1e-6);
    DiffusionSteps cosine = DiffusionSteps.cosine(1000);
    assertEquals(0.999, cosine.beta(999), 1e-12);
    assertEquals(Math.pow(Math.cos(0.508 / 1.008 * Math.PI / 2) / Math.cos(0.008 / 1.008 * Math.PI / 2), 2),
        cosine.alphaBar(499), 1e-12);
    assertEquals(1, linear.alphaBar(-1));
    assertEquals(0, linear.posteriorVariance(0));
  }

  @Test
  void respacingKeepsTheProductsAndRoundsHalfToEven() {
    DiffusionSteps steps = DiffusionSteps.linear(1000);
    assertArrayEquals(new int[] {0, 111, 222, 333, 444, 555, 666, 777, 888, 999}, steps.evenly(10));
    assertArrayEquals(new int[] {0, 1, 2, 3, 4}, DiffusionSteps.cosine(5).evenly(5));
    assertArrayEquals(new int[] {0, 4, 9}, DiffusionSteps.cosine(10).evenly(3), "4.5 is rounded to 4");
    assertArrayEquals(new int[] {0}, steps.evenly(1));
    assertArrayEquals(new int[] {0, 250, 500, 750}, steps.leading(4));
    assertArrayEquals(new int[] {249, 499, 749, 999}, steps.trailing(4));
    assertArrayEquals(new int[] {332, 666, 999}, steps.trailing(3));
    DiffusionSteps few = steps.respaced(0, 500, 999);
    assertEquals(3, few.count());
    assertEquals(steps.alphaBar(500), few.alphaBar(1));
    assertEquals(1 - steps.alphaBar(999) / steps.alphaBar(500), few.beta(2));
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void thePathPassesThroughEveryStep(Direction direction) {
    for (DiffusionSteps steps : List.of(DiffusionSteps.linear(1000), DiffusionSteps.cosine(7))) {
      Interpolant path = steps.path(direction);
      for (int i = 0; i < steps.count(); i++) {
        double t = steps.time(direction, i);
        assertEquals(Math.sqrt(steps.alphaBar(i)), path.alpha(t));
        assertEquals(Math.sqrt(1 - steps.alphaBar(i)), path.sigma(t));
        assertEquals(t, path.timeOf(path.signalToNoise(t)), 1e-9);
      }
      double end = direction.dataTime();
      assertEquals(1, path.alpha(end));
      assertEquals(0, path.sigma(end));
      assertEquals(end, path.timeOf(Double.POSITIVE_INFINITY));
      assertThrows(IllegalArgumentException.class, () -> path.timeOf(0));
      assertThrows(IllegalArgumentException.class, () -> path.alpha(-0.1));
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void betweenTheStepsDerivativesAreThoseOfTheWeights(Direction direction) {
    Interpolant path = DiffusionSteps.linear(50).path(direction);
    double h = 1e-7;
    for (double t : new double[] {0.031, 0.25, 0.449, 0.95}) {
      assertEquals((path.alpha(t + h) - path.alpha(t - h)) / (2 * h), path.alphaDot(t), 1e-6 * (1 + Math.abs(path.alphaDot(t))));
      assertEquals((path.sigma(t + h) - path.sigma(t - h)) / (2 * h), path.sigmaDot(t), 1e-6 * (1 + Math.abs(path.sigmaDot(t))));
      assertEquals(1, path.alpha(t) * path.alpha(t) + path.sigma(t) * path.sigma(t), 1e-15);
      LinearMap there = Conversion.of(path, Prediction.NOISE, Prediction.VELOCITY, t);
      LinearMap back = Conversion.of(path, Prediction.VELOCITY, Prediction.NOISE, t);
      assertEquals(0, back.x() + back.y() * there.x(), 1e-12);
      assertEquals(1, back.y() * there.y(), 1e-12);
    }
  }

  @Test
  void gridsOfRetainedStepsRunFromTheLastToTheData() {
    DiffusionSteps steps = DiffusionSteps.linear(1000);
    TimeGrid grid = steps.grid(Direction.NOISE_AT_ONE, steps.evenly(4));
    assertArrayEquals(new double[] {1, 0.667, 0.334, 0.001, 0}, grid.times());
    assertTrue(grid.isWhole());
    assertTrue(steps.grid(Direction.DATA_AT_ONE, steps.trailing(7)).isWhole());
  }

  @Test
  void whatBreaksARuleIsRefused() {
    DiffusionSteps steps = DiffusionSteps.cosine(10);
    assertEquals("diffusion steps: beta must be in (0, 1), beta 1 is 1.0",
        assertThrows(IllegalArgumentException.class, () -> DiffusionSteps.of(0.1, 1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> DiffusionSteps.of());
    assertEquals("diffusion steps: respacing must retain 1 to 10 steps, got 11",
        assertThrows(IllegalArgumentException.class, () -> steps.evenly(11)).getMessage());
    assertEquals("diffusion steps: retained steps must increase in 0..9, step 1 is 3",
        assertThrows(IllegalArgumentException.class, () -> steps.respaced(3, 3)).getMessage());
  }
}
