package org.anabranch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.checkpoint.Safetensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The network on the bundled digits. */
class DiffusionTransformerTest {
  private static final Digits DIGITS = Digits.load();

  private final Backend backend = Backend.of("", new WorkerPool(1));
  private DiffusionTransformer network;

  @BeforeEach
  void load() {
    network = DIGITS.field(backend.kernels(), Optional.empty()).network();
  }

  private static Tensor noise(int rows, long seed) {
    Random random = new Random(seed);
    Tensor x = Tensor.zeros(rows, 1, 28, 28);
    float[] f = x.floats();
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private float[] velocity(Tensor x, double[] t, int[] y) {
    Tensor v = Tensor.zeros(x.shape().toArray());
    network.forward(x, t, y, v);
    return v.floats();
  }

  @Test
  void agreesWithPyTorchOnTheBundledWeights() {
    Safetensors golden = Bundle.safetensors("digits", "golden.safetensors");
    Tensor x = golden.tensor("x").toHeap();
    Tensor t = golden.tensor("t");
    double[] times = new double[x.rows()];
    for (int i = 0; i < times.length; i++) {
      times[i] = t.get(i);
    }
    float[] want = golden.tensor("v").toFloats();
    float[] got = velocity(x, times, golden.tensor("y").toInts());
    // fp32 against fp32: a float64 evaluation of the same weights is up to 2e-5 from PyTorch's result.
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], got[i], 4e-5, "element " + i);
    }
  }

  @Test
  void aRowsBitsDoNotDependOnItsBatchMates() {
    int rows = 7;
    Tensor x = noise(rows, 1);
    double[] t = {0, 0, 0.25, 0.5, 0.5, 0.75, 1};
    int[] y = {0, 10, 3, 4, 4, 9, 10};
    float[] together = velocity(x, t, y);
    int n = x.rowSize();
    for (int r = 0; r < rows; r++) {
      float[] alone = velocity(x.rows(r, 1), new double[] {t[r]}, new int[] {y[r]});
      assertArrayEquals(Arrays.copyOfRange(together, r * n, (r + 1) * n), alone, "row " + r);
    }
  }

  @Test
  void threadsDoNotChangeBits() {
    Tensor x = noise(5, 2);
    double[] t = {0.1, 0.2, 0.3, 0.4, 0.5};
    int[] y = {1, 2, 3, 4, 5};
    float[] one = velocity(x, t, y);
    try (WorkerPool pool = new WorkerPool(3)) {
      network = DIGITS.field(Backend.of("", pool).kernels(), Optional.empty()).network();
      assertArrayEquals(one, velocity(x, t, y));
    }
  }

  @Test
  void aWarmForwardAllocatesNothing() {
    Tensor x = noise(4, 3);
    Tensor v = Tensor.zeros(4, 1, 28, 28);
    double[] t = {0.5, 0.5, 0.5, 0.5};
    int[] y = {1, 2, 3, 10};
    Guidance guidance = Guidance.of(2);
    // Kernels promise the same for themselves, where they are tested; here is what the network adds to them.
    network = DIGITS.field(new IdleKernels(), Optional.empty()).network();
    assertEquals(0, allocated(() -> network.forward(x, t, y, v)), "bytes in 5 forwards");
    assertEquals(0, allocated(() -> network.forwardGuided(x, t, y, guidance, v)), "bytes in 5 guided forwards");
  }

  /** The least of several measurements: the compiler and the test runner may allocate on this thread now and then. */
  private static long allocated(Runnable work) {
    com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    work.run();
    work.run();
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5 && least > 0; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 5; i++) {
        work.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  @Test
  void guidanceOfScaleOneIsTheConditionalModelAndOfScaleZeroTheUnconditionalOne() {
    Tensor x = noise(3, 4);
    double[] t = {0.2, 0.5, 0.9};
    int[] y = {1, 5, 8};
    Tensor guided = Tensor.zeros(3, 1, 28, 28);
    network.forwardGuided(x, t, y, Guidance.of(0), guided);
    assertArrayEquals(velocity(x, t, new int[] {10, 10, 10}), guided.floats());
    network.forwardGuided(x, t, y, Guidance.of(1), guided);
    float[] conditional = velocity(x, t, y);
    // u + 1 (c - u) rounds twice: each rounding is half an ulp of a value of at most 2 max|v|.
    float ulp = Math.ulp(2 * max(conditional));
    assertArrayEquals(conditional, guided.floats(), ulp);
  }

  @Test
  void theObserverDoesNotChangeBits() {
    Tensor x = noise(2, 5);
    double[] t = {0.2, 0.5};
    int[] y = {1, 5};
    float[] plain = velocity(x, t, y);
    Tensor v = Tensor.zeros(2, 1, 28, 28);
    int[] seen = {0};
    network.forward(x, t, y, v, (name, value) -> seen[0]++);
    assertArrayEquals(plain, v.floats());
    assertEquals(4 + 3 * network.config().depth(), seen[0]);
  }

  @Test
  void classIdsOutOfRangeAreNamedWithTheRange() {
    Tensor x = noise(1, 6);
    Tensor v = Tensor.zeros(1, 1, 28, 28);
    for (int id : new int[] {-1, 11, Integer.MAX_VALUE}) {
      var e = assertThrows(IllegalArgumentException.class, () -> network.forward(x, new double[] {0}, new int[] {id}, v));
      assertEquals("class: id must be in 0..10 (10 is the null class), got " + id, e.getMessage());
    }
  }

  @Test
  void shapesAndCountsThatDoNotFitAreNamed() {
    Tensor x = noise(2, 7);
    Tensor v = Tensor.zeros(2, 1, 28, 28);
    Tensor wrong = Tensor.zeros(2, 3, 28, 28);
    var shape = assertThrows(IllegalArgumentException.class, () -> network.forward(wrong, new double[2], new int[2], v));
    assertEquals("forward: x must have shape [2, 1, 28, 28], got [2, 3, 28, 28]", shape.getMessage());
    var count = assertThrows(IllegalArgumentException.class, () -> network.forward(x, new double[3], new int[2], v));
    assertEquals("forward: 2 rows need as many times and classes, got 3 and 2", count.getMessage());
    var time = assertThrows(IllegalArgumentException.class,
        () -> network.forward(x, new double[] {0, Double.NaN}, new int[2], v));
    assertEquals("time: must be finite, row 1 has NaN", time.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Guidance.of(Double.NaN));
    assertTrue(network.config().hasNullClass());
  }

  @Test
  void anEmptyBatchIsNothingToDo() {
    Tensor none = Tensor.zeros(0, 1, 28, 28);
    network.forward(none, new double[0], new int[0], Tensor.zeros(0, 1, 28, 28));
    network.forwardGuided(none, new double[0], new int[0], Guidance.of(2), Tensor.zeros(0, 1, 28, 28));
  }

  private static float max(float[] x) {
    float m = 0;
    for (float v : x) {
      m = Math.max(m, Math.abs(v));
    }
    return m;
  }
}
