package org.anabranch.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Tensor;
import org.anabranch.jmh.peer.DiffusionNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;

/** Every benchmark method once at its smallest size, so that none rots: what is not run here does not exist. */
final class BenchmarksRunTest {
  private int ran;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void gemm(int threads) {
    GemmBench b = new GemmBench();
    b.shape = "81x100x60";
    b.threads = threads;
    b.setup();
    GemmBench.Work work = new GemmBench.Work();
    finite(b.linear(work));
    assertEquals(81 * 100 * 60 * 2e-9, work.gflop);
    b.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32", "bf16", "int8", "int8-group"})
  void narrow(String weights) {
    NarrowBench b = new NarrowBench();
    b.shape = "2x100x60";
    b.rows = 2;
    b.weights = weights;
    b.threads = 1;
    b.setup();
    NarrowBench.Work work = new NarrowBench.Work();
    finite(b.products(work));
    assertTrue(work.gigabytes > 2 * 100 * 60 * 1e-9);
    b.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void attention(int threads) {
    AttentionBench b = new AttentionBench();
    b.shape = "4x81x8x16";
    b.threads = threads;
    b.setup();
    AttentionBench.Work work = new AttentionBench.Work();
    finite(b.attention(work));
    assertEquals(4.0 * 4 * 8 * 81 * 81 * 16 * 1e-9, work.gflop);
    b.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void forward(int threads) {
    SitForwardBench b = new SitForwardBench();
    b.rows = 1;
    b.threads = threads;
    b.setup();
    SitForwardBench.Work work = new SitForwardBench.Work();
    finite(b.forward(work));
    assertEquals(1, work.rows);
    assertEquals(0.125e9, DiffusionNetwork.DIGITS.flopsPerRow(), 0.001e9);
    b.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sit-tiny:2", "mdlm-tiny:2", "llada-tiny:1"})
  void profileOfAForward(String shape) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ForwardProfile.run(shape, 2, 0, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String out = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(out.startsWith(shape + ", 2 rounds: forward "), out);
    double share = out.lines().filter(l -> l.startsWith("| all products") || l.startsWith("| all attention"))
        .mapToDouble(l -> Double.parseDouble(l.replaceAll(".*, ([0-9.]+) % of the operations.*", "$1"))).sum();
    assertEquals(100, share, 1, out);
  }

  @Test
  void elementwise() {
    ElementwiseBench b = new ElementwiseBench();
    b.setup();
    finite(b.exp());
    finite(b.softmax());
    finite(b.layerNorm());
    finite(b.geluTanh());
    finite(b.geluErf());
    finite(b.silu());
    long methods = Arrays.stream(ElementwiseBench.class.getMethods()).filter(m -> m.isAnnotationPresent(Benchmark.class)).count();
    assertEquals(6, methods, "a benchmark was added: call it above");
  }

  @Test
  void peakReachesTheFixedPointOfItsChains() {
    PeakBench.Work work = new PeakBench.Work();
    PeakBench b = new PeakBench();
    float sum = b.peak(work);
    double lanes = PeakBench.FLOPS / 2 / PeakBench.CHAINS / PeakBench.STEPS;
    assertEquals(PeakBench.CHAINS * lanes * 2, sum, 0.01);
    assertEquals(PeakBench.FLOPS * 1e-9, work.gflop);
  }

  @Test
  void roundsTimeEveryCase() {
    Rounds.Case once = new Rounds.Case("count", 1, 0.001, true, () -> ran++);
    Rounds.Case thrice = new Rounds.Case("three at once", 1000, 0.001, true, () -> busy(1000));
    List<Rounds.Result> r = Rounds.run(List.of(once, thrice), 3, 1);
    assertEquals("count", r.getFirst().name());
    assertTrue(ran > 3 && r.getFirst().cpu() <= r.getFirst().mid() && r.getFirst().clock() <= r.getFirst().seen());
    assertTrue(r.getLast().clock() > 0 && r.getLast().clock() < 1e-5, "a call is divided by the work in it: " + r);
  }

  @Test
  void aCaseThatAllocatesIsWarmedLonger() {
    long[] calls = {0, 0};
    Rounds.Case compiled = new Rounds.Case("clean after 1000", 1, 0.001, false, () -> {
      calls[1] += calls[0]++ < 1000 ? new byte[16 + (int) (calls[0] % 2)].length : 0;
      busy(100);
    });
    double bytes = Rounds.run(List.of(compiled), 1, 0).getFirst().bytes();
    assertTrue(bytes < 16, "the last calls allocate nothing but what reading the clocks may, got " + bytes);
    assertTrue(calls[0] > 1000);
  }

  private static void busy(int calls) {
    for (int i = 0; i < calls; i++) {
      Thread.onSpinWait();
    }
  }

  private static void finite(Tensor t) {
    for (float f : t.toFloats()) {
      assertTrue(Float.isFinite(f));
    }
  }
}
