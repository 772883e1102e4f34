package org.anabranch.model;

import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;

/**
 * The weights of a {@link DiffusionTransformer} under the official tensor names, packed for the kernels.
 *
 * <p>Immutable and safe to share between threads. Memory: 4 bytes per parameter, rounded up to panels of 32 outputs.
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
  private long bytes;

  private DiffusionTransformerWeights(DiffusionTransformerConfig c, Checkpoint checkpoint) {
    int d = c.hiddenSize();
    int p = c.patchSize();
    config = c;
    patch = linear(checkpoint, "x_embedder.proj", d, c.inChannels(), p, p);
    positions = heap(checkpoint.tensor("pos_embed", 1, c.tokens(), d)).reshape(c.tokens(), d);
    time0 = linear(checkpoint, "t_embedder.mlp.0", d, TimeSinusoid.WIDTH);
    time2 = linear(checkpoint, "t_embedder.mlp.2", d, d);
    classes = heap(checkpoint.tensor("y_embedder.embedding_table.weight", c.classRows(), d));
    blocks = new Block[c.depth()];
    for (int i = 0; i < blocks.length; i++) {
      String b = "blocks." + i + ".";
      blocks[i] = new Block(
          linear(checkpoint, b + "adaLN_modulation.1", 6 * d, d),
          linear(checkpoint, b + "attn.qkv", 3 * d, d),
          linear(checkpoint, b + "attn.proj", d, d),
          linear(checkpoint, b + "mlp.fc1", c.mlpHidden(), d),
          linear(checkpoint, b + "mlp.fc2", d, c.mlpHidden()));
    }
    finalModulation = linear(checkpoint, "final_layer.adaLN_modulation.1", 2 * d, d);
    finalLinear = linear(checkpoint, "final_layer.linear", p * p * c.tokenChannels(), d);
  }

  /**
   * Loads and packs the weights of a checkpoint by its own config.
   *
   * @throws CheckpointException if the config or a tensor breaks a rule
   */
  public static DiffusionTransformerWeights load(Checkpoint checkpoint) {
    DiffusionTransformerConfig config = DiffusionTransformerConfig.of(checkpoint.config());
    int stored = storedBlocks(checkpoint);
    if (stored > config.depth()) {
      throw new CheckpointException("weights: " + checkpoint.name() + " has " + stored + " blocks, the config needs depth "
          + config.depth());
    }
    return new DiffusionTransformerWeights(config, checkpoint);
  }

  /** The config. */
  public DiffusionTransformerConfig config() {
    return config;
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

  private Linear linear(Checkpoint checkpoint, String name, int... shape) {
    Tensor weight = checkpoint.tensor(name + ".weight", shape);
    Linear packed = Linear.pack(weight.toHeap(), checkpoint.tensor(name + ".bias", shape[0]));
    bytes += packed.bytes();
    return packed;
  }

  private Tensor heap(Tensor t) {
    bytes += 4 * t.size();
    return t.toHeap();
  }
}
