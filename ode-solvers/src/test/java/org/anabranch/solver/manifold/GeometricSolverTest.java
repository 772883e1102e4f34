package org.anabranch.solver.manifold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Tableau;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Munthe-Kaas methods against closed forms on every manifold: their order, where they stay, what they cost. */
class GeometricSolverTest {
  /** A velocity at one point. */
  private interface Velocity {
    void at(double[] x, double t, double[] v);
  }

  /** A field from a velocity, row by row. */
  private record Field(Manifold manifold, Velocity velocity) implements ManifoldField {
    @Override
    public int costPerRow() {
      return 2;
    }

    @Override
    public void checkCondition(int condition) {
      if (condition != 0) {
        throw new IllegalArgumentException("field: the condition must be 0, got " + condition);
      }
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      double[] u = new double[manifold.tangentWidth()];
      for (int r = 0; r < x.rows(); r++) {
        int at = x.offset() + r * manifold.width();
        velocity.at(Arrays.copyOfRange(x.doubles(), at, at + manifold.width()), t[r], u);
        System.arraycopy(u, 0, v.doubles(), v.offset() + r * u.length, u.length);
      }
    }
  }

  private static final double[] A = {0.9, -0.4, 0.7, 0.3, 1.1, -0.6};
  private static final double[] B = {-0.3, 0.8, 0.5, -0.9, 0.2, 0.4};

  /** g' = a g + g b, in the body's frame Ad(g^-1) a + b; from the identity g(t) = exp(t a) exp(t b). */
  private static void rigid(double[] g, double[] v) {
    double[] back = {g[0], -g[1], -g[2], -g[3]};
    double[] lever = {A[3] + A[1] * g[6] - A[2] * g[5], A[4] + A[2] * g[4] - A[0] * g[6], A[5] + A[0] * g[5] - A[1] * g[4]};
    Rotations.rotate(back, 0, A, 0, v, 0);
    Rotations.rotate(back, 0, lever, 0, v, 3);
    for (int i = 0; i < 6; i++) {
      v[i] += B[i];
    }
  }

  private static Field field(String name) {
    return switch (name) {
      case "so3" -> new Field(Rotations.SO3, (x, t, v) -> {
        Rotations.rotate(new double[] {x[0], -x[1], -x[2], -x[3]}, 0, A, 0, v, 0);
        for (int i = 0; i < 3; i++) {
          v[i] += B[i];
        }
      });
      case "se3" -> new Field(RigidMotions.SE3, (x, t, v) -> rigid(x, v));
      case "sphere" -> new Field(new Sphere(4), (x, t, v) -> {
        double rate = 1 + t;
        v[0] = -rate * x[1];
        v[1] = rate * x[0];
        v[2] = -2 * x[3];
        v[3] = 2 * x[2];
      });
      case "simplex" -> new Field(new Simplex(3), (x, t, v) -> {
        double mean = x[1] + 2.5 * x[2];
        v[0] = -Math.sqrt(x[0]) * mean;
        v[1] = Math.sqrt(x[1]) * (1 - mean);
        v[2] = Math.sqrt(x[2]) * (2.5 - mean);
      });
      default -> new Field(new Torus(1), (x, t, v) -> v[0] = 2 * (1 + 0.5 * Math.cos(x[0])));
    };
  }

  private static double[] start(String name) {
    return switch (name) {
      case "so3" -> new double[] {1, 0, 0, 0};
      case "se3" -> new double[] {1, 0, 0, 0, 0, 0, 0};
      case "sphere" -> new double[] {0.5, -0.1, 0.7, 0.5};
      case "simplex" -> new double[] {0.7, 0.2, 0.1};
      default -> new double[] {0.6};
    };
  }

  private static double[] exact(String name, double t) {
    Manifold m = field(name).manifold();
    double[] x = start(name);
    switch (name) {
      case "so3", "se3" -> {
        double[] half = new double[m.width()];
        double[] end = new double[m.width()];
        m.exp(x, 0, A, 0, t, half);
        m.exp(half, 0, B, 0, t, end);
        return end;
      }
      case "sphere" -> {
        double p = t + 0.5 * t * t;
        double q = 2 * t;
        return new double[] {x[0] * Math.cos(p) - x[1] * Math.sin(p), x[0] * Math.sin(p) + x[1] * Math.cos(p),
            x[2] * Math.cos(q) - x[3] * Math.sin(q), x[2] * Math.sin(q) + x[3] * Math.cos(q)};
      }
      case "simplex" -> {
        double[] p = {x[0], x[1] * Math.exp(t), x[2] * Math.exp(2.5 * t)};
        double sum = p[0] + p[1] + p[2];
        return new double[] {p[0] / sum, p[1] / sum, p[2] / sum};
      }
      default -> {
        // tan(x / 2) = sqrt(3) tan(sqrt(3) / 2 t + c): the turns are those of the inner angle.
        double root = Math.sqrt(3);
        double inner = 0.5 * root * t + Math.atan(Math.tan(0.3) / root);
        return new double[] {Torus.wrap(2 * Math.atan2(root * Math.sin(inner), Math.cos(inner)))};
      }
    }
  }

  private static double[] grid(int steps, double end) {
    double[] times = new double[steps + 1];
    Arrays.setAll(times, i -> end * i / steps);
    return times;
  }

  private static double error(String name, String method, int steps, double end) {
    Field f = field(name);
    GeometricSolver.Result r = new GeometricSolver(f, Tableau.named(method)).integrate(
        Tensor.of(start(name), 1, f.manifold().width()), new int[1], grid(steps, end), Meter.unlimited());
    return f.manifold().distance(exact(name, end), r.state().doubles());
  }

  @ParameterizedTest
  @ValueSource(strings = {"so3", "se3", "sphere", "simplex", "torus"})
  void orderIsThatOfTheTableau(String name) {
    for (String method : new String[] {"euler", "midpoint", "heun", "heun3", "rk4"}) {
      int order = Tableau.named(method).order();
      int steps = order < 3 ? 160 : 40;
      double coarse = error(name, method, steps, 2);
      double fine = error(name, method, 2 * steps, 2);
      double measured = Math.log(coarse / fine) / Math.log(2);
      assertTrue(measured > order - 0.15 && measured < order + 0.4, name + ", " + method + " has order " + measured);
      assertTrue(fine < 0.05, name + ", " + method + " errs by " + fine);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"so3", "se3", "torus"})
  void commutatorFreeMethodsHaveOrderFourOnGroups(String name) {
    Field f = field(name);
    double[] error = new double[2];
    for (int i = 0; i < 2; i++) {
      GeometricSolver.Result r = new GeometricSolver(f, CommutatorFree.CF4).integrate(
          Tensor.of(start(name), 1, f.manifold().width()), new int[1], grid(40 << i, 2), Meter.unlimited());
      error[i] = f.manifold().distance(exact(name, 2), r.state().doubles());
      assertTrue(f.manifold().deviation(r.state().doubles(), 0) < 1e-14);
    }
    double measured = Math.log(error[0] / error[1]) / Math.log(2);
    assertTrue(measured > 3.85 && measured < 4.4, name + " has order " + measured);
    assertTrue(error[1] < 1e-6, name + " errs by " + error[1]);
  }

  /** Both halves of the result in one exponential are the weights of "rk4", which lose two orders without the pull back. */
  @Test
  void oneExponentialInsteadOfTwoLosesTheOrder() {
    CommutatorFree one = new CommutatorFree("one", 4, new double[][][] {{}, {{0.5}}, {{0, 0.5}}, {{0, 0, 1}}},
        new double[][] {{1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6}}, new double[] {0, 0.5, 0.5, 1});
    double[] error = new double[2];
    for (int i = 0; i < 2; i++) {
      GeometricSolver.Result r = new GeometricSolver(field("so3"), one).integrate(Tensor.of(start("so3"), 1, 4), new int[1],
          grid(40 << i, 2), Meter.unlimited());
      error[i] = Rotations.SO3.distance(exact("so3", 2), r.state().doubles());
    }
    assertTrue(error[0] / error[1] < 6, "order " + Math.log(error[0] / error[1]) / Math.log(2));
  }

  @Test
  void commutatorFreeMethodsCostTheirStagesAndRefuseWhatIsNoGroup() {
    Field f = field("so3");
    Meter meter = Meter.of(2 * 4 * 3, () -> false);
    GeometricSolver.Result r = new GeometricSolver(f, CommutatorFree.CF4).integrate(Tensor.of(start("so3"), 1, 4), new int[1],
        grid(5, 1), meter);
    assertEquals(Admission.BUDGET_SPENT, r.why());
    assertEquals(4, r.states().size());
    assertEquals(24, meter.used());
    assertThrows(IllegalArgumentException.class, () -> new GeometricSolver(field("sphere"), CommutatorFree.CF4));
    assertThrows(IllegalArgumentException.class, () -> new GeometricSolver(f, CommutatorFree.CF4, 0));
    assertTrue(ProductManifold.of(Rotations.SO3, new Euclidean(3)).isGroup());
    assertTrue(!ProductManifold.of(Rotations.SO3, new Sphere(3)).isGroup());
    assertThrows(IllegalArgumentException.class,
        () -> new CommutatorFree("x", 1, new double[][][] {{}}, new double[][] {{0.5}}, new double[] {0}));
    assertThrows(IllegalArgumentException.class,
        () -> new CommutatorFree("x", 1, new double[][][] {{{0}}}, new double[][] {{1}}, new double[] {0}));
  }

  /** A negative control: the same field without the pull back's corrections is of second order at most. */
  @Test
  void withoutTheDifferentialFourthOrderIsLost() {
    Manifold plain = new WithoutPullBack();
    double[] error = new double[2];
    for (int i = 0; i < 2; i++) {
      GeometricSolver.Result r = new GeometricSolver(new Field(plain, field("so3").velocity()), Tableau.named("rk4")).integrate(
          Tensor.of(start("so3"), 1, 4), new int[1], grid(40 << i, 2), Meter.unlimited());
      error[i] = Rotations.SO3.distance(exact("so3", 2), r.state().doubles());
    }
    double measured = Math.log(error[0] / error[1]) / Math.log(2);
    assertTrue(measured < 2.5, "order " + measured);
  }

  /** SO(3) whose pull back forgets that it turns. */
  private static final class WithoutPullBack implements Manifold {
    @Override
    public int width() {
      return 4;
    }

    @Override
    public int tangentWidth() {
      return 3;
    }

    @Override
    public void exp(double[] x, int at, double[] v, int vAt, double s, double[] out) {
      Rotations.SO3.exp(x, at, v, vAt, s, out);
    }

    @Override
    public void velocity(double[] x, int at, double[] v, int vAt, double s, double[] out) {
      Rotations.SO3.velocity(x, at, v, vAt, s, out);
    }

    @Override
    public void log(double[] x, double[] y, int at, double[] v, int vAt) {
      Rotations.SO3.log(x, y, at, v, vAt);
    }

    @Override
    public void pullBack(double[] x, int at, double[] y, double[] w, int vAt, double[] out) {
      System.arraycopy(w, vAt, out, vAt, 3);
    }

    @Override
    public double deviation(double[] x, int at) {
      return Rotations.SO3.deviation(x, at);
    }

    @Override
    public void noise(TrajectoryKey key, long step, double[] out, int at) {
      Rotations.SO3.noise(key, step, out, at);
    }

    @Override
    public void brownian(double[] x, int at, double time, TrajectoryKey key, long step, double[] out) {
      Rotations.SO3.brownian(x, at, time, key, step, out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"so3", "se3", "sphere", "simplex", "torus"})
  void pointsStayOnTheManifold(String name) {
    Field f = field(name);
    for (int steps : new int[] {5, 2000}) {
      GeometricSolver.Result r = new GeometricSolver(f, Tableau.named("rk4")).integrate(
          Tensor.of(start(name), 1, f.manifold().width()), new int[1], grid(steps, 4), Meter.unlimited());
      for (Tensor state : r.states()) {
        // A norm of at most seven squares, rounded.
        assertTrue(f.manifold().deviation(state.doubles(), 0) <= 4 * Math.ulp(1.0), name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"so3", "se3", "sphere", "simplex", "torus"})
  void aRowsBitsDoNotDependOnItsBatch(String name) {
    Field f = field(name);
    int n = f.manifold().width();
    int rows = 11;
    Tensor start = Tensor.zerosF64(rows, n);
    for (int r = 0; r < rows; r++) {
      f.manifold().noise(TrajectoryKey.root(1, r), 0, start.doubles(), r * n);
    }
    Tableau rk4 = Tableau.named("rk4");
    Tensor whole = new GeometricSolver(f, rk4).integrate(start, new int[rows], grid(6, -1), Meter.unlimited()).state();
    Tensor cut = new GeometricSolver(f, rk4, 3).integrate(start, new int[rows], grid(6, -1), Meter.unlimited()).state();
    assertArrayEquals(whole.doubles(), cut.doubles());
    for (int r = 0; r < rows; r++) {
      Tensor alone = new GeometricSolver(f, rk4).integrate(start.rows(r, 1), new int[1], grid(6, -1),
          Meter.unlimited()).state();
      assertArrayEquals(Arrays.copyOfRange(whole.doubles(), r * n, (r + 1) * n), alone.doubles());
    }
  }

  @Test
  void aStepThatTheBudgetDoesNotCoverIsNotBegun() {
    Field f = field("so3");
    Tensor start = Tensor.of(new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0}, 3, 4);
    for (long granted : new long[] {0, 23, 24, 47, 48, 1000}) {
      Meter meter = Meter.of(granted, () -> false);
      GeometricSolver.Result r = new GeometricSolver(f, Tableau.named("rk4")).integrate(start, new int[3], grid(4, 1), meter);
      // Three rows at price 2, four stages.
      long steps = Math.min(4, granted / 24);
      assertEquals(24 * steps, meter.used());
      assertEquals(steps + 1, r.states().size());
      assertEquals(steps == 4 ? Admission.ADMITTED : Admission.BUDGET_SPENT, r.why());
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    GeometricSolver solver = new GeometricSolver(field("so3"), Tableau.named("euler"));
    Tensor one = Tensor.of(start("so3"), 1, 4);
    Meter meter = Meter.unlimited();
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(Tensor.zeros(1, 4), new int[1], grid(1, 1), meter));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(one, new int[2], grid(1, 1), meter));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(one, new int[] {1}, grid(1, 1), meter));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(one, new int[1], new double[] {0}, meter));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(one, new int[1], new double[] {0, 1, 0.5}, meter));
    assertThrows(IllegalArgumentException.class, () -> solver.integrate(one, new int[1], new double[] {0, Double.NaN}, meter));
    Tensor off = Tensor.of(new double[] {1, 0.1, 0, 0}, 1, 4);
    assertTrue(assertThrows(IllegalArgumentException.class, () -> solver.integrate(off, new int[1], grid(1, 1), meter)).getMessage()
        .contains("row 0"));
    assertThrows(IllegalArgumentException.class, () -> new GeometricSolver(field("so3"), Tableau.named("euler"), 0));
  }
}
