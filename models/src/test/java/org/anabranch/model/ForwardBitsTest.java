package org.anabranch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
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

/**
 * A whole forward of a real network: alone, in a batch of 64, on one and two threads, by the oracle and by the standard kernels.
 * The build runs the tagged tests at 512, 256 and 128 bits, one JVM each.
 */
class ForwardBitsTest {
  private static final Digits DIGITS = Digits.load();
  private static final int ROWS = 64;

  private static Tensor noise() {
    Tensor x = Tensor.zeros(ROWS, 1, 28, 28);
    TrajectoryKey[] keys = new TrajectoryKey[ROWS];
    Arrays.setAll(keys, i -> TrajectoryKey.root(5, i));
    KeyedNormals.fill(keys, 0, Purpose.START, x);
    return x;
  }

  /** Velocity of the rows [from, from + n) of the batch. */
  private static float[] forward(String backend, int threads, int from, int n) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      SitField field = DIGITS.field(Backend.of(backend, pool).kernels(), Optional.empty());
      double[] t = new double[n];
      int[] y = new int[n];
      for (int i = 0; i < n; i++) {
        t[i] = (from + i) / (double) ROWS;
        y[i] = (from + i) % 11;
      }
      Tensor v = Tensor.zeros(n, 1, 28, 28);
      field.evaluate(noise().rows(from, n), t, y, v);
      return v.floats();
    }
  }

  @Test
  @Tag("bits")
  void aForwardHasOneSetOfBits() {
    float[] batch = forward("", 1, 0, ROWS);
    assertArrayEquals(batch, forward("", 2, 0, ROWS), "two threads");
    for (int row : new int[] {0, 1, 31, 63}) {
      float[] want = Arrays.copyOfRange(batch, row * 784, (row + 1) * 784);
      assertArrayEquals(want, forward("", 1, row, 1), "row " + row + " alone");
      assertArrayEquals(want, forward("", 2, row, 1), "row " + row + " alone on two threads");
    }
    assertArrayEquals(Arrays.copyOfRange(batch, 20 * 784, 33 * 784), forward("", 2, 20, 13), "thirteen rows");
    assertArrayEquals(Arrays.copyOf(batch, 784), forward("scalar", 1, 0, 1), "the oracle, first row");
    assertArrayEquals(Arrays.copyOfRange(batch, 40 * 784, 42 * 784), forward("scalar", 2, 40, 2), "the oracle, two rows");
  }

  @Test
  void aWarmForwardOnRealKernelsAllocatesNothing() throws InterruptedException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (WorkerPool pool = new WorkerPool(2)) {
      SitField field = DIGITS.field(Backend.of("", pool).kernels(), Optional.empty());
      Tensor x = noise().rows(0, 4);
      Tensor v = Tensor.zeros(4, 1, 28, 28);
      double[] t = {0.25, 0.25, 0.5, 0.5};
      int[] y = {1, 2, 3, 10};
      long bytes = -1;
      // Vectors are boxed until the compiler has reached its last tier, which takes a while on a busy machine.
      for (int round = 0; round < 4000 && bytes != 0; round++) {
        if (round % 100 == 99) {
          Thread.sleep(50);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        field.evaluate(x, t, y, v);
        bytes = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertEquals(0, bytes, "bytes of the last of 4000 forwards");
    }
  }
}
