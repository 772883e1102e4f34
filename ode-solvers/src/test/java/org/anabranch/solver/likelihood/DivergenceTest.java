package org.anabranch.solver.likelihood;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Estimates of the trace of a known matrix. */
class DivergenceTest {
  private static final int SIZE = 9;

  private static double[][] matrix() {
    Random random = new Random(5);
    double[][] a = new double[SIZE][SIZE];
    for (double[] row : a) {
      for (int j = 0; j < SIZE; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return a;
  }

  private static double trace(double[][] a) {
    double t = 0;
    for (int i = 0; i < a.length; i++) {
      t += a[i][i];
    }
    return t;
  }

  /** Estimates for the key at t = 0.5, where the divergence is 1.5 tr A. */
  private static double[] estimates(Divergence d, double[][] a, long path) {
    Tensor x = Tensor.zerosF64(1, a.length);
    for (int i = 0; i < a.length; i++) {
      x.doubles()[i] = i - 3;
    }
    double[][] out = new double[1][d.estimates()];
    d.evaluate(new LinearField(a, Direction.DATA_AT_ONE), x, new double[] {0.5}, new int[1],
        new TrajectoryKey[] {TrajectoryKey.root(1, path)}, Tensor.zerosF64(1, a.length), out);
    return out[0];
  }

  @Test
  void theExactDivergenceIsTheTrace() {
    assertEquals(1.5 * trace(matrix()), estimates(new ExactDivergence(), matrix(), 0)[0], 1e-13);
  }

  /** Mean within 4 standard errors; the variance is 2 sum of S[i][j]^2, without the diagonal for signs, S the symmetric part. */
  @ParameterizedTest
  @EnumSource(Probe.class)
  void hutchinsonIsUnbiasedWithItsVariance(Probe probe) {
    double[][] a = matrix();
    double variance = 0;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        double s = 0.75 * (a[i][j] + a[j][i]);
        variance += i != j || probe == Probe.GAUSSIAN ? 2 * s * s : 0;
      }
    }
    int n = 20_000;
    double[] e = estimates(new Hutchinson(probe, n), a, 7);
    double mean = 0;
    for (double v : e) {
      mean += v / n;
    }
    assertEquals(1.5 * trace(a), mean, 4 * Math.sqrt(variance / n));
    double got = 0;
    double fourth = 0;
    for (double v : e) {
      got += (v - mean) * (v - mean) / (n - 1);
      fourth += Math.pow(v - mean, 4) / n;
    }
    assertEquals(variance, got, 4 * Math.sqrt((fourth - got * got) / n));
  }

  @Test
  void signsAreExactForADiagonalMatrixAndNormalsAreNot() {
    double[][] a = new double[SIZE][SIZE];
    for (int i = 0; i < SIZE; i++) {
      a[i][i] = i;
    }
    for (double e : estimates(new Hutchinson(Probe.RADEMACHER, 5), a, 0)) {
      assertEquals(1.5 * trace(a), e, 1e-12);
    }
    assertTrue(Math.abs(estimates(new Hutchinson(Probe.GAUSSIAN, 1), a, 0)[0] - 1.5 * trace(a)) > 1);
  }

  @Test
  void hutchPlusPlusIsExactForLowRank() {
    double[][] u = matrix();
    double[][] low = new double[SIZE][SIZE];
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        for (int k = 0; k < 3; k++) {
          low[i][j] += u[k][i] * u[k + 3][j];
        }
      }
    }
    for (int sketch : new int[] {3, 5}) {
      for (double e : estimates(new HutchPlusPlus(sketch, 4), low, 2)) {
        assertEquals(1.5 * trace(low), e, 1e-10);
      }
    }
    double[] short2 = estimates(new HutchPlusPlus(2, 4), low, 2);
    assertTrue(Math.abs(short2[0] - 1.5 * trace(low)) > 1e-3, "a sketch of 2 columns cannot hold rank 3: " + short2[0]);
  }

  @Test
  void hutchPlusPlusIsUnbiased() {
    double[][] a = matrix();
    int n = 4000;
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double e = estimates(new HutchPlusPlus(3, 1), a, i)[0];
      mean += e / n;
      squares += e * e / n;
    }
    assertEquals(1.5 * trace(a), mean, 4 * Math.sqrt((squares - mean * mean) / n));
  }

  @Test
  void directionsBelongToTheKey() {
    double[][] a = matrix();
    Divergence d = new Hutchinson(Probe.RADEMACHER, 3);
    assertArrayEquals(estimates(d, a, 4), estimates(d, a, 4));
    double[] other = estimates(d, a, 5);
    assertTrue(other[0] != estimates(d, a, 4)[0] || other[1] != estimates(d, a, 4)[1]);
    assertArrayEquals(new double[] {estimates(d, a, 4)[0]}, estimates(new Hutchinson(Probe.RADEMACHER, 1), a, 4));
  }

  @Test
  void costsAreToldAndNumbersChecked() {
    LinearField field = new LinearField(matrix(), Direction.DATA_AT_ONE);
    assertEquals(1 + SIZE, new ExactDivergence().cost(field));
    assertEquals(1 + 4, new Hutchinson(Probe.GAUSSIAN, 4).cost(field));
    assertEquals(2 + 2 * 3 + 4, new HutchPlusPlus(3, 4).cost(field));
    assertEquals("probes: must be >= 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new Hutchinson(Probe.GAUSSIAN, 0)).getMessage());
    assertEquals("Hutch++: the sketch has 10 columns, a row only 9 elements",
        assertThrows(IllegalArgumentException.class, () -> new HutchPlusPlus(10, 1).cost(field)).getMessage());
  }
}
