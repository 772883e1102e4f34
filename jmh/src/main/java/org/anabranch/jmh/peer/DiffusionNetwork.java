package org.anabranch.jmh.peer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.model.BundledModels;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerLayout;
import org.anabranch.model.DiffusionTransformerWeights;
import org.anabranch.model.SitField;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.ConfigReader;
import org.anabranch.model.checkpoint.RandomWeights;
import org.anabranch.model.warmup.WarmUp;
import org.anabranch.solver.VelocityField;

/**
 * A SiT to measure: the bundled digits, or one with {@link RandomWeights}, which {@link #checkpoint} makes anew: 0.5 GB for
 * {@link #SIT_B2}.
 *
 * @param name   on the command line
 * @param config its shape
 */
public record DiffusionNetwork(String name, DiffusionTransformerConfig config) implements Network {
  /** The bundled model: 28 x 28 pixels, 49 tokens, width 128, 6 blocks. */
  public static final DiffusionNetwork DIGITS = new DiffusionNetwork(BundledModels.DIGITS,
      DiffusionTransformerConfig.of(BundledModels.config(BundledModels.DIGITS)));

  /** SiT-S/2 on latents of 32 x 32 x 4: 256 tokens, width 384, 12 blocks, 33 million parameters. */
  public static final DiffusionNetwork SIT_S2 = random("sit-s2", 32, 384, 12, 6, 1000);

  /** SiT-B/2: width 768, 131 million parameters. */
  public static final DiffusionNetwork SIT_B2 = random("sit-b2", 32, 768, 12, 12, 1000);

  /** A small one of no official size, for a look whether all is well: 16 tokens, width 64, 2 blocks. */
  public static final DiffusionNetwork SIT_TINY = random("sit-tiny", 8, 64, 2, 2, 10);

  /** All of them. */
  public static final List<DiffusionNetwork> ALL = List.of(DIGITS, SIT_S2, SIT_B2, SIT_TINY);

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
    return RandomWeights.of(name, DiffusionTransformerLayout.of(config), UnaryOperator.identity(),
        config(config.inputSize(), config.hiddenSize(), config.depth(), config.numHeads(), config.numClasses()), seed);
  }

  @Override
  public DiffusionForward forward(int rows, long seed) {
    return new DiffusionForward(this, rows, seed);
  }

  @Override
  public Loaded load(long seed, Backend backend) {
    DiffusionTransformerWeights weights = DiffusionTransformerWeights.load(checkpoint(seed));
    Function<Kernels, VelocityField> makes = k -> new SitField(new DiffusionTransformer(weights, k), Optional.empty());
    VelocityField field = VelocityField.spread(() -> makes.apply(backend.kernels()), backend.pool());
    return new Loaded() {
      @Override
      public Contender rows(int rows) {
        return forward(rows, seed).contender(field);
      }

      @Override
      public WarmUp.Report warmUp(Duration limit, int... rows) {
        return WarmUp.field(makes, backend, limit, rows);
      }
    };
  }

  /** The class of each row. */
  public int[] classes(int rows) {
    int[] classes = new int[rows];
    Arrays.setAll(classes, r -> r % config.numClasses());
    return classes;
  }

  @Override
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
}
