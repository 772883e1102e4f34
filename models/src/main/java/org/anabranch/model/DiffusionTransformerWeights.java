package org.anabranch.model;

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
public final class DiffusionTransformerWeights extends NetworkWeights {
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

  private DiffusionTransformerWeights(DiffusionTransformerConfig c, Checkpoint checkpoint, WeightFormat format) {
    super(checkpoint, DiffusionTransformerLayout.of(c), format);
    config = c;
    patch = packed.linear("x_embedder.proj");
    positions = packed.heap("pos_embed").reshape(c.tokens(), c.hiddenSize());
    time0 = packed.linear("t_embedder.mlp.0");
    time2 = packed.linear("t_embedder.mlp.2");
    classes = packed.heap("y_embedder.embedding_table.weight");
    blocks = new Block[c.depth()];
    for (int i = 0; i < blocks.length; i++) {
      String b = "blocks." + i + ".";
      blocks[i] = new Block(packed.matrix(b + "adaLN_modulation.1"), packed.matrix(b + "attn.qkv"), packed.matrix(b + "attn.proj"),
          packed.matrix(b + "mlp.fc1"), packed.matrix(b + "mlp.fc2"));
    }
    finalModulation = packed.linear("final_layer.adaLN_modulation.1");
    finalLinear = packed.linear("final_layer.linear");
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

  private static int storedBlocks(Checkpoint checkpoint) {
    int n = 0;
    while (checkpoint.has("blocks." + n + ".attn.qkv.weight")) {
      n++;
    }
    return n;
  }
}
