package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The implicit pairs: order conditions up to 5, stability, names, refusals. */
class ImplicitPairTest {
  private static final double ROUNDING = 1e-14;

  static List<ImplicitPair> all() {
    return ImplicitPair.names().stream().map(ImplicitPair::named).toList();
  }

  private static double[][] matrix(ImplicitPair p) {
    double[][] a = new double[p.stages()][p.stages()];
    for (int i = 1; i < a.length; i++) {
      for (int j = 0; j < i; j++) {
        a[i][j] = p.a(i, j);
      }
      a[i][i] = p.gamma();
    }
    return a;
  }

  private static double[] times(double[][] a, double[] v) {
    double[] out = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v.length; j++) {
        out[i] += a[i][j] * v[j];
      }
    }
    return out;
  }

  private static double[] product(double[]... factors) {
    double[] out = new double[factors[0].length];
    Arrays.fill(out, 1);
    for (double[] f : factors) {
      for (int i = 0; i < out.length; i++) {
        out[i] *= f[i];
      }
    }
    return out;
  }

  /** The vectors of the 17 rooted trees with up to 5 nodes, then per tree its order and density. */
  private record Trees(List<double[]> vectors, int[] order, int[] density) {
    static Trees of(ImplicitPair p) {
      double[][] a = matrix(p);
      double[] one = new double[p.stages()];
      double[] c = new double[p.stages()];
      Arrays.fill(one, 1);
      Arrays.setAll(c, p::c);
      double[] ac = times(a, c);
      double[] acc = times(a, product(c, c));
      double[] aac = times(a, ac);
      List<double[]> v = new ArrayList<>(List.of(one, c, product(c, c), ac, product(c, c, c), product(c, ac), acc, aac));
      v.addAll(List.of(product(c, c, c, c), product(c, c, ac), product(c, acc), product(c, aac), product(ac, ac),
          times(a, product(c, c, c)), times(a, product(c, ac)), times(a, acc), times(a, aac)));
      return new Trees(v, new int[] {1, 2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5},
          new int[] {1, 2, 3, 6, 4, 8, 12, 24, 5, 10, 15, 30, 20, 20, 40, 60, 120});
    }

    int orderOf(IntToDoubleFunction weight) {
      int found = 5;
      for (int k = 0; k < order.length; k++) {
        double sum = 0;
        for (int i = 0; i < vectors.get(k).length; i++) {
          sum += weight.applyAsDouble(i) * vectors.get(k)[i];
        }
        if (Math.abs(sum - 1.0 / density[k]) > ROUNDING) {
          found = Math.min(found, order[k] - 1);
        }
      }
      return found;
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void bothMethodsHaveTheOrdersTheySay(ImplicitPair p) {
    Trees trees = Trees.of(p);
    assertEquals(p.order(), trees.orderOf(p::b), p + ", advancing");
    assertEquals(p.order() - 1, trees.orderOf(i -> p.b(i) - p.error(i)), p + ", embedded");
  }

  /** y' = lambda y over one step, z = h lambda: solved stage by stage in complex numbers; |R(z)|. */
  private static double growth(ImplicitPair p, double re, double im) {
    int n = p.stages();
    double[] yr = new double[n];
    double[] yi = new double[n];
    for (int i = 0; i < n; i++) {
      double r = 1;
      double m = 0;
      for (int j = 0; j < i; j++) {
        r += p.a(i, j) * (re * yr[j] - im * yi[j]);
        m += p.a(i, j) * (re * yi[j] + im * yr[j]);
      }
      double dr = i == 0 ? 1 : 1 - p.gamma() * re;
      double di = i == 0 ? 0 : -p.gamma() * im;
      double d = dr * dr + di * di;
      yr[i] = (r * dr + m * di) / d;
      yi[i] = (m * dr - r * di) / d;
    }
    return Math.hypot(yr[n - 1], yi[n - 1]);
  }

  /** A-stable by the maximum principle: bounded on the imaginary axis, poles at 1 / gamma; and zero at infinity. */
  @ParameterizedTest
  @MethodSource("all")
  void theMethodsThatAdvanceAreStable(ImplicitPair p) {
    for (double y = 1e-2; y < 1e6; y *= 1.07) {
      assertTrue(growth(p, 0, y) <= 1 + 1e-12, p + " at " + y + "i: " + growth(p, 0, y));
    }
    assertTrue(growth(p, -1e9, 0) < 1e-7, p + " at infinity: " + growth(p, -1e9, 0));
  }

  @Test
  void areFoundByName() {
    assertEquals(List.of("kvaerno3", "kencarp4", "kencarp5"), ImplicitPair.names());
    assertEquals("kencarp4 (implicit, order 4, 5 implicit stages)", AdaptiveMethod.named("kencarp4").toString());
    assertTrue(AdaptiveMethod.names().containsAll(EmbeddedPair.names()));
    assertEquals("dopri5", AdaptiveMethod.named("dopri5").name());
    assertThrows(IllegalArgumentException.class, () -> ImplicitPair.named("dopri5"));
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> AdaptiveMethod.named("radau"));
    assertTrue(e.getMessage().contains("'radau'") && e.getMessage().contains("kencarp5"), e.getMessage());
  }

  @Test
  void theFirstGuessContinuesALine() {
    ImplicitPair p = KenCarp5.PAIR;
    for (int i = 1; i < p.stages(); i++) {
      double sum = 0;
      double line = 0;
      for (int j = 0; j < i; j++) {
        sum += p.predictor(i, j);
        line += p.predictor(i, j) * p.c(j);
      }
      assertEquals(1, sum, 1e-14);
      assertEquals(i == 1 ? 0 : p.c(i), line, 1e-14);
    }
  }

  @Test
  void refusesCoefficientsThatDoNotFit() {
    double[][] a = {{}, {0.5}};
    double[] c = {0, 1};
    double[] half = {0.5, 0.5};
    assertEquals(0.5, new ImplicitPair("trapezium", 2, 0.5, a, half, c, "none").b(0));
    assertThrows(IllegalArgumentException.class, () -> new ImplicitPair("x", 2, 0.4, a, half, c, "none"));
    assertThrows(IllegalArgumentException.class, () -> new ImplicitPair("x", 2, 0.5, a, new double[] {1, 0.5}, c, "none"));
    assertThrows(IllegalArgumentException.class, () -> new ImplicitPair("x", 2, 0.5, a, half, new double[] {0, 0.9}, "none"));
    assertThrows(IllegalArgumentException.class, () -> new ImplicitPair("x", 2, -0.5, a, half, c, "none"));
    assertThrows(IllegalArgumentException.class,
        () -> new ImplicitPair("x", 2, 0.5, new double[][] {{}, {0.5, 0}}, half, c, "none"));
  }
}
