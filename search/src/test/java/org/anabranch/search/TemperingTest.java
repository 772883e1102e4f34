package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shares of the exponent: rising, and all of it at the end. */
class TemperingTest {
  @ParameterizedTest
  @EnumSource(Tempering.Kind.class)
  void sharesRiseToOne(Tempering.Kind kind) {
    Tempering t = new Tempering(kind, OptionalDouble.empty());
    for (int steps = 1; steps < 60; steps += 7) {
      double before = 0;
      for (int k = 0; k <= steps; k++) {
        double share = t.share(k, steps);
        assertTrue(share >= before && share <= 1, kind + " " + share);
        before = share;
      }
      assertEquals(1, before);
    }
  }

  /** (1 + gamma)^k - 1: the published .008 reaches 1 at step 87 of 100, the default at the last of any number. */
  @Test
  void geometricSharesAreThoseOfDas() {
    Tempering published = new Tempering(Tempering.Kind.GEOMETRIC, OptionalDouble.of(0.008));
    assertEquals(Math.pow(1.008, 40) - 1, published.share(40, 100), 1e-14);
    assertTrue(published.share(86, 100) < 1);
    assertEquals(1, published.share(87, 100));
    assertEquals(Math.pow(2, 0.3) - 1, Tempering.GEOMETRIC.share(3, 10), 1e-14);
    assertEquals(0.3, new Tempering(Tempering.Kind.LINEAR, OptionalDouble.empty()).share(3, 10));
  }
}
