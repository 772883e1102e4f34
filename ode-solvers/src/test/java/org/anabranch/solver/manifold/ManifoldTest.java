package org.anabranch.solver.manifold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Direction;
import org.junit.jupiter.api.Test;

/** Exponentials and logarithms, also where they are singular, and the differential that the solvers stand on. */
class ManifoldTest {
  private static final double[] IDENTITY = {1, 0, 0, 0};
  private static final List<Manifold> ALL = List.of(Rotations.SO3, RigidMotions.SE3, new Sphere(2), new Sphere(3), new Sphere(6),
      new Simplex(2), new Simplex(5), new Torus(3), new Euclidean(2),
      ProductManifold.of(Rotations.SO3, new Euclidean(3), new Torus(2), new Simplex(3)));

  private static double[] point(Manifold m, int seed) {
    double[] x = new double[m.width()];
    m.noise(TrajectoryKey.root(seed, 0), 0, x, 0);
    return x;
  }

  /** A tangent vector at x of length {@code length}, toward another random point, short enough for the logarithm. */
  private static double[] tangent(Manifold m, double[] x, int seed, double length) {
    double[] v = new double[m.tangentWidth()];
    m.log(x, point(m, seed), 0, v, 0);
    double n = AngleFunctions.norm(v, 0, v.length);
    for (int i = 0; i < v.length; i++) {
      v[i] *= length / n;
    }
    return v;
  }

  private static double[] exp(Manifold m, double[] x, double[] v) {
    double[] y = new double[m.width()];
    m.exp(x, 0, v, 0, 1, y);
    return y;
  }

  private static double[] log(Manifold m, double[] x, double[] y) {
    double[] v = new double[m.tangentWidth()];
    m.log(x, y, 0, v, 0);
    return v;
  }

  @Test
  void logarithmAndExponentialAreInverse() {
    for (Manifold m : ALL) {
      for (int seed = 0; seed < 20; seed++) {
        double[] x = point(m, 2 * seed);
        double[] y = point(m, 2 * seed + 1);
        assertTrue(m.deviation(x, 0) < 1e-15 && m.deviation(y, 0) < 1e-15, m.toString());
        double[] v = log(m, x, y);
        double[] back = exp(m, x, v);
        assertEquals(0, m.distance(y, back), 1e-13, m + " exp(log)");
        for (double length : new double[] {1e-9, 1e-3, 0.5}) {
          double[] u = tangent(m, x, 2 * seed + 1, Math.min(length, 0.9 * m.distance(x, y)));
          assertArrayEquals(u, log(m, x, exp(m, x, u)), 2e-15, m + " log(exp) of " + length);
        }
        assertArrayEquals(new double[m.tangentWidth()], log(m, x, x), 1e-16, m + " log of itself");
      }
    }
  }

  @Test
  void velocityOfAGeodesicIsItsDerivativeAndPullsBackToItsStart() {
    for (Manifold m : ALL) {
      for (int seed = 0; seed < 10; seed++) {
        double[] x = point(m, 2 * seed);
        double[] v = log(m, x, point(m, 2 * seed + 1));
        double[] y = v.clone();
        for (int i = 0; i < y.length; i++) {
          y[i] *= 0.7;
        }
        double[] at = exp(m, x, y);
        double[] w = new double[v.length];
        m.velocity(x, 0, v, 0, 0.7, w);
        double[] rest = log(m, at, exp(m, x, v));
        for (int i = 0; i < w.length; i++) {
          assertEquals(rest[i], 0.3 * w[i], 1e-12, m + " velocity");
        }
        m.pullBack(x, 0, y, w, 0, w);
        assertArrayEquals(v, w, 1e-13 * 50, m + " pulled back");
      }
    }
  }

  /** exp_x(y + e eta) from exp_x(y), by central differences of step 1e-5: truncation 1e-10, rounding 1e-11. */
  @Test
  void pullBackInvertsTheDifferentialOfTheExponential() {
    double e = 1e-5;
    for (Manifold m : ALL) {
      for (int seed = 0; seed < 6; seed++) {
        double[] x = point(m, 3 * seed);
        double[] y = tangent(m, x, 3 * seed + 1, m instanceof Simplex ? 0.2 : new double[] {1e-3, 0.9, 1.1, 2.0, 2.6, 2.9}[seed]);
        double[] eta = tangent(m, x, 3 * seed + 2, 1);
        double[] w = new double[y.length];
        double[] up = y.clone();
        double[] down = y.clone();
        for (int i = 0; i < y.length; i++) {
          up[i] += e * eta[i];
          down[i] -= e * eta[i];
        }
        double[] at = exp(m, x, y);
        double[] plus = log(m, at, exp(m, x, up));
        double[] minus = log(m, at, exp(m, x, down));
        for (int i = 0; i < w.length; i++) {
          w[i] = (plus[i] - minus[i]) / (2 * e);
        }
        m.pullBack(x, 0, y, w, 0, w);
        assertArrayEquals(eta, w, 2e-8, m + ", seed " + seed);
      }
    }
  }

  @Test
  void coefficientsAreContinuousWhereTheirFormulasChange() {
    assertEquals(AngleFunctions.gap(1 - 1e-15), AngleFunctions.gap(1), 1e-15);
    assertEquals(AngleFunctions.bend(1 - 1e-15), AngleFunctions.bend(1), 1e-14);
    assertEquals(AngleFunctions.third(1 - 1e-15), AngleFunctions.third(1), 1e-15);
    assertEquals(1.0 / 12, AngleFunctions.gap(0), 1e-17);
    assertEquals(-1.0 / 720, AngleFunctions.bend(0), 1e-18);
    assertEquals(1 / (Math.PI * Math.PI), AngleFunctions.gap(Math.PI), 1e-16);
  }

  @Test
  void rotationsByNoneAndByAHalfTurnLoseNoDigits() {
    double[] axis = {0.6, -0.48, 0.64};
    double lost = 0;
    for (double angle : new double[] {0, 1e-200, 1e-12, 1e-8, 1, Math.PI - 1e-4, Math.PI - 1e-8, Math.PI - 1e-12}) {
      double[] v = {angle * axis[0], angle * axis[1], angle * axis[2]};
      double[] q = exp(Rotations.SO3, IDENTITY, v);
      assertArrayEquals(v, log(Rotations.SO3, IDENTITY, q), 4 * Math.ulp(Math.max(angle, 1e-300)), "angle " + angle);
      double[] m = new double[9];
      Rotations.toMatrix(q, 0, m);
      double[] again = new double[4];
      Rotations.fromMatrix(m, again, 0);
      assertEquals(0, Rotations.SO3.distance(q, again), 1e-15);
      if (angle > 3) {
        double byTrace = Math.acos((m[0] + m[4] + m[8] - 1) / 2);
        lost = Math.max(lost, Math.abs(byTrace - angle));
      }
    }
    assertTrue(lost > 1e-10, "the arc cosine of the trace is off by " + lost);
    for (double[] half : new double[][] {{0, 1, 0, 0}, {0, 0, -1, 0}, {0, 0, 0, 1}, {0, -0.6, 0, 0.8}}) {
      double[] v = log(Rotations.SO3, IDENTITY, half);
      assertEquals(Math.PI, AngleFunctions.norm3(v, 0), 1e-15);
      double[] other = {-half[0], -half[1], -half[2], -half[3]};
      assertArrayEquals(v, log(Rotations.SO3, IDENTITY, other), 1e-300, "one of the two shortest, always the same");
      assertEquals(0, Rotations.SO3.distance(half, exp(Rotations.SO3, IDENTITY, v)), 1e-15);
    }
    assertThrows(IllegalArgumentException.class,
        () -> Rotations.fromMatrix(new double[] {1, 0, 0, 0, 1, 0, 0, 0, -1}, new double[4], 0));
  }

  @Test
  void sphereIsExactAtAntipodes() {
    Sphere s = new Sphere(3);
    double[] x = {0.6, 0, 0.8};
    assertEquals(Math.PI, s.distance(x, new double[] {-0.6, 0, -0.8}), 1e-15);
    assertArrayEquals(new double[] {0, Math.PI, 0}, log(s, x, new double[] {-0.6, 0, -0.8}), 1e-15);
    for (double rest : new double[] {1e-3, 1e-7, 1e-10}) {
      double[] v = {0, Math.PI - rest, 0};
      assertArrayEquals(v, log(s, x, exp(s, x, v)), 4e-16 / rest, "direction of " + rest);
      assertEquals(Math.PI - rest, s.distance(x, exp(s, x, v)), 1e-15, "length of " + rest);
    }
  }

  @Test
  void simplexReachesItsBoundary() {
    Simplex s = new Simplex(3);
    double[] first = {1, 0, 0};
    double[] last = {0, 0, 1};
    double[] v = log(s, first, last);
    assertArrayEquals(new double[] {0, 0, Math.PI}, v, 1e-15);
    double[] half = new double[3];
    s.exp(first, 0, v, 0, 0.5, half);
    assertArrayEquals(new double[] {0.5, 0, 0.5}, half, 1e-15);
    assertArrayEquals(last, exp(s, first, v), 1e-15);
    double[] beyond = new double[3];
    s.exp(first, 0, v, 0, 1.5, beyond);
    assertArrayEquals(half, beyond, 1e-15, "reflected");
    double[] p = {0.2, 0.3, 0.5};
    double[] q = {0.1, 0.9, 0};
    double cosine = Math.sqrt(0.02) + Math.sqrt(0.27);
    assertEquals(2 * Math.acos(cosine), s.distance(p, q), 1e-14);
    double[] rates = new double[3];
    s.rates(p, 0, log(s, p, q), 0, rates);
    assertEquals(0, rates[0] + rates[1] + rates[2], 1e-15);
  }

  @Test
  void anglesWrap() {
    assertEquals(-Math.PI, Torus.wrap(Math.PI));
    assertEquals(-Math.PI, Torus.wrap(-Math.PI));
    assertEquals(0, Torus.wrap(8 * Math.PI));
    assertEquals(0.5, Torus.wrap(0.5 - 6 * Math.PI), 4e-15);
    Torus t = new Torus(1);
    assertArrayEquals(new double[] {-0.2}, log(t, new double[] {-3.1}, new double[] {-3.3 + 2 * Math.PI}), 1e-15);
  }

  /** The matrix exponential of [omega, u; 0, 0], by its series after 10 halvings. */
  private static double[][] matrixExponential(double[] v) {
    double s = 1.0 / 1024;
    double[][] a = {{0, -v[2] * s, v[1] * s, v[3] * s}, {v[2] * s, 0, -v[0] * s, v[4] * s}, {-v[1] * s, v[0] * s, 0, v[5] * s},
        {0, 0, 0, 0}};
    double[][] sum = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};
    double[][] term = sum;
    for (int k = 1; k < 12; k++) {
      term = product(term, a);
      sum = sum.clone();
      for (int i = 0; i < 4; i++) {
        sum[i] = sum[i].clone();
        for (int j = 0; j < 4; j++) {
          term[i][j] /= k;
          sum[i][j] += term[i][j];
        }
      }
    }
    for (int i = 0; i < 10; i++) {
      sum = product(sum, sum);
    }
    return sum;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[4][4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        for (int k = 0; k < 4; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  @Test
  void rigidMotionsAreTheMatrixExponential() {
    double[] identity = {1, 0, 0, 0, 0, 0, 0};
    for (int seed = 0; seed < 10; seed++) {
      double[] v = new double[6];
      RandomStream.normals(TrajectoryKey.root(seed, 1), 0, Purpose.START, v, 0, 6);
      double[] g = exp(RigidMotions.SE3, identity, v);
      double[][] reference = matrixExponential(v);
      double[] m = new double[9];
      Rotations.toMatrix(g, 0, m);
      for (int i = 0; i < 3; i++) {
        assertEquals(reference[i][3], g[4 + i], 1e-12);
        for (int j = 0; j < 3; j++) {
          assertEquals(reference[i][j], m[3 * i + j], 1e-12);
        }
      }
    }
  }

  @Test
  void geodesicsRunFromNoiseToDataInBothDirectionsOfTime() {
    double[] times = {0, 0.25, 0.5, 0.9, 1};
    for (Manifold m : ALL) {
      for (Direction direction : Direction.values()) {
        int n = times.length;
        Tensor noise = Tensor.zerosF64(n, m.width());
        Tensor data = Tensor.zerosF64(n, m.width());
        for (int r = 0; r < n; r++) {
          m.noise(TrajectoryKey.root(3, r), 0, noise.doubles(), r * m.width());
          m.noise(TrajectoryKey.root(4, r), 0, data.doubles(), r * m.width());
        }
        Tensor x = Tensor.zerosF64(n, m.width());
        Tensor u = Tensor.zerosF64(n, m.tangentWidth());
        new GeodesicInterpolant(m, direction).evaluate(noise, data, times, x, u);
        for (int r = 0; r < n; r++) {
          double[] at = Arrays.copyOfRange(x.doubles(), r * m.width(), (r + 1) * m.width());
          double[] from = Arrays.copyOfRange(noise.doubles(), r * m.width(), (r + 1) * m.width());
          double[] to = Arrays.copyOfRange(data.doubles(), r * m.width(), (r + 1) * m.width());
          double s = direction.sinceNoise(times[r]);
          assertEquals(s * m.distance(from, to), m.distance(from, at), 1e-12, m + " at " + s);
          double[] rest = log(m, at, to);
          double[] back = log(m, at, from);
          for (int i = 0; i < m.tangentWidth(); i++) {
            double v = direction.towardsData() * u.doubles()[r * m.tangentWidth() + i];
            assertEquals(rest[i], (1 - s) * v, 1e-12, m + " ahead at " + s);
            assertEquals(back[i], -s * v, 1e-12, m + " behind at " + s);
          }
        }
        assertThrows(IllegalArgumentException.class,
            () -> new GeodesicInterpolant(m, direction).evaluate(noise, data, new double[] {0, 0, 0, 0, 1.5}, x, u));
      }
    }
  }
}
