package org.anabranch.engine.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.anabranch.engine.Allocation;
import org.anabranch.engine.DType;
import org.anabranch.engine.KeyedNormals;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of streams: frozen bits, windows, ranges, errors, no allocation. */
class RandomStreamTest {
  private static final TrajectoryKey KEY = TrajectoryKey.root(2026, 3);

  /** The six ways to fill an array, by one signature. */
  enum Draw {
    NORMAL_DOUBLE, NORMAL_FLOAT, UNIFORM_DOUBLE, UNIFORM_FLOAT, GUMBEL_DOUBLE, GUMBEL_FLOAT;

    double[] draw(TrajectoryKey key, long step, Purpose purpose, long from, int count) {
      int offset = 3;
      double[] d = new double[count + offset + 2];
      float[] f = new float[count + offset + 2];
      switch (this) {
        case NORMAL_DOUBLE -> RandomStream.normals(key, step, purpose, from, d, offset, count);
        case NORMAL_FLOAT -> RandomStream.normals(key, step, purpose, from, f, offset, count);
        case UNIFORM_DOUBLE -> RandomStream.uniforms(key, step, purpose, from, d, offset, count);
        case UNIFORM_FLOAT -> RandomStream.uniforms(key, step, purpose, from, f, offset, count);
        case GUMBEL_DOUBLE -> RandomStream.gumbels(key, step, purpose, from, d, offset, count);
        case GUMBEL_FLOAT -> RandomStream.gumbels(key, step, purpose, from, f, offset, count);
        default -> throw new AssertionError(this);
      }
      for (int i = 0; i < d.length; i++) {
        boolean outside = i < offset || i >= offset + count;
        assertTrue(!outside || d[i] == 0 && f[i] == 0, "wrote outside the window at " + i);
        d[i] += f[i];
      }
      return Arrays.copyOfRange(d, offset, offset + count);
    }
  }

  @Test
  void bitsAreFrozen() {
    TrajectoryKey key = new TrajectoryKey(0x0123456789abcdefL, 5).child(2);
    // An independent program (60 digits) gives the normals within 1 ulp and the Gumbels within 2^-53; a port to C the hashes.
    assertEquals(0x150076ecc342ebc6L, RandomStream.bits(key, 1234567, Purpose.STEP, 0));
    assertEquals(0xe391375e38b6f44eL, RandomStream.bits(key, 1234567, Purpose.STEP, 1));
    assertArrayEquals(new double[] {0x1.50076ecc342e8p-4, 0x1.c7226ebc716dfp-1, 0x1.a5ee88f5b5a5ap-2, 0x1.2c6a21d04ce59p-1},
        Draw.UNIFORM_DOUBLE.draw(key, 1234567, Purpose.STEP, 0, 4));
    assertArrayEquals(new double[] {0x1.50077p-4, 0x1.c7226ep-1, 0x1.a5ee8cp-2, 0x1.2c6a22p-1},
        Draw.UNIFORM_FLOAT.draw(key, 1234567, Purpose.STEP, 0, 4));
    assertArrayEquals(new double[] {0x1.b6aa3753d3b6p0, -0x1.6fde79150c81ap0, -0x1.2380deb8e2dedp0, -0x1.617c235600f83p-1},
        Draw.NORMAL_DOUBLE.draw(key, 1234567, Purpose.STEP, 0, 4));
    assertArrayEquals(new double[] {-0x1.d541ddc9e54a7p-1, 0x1.11d6235ca7224p1, 0x1.ecdeb6df04c82p-4, 0x1.42034f750816p-1},
        Draw.GUMBEL_DOUBLE.draw(key, 1234567, Purpose.STEP, 0, 4));
    assertEquals(0xba81d5b0f1f79475L, hash(Draw.NORMAL_DOUBLE.draw(key, 1234567, Purpose.STEP, 0, 100_000)));
    assertEquals(0xf21b43d0ff45c708L, hash(Draw.GUMBEL_DOUBLE.draw(key, 1234567, Purpose.STEP, 0, 100_000)));
  }

  private static long hash(double[] values) {
    long h = 0;
    for (double v : values) {
      h = 31 * h + Double.doubleToLongBits(v);
    }
    return h;
  }

  @Test
  void purposesKeepTheirNumbers() {
    assertEquals("[START, STEP, REWIND, SEARCH, PROBE, TOKEN]", Arrays.toString(Purpose.values()));
  }

  @ParameterizedTest
  @EnumSource
  void aWindowHasTheBitsOfTheWhole(Draw draw) {
    double[] whole = draw.draw(KEY, 9, Purpose.STEP, 0, 203);
    for (int from = 0; from < 8; from++) {
      for (int count : new int[] {0, 1, 2, 3, 4, 5, 8, 101, 195}) {
        assertArrayEquals(Arrays.copyOfRange(whole, from, from + count), draw.draw(KEY, 9, Purpose.STEP, from, count),
            draw + " from " + from + " count " + count);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLastElementsOfAStreamCanBeDrawn(Draw draw) {
    double[] four = draw.draw(KEY, RandomStream.STEPS - 1, Purpose.TOKEN, RandomStream.ELEMENTS - 4, 4);
    double[] one = draw.draw(KEY, RandomStream.STEPS - 1, Purpose.TOKEN, RandomStream.ELEMENTS - 1, 1);
    assertEquals(four[3], one[0]);
  }

  @Test
  void floatsAreTheDoublesRounded() {
    double[] z = Draw.NORMAL_DOUBLE.draw(KEY, 0, Purpose.START, 0, 1000);
    double[] zf = Draw.NORMAL_FLOAT.draw(KEY, 0, Purpose.START, 0, 1000);
    double[] g = Draw.GUMBEL_DOUBLE.draw(KEY, 0, Purpose.START, 0, 1000);
    double[] gf = Draw.GUMBEL_FLOAT.draw(KEY, 0, Purpose.START, 0, 1000);
    double[] u = Draw.UNIFORM_DOUBLE.draw(KEY, 0, Purpose.START, 0, 1000);
    double[] uf = Draw.UNIFORM_FLOAT.draw(KEY, 0, Purpose.START, 0, 1000);
    for (int i = 0; i < 1000; i++) {
      assertEquals((double) (float) z[i], zf[i]);
      assertEquals((double) (float) g[i], gf[i]);
      assertEquals(u[i], uf[i], 0x1p-24);
      assertEquals(u[i], RandomStream.uniform(KEY, 0, Purpose.START, i));
    }
  }

  @Test
  void lawsAreTheirFormulasOfTheWords() {
    // 4 roundings and errors below 0.81 ulp each, at a condition number of at most 3 here.
    for (int j = 0; j < 5000; j++) {
      double u = RandomStream.uniform(KEY, 1, Purpose.PROBE, 2 * j);
      double v = RandomStream.uniform(KEY, 1, Purpose.PROBE, 2 * j + 1);
      double r = StrictMath.sqrt(-2 * StrictMath.log(u));
      double[] z = Draw.NORMAL_DOUBLE.draw(KEY, 1, Purpose.PROBE, 2 * j, 2);
      assertEquals(r * StrictMath.cos(2 * StrictMath.PI * v), z[0], 1e-14);
      assertEquals(r * StrictMath.sin(2 * StrictMath.PI * v), z[1], 1e-14);
      assertEquals(-StrictMath.log(-StrictMath.log(u)), Draw.GUMBEL_DOUBLE.draw(KEY, 1, Purpose.PROBE, 2 * j, 1)[0], 1e-14);
    }
  }

  @Test
  void theExtremeWordsStayInsideTheirBounds() {
    double radius = Math.sqrt(-2 * DoubleMath.log(0x1p-53));
    assertTrue(radius <= RandomStream.LARGEST_NORMAL && radius > RandomStream.LARGEST_NORMAL - 0.001, "radius " + radius);
    assertEquals(-3.604, -DoubleMath.log(-DoubleMath.log(0x1p-53)), 0.001);
    assertEquals(36.737, -DoubleMath.log(-DoubleMath.log(1 - 0x1p-53)), 0.001);
    assertTrue((float) (0x1p-24 * ((1 << 24) - 1)) < 1);
  }

  @Test
  void uniformsAreStrictlyInsideTheUnitInterval() {
    for (Draw draw : new Draw[] {Draw.UNIFORM_DOUBLE, Draw.UNIFORM_FLOAT}) {
      for (double u : draw.draw(KEY, 0, Purpose.SEARCH, 0, 1_000_000)) {
        assertTrue(u > 0 && u < 1, "uniform " + u);
      }
    }
  }

  @Test
  void integersAreUniformBelowTheBound() {
    int bound = 7;
    int n = 700_000;
    int[] counts = new int[bound];
    for (int i = 0; i < n; i++) {
      counts[RandomStream.integer(KEY, 2, Purpose.SEARCH, i, bound)]++;
    }
    double se = Math.sqrt(n * (1.0 / bound) * (1 - 1.0 / bound));
    for (int c : counts) {
      assertEquals((double) n / bound, c, 4 * se);
    }
    long sum = 0;
    for (int i = 0; i < n; i++) {
      assertEquals(0, RandomStream.integer(KEY, 2, Purpose.SEARCH, i, 1));
      sum += RandomStream.integer(KEY, 2, Purpose.SEARCH, i, Integer.MAX_VALUE);
    }
    assertEquals(0x1p30, (double) sum / n, 4 * 0x1p31 / Math.sqrt(12.0 * n));
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void aTensorHasARowPerKey(DType type) {
    TrajectoryKey[] keys = {KEY, KEY.child(0), TrajectoryKey.root(1, 1)};
    Tensor whole = Tensor.zeros(type, Shape.of(5, 7, 3));
    Tensor rows = whole.rows(1, 3);
    KeyedNormals.fill(keys, 4, Purpose.REWIND, rows);
    Draw draw = type == DType.F32 ? Draw.NORMAL_FLOAT : Draw.NORMAL_DOUBLE;
    for (int r = 0; r < 3; r++) {
      double[] want = draw.draw(keys[r], 4, Purpose.REWIND, 0, 21);
      for (int i = 0; i < 21; i++) {
        assertEquals(want[i], rows.get(r * 21 + i));
        assertEquals(0, whole.get(i));
        assertEquals(0, whole.get(4 * 21 + i));
      }
    }
  }

  @Test
  void errorsNameTheRuleAndTheValue() {
    float[] f = new float[4];
    assertMessage("random stream: a step is in [0, 16777216), got -1",
        () -> RandomStream.normals(KEY, -1, Purpose.START, f, 0, 4));
    assertMessage("random stream: a step is in [0, 16777216), got 16777216",
        () -> RandomStream.bits(KEY, 1 << 24, Purpose.START, 0));
    assertMessage("random stream: an index is in [0, 8589934592), got 8589934590 .. 8589934593",
        () -> RandomStream.uniforms(KEY, 0, Purpose.START, RandomStream.ELEMENTS - 2, f, 0, 4));
    assertMessage("random stream: an index is in [0, 8589934592), got -1 .. -1",
        () -> RandomStream.bits(KEY, 0, Purpose.START, -1));
    assertMessage("random integer: the bound must be >= 1, got 0",
        () -> RandomStream.integer(KEY, 0, Purpose.START, 0, 0));
    assertMessage("normals: tensor F32[3, 2] on the heap has 3 rows, there are 2 keys",
        () -> KeyedNormals.fill(new TrajectoryKey[] {KEY, KEY}, 0, Purpose.START, Tensor.zeros(3, 2)));
    assertThrows(IndexOutOfBoundsException.class, () -> RandomStream.gumbels(KEY, 0, Purpose.START, f, 1, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> RandomStream.gumbels(KEY, 0, Purpose.START, f, 0, -1));
    assertArrayEquals(new float[4], f);
  }

  @Test
  void drawingAllocatesNothing() {
    float[] f = new float[33];
    double[] d = new double[33];
    TrajectoryKey[] keys = {KEY, KEY.child(1), KEY.child(2)};
    Tensor t = Tensor.zeros(3, 11);
    assertEquals(0, Allocation.bytes(() -> {
      RandomStream.normals(KEY, 1, Purpose.START, f, 0, 33);
      RandomStream.normals(KEY, 1, Purpose.START, 7, d, 1, 32);
      RandomStream.uniforms(KEY, 1, Purpose.START, f, 0, 33);
      RandomStream.uniforms(KEY, 1, Purpose.START, d, 0, 33);
      RandomStream.gumbels(KEY, 1, Purpose.START, f, 0, 33);
      RandomStream.gumbels(KEY, 1, Purpose.START, d, 0, 33);
      KeyedNormals.fill(keys, 1, Purpose.STEP, t);
      d[0] = RandomStream.integer(KEY, 1, Purpose.START, 5, 10);
    }));
  }

  private static void assertMessage(String message, Runnable body) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, body::run).getMessage());
  }
}
