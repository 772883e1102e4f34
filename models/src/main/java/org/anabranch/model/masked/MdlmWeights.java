package org.anabranch.model.masked;

import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.NetworkWeights;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;

/**
 * The weights of an {@link MdlmMaskPredictor} under the official tensor names, packed for the kernels.
 *
 * <p>A {@link WeightFormat} is for the matrices of the blocks and for the head; the noise level's embedding stays in fp32, and the
 * token embedding in its file.
 *
 * <p>Immutable and safe to share between threads. Memory: 4 bytes per parameter, those in the format as it has them, rounded up to
 * panels of 32 outputs.
 */
public final class MdlmWeights extends NetworkWeights {
  /** The weights of one block. */
  record Block(Linear modulation, Tensor norm1, Linear qkv, Linear out, Tensor norm2, Linear fc1, Linear fc2) {}

  final MdlmConfig config;
  /** [V, D], mapped. */
  final Tensor embedding;
  /** [256 -> E]. */
  final Linear sigma0;
  /** [E -> E]. */
  final Linear sigma2;
  /** headDim / 2, as they were saved. */
  final double[] frequencies;
  final Block[] blocks;
  /** [E -> 2 D]. */
  final Linear finalModulation;
  /** [D]. */
  final Tensor finalNorm;
  /** [D -> V]. */
  final Linear head;

  private MdlmWeights(MdlmConfig c, Checkpoint checkpoint, WeightFormat format) {
    super(checkpoint, MdlmLayout.of(c), format);
    config = c;
    embedding = packed.mapped("backbone.vocab_embed.embedding");
    sigma0 = packed.linear("backbone.sigma_map.mlp.0");
    sigma2 = packed.linear("backbone.sigma_map.mlp.2");
    Tensor saved = packed.mapped(MdlmLayout.FREQUENCIES);
    frequencies = new double[(int) saved.size()];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = saved.get(i);
    }
    blocks = new Block[c.layers()];
    for (int i = 0; i < blocks.length; i++) {
      String b = MdlmLayout.block(i);
      blocks[i] = new Block(packed.matrix(b + "adaLN_modulation"), packed.heap(b + "norm1.weight"), packed.matrix(b + "attn_qkv"),
          packed.matrix(b + "attn_out"), packed.heap(b + "norm2.weight"), packed.matrix(b + "mlp.0"), packed.matrix(b + "mlp.2"));
    }
    finalModulation = packed.linear("backbone.output_layer.adaLN_modulation");
    finalNorm = packed.heap("backbone.output_layer.norm_final.weight");
    head = packed.matrix("backbone.output_layer.linear");
  }

  /**
   * Loads and packs the weights of a checkpoint by its own config, in fp32.
   *
   * @throws CheckpointException if the config or a tensor breaks a rule
   */
  public static MdlmWeights load(Checkpoint checkpoint) {
    return load(checkpoint, WeightFormat.F32);
  }

  /** As {@link #load(Checkpoint)}, with the matrices of blocks and head in a format. */
  public static MdlmWeights load(Checkpoint checkpoint, WeightFormat format) {
    MdlmConfig config = MdlmConfig.of(checkpoint.config());
    refuseBeyond(checkpoint, MdlmLayout.block(config.layers()) + "attn_qkv.weight", config.layers(), "blocks");
    return new MdlmWeights(config, checkpoint, format);
  }

  /** The config. */
  public MdlmConfig config() {
    return config;
  }
}
