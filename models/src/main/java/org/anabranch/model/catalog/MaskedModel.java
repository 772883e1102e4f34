package org.anabranch.model.catalog;

import org.anabranch.engine.Kernels;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.NetworkWeights;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.masked.BertMaskPredictor;
import org.anabranch.model.masked.BertWeights;
import org.anabranch.model.masked.LlamaMaskPredictor;
import org.anabranch.model.masked.LlamaWeights;
import org.anabranch.model.masked.MaskPredictor;
import org.anabranch.model.masked.MdlmMaskPredictor;
import org.anabranch.model.masked.MdlmWeights;

/**
 * A network of masked tokens of whatever architecture its checkpoint names: weights loaded once, predictors for any number of threads.
 *
 * <p>Immutable and thread-safe; a predictor belongs to one thread at a time.
 */
public final class MaskedModel {
  private final Architecture architecture;
  private final NetworkWeights weights;

  private MaskedModel(Architecture architecture, NetworkWeights weights) {
    this.architecture = architecture;
    this.weights = weights;
  }

  /**
   * Loads a checkpoint.
   *
   * @throws CheckpointException if its architecture is no masked one, or its config or a tensor breaks a rule
   */
  public static MaskedModel load(Checkpoint checkpoint, WeightFormat format) {
    Architecture architecture = Architecture.of(checkpoint.config()).filter(Architecture::masked).orElseThrow(
        () -> new CheckpointException("model: " + checkpoint.name() + " is no network of masked tokens"));
    return new MaskedModel(architecture, weights(architecture, checkpoint, format));
  }

  private static NetworkWeights weights(Architecture architecture, Checkpoint checkpoint, WeightFormat format) {
    return switch (architecture) {
      case MDLM -> MdlmWeights.load(checkpoint, format);
      case BERT -> BertWeights.load(checkpoint, format);
      default -> LlamaWeights.load(checkpoint, format);
    };
  }

  /** The architecture. */
  public Architecture architecture() {
    return architecture;
  }

  /** The weights. */
  public NetworkWeights weights() {
    return weights;
  }

  /** The network, with kernels of the calling thread. */
  public MaskPredictor predictor(Kernels kernels) {
    return switch (weights) {
      case MdlmWeights w -> new MdlmMaskPredictor(w, kernels);
      case BertWeights w -> new BertMaskPredictor(w, kernels);
      case LlamaWeights w -> new LlamaMaskPredictor(w, kernels);
      default -> throw new IllegalStateException("model: no predictor for " + weights.getClass());
    };
  }
}
