package org.anabranch.solver.sde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;

/** The law of the tree, and that it is one path whoever asks. */
class BrownianPathTest {
  private static final int WIDTH = 20_000;
  private static final double[] TIMES = {0.5, 0.61, 0.75, 1, 1.3, 1.9, 2.2, 2.5};

  private static BrownianPath path(long seed) {
    return new BrownianPath(TrajectoryKey.root(seed, 0), WIDTH, 0.5, 2.5);
  }

  private static double[] increment(BrownianPath path, double from, double to) {
    double[] out = new double[WIDTH];
    path.increment(from, to, out);
    return out;
  }

  @Test
  void incrementsAreIndependentNormalsOfTheirLength() {
    double[][] d = new double[TIMES.length - 1][];
    for (int i = 0; i < d.length; i++) {
      d[i] = increment(path(3), TIMES[i], TIMES[i + 1]);
    }
    for (int i = 0; i < d.length; i++) {
      double vi = TIMES[i + 1] - TIMES[i];
      for (int k = 0; k <= i; k++) {
        double vk = TIMES[k + 1] - TIMES[k];
        double product = 0;
        double fourth = 0;
        for (int j = 0; j < WIDTH; j++) {
          product += d[i][j] * d[k][j] / WIDTH;
          fourth += d[i][j] * d[i][j] * d[i][j] * d[i][j] / WIDTH;
        }
        // Four standard errors: v sqrt(2 / n) of a variance, sqrt(v w / n) of a product, v^2 sqrt(96 / n) of a fourth moment.
        double error = i == k ? vi * Math.sqrt(2.0 / WIDTH) : Math.sqrt(vi * vk / WIDTH);
        assertEquals(i == k ? vi : 0, product, 4 * error, "increments " + i + " and " + k);
        assertEquals(3 * vi * vi, fourth, 4 * vi * vi * Math.sqrt(96.0 / WIDTH));
      }
    }
  }

  @Test
  void finerStepsAddUpToTheSamePath() {
    BrownianPath path = path(4);
    double[] whole = increment(path, 0.5, 2.5);
    for (int steps : new int[] {3, 8, 50}) {
      double[] sum = new double[WIDTH];
      for (int i = 0; i < steps; i++) {
        double from = 0.5 + 2.0 * i / steps;
        double[] part = increment(path, from, i == steps - 1 ? 2.5 : 0.5 + 2.0 * (i + 1) / steps);
        for (int j = 0; j < WIDTH; j++) {
          sum[j] += part[j];
        }
      }
      // Each difference and each sum rounds a value below 16.
      assertArrayEquals(whole, sum, 2 * steps * Math.ulp(16.0));
    }
  }

  @Test
  void isAFunctionOfKeyAndTimeAndContinuous() {
    double[] a = new double[WIDTH];
    double[] b = new double[WIDTH];
    BrownianPath asked = path(5);
    for (double t : TIMES) {
      asked.value(t, b);
      path(5).value(t, a);
      assertArrayEquals(a, b);
    }
    asked.value(0.5, a);
    assertArrayEquals(new double[WIDTH], a);
    // Neighbours across a node: the straight line of a leaf rises by at most 10 deviations of its length, 2 / 2^20.
    asked.value(1.5, a);
    asked.value(Math.nextDown(1.5), b);
    assertArrayEquals(a, b, 1e-9);
    assertThrows(IllegalArgumentException.class, () -> asked.value(2.6, a));
    assertThrows(IllegalArgumentException.class, () -> new BrownianPath(TrajectoryKey.root(1, 0), 1, 1, 1));
  }
}
