package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels of a rehearsal do less work on the same shapes, in every weight format, and leave the whole kernels as they were. */
class RehearsalTest {
  private static Tensor normals(long seed, int... dims) {
    Tensor t = Tensor.zeros(dims);
    RandomStream.normals(TrajectoryKey.root(seed, 0), 0, Purpose.START, t.floats(), 0, (int) t.size());
    return t;
  }

  private static Tensor product(Kernels k, Linear w, int rows) {
    Tensor y = Tensor.zeros(rows, w.out());
    Arrays.fill(y.floats(), Float.NaN);
    k.linear(normals(1, rows, w.in()), w, Activation.NONE, y);
    return y;
  }

  @ParameterizedTest
  @EnumSource(WeightFormat.class)
  void aRehearsedProductWritesTheLastColumnsOfEveryRow(WeightFormat format) {
    Linear w = Linear.pack(normals(2, 200, 130), normals(3, 200), format);
    try (WorkerPool pool = new WorkerPool(1)) {
      Backend backend = Backend.of("", pool);
      for (int rows : new int[] {1, 3, 8, 13, 300}) {
        float[] y = product(backend.provider().rehearsal(pool), w, rows).floats();
        for (int r = 0; r < rows; r++) {
          assertFalse(Float.isNaN(y[r * 200 + 199]), "row " + r + " of " + rows);
        }
      }
    }
  }

  @Test
  void aRehearsalOfManyRowsLeavesColumnsOutAndTheWholeKernelsDoNot() {
    Linear w = Linear.pack(normals(2, 400, 130));
    try (WorkerPool pool = new WorkerPool(1)) {
      KernelProvider vector = Backend.of("vector", pool).provider();
      assertEquals(Float.NaN, product(vector.rehearsal(pool), w, 512).floats()[0]);
      assertNotEquals(Float.NaN, product(vector.create(pool), w, 512).floats()[0]);
    }
  }

  @Test
  void aShallowLayerSharesTheMemoryOfTheWholeOne() {
    Linear w = Linear.pack(normals(2, 40, 130), normals(3, 40));
    Linear shallow = w.shallow(24);
    assertEquals(24, shallow.in());
    assertEquals(40, shallow.out());
    assertSame(w.panels(), shallow.panels());
    assertSame(w.bias(), shallow.bias());
    assertSame(w, w.shallow(130));
  }
}
