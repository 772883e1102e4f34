package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows spread over threads: every row once, with its own time and condition, and the bits of one field. */
class RowParallelFieldTest {
  private static final Shape ROW = Shape.of(3);

  /** v = x + 10 t + 100 condition, remembering what it was shown. */
  private static final class Probe implements VelocityField {
    private static final Set<Integer> SEEN = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger CALLS = new AtomicInteger();

    @Override
    public Shape rowShape() {
      return ROW;
    }

    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public Interpolant interpolant() {
      return Interpolant.linear(Direction.DATA_AT_ONE);
    }

    @Override
    public int costPerRow() {
      return 1;
    }

    @Override
    public void checkCondition(int condition) {}

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      assertEquals(x.rows(), t.length);
      assertEquals(x.rows(), condition.length);
      CALLS.incrementAndGet();
      for (int r = 0; r < x.rows(); r++) {
        if (condition[r] < 0) {
          throw new IllegalStateException("condition " + condition[r]);
        }
        assertTrue(SEEN.add(condition[r]), "row seen twice");
        for (int i = 0; i < 3; i++) {
          v.doubles()[v.offset() + r * 3 + i] = x.doubles()[x.offset() + r * 3 + i] + 10 * t[r] + 100 * condition[r];
        }
      }
    }
  }

  private static void evaluate(VelocityField field, int rows, Tensor x, Tensor v, int broken) {
    double[] t = new double[rows];
    int[] condition = new int[rows];
    Arrays.setAll(t, r -> r / 7.0);
    Arrays.setAll(condition, r -> r == broken ? -1 : r);
    Probe.SEEN.clear();
    Probe.CALLS.set(0);
    field.evaluate(x, t, condition, v);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 17, 64, 129})
  void everyRowIsEvaluatedOnceWithItsOwnTimeAndCondition(int rows) {
    for (int threads = 1; threads <= 3; threads++) {
      try (WorkerPool pool = new WorkerPool(threads)) {
        VelocityField field = RowParallelField.of(Probe::new, pool);
        for (int round = 0; round < 3; round++) {
          Tensor x = Tensor.zerosF64(rows, 3);
          Arrays.setAll(x.doubles(), i -> i);
          Tensor v = Tensor.zerosF64(rows, 3);
          evaluate(field, rows, x, v, rows);
          assertEquals(rows, Probe.SEEN.size());
          Tensor want = Tensor.zerosF64(rows, 3);
          evaluate(new Probe(), rows, x, want, rows);
          assertArrayEquals(want.doubles(), v.doubles());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void aFieldThatThrowsIsHeardAndTheNextBatchRuns(int broken) {
    try (WorkerPool pool = new WorkerPool(2)) {
      VelocityField field = RowParallelField.of(Probe::new, pool);
      Tensor x = Tensor.zerosF64(64, 3);
      Tensor v = Tensor.zerosF64(64, 3);
      assertThrows(IllegalStateException.class, () -> evaluate(field, 64, x, v, broken));
      evaluate(field, 64, x, v, 64);
      assertEquals(64, Probe.SEEN.size());
      assertTrue(Probe.CALLS.get() >= 2, "a batch of 64 is shared");
    }
  }
}
