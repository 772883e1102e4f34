package org.anabranch.cli.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Intervals against published quantiles and closed forms. */
class IntervalTest {
  @Test
  void quantilesOfStudentsTAreThoseOfTheTables() {
    // Closed forms: tan(0.475 pi) for one degree, 0.95 sqrt(2 / (1 - 0.95^2)) for two; then five digits of printed tables.
    assertEquals(Math.tan(0.475 * Math.PI), StudentT.twoSided(0.95, 1), 1e-9);
    assertEquals(0.95 * Math.sqrt(2 / (1 - 0.95 * 0.95)), StudentT.twoSided(0.95, 2), 1e-11);
    double[] table = {3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.30600, 2.26216, 2.22814};
    for (int i = 0; i < table.length; i++) {
      assertEquals(table[i], StudentT.twoSided(0.95, 3 + i), 5e-6);
    }
    assertEquals(1.97993, StudentT.twoSided(0.95, 120), 5e-6);
    assertEquals(9.92484, StudentT.twoSided(0.99, 2), 5e-6);
  }

  @Test
  void estimateIsMeanAndStudentInterval() {
    Estimate e = Estimate.of(1, 2, 3);
    assertEquals(2, e.mean(), 0);
    assertEquals(4.302652729749464 / Math.sqrt(3), e.halfWidth().orElseThrow(), 1e-10);
    assertTrue(Estimate.of(7).halfWidth().isEmpty());
    assertEquals(0, Estimate.of(1, 1, 1).halfWidth().orElseThrow(), 0);
    assertThrows(IllegalArgumentException.class, Estimate::of);
  }

  @Test
  void wilsonIntervalAgreesWithItsDefiningEquation() {
    for (int right : new int[] {0, 1, 50, 143, 199, 200}) {
      Accuracy a = new Accuracy(right, 200);
      assertTrue(a.low() >= 0 && a.low() <= a.mean() && a.mean() <= a.high() && a.high() <= 1);
      if (right > 0) {
        assertEquals(1.959963984540054, (a.mean() - a.low()) / Math.sqrt(a.low() * (1 - a.low()) / 200), 1e-9);
      }
      if (right < 200) {
        assertEquals(1.959963984540054, (a.high() - a.mean()) / Math.sqrt(a.high() * (1 - a.high()) / 200), 1e-9);
      }
    }
  }

  @Test
  void allSuccessesStillHaveAnInterval() {
    Accuracy a = new Accuracy(600, 600);
    assertEquals(1, a.high(), 0);
    assertEquals(600 / (600 + 1.959963984540054 * 1.959963984540054), a.low(), 1e-12);
  }

  @Test
  void impossibleCountsAreRefused() {
    String message = assertThrows(IllegalArgumentException.class, () -> new Accuracy(3, 2)).getMessage();
    assertEquals("accuracy: needs 0 <= right <= trials and trials >= 1, got 3 of 2", message);
  }
}
