package org.anabranch.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.anabranch.engine.Backend;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerLayout;
import org.anabranch.model.DiffusionTransformerWeights;
import org.anabranch.model.SitField;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.checkpoint.RandomWeights;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A forward and a step of Euler on a population that stays on the device: of a SiT-XL/2 with random weights on hardware, where times
 * are printed, of a tiny one on the stand-in. The bits are those of provider vector.
 */
@Tag("device")
class SitStepTest {
  private static final int REPEATS = 3;

  /** A network and the rows that it is run at; the first of them is compared. */
  private record Size(String name, int side, int width, int depth, int heads, int classes, int... rows) {
    DiffusionTransformerConfig config() {
      return DiffusionTransformerConfig.of(reader());
    }

    ConfigReader reader() {
      String json = """
          {"_class_name": "SiT", "input_size": %d, "patch_size": 2, "in_channels": 4, "hidden_size": %d, "depth": %d, "num_heads": %d,
           "num_classes": %d, "learn_sigma": true}""".formatted(side, width, depth, heads, classes);
      return ConfigReader.parse(json.getBytes(StandardCharsets.UTF_8), name);
    }

    /** Multiply-adds count twice; without the embeddings. */
    double flopsPerRow() {
      double tokens = config().tokens();
      return depth * (tokens * (24.0 * width * width + 4 * tokens * width) + 12.0 * width * width);
    }
  }

  @Test
  void aForwardHasTheBitsOfTheCpu() {
    TestDevice.probe();
    Size size = TestDevice.isStandIn() ? new Size("tiny", 8, 64, 2, 2, 10, 1, 3)
        : new Size("SiT-XL/2", 32, 1152, 28, 16, 1000, 1, 16, 256);
    Map<String, Shape> layout = DiffusionTransformerLayout.of(size.config());
    Checkpoint checkpoint = RandomWeights.of(size.name, layout, UnaryOperator.identity(), size.reader(), 7);
    DiffusionTransformerWeights weights = DiffusionTransformerWeights.load(checkpoint);
    WorkerPool pool = new WorkerPool(Math.min(16, Runtime.getRuntime().availableProcessors()));
    try (CudaDevice device = TestDevice.fresh(0)) {
      Kernels k = Backend.of(new CudaProvider(() -> device), pool).kernels();
      SitField field = new SitField(new DiffusionTransformer(weights, k), Optional.empty());
      Random random = new Random(3);
      for (int rows : size.rows) {
        Tensor x = Tensor.zeros(rows, 4, size.side, size.side);
        for (int i = 0; i < x.size(); i++) {
          x.floats()[i] = (float) random.nextGaussian();
        }
        double[] t = random.doubles(rows).toArray();
        int[] classes = random.ints(rows, 0, size.classes).toArray();
        Tensor own = k.allocate(DType.F32, x.shape());
        Tensor v = k.allocate(DType.F32, x.shape());
        k.copy(x, own);
        Tensor got = Tensor.zeros(rows, 4, size.side, size.side);
        for (int i = 0; i < 3; i++) { // weights go up, the graph is recorded, the graph runs
          field.evaluate(own, t, classes, v);
        }
        k.copy(v, got);
        if (rows == size.rows[0]) {
          Kernels host = Backend.of("vector", pool).kernels();
          Tensor want = Tensor.zeros(rows, 4, size.side, size.side);
          new SitField(new DiffusionTransformer(weights, host), Optional.empty()).evaluate(x, t, classes, want);
          assertArrayEquals(want.floats(), got.floats());
        }
        long before = System.nanoTime();
        for (int i = 0; i < REPEATS; i++) {
          field.evaluate(own, t, classes, v);
          k.axpy(own, new double[] {0.01}, new Tensor[] {v}, 1, own);
        }
        k.copy(own, got); // waits
        double ms = (System.nanoTime() - before) / 1e6 / REPEATS;
        if (!TestDevice.isStandIn()) {
          System.out.printf(Locale.ROOT, "[gpu] %s, %d rows, a step of Euler %12.3f ms %9.2f TFLOP/s%n", size.name, rows, ms,
              size.flopsPerRow() * rows / ms / 1e9);
        }
      }
    } finally {
      pool.close();
    }
  }
}
