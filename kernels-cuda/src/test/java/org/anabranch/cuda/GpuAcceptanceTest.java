package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.Locale;
import org.anabranch.engine.Activation;
import org.anabranch.engine.DType;
import org.anabranch.engine.Linear;
import org.anabranch.engine.LogitLaw;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.random.Purpose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real hardware, under the profile gpu: every test of the tag device runs there too, and this class adds the sizes of a SiT-XL/2 with
 * times, which are printed and never asserted. Skipped with a sentence on a machine without a GPU.
 */
@Tag("gpu")
class GpuAcceptanceTest extends DeviceFixture {
  private static final int TOKENS = 256;
  private static final int WIDTH = 1152;
  private static final int HEADS = 16;
  private static final int REPEATS = 20;

  @BeforeEach
  void needsHardware() {
    assumeFalse(TestDevice.isStandIn(), "times of the stand-in mean nothing");
    System.out.println("[gpu] " + stream.device());
  }

  /** Milliseconds of one run, over many after a warm-up. */
  private double milliseconds(Runnable body) {
    body.run();
    stream.synchronize();
    try (CudaEvent from = stream.record()) {
      for (int i = 0; i < REPEATS; i++) {
        body.run();
      }
      try (CudaEvent to = stream.record()) {
        to.synchronize();
        return to.millisecondsSince(from) / REPEATS;
      }
    }
  }

  private static void report(String what, double ms, double flops, double bytes) {
    System.out.printf(Locale.ROOT, "[gpu] %-44s %9.3f ms %9.2f TFLOP/s %9.1f GB/s%n", what, ms, flops / ms / 1e9,
        bytes / ms / 1e6);
  }

  @Test
  void exactProductsOfAnXlBlock() {
    DeviceProducts products = new DeviceProducts(stream, ProductNumerics.EXACT);
    for (int rows : new int[] {1, 16, TOKENS, 16 * TOKENS}) {
      Tensor x = normal(rows, WIDTH);
      Linear w = Linear.pack(normal(4 * WIDTH, WIDTH), normal(4 * WIDTH));
      DeviceBuffer dx = put(x);
      DeviceBuffer dy = room(4L * rows * WIDTH);
      try (DeviceWeights dw = new DeviceWeights(w, stream)) {
        Runnable run = () -> products.linear(dx.address(), rows, dw, Activation.GELU_TANH, dy.address());
        double ms = milliseconds(run);
        report("fp32 product, " + rows + " x 1152 -> 4608", ms, 8.0 * rows * WIDTH * WIDTH, dw.bytes() + 20.0 * rows * WIDTH);
        if (rows <= TOKENS) {
          Tensor y = Tensor.zeros(rows, 4 * WIDTH);
          scalar.linear(x, w, Activation.GELU_TANH, y);
          same(rows + " rows", y, dy);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TF32, F32", "F16, F32", "TF32, BF16"})
  void tensorProductsOfAnXlBlock(ProductNumerics numerics, WeightFormat format) {
    DeviceProducts products = new DeviceProducts(stream, numerics);
    Linear w = Linear.pack(normal(4 * WIDTH, WIDTH), format);
    Tensor x = normal(16 * TOKENS, WIDTH);
    DeviceBuffer dx = put(x);
    String what = numerics + " product with weights in " + format.option() + ", ";
    float[] first = {};
    try (DeviceWeights dw = new DeviceWeights(w, stream)) {
      for (int rows : new int[] {1, 16, TOKENS, 16 * TOKENS}) {
        DeviceBuffer dy = room(4L * rows * WIDTH);
        double ms = milliseconds(() -> products.linear(dx.address(), rows, dw, Activation.NONE, dy.address()));
        report(what + rows + " x 1152 -> 4608", ms, 8.0 * rows * WIDTH * WIDTH, dw.bytes() + 20.0 * rows * WIDTH);
        float[] got = get(dy, 4 * WIDTH);
        if (rows > 1) {
          assertArrayEquals(first, got, what + rows + " rows: the first of them as alone");
        }
        first = got;
      }
    }
    // 8 bits of mantissa at least: a relative error of 2^-8 of each factor, over a sum that grows with sqrt(K).
    for (int j = 0; j < first.length; j++) {
      double sum = 0;
      double size = 0;
      for (int k = 0; k < WIDTH; k++) {
        double term = (double) x.floats()[k] * w.factor(j, k);
        sum += term;
        size += Math.abs(term);
      }
      assertTrue(Math.abs(first[j] - sum) <= 0x1p-7 * size, what + "column " + j + ": " + first[j] + ", must be about " + sum);
    }
  }

  @Test
  void aBlockAndItsGraph() {
    for (int rows : new int[] {1, 16}) {
      Tensor x = normal(rows, TOKENS, WIDTH);
      Tensor c = normal(rows, WIDTH);
      DeviceBuffer dx = put(x);
      DeviceBuffer dc = put(c);
      try (TransformerBlock block = new TransformerBlock(rows, TOKENS, WIDTH, HEADS, this::small, stream)) {
        if (rows == 1) {
          block.host(scalar, x, c);
          block.device(dx.address(), dc.address());
          same("a block of one row", x, dx);
        }
        double flops = rows * TOKENS * (24.0 * WIDTH * WIDTH + 4.0 * TOKENS * WIDTH);
        report("fp32 block, " + rows + " rows, launches", milliseconds(() -> block.device(dx.address(), dc.address())), flops, 0);
        try (CudaGraph graph = stream.capture(() -> block.device(dx.address(), dc.address()))) {
          report("fp32 block, " + rows + " rows, graph", milliseconds(() -> graph.launch(stream)), flops, 0);
        }
      }
    }
  }

  /** Weights that keep activations near 1. */
  private Tensor small(int... dims) {
    Tensor t = normal(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] *= 0.02f;
    }
    return t;
  }

  /** LLaDA's vocabulary; what a chain of additions over it costs, and what a nucleus adds. */
  @Test
  void lawsOfTokens() {
    int n = 126_464;
    int kept = 64;
    Tensor x = normal(kept, n);
    DeviceBuffer dx = put(x);
    DeviceLaws laws = new DeviceLaws(stream, stream::allocate);
    int[] best = new int[kept];
    double[] sums = new double[kept];
    for (int rows : new int[] {1, kept}) {
      double ms = milliseconds(() -> laws.likeliest(dx.address(), rows, n, new int[0], best, sums));
      report("likeliest of " + rows + " x 126464", ms, 0, 4.0 * rows * n);
    }
    for (LogitLaw law : List.of(LogitLaw.MODEL, new LogitLaw(0.2, 0, 0.95, true))) {
      for (LogitReads.Score score : List.of(LogitReads.Score.DRAWN, LogitReads.Score.ENTROPY)) {
        for (int rows : new int[] {1, kept, 16 * kept}) {
          LogitReads got = new LogitReads(law, false, score, true);
          LogitReads want = new LogitReads(law, false, score, true);
          long[] addresses = new long[rows];
          for (int i = 0; i < rows; i++) {
            int r = i % kept;
            got.ask(x, r, best[r], sums[r], (i + 0.5) / rows);
            addresses[i] = dx.floats((long) n * r);
          }
          want.ask(x, 0, best[0], sums[0], got.fraction(0));
          double ms = milliseconds(() -> laws.read(got, addresses));
          report("read of " + rows + " x 126464, " + score + (law.isCut() ? ", nucleus" : ""), ms, 0, 4.0 * rows * n);
          scalar.read(want);
          assertEquals(want.token(0), got.token(0));
          assertEquals(want.probability(0), got.probability(0));
          assertEquals(want.score(0), got.score(0));
        }
      }
    }
  }

  @Test
  void noiseAndMemory() {
    int rows = 256;
    int width = 4 * 32 * 32;
    long[] keys = new long[2 * rows];
    DeviceBuffer k = put(keys);
    DeviceBuffer step = put(0);
    DeviceBuffer y = room((long) rows * width);
    DeviceNoise noise = new DeviceNoise(stream, DType.F32).drawn(k.address(), step.address(), Purpose.STEP);
    report("normals, 256 x 4096", milliseconds(() -> noise.draw(DeviceNoise.Law.NORMAL, 1, rows, width, y.address())), 0,
        4.0 * rows * width);
    int large = 1 << 26;
    DeviceBuffer a = room(large);
    DeviceMaps maps = new DeviceMaps(stream);
    report("scale of 256 MiB", milliseconds(() -> maps.scale(a.address(), 1f, large, a.address())), large, 8.0 * large);
  }
}
