package org.anabranch.model.masked;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.NetworkWeights;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.masked.LlamaLayout.Part;

/**
 * The weights of a {@link LlamaMaskPredictor} under the official tensor names, packed for the kernels: queries, keys and values as one
 * product, gate and up projection as another.
 *
 * <p>A {@link WeightFormat} is for the matrices of the blocks and for the head, which a large vocabulary makes large. The embedding
 * stays in its file and is read row by row.
 *
 * <p>Immutable and safe to share between threads. Memory: 4 bytes per parameter of blocks and head, or as the format has it, rounded
 * up to panels of 32 outputs; blocks that repeat are packed once.
 */
public final class LlamaWeights extends NetworkWeights {
  /** The weights of one block. */
  record Block(Tensor attentionNorm, Linear qkv, Linear out, Tensor mlpNorm, Linear gateUp, Linear down) {}

  final LlamaConfig config;
  /** [V, D], mapped. */
  final Tensor embedding;
  /** [maxLength, D], empty with rotary positions. */
  final Optional<Tensor> positions;
  final Block[] blocks;
  /** [D]. */
  final Tensor norm;
  /** [D -> V]. */
  final Linear head;

  private LlamaWeights(LlamaConfig c, Checkpoint checkpoint, WeightFormat format) {
    super(checkpoint, LlamaLayout.of(c, checkpoint.names()), format);
    config = c;
    LlamaLayout names = LlamaLayout.names(c.family());
    embedding = packed.mapped(names.embedding);
    positions = c.rope() == 0 ? Optional.of(packed.heap(LlamaLayout.POSITIONS)) : Optional.empty();
    blocks = new Block[c.layers()];
    for (int i = 0; i < blocks.length; i++) {
      if (i >= c.uniqueLayers()) {
        repeats(names, i, i % c.uniqueLayers());
        blocks[i] = blocks[i % c.uniqueLayers()];
        continue;
      }
      blocks[i] = new Block(
          packed.heap(names.part(i, Part.ATTENTION_NORM) + ".weight"),
          packed.matrix(names.part(i, Part.QUERY), names.part(i, Part.KEY), names.part(i, Part.VALUE)),
          packed.matrix(names.part(i, Part.OUT)),
          packed.heap(names.part(i, Part.MLP_NORM) + ".weight"),
          packed.matrix(names.part(i, Part.GATE), names.part(i, Part.UP)),
          packed.matrix(names.part(i, Part.DOWN)));
    }
    norm = packed.heap(names.norm);
    head = c.tied() ? packed.tied(names.embedding, Optional.empty()) : packed.matrix(names.head);
  }

  /** Checks that a block's tensors are those of an earlier one. */
  private void repeats(LlamaLayout names, int block, int earlier) {
    for (Part part : Part.values()) {
      for (String suffix : List.of(".weight", ".bias")) {
        String name = names.part(block, part) + suffix;
        String first = names.part(earlier, part) + suffix;
        if (packed.has(name)) {
          MemorySegment a = packed.mapped(name).segment();
          long at = a.mismatch(packed.mapped(first).segment());
          if (at >= 0) {
            throw new CheckpointException("weights: tensor " + name + " must repeat " + first + " as unique_layers is "
                + config.uniqueLayers() + ", they differ from byte " + at);
          }
        }
      }
    }
  }

  /**
   * Loads and packs the weights of a checkpoint by its own config, in fp32.
   *
   * @throws CheckpointException if the config or a tensor breaks a rule
   */
  public static LlamaWeights load(Checkpoint checkpoint) {
    return load(checkpoint, WeightFormat.F32);
  }

  /** As {@link #load(Checkpoint)}, with the matrices of blocks and head in a format. */
  public static LlamaWeights load(Checkpoint checkpoint, WeightFormat format) {
    LlamaConfig config = LlamaConfig.of(checkpoint.config());
    LlamaLayout names = LlamaLayout.names(config.family());
    refuseBeyond(checkpoint, names.part(config.layers(), Part.OUT) + ".weight", config.layers(), "layers");
    return new LlamaWeights(config, checkpoint, format);
  }

  /** The config. */
  public LlamaConfig config() {
    return config;
  }
}
