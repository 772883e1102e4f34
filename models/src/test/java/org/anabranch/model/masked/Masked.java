package org.anabranch.model.masked;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.checkpoint.SafetensorsWriter;

/** Networks of the fixtures and random checkpoints, for tests. */
final class Masked {
  private Masked() {}

  static Path fixture(String name) {
    try {
      return Path.of(Objects.requireNonNull(Masked.class.getResource("/golden/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static MaskedNetwork load(Path folder, WeightFormat format, Kernels kernels) {
    Checkpoint c = Checkpoint.open(folder);
    return switch (c.config().text("model_type").orElseThrow()) {
      case "mdlm" -> MdlmMaskPredictor.load(c, format, kernels);
      case "bert" -> BertMaskPredictor.load(c, format, kernels);
      default -> LlamaMaskPredictor.load(c, format, kernels);
    };
  }

  static MaskedNetwork load(String fixture, Kernels kernels) {
    return load(fixture(fixture), WeightFormat.F32, kernels);
  }

  /** Random ids [rows, length] below the vocabulary. */
  static int[] tokens(MaskPredictor network, int rows, int length, long seed) {
    return new Random(seed).ints((long) rows * length, 0, network.vocabulary()).toArray();
  }

  /** Noise levels of rows [from, from + n), none for a network that takes none. */
  static double[] sigma(MaskPredictor network, int from, int n) {
    double[] s = new double[network.conditioned() ? n : 0];
    for (int i = 0; i < s.length; i++) {
      s[i] = 0.1 + 0.3 * (from + i);
    }
    return s;
  }

  /** Writes a checkpoint of a LLaDA config with random weights of deviation 0.2 in a type, norms around 1. */
  static Path llada(Path folder, String config, DType type, long seed) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("config.json"), config);
      Map<String, Tensor> tensors = new TreeMap<>();
      Random random = new Random(seed);
      Map<String, Shape> layout = LlamaLayout.of(LlamaConfig.of(
          ConfigReader.open(folder.resolve("config.json"))));
      layout.forEach((name, shape) -> tensors.put(name, random(random, shape, type, name.contains("norm") ? 1 : 0)));
      SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tensor random(Random random, Shape shape, DType type, double mean) {
    int n = (int) shape.size();
    MemorySegment memory = Tensor.allocateOffHeap((long) n * type.bytes());
    for (int i = 0; i < n; i++) {
      float v = (float) (mean + 0.2 * random.nextGaussian());
      if (type == DType.BF16) {
        memory.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (Float.floatToRawIntBits(v) >> 16));
      } else {
        memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, v);
      }
    }
    return Tensor.offHeap(memory, type, shape);
  }
}
