package org.anabranch.solver.slots;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Calibrations on answers that are drawn from a known distortion of the model's probabilities. */
final class CalibrationTest {
  private static final Calibration NONE = new Calibration.Temperature(1);

  /** Slots of five values whose right one is drawn from p^(1 / t), normalised. */
  private static List<Calibration.Item> items(int n, double t, long seed) {
    Random random = new Random(seed);
    List<Calibration.Item> items = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] p = new double[5];
      Arrays.setAll(p, v -> Math.exp(2 * random.nextGaussian()));
      double sum = Arrays.stream(p).sum();
      Arrays.setAll(p, v -> p[v] / sum);
      double[] truth = new Calibration.Temperature(t).apply(p);
      double u = random.nextDouble();
      int right = 0;
      while (right < 4 && u >= truth[right]) {
        u -= truth[right++];
      }
      items.add(new Calibration.Item(p, right));
    }
    return items;
  }

  @Test
  void temperatureIsFoundAgain() {
    for (double t : new double[] {.6, 1, 2.5}) {
      Calibration.Temperature fitted = Calibration.Temperature.fit(items(4000, t, 1));
      // The likelihood's information is above 0.3 an item here: four standard errors of log T are below 0.12.
      assertEquals(Math.log(t), Math.log(fitted.temperature()), .12);
      List<Calibration.Item> test = items(4000, t, 2);
      Reliability after = Reliability.of(test, fitted);
      assertTrue(after.error() < .03, after.toString());
      if (t != 1) {
        Reliability before = Reliability.of(test, NONE);
        assertTrue(before.error() > 2 * after.error() && before.likelihood() > after.likelihood(), before + " " + after);
        assertEquals(before.accuracy(), after.accuracy(), 0, "the order of values stays");
      }
    }
  }

  @Test
  void isotonicRegressionCalibratesToo() {
    Calibration.Isotonic fitted = Calibration.Isotonic.fit(items(4000, 2.5, 1));
    List<Calibration.Item> test = items(4000, 2.5, 2);
    Reliability before = Reliability.of(test, NONE);
    Reliability after = Reliability.of(test, fitted);
    assertTrue(after.error() < before.error() / 2 && after.brier() < before.brier(), before + " " + after);
    for (Calibration.Item item : test) {
      assertEquals(1, Arrays.stream(fitted.apply(item.probabilities())).sum(), 1e-12);
    }
  }

  /** By hand: shares 0, 1/2, 1/2 of pooled pairs (.2: wrong; .4, .6 pooled; .8: right). */
  @Test
  void adjacentViolatorsArePooled() {
    Calibration.Isotonic fitted = Calibration.Isotonic.fit(List.of(new Calibration.Item(new double[] {.4, .6}, 0),
        new Calibration.Item(new double[] {.2, .8}, 1)));
    assertArrayEquals(new double[] {.2, .5, .8}, fitted.from(), 1e-15);
    assertArrayEquals(new double[] {.125, .5, .875}, fitted.to(), 1e-15);
    assertArrayEquals(new double[] {.5, .5}, fitted.apply(new double[] {.5, .5}), 1e-15);
    assertArrayEquals(new double[] {.3125, .6875}, fitted.apply(new double[] {.35, .65}), 1e-15);
  }

  @Test
  void reliabilityIsCountedInBins() {
    Reliability r = Reliability.of(List.of(new Calibration.Item(new double[] {.9, .1}, 0),
        new Calibration.Item(new double[] {.9, .1}, 1), new Calibration.Item(new double[] {.4, .6}, 1)), NONE);
    assertEquals(2 / 3.0, r.accuracy(), 1e-12);
    assertEquals(.8, r.confidence(), 1e-12);
    assertEquals(2 / 3.0 * .4 + 1 / 3.0 * .4, r.error(), 1e-12);
    assertEquals(-(Math.log(.9) + Math.log(.1) + Math.log(.6)) / 3, r.likelihood(), 1e-12);
    assertEquals((.02 + 1.62 + .32) / 3, r.brier(), 1e-12);
    assertEquals(2, r.bins().get(13).count());
    assertEquals(Reliability.BINS, r.bins().size());
  }

  @Test
  void wrongInputIsRefused() {
    assertEquals("calibration: needs at least one slot with a known answer, got 0",
        assertThrows(IllegalArgumentException.class, () -> Calibration.Temperature.fit(List.of())).getMessage());
    assertEquals("calibration: the right value must be in [0, 1], got 2",
        assertThrows(IllegalArgumentException.class, () -> new Calibration.Item(new double[2], 2)).getMessage());
    assertEquals("calibration: a temperature must be finite and > 0, got NaN",
        assertThrows(IllegalArgumentException.class, () -> new Calibration.Temperature(Double.NaN)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Calibration.Isotonic(new double[] {.1, .1}, new double[] {0, 1}));
    assertThrows(IllegalArgumentException.class, () -> new Calibration.Isotonic(new double[] {.1, .2}, new double[] {1, 0}));
    assertThrows(IllegalArgumentException.class, () -> Reliability.of(List.of(), NONE));
  }
}
