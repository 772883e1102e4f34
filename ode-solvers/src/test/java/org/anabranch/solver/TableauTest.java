package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tableaus: order conditions, names, refusals. */
class TableauTest {
  private static final double ROUNDING = 16 * Math.ulp(1.0);

  static List<Tableau> all() {
    return Tableau.names().stream().map(Tableau::named).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void meetsTheOrderConditionsOfItsOrder(Tableau m) {
    // Hairer, Norsett, Wanner I, table II.2.2.
    int n = m.stages();
    double[] ac = new double[n];
    double[] acc = new double[n];
    double[] aac = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        ac[i] += m.a(i, j) * m.c(j);
        acc[i] += m.a(i, j) * m.c(j) * m.c(j);
        aac[i] += m.a(i, j) * ac[j];
      }
    }
    double[] sums = new double[8];
    for (int i = 0; i < n; i++) {
      double c = m.c(i);
      double[] terms = {1, c, c * c, ac[i], c * c * c, c * ac[i], acc[i], aac[i]};
      for (int k = 0; k < terms.length; k++) {
        sums[k] += m.b(i) * terms[k];
      }
    }
    double[] required = {1, 1.0 / 2, 1.0 / 3, 1.0 / 6, 1.0 / 4, 1.0 / 8, 1.0 / 12, 1.0 / 24};
    int[] order = {1, 2, 3, 3, 4, 4, 4, 4};
    boolean more = true;
    for (int k = 0; k < sums.length; k++) {
      if (order[k] <= m.order()) {
        assertEquals(required[k], sums[k], ROUNDING, m + ", condition " + k);
      } else if (order[k] == m.order() + 1) {
        more &= Math.abs(required[k] - sums[k]) <= ROUNDING;
      }
    }
    assertTrue(m.order() == 4 || !more, m + " has a higher order than it says");
  }

  @Test
  void isFoundByName() {
    assertEquals(List.of("euler", "midpoint", "heun", "ralston", "heun3", "ssprk3", "rk4", "rk4-38"), Tableau.names());
    assertEquals(2, Tableau.named("heun").stages());
    assertEquals(4, Tableau.named("rk4-38").order());
    assertTrue(all().stream().noneMatch(t -> t.reference().isBlank()));
  }

  @Test
  void unknownNameListsTheNames() {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Tableau.named("heun2"));
    assertEquals("solver: no solver is named 'heun2', there are [euler, midpoint, heun, ralston, heun3, ssprk3, rk4, rk4-38]",
        e.getMessage());
  }

  @Test
  void refusesCoefficientsThatDoNotFit() {
    double[] one = {1};
    double[] zero = {0};
    assertThrows(IllegalArgumentException.class, () -> new Tableau("t", 1, new double[][] {{}}, new double[] {0.9}, zero, ""));
    assertThrows(IllegalArgumentException.class, () -> new Tableau("t", 1, new double[][] {{1}}, one, one, ""));
    assertThrows(IllegalArgumentException.class, () -> new Tableau("t", 1, new double[][] {{}}, one, one, ""));
    assertThrows(IllegalArgumentException.class,
        () -> new Tableau("t", 2, new double[][] {{}, {0.4}}, new double[] {0, 1}, new double[] {0, 0.5}, ""));
  }
}
