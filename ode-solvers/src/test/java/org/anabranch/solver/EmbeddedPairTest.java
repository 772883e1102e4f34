package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pairs: order conditions of both methods and of the middle, names, refusals. */
class EmbeddedPairTest {
  private static final double[] REQUIRED = {1, 1.0 / 2, 1.0 / 3, 1.0 / 6, 1.0 / 4, 1.0 / 8, 1.0 / 12, 1.0 / 24};
  private static final int[] ORDER = {1, 2, 3, 3, 4, 4, 4, 4};
  /** Coefficients up to 75 with a rounding each. */
  private static final double ROUNDING = 1e-14;

  static List<EmbeddedPair> all() {
    return EmbeddedPair.names().stream().map(EmbeddedPair::named).toList();
  }

  /** The left-hand sides of the conditions up to order 4 (Hairer, Norsett, Wanner I, table II.2.2), scaled for a fraction. */
  private static double[] sums(Tableau m, IntToDoubleFunction weight) {
    int n = m.stages();
    double[] ac = new double[n];
    double[] sums = new double[8];
    for (int i = 0; i < n; i++) {
      double c = m.c(i);
      double acc = 0;
      double aac = 0;
      for (int j = 0; j < i; j++) {
        ac[i] += m.a(i, j) * m.c(j);
        acc += m.a(i, j) * m.c(j) * m.c(j);
        aac += m.a(i, j) * ac[j];
      }
      double[] terms = {1, c, c * c, ac[i], c * c * c, c * ac[i], acc, aac};
      for (int k = 0; k < terms.length; k++) {
        sums[k] += weight.applyAsDouble(i) * terms[k];
      }
    }
    return sums;
  }

  private static int order(Tableau m, IntToDoubleFunction weight, double fraction, double tolerance) {
    double[] sums = sums(m, weight);
    int order = 4;
    for (int k = 0; k < sums.length; k++) {
      if (Math.abs(sums[k] - Math.pow(fraction, ORDER[k]) * REQUIRED[k]) > tolerance) {
        order = Math.min(order, ORDER[k] - 1);
      }
    }
    return order;
  }

  @ParameterizedTest
  @MethodSource("all")
  void bothMethodsHaveTheOrdersTheySay(EmbeddedPair p) {
    Tableau t = p.tableau();
    assertEquals(Math.min(4, p.order()), order(t, t::b, 1, ROUNDING), p + ", advancing");
    assertEquals(Math.min(4, p.order() - 1), order(t, i -> t.b(i) - p.error(i), 1, ROUNDING), p + ", embedded");
    assertTrue(order(t, p::middle, 0.5, 1e-12) >= 2, p + ", middle");
  }

  @Test
  void isFoundByName() {
    assertEquals(List.of("adaptive-heun", "fehlberg2", "bosh3", "dopri5", "tsit5", "dopri8"), EmbeddedPair.names());
    assertEquals(6, EmbeddedPair.named("tsit5").evaluationsPerStep());
    assertTrue(EmbeddedPair.named("dopri8").firstSameAsLast());
    assertFalse(EmbeddedPair.named("fehlberg2").firstSameAsLast());
    assertEquals("dopri5 (order 5, 6 evaluations a step)", EmbeddedPair.named("dopri5").toString());
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> EmbeddedPair.named("ode45"));
    assertEquals("solver: no adaptive solver is named 'ode45', there are [adaptive-heun, fehlberg2, bosh3, dopri5, tsit5, "
        + "dopri8]", e.getMessage());
  }

  @Test
  void refusesWeightsThatDoNotFit() {
    double[] zero = {0, 0};
    double[] half = {0.5, 0};
    assertThrows(IllegalArgumentException.class, () -> new EmbeddedPair(Midpoint.TABLEAU, zero, half));
    assertThrows(IllegalArgumentException.class, () -> new EmbeddedPair(Heun.TABLEAU, new double[3], half));
    assertThrows(IllegalArgumentException.class, () -> new EmbeddedPair(Heun.TABLEAU, half, half));
    assertThrows(IllegalArgumentException.class, () -> new EmbeddedPair(Heun.TABLEAU, zero, zero));
  }

  @Test
  void controllersFollowTheirFormulas() {
    StepController standard = StepController.standard();
    assertEquals(10, standard.factor(0, 1, 1, 5));
    assertEquals(1, standard.factor(0.99, 1, 1, 5), "an accepted step is not followed by a shorter one");
    assertEquals(0.9 * Math.pow(0.1, -0.2), standard.factor(0.1, 1, 1, 5), 4e-15);
    assertEquals(0.9, standard.factor(1, 1, 1, 5));
    assertEquals(0.2, standard.factor(1e9, 1, 1, 5));
    StepController pi = StepController.pi();
    assertEquals(0.9 * Math.pow(0.5, -0.7 / 5) * Math.pow(0.2, 0.4 / 5), pi.factor(0.5, 0.2, 0.7, 5), 4e-15);
    assertTrue(pi.factor(2, 50, 1, 5) <= 0.9);
    assertThrows(IllegalArgumentException.class, () -> new StepController.Elementary(1, 0.2, 10));
    assertThrows(IllegalArgumentException.class, () -> new StepController.Elementary(0.9, 1, 10));
    assertThrows(IllegalArgumentException.class, () -> new StepController.Pid(0.4, 0, 0, 0.9, 0.2, 10));
  }
}
