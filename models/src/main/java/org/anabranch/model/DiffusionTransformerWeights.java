package org.anabranch.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;

/**
 * The weights of a {@link DiffusionTransformer} under the official tensor names, packed for the kernels.
 *
 * <p>A {@link WeightFormat} is for the five matrices of each block, nearly all of a network's bytes. The embeddings of patches,
 * positions, times and classes and the final layer stay in fp32: they are small, run once per forward, and every block sees
 * their error.
 *
 * <p>Immutable and safe to share between threads. Memory: 4 bytes per parameter, those of blocks as their format has it, rounded
 * up to panels of 32 outputs.
 */
public final class DiffusionTransformerWeights {
  /** The weights of one block; D is the width of a token, M that of the hidden layer. */
  record Block(Linear modulation, Linear qkv, Linear proj, Linear fc1, Linear fc2) {}

  final DiffusionTransformerConfig config;
  /** [C p p -> D]. */
  final Linear patch;
  /** [tokens, D]. */
  final Tensor positions;
  /** [256 -> D]. */
  final Linear time0;
  /** [D -> D]. */
  final Linear time2;
  /** [classes, D]. */
  final Tensor classes;
  final Block[] blocks;
  /** [D -> 2 D]. */
  final Linear finalModulation;
  /** [D -> p p channels]. */
  final Linear finalLinear;
  private final WeightFormat format;
  private final Map<String, Linear> matrices = new LinkedHashMap<>();
  private long bytes;

  private DiffusionTransformerWeights(DiffusionTransformerConfig c, Checkpoint checkpoint, WeightFormat format) {
    int d = c.hiddenSize();
    int p = c.patchSize();
    config = c;
    this.format = format;
    patch = linear(checkpoint, "x_embedder.proj", d, c.inChannels(), p, p);
    positions = heap(checkpoint.tensor("pos_embed", 1, c.tokens(), d)).reshape(c.tokens(), d);
    time0 = linear(checkpoint, "t_embedder.mlp.0", d, TimeSinusoid.WIDTH);
    time2 = linear(checkpoint, "t_embedder.mlp.2", d, d);
    classes = heap(checkpoint.tensor("y_embedder.embedding_table.weight", c.classRows(), d));
    blocks = new Block[c.depth()];
    for (int i = 0; i < blocks.length; i++) {
      String b = "blocks." + i + ".";
      blocks[i] = new Block(
          matrix(checkpoint, b + "adaLN_modulation.1", 6 * d, d),
          matrix(checkpoint, b + "attn.qkv", 3 * d, d),
          matrix(checkpoint, b + "attn.proj", d, d),
          matrix(checkpoint, b + "mlp.fc1", c.mlpHidden(), d),
          matrix(checkpoint, b + "mlp.fc2", d, c.mlpHidden()));
    }
    finalModulation = linear(checkpoint, "final_layer.adaLN_modulation.1", 2 * d, d);
    finalLinear = linear(checkpoint, "final_layer.linear", p * p * c.tokenChannels(), d);
  }

  /**
   * Loads and packs the weights of a checkpoint by its own config, in fp32.
   *
   * @throws CheckpointException if the config or a tensor breaks a rule
   */
  public static DiffusionTransformerWeights load(Checkpoint checkpoint) {
    return load(checkpoint, WeightFormat.F32);
  }

  /**
   * As {@link #load(Checkpoint)}, with the matrices of the blocks in a format.
   *
   * @throws CheckpointException if the config or a tensor breaks a rule
   */
  public static DiffusionTransformerWeights load(Checkpoint checkpoint, WeightFormat format) {
    DiffusionTransformerConfig config = DiffusionTransformerConfig.of(checkpoint.config());
    int stored = storedBlocks(checkpoint);
    if (stored > config.depth()) {
      throw new CheckpointException("weights: " + checkpoint.name() + " has " + stored + " blocks, the config needs depth "
          + config.depth());
    }
    return new DiffusionTransformerWeights(config, checkpoint, format);
  }

  /** The config. */
  public DiffusionTransformerConfig config() {
    return config;
  }

  /** The format of {@link #matrices()}. */
  public WeightFormat format() {
    return format;
  }

  /** The matrices that have the format, under their tensors' names without {@code .weight}, block by block; not to be changed. */
  public Map<String, Linear> matrices() {
    return Collections.unmodifiableMap(matrices);
  }

  /** Bytes held. */
  public long bytes() {
    return bytes;
  }

  private static int storedBlocks(Checkpoint checkpoint) {
    int n = 0;
    while (checkpoint.has("blocks." + n + ".attn.qkv.weight")) {
      n++;
    }
    return n;
  }

  private Linear matrix(Checkpoint checkpoint, String name, int... shape) {
    Linear packed = pack(checkpoint, name, format, shape);
    matrices.put(name, packed);
    return packed;
  }

  private Linear linear(Checkpoint checkpoint, String name, int... shape) {
    return pack(checkpoint, name, WeightFormat.F32, shape);
  }

  private Linear pack(Checkpoint checkpoint, String name, WeightFormat as, int... shape) {
    Tensor weight = checkpoint.tensor(name + ".weight", shape);
    Tensor bias = checkpoint.tensor(name + ".bias", shape[0]);
    Linear packed;
    try {
      packed = Linear.pack(weight.toHeap(), bias, as);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException("weights: tensor " + name + ".weight cannot be stored as " + as.option() + ": "
          + e.getMessage(), e);
    }
    bytes += packed.bytes();
    return packed;
  }

  private Tensor heap(Tensor t) {
    bytes += 4 * t.size();
    return t.toHeap();
  }
}
