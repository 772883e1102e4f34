package org.anabranch.model.masked;

import java.util.Optional;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.NetworkWeights;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;

/**
 * The weights of a {@link BertMaskPredictor} under the official tensor names, packed for the kernels: queries, keys and values as one
 * product.
 *
 * <p>A {@link WeightFormat} is for the matrices of the layers, of the head's transform and of the head; the word embedding stays in
 * its file.
 *
 * <p>Immutable and safe to share between threads. Memory: 4 bytes per parameter, those in the format as it has them, rounded up to
 * panels of 32 outputs.
 */
public final class BertWeights extends NetworkWeights {
  /** Weight and bias of a layer norm. */
  record Norm(Tensor weight, Tensor bias) {}

  /** The weights of one layer. */
  record Layer(Linear qkv, Linear out, Norm attentionNorm, Linear fc1, Linear fc2, Norm norm) {}

  final BertConfig config;
  /** [V, D], mapped. */
  final Tensor words;
  /** [maxLength, D]. */
  final Tensor positions;
  /** [types, D]. */
  final Tensor types;
  final Norm embeddingNorm;
  final Layer[] layers;
  /** [D -> D]. */
  final Linear transform;
  final Norm transformNorm;
  /** [D -> V]. */
  final Linear head;
  private final boolean old;

  private BertWeights(BertConfig c, Checkpoint checkpoint, WeightFormat format) {
    super(checkpoint, BertLayout.of(c, checkpoint.names()), format);
    config = c;
    old = BertLayout.old(checkpoint.names());
    words = packed.mapped(BertLayout.WORDS);
    positions = packed.heap(BertLayout.POSITIONS);
    types = packed.heap(BertLayout.TYPES);
    embeddingNorm = norm(BertLayout.EMBEDDING_NORM);
    layers = new Layer[c.layers()];
    for (int i = 0; i < layers.length; i++) {
      String b = BertLayout.layer(i);
      layers[i] = new Layer(
          packed.matrix(b + "attention.self.query", b + "attention.self.key", b + "attention.self.value"),
          packed.matrix(b + "attention.output.dense"),
          norm(b + "attention.output.LayerNorm"),
          packed.matrix(b + "intermediate.dense"),
          packed.matrix(b + "output.dense"),
          norm(b + "output.LayerNorm"));
    }
    transform = packed.matrix(BertLayout.TRANSFORM);
    transformNorm = norm(BertLayout.TRANSFORM_NORM);
    head = packed.tied(c.tied() ? BertLayout.WORDS : BertLayout.HEAD, Optional.of(BertLayout.HEAD_BIAS));
  }

  private Norm norm(String name) {
    return new Norm(packed.heap(name + (old ? ".gamma" : ".weight")), packed.heap(name + (old ? ".beta" : ".bias")));
  }

  /**
   * Loads and packs the weights of a checkpoint by its own config, in fp32.
   *
   * @throws CheckpointException if the config or a tensor breaks a rule
   */
  public static BertWeights load(Checkpoint checkpoint) {
    return load(checkpoint, WeightFormat.F32);
  }

  /** As {@link #load(Checkpoint)}, with the matrices of layers and head in a format. */
  public static BertWeights load(Checkpoint checkpoint, WeightFormat format) {
    BertConfig config = BertConfig.of(checkpoint.config());
    refuseBeyond(checkpoint, BertLayout.layer(config.layers()) + "output.dense.weight", config.layers(), "layers");
    return new BertWeights(config, checkpoint, format);
  }

  /** The config. */
  public BertConfig config() {
    return config;
  }
}
