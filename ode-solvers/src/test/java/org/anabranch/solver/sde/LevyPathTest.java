package org.anabranch.solver.sde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The law of increments, integrals and areas, and that they are those of one path. */
class LevyPathTest {
  private static final int PATHS = 20_000;
  private static final int WIDTH = 3;

  /** An interval's dW, U and A. */
  private record Piece(double[] w, double[] u, double[] a) {
    static Piece of(LevyPath path, double from, double to) {
      Piece p = new Piece(new double[WIDTH], new double[WIDTH], new double[WIDTH * WIDTH]);
      path.increment(from, to, p.w, p.u, p.a);
      return p;
    }

    /** Chen's relations. */
    Piece then(Piece next, double length) {
      Piece p = new Piece(w.clone(), u.clone(), a.clone());
      for (int i = 0; i < WIDTH; i++) {
        p.u[i] += next.u[i] + length * w[i];
        p.w[i] += next.w[i];
        for (int j = 0; j < WIDTH; j++) {
          p.a[i * WIDTH + j] += next.a[i * WIDTH + j] + 0.5 * (w[i] * next.w[j] - w[j] * next.w[i]);
        }
      }
      return p;
    }
  }

  /** Depth 3: pieces of leaves, leaves, and unions of them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10})
  void piecesAddUpByChensRelations(int depth) {
    LevyPath path = new LevyPath(TrajectoryKey.root(4, 1), WIDTH, 0.5, 2.5, depth);
    double[] times = {0.5, 0.5625, 0.61, 0.62, 0.75, 1, 1.3, 1.9, 2.2, 2.4999, 2.5};
    for (int first = 0; first < times.length; first++) {
      Piece sum = Piece.of(path, times[first], times[first]);
      for (int i = first; i + 1 < times.length; i++) {
        sum = sum.then(Piece.of(path, times[i], times[i + 1]), times[i + 1] - times[i]);
        Piece whole = Piece.of(path, times[first], times[i + 1]);
        assertArrayEquals(whole.w, sum.w, 1e-13);
        assertArrayEquals(whole.u, sum.u, 1e-13);
        assertArrayEquals(whole.a, sum.a, 1e-13);
      }
    }
  }

  @Test
  void isAFunctionOfKeyAndInterval() {
    LevyPath path = new LevyPath(TrajectoryKey.root(4, 2), WIDTH, 0, 1);
    Piece first = Piece.of(path, 0.2, 0.9);
    Piece.of(path, 0.1, 0.5);
    assertArrayEquals(first.a, Piece.of(path, 0.2, 0.9).a);
    assertArrayEquals(first.a, Piece.of(new LevyPath(TrajectoryKey.root(4, 2), WIDTH, 0, 1), 0.2, 0.9).a);
    double[] w = new double[WIDTH];
    double[] u = new double[WIDTH];
    path.increment(0.2, 0.9, w, u);
    assertArrayEquals(first.w, w, 1e-14, "without the areas it need not go down to the leaves");
    assertArrayEquals(first.u, u, 1e-14);
    for (int i = 0; i < WIDTH; i++) {
      assertEquals(0, first.a[i * WIDTH + i]);
      assertEquals(0, first.a[i] + first.a[i * WIDTH]);
    }
  }

  /**
   * Var dW = h, Var U = h^3 / 3, Cov(dW, U) = h^2 / 2, Var A = h^2 / 4, and over whole leaves Var(A | dW, H): its mean of products with
   * what dW and H explain. Fourth moments of A: 5/16 h^4.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 6})
  void momentsAreThoseOfBrownianMotion(int depth) {
    double from = 0.5;
    double to = 1;
    double h = to - from;
    double[] m = new double[6];
    for (int p = 0; p < PATHS; p++) {
      Piece x = Piece.of(new LevyPath(TrajectoryKey.root(7, p), WIDTH, 0, 1, depth), from, to);
      double explained = (x.u[0] / h - x.w[0] / 2) * x.w[1] - x.w[0] * (x.u[1] / h - x.w[1] / 2);
      double area = x.a[1];
      double[] now = {x.w[0] * x.w[0] / h, x.u[0] * x.u[0] / (h * h * h / 3), x.w[0] * x.u[0] / (h * h / 2), area * area / (h * h / 4),
          (area - explained) * (area - explained) / (h * h / 12), x.a[1] * x.a[2] / (h * h / 4)};
      for (int i = 0; i < m.length; i++) {
        m[i] += now[i] / PATHS;
      }
    }
    // Standard errors from fourth moments: 2 of a square of a normal; 4 of that of a Levy area (5/16 over 1/16, less 1); the product
    // of a normal with its half-correlated other has the variance 1 + 1 / 0.75.
    assertEquals(1, m[0], 4 * Math.sqrt(2.0 / PATHS), "Var dW");
    assertEquals(1, m[1], 4 * Math.sqrt(2.0 / PATHS), "Var U");
    assertEquals(1, m[2], 4 * Math.sqrt((1 + 1 / 0.75) / PATHS), "Cov(dW, U)");
    assertEquals(1, m[3], 4 * Math.sqrt(4.0 / PATHS), "Var A");
    assertEquals(1, m[4], 4 * Math.sqrt(4.0 / PATHS), "Var of A less what dW and H explain");
    assertEquals(0, m[5], 4 * Math.sqrt(4.0 / PATHS), "Cov of two areas");
  }

  @Test
  void refusesWhatDoesNotFit() {
    TrajectoryKey key = TrajectoryKey.root(1, 0);
    assertThrows(IllegalArgumentException.class, () -> new LevyPath(key, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new LevyPath(key, 0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new LevyPath(key, 1, 0, 1, 31));
    LevyPath path = new LevyPath(key, 2, 0, 1);
    double[] two = new double[2];
    assertThrows(IllegalArgumentException.class, () -> path.increment(0.5, 1.1, two, new double[2]));
    assertThrows(IllegalArgumentException.class, () -> path.increment(0.5, 0.4, two, new double[2]));
    assertThrows(IllegalArgumentException.class, () -> path.increment(0, 1, two, new double[2], new double[3]));
  }
}
