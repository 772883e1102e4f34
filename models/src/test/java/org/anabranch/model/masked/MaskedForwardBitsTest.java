package org.anabranch.model.masked;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.model.IdleKernels;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forwards of every masked network: one set of bits whatever the batch and the threads, chosen positions, no allocation. */
class MaskedForwardBitsTest {
  private static final int ROWS = 64;
  private static final int LENGTH = 13;

  private static float[] forward(String fixture, String backend, int threads, int from, int n) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      MaskedNetwork network = Masked.load(fixture, Backend.of(backend, pool).kernels());
      int[] all = Masked.tokens(network, ROWS, LENGTH, 3);
      Tensor logits = Tensor.zeros(n, LENGTH, network.vocabulary());
      network.forward(Arrays.copyOfRange(all, from * LENGTH, (from + n) * LENGTH), n, LENGTH, Masked.sigma(network, from, n), logits);
      return logits.floats();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdlm_odd", "llada_gqa_odd", "dream", "bert_mlm"})
  @Tag("bits")
  void aForwardHasOneSetOfBits(String fixture) {
    float[] batch = forward(fixture, "", 1, 0, ROWS);
    int row = batch.length / ROWS;
    assertArrayEquals(batch, forward(fixture, "", 2, 0, ROWS), "two threads");
    for (int r : new int[] {0, 7, 63}) {
      float[] want = Arrays.copyOfRange(batch, r * row, (r + 1) * row);
      assertArrayEquals(want, forward(fixture, "", 1, r, 1), "row " + r + " alone");
      assertArrayEquals(want, forward(fixture, "", 2, r, 1), "row " + r + " alone on two threads");
    }
    assertArrayEquals(Arrays.copyOfRange(batch, 20 * row, 28 * row), forward(fixture, "", 2, 20, 8), "eight rows");
    assertArrayEquals(Arrays.copyOfRange(batch, 40 * row, 42 * row), forward(fixture, "scalar", 2, 40, 2), "the oracle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdlm_odd", "llada_gqa_odd", "dream", "bert_mlm"})
  void predictGivesTheLogitsThatSpeakOfAPosition(String fixture) {
    MaskedNetwork network = Masked.load(fixture, Backend.standard().kernels());
    int v = network.vocabulary();
    int[] tokens = Masked.tokens(network, ROWS, LENGTH, 3);
    double[] sigma = Masked.sigma(network, 0, ROWS);
    Tensor all = Tensor.zeros(ROWS, LENGTH, v);
    network.forward(tokens, ROWS, LENGTH, sigma, all);
    // Neighbours, a row's first and last position, rows without any.
    int[] positions = {0, 1, 2, LENGTH - 1, LENGTH, LENGTH + 1, 20 * LENGTH + 5, 41 * LENGTH, 63 * LENGTH + 12, -1};
    Tensor some = Tensor.zeros(9, v);
    network.predict(tokens, ROWS, LENGTH, sigma, positions, 9, some);
    for (int i = 0; i < 9; i++) {
      int source = fixture.equals("dream") && positions[i] % LENGTH != 0 ? positions[i] - 1 : positions[i];
      assertArrayEquals(Arrays.copyOfRange(all.floats(), source * v, (source + 1) * v),
          Arrays.copyOfRange(some.floats(), i * v, (i + 1) * v), "position " + positions[i]);
    }
    assertEquals("predict: positions must ascend within [0, 831], position 9 is -1 after 831", assertThrows(
        IllegalArgumentException.class, () -> network.predict(tokens, ROWS, LENGTH, sigma, positions, 10, some)).getMessage());
    assertEquals("predict: logits must have shape [2, " + v + "], got [9, " + v + "]", assertThrows(
        IllegalArgumentException.class, () -> network.predict(tokens, ROWS, LENGTH, sigma, positions, 2, some)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdlm_odd", "llada_gqa_odd", "dream", "bert_mlm"})
  void aWarmForwardAllocatesNothing(String fixture) {
    // Kernels promise the same for themselves, where they are tested; here is what the network adds to them.
    MaskedNetwork network = Masked.load(fixture, new IdleKernels());
    int[] tokens = Masked.tokens(network, ROWS, LENGTH, 3);
    double[] sigma = Masked.sigma(network, 0, ROWS);
    Tensor logits = Tensor.zeros(ROWS, LENGTH, network.vocabulary());
    int[] positions = {4, 5, 300, 700};
    Tensor some = Tensor.zeros(4, network.vocabulary());
    assertEquals(0, allocated(() -> network.forward(tokens, ROWS, LENGTH, sigma, logits)), "bytes in 5 forwards");
    assertEquals(0, allocated(() -> network.predict(tokens, ROWS, LENGTH, sigma, positions, 4, some)), "bytes in 5 predictions");
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

  @ParameterizedTest
  @ValueSource(strings = {"mdlm_odd", "llada_gqa_odd", "dream", "bert_mlm"})
  void whatDoesNotFitIsToldWithBothValues(String fixture) {
    MaskedNetwork network = Masked.load(fixture, Backend.standard().kernels());
    int v = network.vocabulary();
    double[] sigma = Masked.sigma(network, 0, 2);
    int most = network.maxLength();
    assertEquals("forward: length must be in [1, " + most + "], got " + (most + 1), assertThrows(IllegalArgumentException.class,
        () -> network.forward(new int[2 * most + 2], 2, most + 1, sigma, Tensor.zeros(2, most + 1, v))).getMessage());
    assertEquals("forward: 2 rows of length 5 need 10 tokens, got 9", assertThrows(IllegalArgumentException.class,
        () -> network.forward(new int[9], 2, 5, sigma, Tensor.zeros(2, 5, v))).getMessage());
    assertEquals("forward: logits must have shape [2, 5, " + v + "], got [2, 4, " + v + "]", assertThrows(
        IllegalArgumentException.class, () -> network.forward(new int[10], 2, 5, sigma, Tensor.zeros(2, 4, v))).getMessage());
    assertEquals("embedding: id must be in [0, " + (v - 1) + "], got " + v, assertThrows(IllegalArgumentException.class,
        () -> network.forward(new int[] {v}, 1, 1, sigma, Tensor.zeros(1, 1, v))).getMessage());
    double[] other = network.conditioned() ? MaskPredictor.NO_SIGMA : new double[2];
    String rule = network.conditioned() ? "one for each of 2 rows, got 0" : "none, got 2";
    assertEquals("forward: the network takes noise levels, " + rule,
        assertThrows(IllegalArgumentException.class,
            () -> network.forward(new int[10], 2, 5, other, Tensor.zeros(2, 5, v))).getMessage());
  }
}
