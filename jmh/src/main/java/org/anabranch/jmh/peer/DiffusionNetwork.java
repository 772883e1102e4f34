package org.anabranch.jmh.peer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.model.BundledModels;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerLayout;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.checkpoint.Safetensors;

/**
 * A SiT to measure: the bundled digits, or one with random weights, whose speed is that of trained ones.
 *
 * <p>A random weight is uniform with variance 1 / inputs, a bias with variance 1/100; each is a hash of the seed, the tensor's place
 * and its index, so that every process makes the same ones. {@link #checkpoint} makes them anew: 0.5 GB for {@link #SIT_B2}.
 *
 * @param name   on the command line
 * @param config its shape
 */
public record DiffusionNetwork(String name, DiffusionTransformerConfig config) {
  /** The bundled model: 28 x 28 pixels, 49 tokens, width 128, 6 blocks. */
  public static final DiffusionNetwork DIGITS = new DiffusionNetwork(BundledModels.DIGITS,
      DiffusionTransformerConfig.of(BundledModels.checkpoint(BundledModels.DIGITS).config()));

  /** SiT-S/2 on latents of 32 x 32 x 4: 256 tokens, width 384, 12 blocks, 33 million parameters. */
  public static final DiffusionNetwork SIT_S2 = random("sit-s2", 32, 384, 12, 6, 1000);

  /** SiT-B/2: width 768, 131 million parameters. */
  public static final DiffusionNetwork SIT_B2 = random("sit-b2", 32, 768, 12, 12, 1000);

  /** A small one of no official size, for a look whether all is well: 16 tokens, width 64, 2 blocks. */
  public static final DiffusionNetwork SIT_TINY = random("sit-tiny", 8, 64, 2, 2, 10);

  /** All of them. */
  public static final List<DiffusionNetwork> ALL = List.of(DIGITS, SIT_S2, SIT_B2, SIT_TINY);

  private static final double BIAS_VARIANCE = 0.01;
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The network of one block whose weights a {@link DiffusionBlock} takes. */
  static DiffusionNetwork ofOneBlock(int width, int heads) {
    return random("block", 32, width, 1, heads, 1);
  }

  private static DiffusionNetwork random(String name, int side, int width, int depth, int heads, int classes) {
    return new DiffusionNetwork(name, DiffusionTransformerConfig.of(config(side, width, depth, heads, classes)));
  }

  private static ConfigReader config(int side, int width, int depth, int heads, int classes) {
    String json = """
        {"_class_name": "SiT", "input_size": %d, "patch_size": 2, "in_channels": 4, "hidden_size": %d, "depth": %d, "num_heads": %d,
         "num_classes": %d, "learn_sigma": true}""".formatted(side, width, depth, heads, classes);
    return ConfigReader.parse(json.getBytes(StandardCharsets.UTF_8), "config of a network to measure");
  }

  /** The weights under the official names. */
  public Checkpoint checkpoint(long seed) {
    if (name.equals(BundledModels.DIGITS)) {
      return BundledModels.checkpoint(name);
    }
    Map<String, Shape> tensors = DiffusionTransformerLayout.of(config);
    StringJoiner header = new StringJoiner(",", "{", "}");
    long at = 0;
    for (Map.Entry<String, Shape> e : tensors.entrySet()) {
      long end = at + Float.BYTES * e.getValue().size();
      header.add("\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(e.getKey(), e.getValue(), at, end));
      at = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    long start = Long.BYTES + json.length;
    MemorySegment file = Tensor.allocateOffHeap(start + at);
    file.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, json.length);
    MemorySegment.copy(json, 0, file, ValueLayout.JAVA_BYTE, Long.BYTES, json.length);
    for (Map.Entry<String, Shape> e : tensors.entrySet()) {
      boolean bias = e.getKey().endsWith(".bias");
      long size = e.getValue().size();
      double variance = bias ? BIAS_VARIANCE : e.getKey().endsWith(".weight") ? (double) e.getValue().dim(0) / size : 1;
      fill(file, start, size, (float) Math.sqrt(12 * variance), mix(seed + start));
      start += size * Float.BYTES;
    }
    return Checkpoint.of(Safetensors.of(file, name), Optional.of(config(config.inputSize(), config.hiddenSize(), config.depth(),
        config.numHeads(), config.numClasses())));
  }

  /** The class of each row. */
  public int[] classes(int rows) {
    int[] classes = new int[rows];
    Arrays.setAll(classes, r -> r % config.numClasses());
    return classes;
  }

  /** Multiplications and additions of the products and the attention of one row; what is elementwise is not counted. */
  public double flopsPerRow() {
    double tokens = config.tokens();
    double d = config.hiddenSize();
    double ends = tokens * d * (config.patchValues() + config.patchSize() * config.patchSize() * config.tokenChannels()) + 256 * d
        + 3 * d * d;
    return config.depth() * blockFlopsPerRow() + 2 * ends;
  }

  /** The same of one block, its modulation among it. */
  double blockFlopsPerRow() {
    double tokens = config.tokens();
    double d = config.hiddenSize();
    return 2 * (tokens * (4 * d * d + 2 * d * config.mlpHidden()) + 2 * tokens * tokens * d + 6 * d * d);
  }

  /** Bytes of the weights that a forward reads in fp32; of the class table it reads a row per row. */
  public double weightBytes() {
    return DiffusionTransformerLayout.of(config).entrySet().stream().filter(e -> !e.getKey().contains("embedding_table"))
        .mapToDouble(e -> Float.BYTES * (double) e.getValue().size()).sum();
  }

  private static void fill(MemorySegment file, long start, long size, float width, long seed) {
    for (long i = 0; i < size; i++) {
      file.set(F32, start + i * Float.BYTES, ((mix(seed + i) >>> 40) * 0x1p-24f - 0.5f) * width);
    }
  }

  /** The finaliser of MurmurHash3 with the constants of Stafford's variant 13 (Steele, Lea and Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
    return b ^ b >>> 31;
  }
}
