package org.anabranch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.anabranch.engine.Backend;
import org.anabranch.engine.KeyedNormals;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A forward of a real network with narrow weights: one set of bits, as {@link ForwardBitsTest} holds for fp32. */
class NarrowForwardTest {
  private static final int ROWS = 9;

  private static float[] forward(Digits digits, String backend, int threads, int from, int n) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      SitField field = digits.field(Backend.of(backend, pool).kernels(), Optional.empty());
      Tensor x = Tensor.zeros(ROWS, 1, 28, 28);
      TrajectoryKey[] keys = new TrajectoryKey[ROWS];
      Arrays.setAll(keys, i -> TrajectoryKey.root(5, i));
      KeyedNormals.fill(keys, 0, Purpose.START, x);
      double[] t = new double[n];
      int[] y = new int[n];
      for (int i = 0; i < n; i++) {
        t[i] = (from + i) / (double) ROWS;
        y[i] = from + i;
      }
      Tensor v = Tensor.zeros(n, 1, 28, 28);
      field.evaluate(x.rows(from, n), t, y, v);
      return v.floats();
    }
  }

  @Tag("bits")
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "F32")
  void aForwardHasOneSetOfBits(WeightFormat format) {
    Digits digits = Digits.load(format);
    float[] batch = forward(digits, "", 1, 0, ROWS);
    assertArrayEquals(batch, forward(digits, "", 2, 0, ROWS), "two threads");
    for (int row : new int[] {0, 4}) {
      float[] want = Arrays.copyOfRange(batch, row * 784, (row + 1) * 784);
      assertArrayEquals(want, forward(digits, "", 1, row, 1), "row " + row + " alone");
      assertArrayEquals(want, forward(digits, "scalar", 2, row, 1), "row " + row + " by the oracle");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theBlocksMatricesHaveTheFormatAndNothingElse(WeightFormat format) {
    DiffusionTransformerWeights w = Digits.load(format).weights();
    assertEquals(format, w.format());
    assertEquals(30, w.matrices().size());
    w.matrices().forEach((name, matrix) -> {
      assertEquals(format, matrix.format(), name);
      assertTrue(name.startsWith("blocks."), name);
    });
    assertEquals(WeightFormat.F32, w.patch.format());
    assertEquals(WeightFormat.F32, w.finalLinear.format());
    long others = w.bytes() - w.matrices().values().stream().mapToLong(m -> m.bytes()).sum();
    DiffusionTransformerWeights wide = Digits.load().weights();
    assertEquals(wide.bytes() - wide.matrices().values().stream().mapToLong(m -> m.bytes()).sum(), others);
  }
}
