package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What policies deal, carry and stop. */
class BudgetPolicyTest {
  @Test
  void evenLosesWhatAStepLeavesAndRolloverCarriesIt() {
    BudgetPolicy.Dealer even = BudgetPolicy.EVEN.open(225, 10);
    assertEquals(22, even.deal(0));
    assertEquals(0, even.close(5, Double.POSITIVE_INFINITY));
    assertEquals(22, even.deal(1));
    BudgetPolicy.Dealer roll = BudgetPolicy.ROLLOVER.open(225, 10);
    assertEquals(22, roll.deal(0));
    assertEquals(17, roll.close(5, Double.POSITIVE_INFINITY));
    assertEquals(39, roll.deal(1));
    assertEquals(0, roll.close(39, Double.POSITIVE_INFINITY));
    assertEquals(22, roll.deal(2));
    assertTrue(roll.goOn(0, 1), "only a policy that ends early asks for the gain");
  }

  @Test
  void adaptiveEndsAStepAtThePriceOfThoseBefore() {
    BudgetPolicy.Dealer d = BudgetPolicy.ADAPTIVE.open(100, 10);
    d.deal(0);
    assertTrue(d.goOn(0.001, 5), "the first step has no price to compare with");
    d.close(10, 0.2);
    d.deal(1);
    assertTrue(d.goOn(0.3, 5));
    assertFalse(d.goOn(0.1, 5));
    assertEquals(6, d.close(4, 0.1));
    assertEquals(16, d.deal(2));
    assertTrue(d.goOn(0.16, 5), "the price is the mean of 0.2 and 0.1");
    assertFalse(d.goOn(0.14, 5));
    assertTrue(d.goOn(Double.POSITIVE_INFINITY, 5));
    assertFalse(d.isSaturated());
  }

  @Test
  void saturationStopsWhenAllThatIsLeftPromisesLessThanTheTolerance() {
    BudgetPolicy.Dealer d = BudgetPolicy.saturation(0.5).open(100, 10);
    d.deal(0);
    assertTrue(d.goOn(0.1, 6));
    assertFalse(d.goOn(0.1, 4));
    assertEquals(0, d.close(3, 0.1));
    assertTrue(d.isSaturated());
  }

  @Test
  void namesAndTheirErrors() {
    for (String name : BudgetPolicy.names()) {
      assertEquals(name, BudgetPolicy.named(name).name());
    }
    assertEquals("saturation:0.25", BudgetPolicy.named("saturation:0.25").toString());
    assertEquals("policy: unknown name \"odd\", known: even, rollover, adaptive, saturation",
        OutcomeAssertions.messageOf(() -> BudgetPolicy.named("odd")));
    assertEquals("policy: only saturation takes a number, got \"even:3\"",
        OutcomeAssertions.messageOf(() -> BudgetPolicy.named("even:3")));
    assertEquals("policy saturation: the tolerance must be >= 0, got -1.0",
        OutcomeAssertions.messageOf(() -> BudgetPolicy.named("saturation:-1")));
    assertEquals("policy saturation: the tolerance must be a number, got \"x\"",
        OutcomeAssertions.messageOf(() -> BudgetPolicy.named("saturation:x")));
  }

  /** E[max of n + 1] - E[max of n] of exponential draws is 1 / (n + 1). */
  @Test
  void theGainOfTheNextExponentialDrawIsUnbiased() {
    SplittableRandom random = new SplittableRandom(5);
    for (int n : new int[] {2, 3, 6, 20, 100}) {
      int runs = 40_000;
      double sum = 0;
      double squares = 0;
      for (int r = 0; r < runs; r++) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
          x[i] = -Math.log(1 - random.nextDouble());
        }
        double gain = OrderStatistics.gainOfNext(x);
        sum += gain;
        squares += gain * gain;
      }
      double mean = sum / runs;
      assertEquals(1.0 / (n + 1), mean, 4 * Math.sqrt((squares / runs - mean * mean) / runs), "n = " + n);
    }
  }

  @Test
  void theGainOfDegenerateSamples() {
    assertEquals(Double.POSITIVE_INFINITY, OrderStatistics.gainOfNext(new double[] {1}));
    assertEquals(Double.POSITIVE_INFINITY, OrderStatistics.gainOfNext(new double[] {1, Double.NEGATIVE_INFINITY}));
    assertEquals(0, OrderStatistics.gainOfNext(new double[] {2, 2, 2}));
    assertEquals(0.25, OrderStatistics.gainOfNext(new double[] {1, 2, Double.NEGATIVE_INFINITY}));
  }
}
