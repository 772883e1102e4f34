package org.anabranch.solver.manifold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uniform, Gaussian and Brownian laws by their moments and characters, within four standard errors at fixed seeds. */
class LawsTest {
  private static final int N = 20_000;

  private static double character(int l, double[] q) {
    double half = Math.acos(Math.min(1, Math.abs(q[0])));
    return half < 1e-9 ? 2 * l + 1 : Math.sin((2 * l + 1) * half) / Math.sin(half);
  }

  private static void mean(String what, double expected, List<double[]> points, ToDoubleFunction<double[]> f) {
    double sum = 0;
    double squares = 0;
    for (double[] p : points) {
      double v = f.applyAsDouble(p);
      sum += v / points.size();
      squares += v * v / points.size();
    }
    double error = Math.sqrt((squares - sum * sum) / points.size());
    assertEquals(expected, sum, 4 * error, what);
    assertTrue(error < 0.05, what + " has a standard error of " + error);
  }

  private static List<double[]> noise(Manifold m, int seed) {
    double[][] out = new double[N][m.width()];
    for (int i = 0; i < N; i++) {
      m.noise(TrajectoryKey.root(seed, i), 0, out[i], 0);
    }
    return Arrays.asList(out);
  }

  private static List<double[]> walk(Manifold m, double[] x, int seed, double... times) {
    double[] starts = new double[N * x.length];
    TrajectoryKey[] keys = new TrajectoryKey[N];
    for (int i = 0; i < N; i++) {
      System.arraycopy(x, 0, starts, i * x.length, x.length);
      keys[i] = TrajectoryKey.root(seed, i);
    }
    Tensor end = new BrownianWalk(m).sample(Tensor.of(starts, N, x.length), keys, times).getLast();
    double[][] out = new double[N][];
    Arrays.setAll(out, i -> Arrays.copyOfRange(end.doubles(), i * x.length, (i + 1) * x.length));
    return Arrays.asList(out);
  }

  @Test
  void noiseIsUniform() {
    List<double[]> rotations = noise(Rotations.SO3, 1);
    for (int l = 1; l <= 3; l++) {
      int degree = l;
      mean("character " + l, 0, rotations, q -> character(degree, q));
    }
    List<double[]> sphere = noise(new Sphere(4), 2);
    for (int i = 0; i < 4; i++) {
      int axis = i;
      mean("x", 0, sphere, x -> x[axis]);
      mean("x^2", 0.25, sphere, x -> x[axis] * x[axis]);
      mean("x^4", 0.125, sphere, x -> Math.pow(x[axis], 4));
    }
    List<double[]> torus = noise(new Torus(2), 3);
    for (int n = 1; n <= 3; n++) {
      int k = n;
      mean("cos", 0, torus, x -> Math.cos(k * x[0]));
      mean("sin", 0, torus, x -> Math.sin(k * x[1]));
      mean("together", 0, torus, x -> Math.cos(k * (x[0] - x[1])));
    }
    List<double[]> frames = noise(ProductManifold.of(Rotations.SO3, Rotations.SO3), 4);
    mean("factors are independent", 0, frames, q -> character(1, q) * character(1, Arrays.copyOfRange(q, 4, 8)));
  }

  @Test
  void dirichletHasItsMoments() {
    double[] alpha = {0.3, 1, 2.5, 0.5};
    double total = 4.3;
    Dirichlet law = new Dirichlet(alpha);
    double[][] draws = new double[N][alpha.length];
    for (int i = 0; i < N; i++) {
      law.sample(TrajectoryKey.root(5, i), 0, draws[i], 0);
      assertTrue(new Simplex(4).deviation(draws[i], 0) < 1e-15);
    }
    for (int i = 0; i < alpha.length; i++) {
      int k = i;
      double a = alpha[i];
      mean("p", a / total, Arrays.asList(draws), p -> p[k]);
      mean("p^2", a * (a + 1) / (total * (total + 1)), Arrays.asList(draws), p -> p[k] * p[k]);
      mean("p q", a * alpha[(i + 1) % 4] / (total * (total + 1)), Arrays.asList(draws), p -> p[k] * p[(k + 1) % 4]);
    }
    List<double[]> flat = noise(new Simplex(3), 6);
    mean("flat p^2", 1.0 / 6, flat, p -> p[0] * p[0]);
    mean("flat p^3", 0.1, flat, p -> p[1] * p[1] * p[1]);
    double[] tiny = new double[2];
    new Dirichlet(1e-4, 1e-4).sample(TrajectoryKey.root(5, 1), 0, tiny, 0);
    assertEquals(1, tiny[0] + tiny[1], 1e-15);
    assertThrows(IllegalArgumentException.class, () -> new Dirichlet(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Dirichlet(1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 1, 1.9999, 2, 5})
  void rotationGaussianHasItsCharacters(double time) {
    double[][] draws = new double[N][4];
    RotationGaussian law = new RotationGaussian(time);
    double[] v = new double[3];
    for (int i = 0; i < N; i++) {
      law.sample(TrajectoryKey.root(7, i), 0, v, 0);
      assertTrue(AngleFunctions.norm3(v, 0) <= Math.PI);
      Rotations.SO3.exp(new double[] {1, 0, 0, 0}, 0, v, 0, 1, draws[i]);
    }
    for (int l = 1; l <= 4; l++) {
      int degree = l;
      mean("character " + l + " at " + time, (2 * l + 1) * Math.exp(-l * (l + 1) * time / 2), Arrays.asList(draws),
          q -> character(degree, q));
    }
    mean("axis", 0, Arrays.asList(draws), q -> q[2]);
  }

  /** Simpson's rule with 2000 intervals; its error is far below the tolerance for these widths. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 1, 1.9999, 2, 5})
  void rotationGaussianIsADensityWithItsCharactersAndItsScore(double time) {
    RotationGaussian law = new RotationGaussian(time);
    int n = 2000;
    for (int l = 0; l <= 3; l++) {
      double sum = 0;
      for (int i = 0; i <= n; i++) {
        double a = i == n ? Math.PI : Math.PI * i / n;
        double chi = i == 0 ? 2 * l + 1 : Math.sin((l + 0.5) * a) / Math.sin(0.5 * a);
        sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * chi * (1 - Math.cos(a)) / Math.PI * Math.exp(law.logDensity(a));
      }
      assertEquals((2 * l + 1) * Math.exp(-l * (l + 1) * time / 2), sum * Math.PI / n / 3, 1e-9);
    }
    double e = 1e-5;
    for (double a = 0.001; a < Math.PI - e; a += 0.0713) {
      double slope = (law.logDensity(a + e) - law.logDensity(a - e)) / (2 * e);
      // Beside a half turn two images of equal size meet, over a width of time / (2 pi).
      double truncation = Math.pow(2 * Math.PI / time, 3) * e * e / 6;
      assertEquals(slope, law.score(a), truncation + 1e-7 * (1 + Math.abs(slope)), "score at " + a);
    }
    assertEquals(0, law.score(0));
    assertEquals(law.score(1e-9) / 1e-9, law.score(1e-6) / 1e-6, 1e-5 * (1 + 1 / time));
  }

  @Test
  void theTwoFormsOfTheDensitiesAgree() {
    RotationGaussian below = new RotationGaussian(Math.nextDown(RotationGaussian.CROSSOVER));
    RotationGaussian above = new RotationGaussian(RotationGaussian.CROSSOVER);
    WrappedNormal narrow = new WrappedNormal(Math.nextDown(WrappedNormal.CROSSOVER));
    WrappedNormal wide = new WrappedNormal(WrappedNormal.CROSSOVER);
    for (int i = 0; i <= 32; i++) {
      double a = i == 32 ? Math.PI : i * Math.PI / 32;
      // At pi the density is 0.4, a sum of terms of size 1.
      assertEquals(above.logDensity(a), below.logDensity(a), 1e-13);
      assertEquals(above.score(a), below.score(a), 1e-13);
      assertEquals(wide.logDensity(a), narrow.logDensity(a), 1e-13);
      assertEquals(wide.score(a), narrow.score(a), 1e-13);
    }
    assertThrows(IllegalArgumentException.class, () -> above.logDensity(3.2));
    assertThrows(IllegalArgumentException.class, () -> new RotationGaussian(-1));
    assertThrows(IllegalArgumentException.class, () -> new RotationGaussian(0).score(1));
    assertThrows(IllegalArgumentException.class, () -> new WrappedNormal(0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 1, 3.9, 6})
  void wrappedNormalIsADensityWithItsScoreAndCharacters(double variance) {
    WrappedNormal law = new WrappedNormal(variance);
    int n = 400;
    for (int k = 0; k <= 2; k++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        double a = -Math.PI + 2 * Math.PI * i / n;
        sum += Math.cos(k * a) * Math.exp(law.logDensity(a)) * 2 * Math.PI / n;
      }
      assertEquals(Math.exp(-k * k * variance / 2), sum, 1e-13);
    }
    double e = 1e-5;
    for (double a = -3; a < 3; a += 0.37) {
      double slope = (law.logDensity(a + e) - law.logDensity(a - e)) / (2 * e);
      assertEquals(slope, law.score(a), 1e-7 * (1 + Math.abs(slope)));
    }
    List<double[]> ends = walk(new Torus(1), new double[] {2}, 8, 0, variance / 3, variance);
    for (int k = 1; k <= 2; k++) {
      int harmonic = k;
      mean("cos", Math.exp(-k * k * variance / 2), ends, x -> Math.cos(harmonic * (x[0] - 2)));
      mean("sin", 0, ends, x -> Math.sin(harmonic * (x[0] - 2)));
    }
  }

  @Test
  void brownianMotionHasTheEigenvaluesOfTheLaplacian() {
    double[] q = {0.5, -0.5, 0.5, 0.5};
    List<double[]> turned = walk(Rotations.SO3, q, 9, 0, 0.2, 0.7);
    for (int l = 1; l <= 2; l++) {
      int degree = l;
      mean("SO(3)", (2 * l + 1) * Math.exp(-0.35 * l * (l + 1)), turned, x -> character(degree,
          new double[] {x[0] * q[0] + x[1] * q[1] + x[2] * q[2] + x[3] * q[3]}));
    }
    double[] pole = {0.6, 0, 0.8};
    List<double[]> sphere = walk(new Sphere(3), pole, 10, 0, 0.3, 0.4, 0.9);
    mean("P1", Math.exp(-0.9), sphere, x -> 0.6 * x[0] + 0.8 * x[2]);
    mean("P2", Math.exp(-2.7), sphere, x -> 1.5 * Math.pow(0.6 * x[0] + 0.8 * x[2], 2) - 0.5);
    List<double[]> circle = walk(new Sphere(2), new double[] {0, 1}, 11, 0, 0.8);
    mean("circle", Math.exp(-0.4), circle, x -> x[1]);
    mean("circle, twice", Math.exp(-1.6), circle, x -> 2 * x[1] * x[1] - 1);
    double[] times = new double[41];
    Arrays.setAll(times, i -> 0.01 * i);
    // Steps of 0.01 in four dimensions: the first eigenvalue is off by 2e-4, a tenth of a standard error.
    mean("S4", Math.exp(-0.8), walk(new Sphere(5), new double[] {1, 0, 0, 0, 0}, 12, times), x -> x[0]);
    List<double[]> p = walk(new Simplex(3), new double[] {0.9, 0.1, 0}, 13, 0, 0.5, 1);
    mean("simplex", 1.0 / 3 + (0.9 - 1.0 / 3) * Math.exp(-0.75), p, x -> x[0]);
    mean("simplex, boundary", 1.0 / 3 * (1 - Math.exp(-0.75)), p, x -> x[2]);
  }

  @Test
  void rigidMotionsTurnAndDriftIndependently() {
    List<double[]> g = walk(RigidMotions.SE3, new double[] {1, 0, 0, 0, 5, 0, -5}, 14, 0, 0.4, 0.7);
    mean("character", 3 * Math.exp(-0.7), g, x -> character(1, x));
    mean("r", 5, g, x -> x[4]);
    mean("r^2", 0.7, g, x -> Math.pow(x[6] + 5, 2));
    mean("independent", 0, g, x -> (Math.pow(x[6] + 5, 2) - 0.7) * (character(1, x) - 3 * Math.exp(-0.7)));
  }

  @Test
  void aWalkIsAFunctionOfKeyAndTimes() {
    Manifold m = ProductManifold.of(Rotations.SO3, new Euclidean(3), new Torus(1)).power(2);
    Tensor start = Tensor.zerosF64(5, m.width());
    TrajectoryKey[] keys = new TrajectoryKey[5];
    for (int r = 0; r < 5; r++) {
      keys[r] = TrajectoryKey.root(15, r);
      m.noise(keys[r], 0, start.doubles(), r * m.width());
    }
    List<Tensor> whole = new BrownianWalk(m).sample(start, keys, new double[] {0, 0.1, 0.5, 0.6});
    List<Tensor> prefix = new BrownianWalk(m).sample(start, keys, new double[] {0, 0.1, 0.5});
    assertArrayEquals(whole.get(2).doubles(), prefix.get(2).doubles());
    for (int r = 0; r < 5; r++) {
      List<Tensor> alone = new BrownianWalk(m).sample(start.rows(r, 1), new TrajectoryKey[] {keys[r]}, new double[] {0, 0.1, 0.5, 0.6});
      assertArrayEquals(Arrays.copyOfRange(whole.get(3).doubles(), r * m.width(), (r + 1) * m.width()), alone.get(3).doubles());
    }
    assertThrows(IllegalArgumentException.class, () -> new BrownianWalk(m).sample(start, keys, new double[] {1, 0}));
    assertThrows(IllegalArgumentException.class, () -> new BrownianWalk(m).sample(start, new TrajectoryKey[4], new double[] {0, 1}));
  }
}
