package org.anabranch.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.engine.Tensor;
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
    assertEquals(0.125e9, b.flops(), 0.001e9);
    b.close();
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
    List<Rounds.Result> r = Rounds.run(List.of(new Rounds.Case("count", () -> ran++)), 3, 0.001);
    assertEquals("count", r.getFirst().name());
    assertTrue(ran > 3 && r.getFirst().cpu() <= r.getFirst().mid() && r.getFirst().clock() <= r.getFirst().seen());
  }

  @Test
  void parametersStandInOnePlace() {
    assertEquals(List.of("1", "4", "16", "64"), Params.of(SitForwardBench.class, "rows"));
    assertTrue(Stream.of(GemmBench.class, AttentionBench.class).allMatch(c -> Params.of(c, "threads").contains("1")));
  }

  private static void finite(Tensor t) {
    for (float f : t.toFloats()) {
      assertTrue(Float.isFinite(f));
    }
  }
}
