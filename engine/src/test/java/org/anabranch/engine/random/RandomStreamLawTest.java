package org.anabranch.engine.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The laws of the numbers: moments, distribution functions, independence. Bounds are 4 standard errors, seeds are fixed. */
class RandomStreamLawTest {
  private static final int MILLION = 1_000_000;
  private static final int KS = 100_000;
  /** Exceeded by sqrt(n) D with probability 2 exp(-2 * 2.2^2) = 1.2e-4. */
  private static final double KS_BOUND = 2.2;

  @Test
  void normalsHaveTheMomentsOfTheNormalLaw() {
    double[] z = new double[MILLION];
    RandomStream.normals(TrajectoryKey.root(11, 0), 0, Purpose.START, z, 0, MILLION);
    double n = MILLION;
    double mean = Arrays.stream(z).sum() / n;
    double m2 = Arrays.stream(z).map(x -> (x - mean) * (x - mean)).sum() / n;
    double m3 = Arrays.stream(z).map(x -> Math.pow(x - mean, 3)).sum() / n;
    double m4 = Arrays.stream(z).map(x -> Math.pow(x - mean, 4)).sum() / n;
    assertEquals(0, mean, 4 * Math.sqrt(1 / n), "mean");
    assertEquals(1, m2, 4 * Math.sqrt(2 / n), "variance");
    assertEquals(0, m3 / Math.pow(m2, 1.5), 4 * Math.sqrt(6 / n), "skewness");
    assertEquals(3, m4 / (m2 * m2), 4 * Math.sqrt(24 / n), "kurtosis");
    long far = Arrays.stream(z).filter(x -> Math.abs(x) > 4).count();
    assertEquals(63.34, far, 4 * Math.sqrt(63.34), "beyond 4 sigma");
  }

  @Test
  void normalsFollowTheNormalDistributionFunction() {
    for (int step = 0; step < 3; step++) {
      double[] z = new double[KS];
      RandomStream.normals(TrajectoryKey.root(12, 5), step, Purpose.STEP, z, 0, KS);
      assertKolmogorovSmirnov(z, RandomStreamLawTest::normalCdf);
      float[] f = new float[KS];
      RandomStream.normals(TrajectoryKey.root(13, 5), step, Purpose.STEP, f, 0, KS);
      assertKolmogorovSmirnov(toDoubles(f), RandomStreamLawTest::normalCdf);
    }
  }

  @Test
  void theSineAndTheCosineHalvesAreEachNormal() {
    double[] z = new double[2 * KS];
    RandomStream.normals(TrajectoryKey.root(14, 0), 0, Purpose.START, z, 0, z.length);
    for (int half = 0; half < 2; half++) {
      double[] h = new double[KS];
      for (int i = 0; i < KS; i++) {
        h[i] = z[2 * i + half];
      }
      assertKolmogorovSmirnov(h, RandomStreamLawTest::normalCdf);
    }
  }

  @Test
  void uniformsFollowTheUniformDistributionFunction() {
    double[] u = new double[KS];
    RandomStream.uniforms(TrajectoryKey.root(15, 0), 1, Purpose.SEARCH, u, 0, KS);
    assertKolmogorovSmirnov(u, x -> x);
    float[] f = new float[KS];
    RandomStream.uniforms(TrajectoryKey.root(16, 0), 1, Purpose.SEARCH, f, 0, KS);
    assertKolmogorovSmirnov(toDoubles(f), x -> x);
  }

  @Test
  void gumbelsFollowTheGumbelDistributionFunction() {
    double[] g = new double[KS];
    RandomStream.gumbels(TrajectoryKey.root(17, 0), 1, Purpose.TOKEN, g, 0, KS);
    assertKolmogorovSmirnov(g, x -> StrictMath.exp(-StrictMath.exp(-x)));
    float[] f = new float[KS];
    RandomStream.gumbels(TrajectoryKey.root(18, 0), 1, Purpose.TOKEN, f, 0, KS);
    assertKolmogorovSmirnov(toDoubles(f), x -> StrictMath.exp(-StrictMath.exp(-x)));
  }

  @Test
  void streamsOfDifferentStepPurposePathOrSeedAreUncorrelated() {
    List<double[]> streams = new ArrayList<>();
    TrajectoryKey key = TrajectoryKey.root(0, 0);
    for (long step : new long[] {0, 1, 2, 256, RandomStream.STEPS - 1}) {
      streams.add(normals(key, step, Purpose.START));
    }
    for (Purpose p : Purpose.values()) {
      if (p != Purpose.START) {
        streams.add(normals(key, 0, p));
      }
    }
    streams.add(normals(TrajectoryKey.root(0, 1), 0, Purpose.START));
    streams.add(normals(TrajectoryKey.root(0, 1L << 32), 0, Purpose.START));
    streams.add(normals(TrajectoryKey.root(1, 0), 0, Purpose.START));
    streams.add(normals(TrajectoryKey.root(1L << 32, 0), 0, Purpose.START));
    streams.add(normals(TrajectoryKey.root(-1, 0), 0, Purpose.START));
    streams.add(normals(key.child(0), 0, Purpose.START));
    streams.add(normals(key.child(1), 0, Purpose.START));
    for (int a = 0; a < streams.size(); a++) {
      for (int b = 0; b < a; b++) {
        assertUncorrelated(streams.get(a), 0, streams.get(b), 0, "streams " + a + " and " + b);
      }
    }
  }

  @Test
  void elementsOfAStreamAreUncorrelatedInValueAndInSize() {
    double[] z = normals(TrajectoryKey.root(19, 0), 0, Purpose.START);
    double[] size = Arrays.stream(z).map(x -> (x * x - 1) / Math.sqrt(2)).toArray();
    for (int lag : new int[] {1, 2, 3, 4, 8, 256, 1024}) {
      assertUncorrelated(z, lag, z, 0, "lag " + lag);
      assertUncorrelated(size, lag, size, 0, "squares, lag " + lag);
    }
  }

  private static double[] normals(TrajectoryKey key, long step, Purpose purpose) {
    double[] out = new double[KS];
    RandomStream.normals(key, step, purpose, out, 0, KS);
    return out;
  }

  /** For variables of mean 0 and variance 1. */
  private static void assertUncorrelated(double[] a, int lag, double[] b, int at, String what) {
    int n = KS - lag;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += a[i + lag] * b[i + at];
    }
    assertEquals(0, sum / n, 4 / Math.sqrt(n), what);
  }

  private static void assertKolmogorovSmirnov(double[] x, DoubleUnaryOperator cdf) {
    Arrays.sort(x);
    double n = x.length;
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double p = cdf.applyAsDouble(x[i]);
      worst = Math.max(worst, Math.max(p - i / n, (i + 1) / n - p));
    }
    assertTrue(worst * Math.sqrt(n) < KS_BOUND, "sqrt(n) D = " + worst * Math.sqrt(n));
  }

  /** 1/2 + phi(x) (x + x^3/3 + x^5/15 + ...), all terms of one sign (Marsaglia, J. Stat. Software 11(4), 2004). */
  private static double normalCdf(double x) {
    double term = x;
    double sum = x;
    for (int i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
      term *= x * x / i;
      sum += term;
    }
    return 0.5 + sum * StrictMath.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }

  private static double[] toDoubles(float[] f) {
    double[] d = new double[f.length];
    for (int i = 0; i < f.length; i++) {
      d[i] = f[i];
    }
    return d;
  }
}
