package org.anabranch.solver.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.anabranch.solver.masked.Ancestral;
import org.anabranch.solver.masked.Order;
import org.anabranch.solver.masked.OrderedUnmasking;
import org.anabranch.solver.masked.Quota;
import org.anabranch.solver.masked.Remasking;
import org.junit.jupiter.api.Test;

/** Names of policies. */
final class UnmaskingsTest {
  @Test
  void everyNameIsAPolicyOfThatManySteps() {
    for (String name : Unmaskings.names()) {
      // The corrector of flows sets the length of its rounds by itself, and needs more than its grid has.
      assertEquals(name.equals("remdm-dfm") ? Remasking.flowCorrector(7).steps() : 7, Unmaskings.named(name, 7).steps(), name);
    }
    assertEquals(1, Unmaskings.named("analytic", 1).steps());
    assertTrue(Unmaskings.named("remdm-dfm", 7).steps() > 7);
    assertEquals(1, Unmaskings.named("remdm-dfm", 1).steps());
  }

  @Test
  void numbersFollowAColon() {
    assertEquals(OrderedUnmasking.of(4, Order.LOG_CONFIDENCE).withNoise(.1), Unmaskings.named("log-confidence:0.1", 4));
    assertEquals(OrderedUnmasking.of(4, Order.CONFIDENCE).withQuota(new Quota.Threshold(.7)), Unmaskings.named("threshold:0.7", 4));
    assertEquals(new Remasking(4, new Remasking.Loop(.01, .55, .05, .9)), Unmaskings.named("remdm-loop:0.01", 4));
    assertEquals(Ancestral.of(4), Unmaskings.named("ancestral", 4));
  }

  @Test
  void wrongNamesAreRefused() {
    refused("unmasking: no policy is named 'euler', there are " + Unmaskings.names(), "euler");
    refused("unmasking: random takes no number, got 'random:1'", "random:1");
    refused("unmasking: what follows the colon must be a number, got 'entropy:x'", "entropy:x");
    refused("unmasking: the noise of the order must be finite and >= 0, got -1.0", "entropy:-1");
  }

  private static void refused(String message, String name) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, () -> Unmaskings.named(name, 4)).getMessage());
  }
}
