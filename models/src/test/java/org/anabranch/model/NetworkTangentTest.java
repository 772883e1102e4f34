package org.anabranch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.KeyedNormals;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jacobian-vector products of the digits: against differences, linear, one set of bits; the velocity beside them is the forward's. */
class NetworkTangentTest {
  private static final Digits DIGITS = Digits.load();
  private static final int SIZE = 784;

  private static Tensor normal(int rows, long seed) {
    Tensor x = Tensor.zeros(rows, 1, 28, 28);
    TrajectoryKey[] keys = new TrajectoryKey[rows];
    Arrays.setAll(keys, i -> TrajectoryKey.root(seed, i));
    KeyedNormals.fill(keys, 0, Purpose.START, x);
    return x;
  }

  private record Result(Tensor v, Tensor products) {}

  /** Rows [from, from + n) with tangents [first, first + p) of each row's seven. */
  private static Result run(String backend, int threads, Optional<Guidance> guidance, int from, int n, int first, int p) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      SitField field = DIGITS.field(Backend.of(backend, pool).kernels(), guidance);
      Tensor all = normal(3 * 7, 9);
      Tensor tangents = Tensor.zeros(n * p, 1, 28, 28);
      double[] t = new double[n];
      int[] y = new int[n];
      for (int r = 0; r < n; r++) {
        t[r] = 0.2 + 0.3 * (from + r);
        y[r] = 3 * (from + r);
        for (int i = 0; i < p; i++) {
          System.arraycopy(all.floats(), ((from + r) * 7 + first + i) * SIZE, tangents.floats(), (r * p + i) * SIZE, SIZE);
        }
      }
      Result out = new Result(Tensor.zeros(n, 1, 28, 28), Tensor.zeros(n * p, 1, 28, 28));
      field.evaluate(normal(3, 4).rows(from, n), t, y, tangents, out.v, out.products);
      return out;
    }
  }

  private static double norm(float[] a, float[] b) {
    double s = 0;
    for (int i = 0; i < a.length; i++) {
      s += (a[i] - (double) b[i]) * (a[i] - (double) b[i]);
    }
    return Math.sqrt(s);
  }

  /** Central differences at h and 2 h, extrapolated: error O(h^4), and rounding of about 2e-6 |v| / h. */
  private static float[] difference(Optional<Guidance> guidance) {
    SitField field = DIGITS.field(Backend.standard().kernels(), guidance);
    double[][] at = new double[4][SIZE];
    double[] steps = {-2, -1, 1, 2};
    double h = 0.02;
    for (int i = 0; i < 4; i++) {
      Tensor x = Tensor.zeros(1, 1, 28, 28);
      float[] x0 = normal(3, 4).floats();
      float[] d = normal(21, 9).floats();
      for (int j = 0; j < SIZE; j++) {
        x.floats()[j] = (float) (x0[SIZE + j] + steps[i] * h * d[7 * SIZE + j]);
      }
      Tensor v = Tensor.zeros(1, 1, 28, 28);
      field.evaluate(x, new double[] {0.5}, new int[] {3}, v);
      Arrays.setAll(at[i], j -> v.get(j));
    }
    float[] out = new float[SIZE];
    for (int j = 0; j < SIZE; j++) {
      out[j] = (float) ((8 * (at[2][j] - at[1][j]) - (at[3][j] - at[0][j])) / (12 * h));
    }
    return out;
  }

  @Test
  void productsAreDirectionalDerivatives() {
    for (Optional<Guidance> guidance : java.util.List.of(Optional.<Guidance>empty(), Optional.of(Guidance.of(2)))) {
      float[] exact = run("", 2, guidance, 1, 1, 0, 1).products.floats();
      double error = norm(exact, difference(guidance)) / norm(exact, new float[SIZE]);
      // Rounding: 1e-6 relative in v, |v| about |J d|, over h = 0.02: 1e-4; the fifth derivative times h^4 is of that size too.
      assertTrue(error < 2e-3, "relative difference " + error + " " + guidance);
    }
  }

  @Test
  void productsAreLinear() {
    SitField field = DIGITS.field(Backend.standard().kernels(), Optional.empty());
    Tensor d = normal(3, 12);
    for (int j = 0; j < SIZE; j++) {
      d.floats()[2 * SIZE + j] = 2 * d.floats()[j] - 0.5f * d.floats()[SIZE + j];
    }
    Tensor v = Tensor.zeros(1, 1, 28, 28);
    Tensor p = Tensor.zeros(3, 1, 28, 28);
    field.evaluate(normal(1, 4), new double[] {0.7}, new int[] {5}, d, v, p);
    float[] combined = new float[SIZE];
    for (int j = 0; j < SIZE; j++) {
      combined[j] = 2 * p.floats()[j] - 0.5f * p.floats()[SIZE + j];
    }
    float[] direct = Arrays.copyOfRange(p.floats(), 2 * SIZE, 3 * SIZE);
    double error = norm(direct, combined) / norm(direct, new float[SIZE]);
    // Six blocks of products with up to 512 terms in float: rounding of some 10 ulps each.
    assertTrue(error < 64 * Math.ulp(1f), "relative error " + error);
  }

  @Test
  @Tag("bits")
  void productsHaveOneSetOfBits() {
    Result all = run("", 1, Optional.empty(), 0, 3, 0, 7);
    Result threads = run("", 2, Optional.empty(), 0, 3, 0, 7);
    assertArrayEquals(all.products.floats(), threads.products.floats(), "two threads");
    for (int row = 0; row < 3; row++) {
      for (int i : new int[] {0, 6}) {
        Result one = run("", 2, Optional.empty(), row, 1, i, 1);
        assertArrayEquals(Arrays.copyOfRange(all.products.floats(), (row * 7 + i) * SIZE, (row * 7 + i + 1) * SIZE),
            one.products.floats(), "row " + row + ", tangent " + i);
        assertArrayEquals(Arrays.copyOfRange(all.v.floats(), row * SIZE, (row + 1) * SIZE), one.v.floats());
      }
    }
    Result oracle = run("scalar", 2, Optional.empty(), 1, 1, 2, 2);
    assertArrayEquals(Arrays.copyOfRange(all.products.floats(), 9 * SIZE, 11 * SIZE), oracle.products.floats(), "the oracle");
  }

  @Test
  void manyTangentsOfARowAreTheSameAsFew() {
    SitField field = DIGITS.field(Backend.standard().kernels(), Optional.empty());
    Tensor d = normal(37, 2);
    Tensor v = Tensor.zeros(1, 1, 28, 28);
    Tensor many = Tensor.zeros(37, 1, 28, 28);
    field.evaluate(normal(1, 4), new double[] {0.7}, new int[] {5}, d, v, many);
    Tensor one = Tensor.zeros(1, 1, 28, 28);
    field.evaluate(normal(1, 4), new double[] {0.7}, new int[] {5}, d.rows(36, 1), v, one);
    assertArrayEquals(Arrays.copyOfRange(many.floats(), 36 * SIZE, 37 * SIZE), one.floats());
  }

  @Test
  void theVelocityIsTheForwards() {
    for (Optional<Guidance> guidance : java.util.List.of(Optional.<Guidance>empty(), Optional.of(Guidance.of(1.5)))) {
      SitField field = DIGITS.field(Backend.standard().kernels(), guidance);
      Tensor want = Tensor.zeros(3, 1, 28, 28);
      field.evaluate(normal(3, 4), new double[] {0.2, 0.5, 0.2 + 0.3 * 2}, new int[] {0, 3, 6}, want);
      assertArrayEquals(want.floats(), run("", 2, guidance, 0, 3, 0, 2).v.floats());
    }
    assertEquals(1, DIGITS.field(Backend.standard().kernels(), Optional.empty()).costPerTangent());
    assertEquals(2, DIGITS.field(Backend.standard().kernels(), Optional.of(Guidance.of(2))).costPerTangent());
  }
}
