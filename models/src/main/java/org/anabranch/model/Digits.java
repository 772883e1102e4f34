package org.anabranch.model;

import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.Safetensors;

/**
 * The bundled handwritten digits: a class-conditional flow, two judges trained apart, and held-out images.
 *
 * <p>Samples are [1, 28, 28] in [-1, 1]; classes are the digits, 10 is the null class. The <em>verifier</em> may steer or
 * select; the <em>evaluator</em> was trained on other images and only reports.
 *
 * <p>The weights are packed once; every method that takes kernels gives an instance for the calling thread.
 */
public final class Digits {
  private static final String FOLDER = BundledModels.DIGITS;

  private final DiffusionTransformerWeights weights;
  private final Safetensors verifier = Bundle.safetensors(FOLDER, "verifier.safetensors");
  private final Safetensors evaluator = Bundle.safetensors(FOLDER, "evaluator.safetensors");

  private Digits(WeightFormat format) {
    weights = DiffusionTransformerWeights.load(BundledModels.checkpoint(FOLDER), format);
  }

  /** Loads the model in fp32. */
  public static Digits load() {
    return load(WeightFormat.F32);
  }

  /** Loads the model with the matrices of the flow's blocks in a format; the judges stay in fp32. */
  public static Digits load(WeightFormat format) {
    return new Digits(format);
  }

  /** The config of the flow. */
  public DiffusionTransformerConfig config() {
    return weights.config();
  }

  /** The flow's weights. */
  public DiffusionTransformerWeights weights() {
    return weights;
  }

  /** The flow's velocity. */
  public SitField field(Kernels kernels, Optional<Guidance> guidance) {
    return new SitField(new DiffusionTransformer(weights, kernels), guidance);
  }

  /** The judge that a search may use. */
  public ConvClassifier verifier(Kernels kernels) {
    return judge(verifier, kernels);
  }

  /** The judge that only reports; its features serve the Frechet distance. */
  public ConvClassifier evaluator(Kernels kernels) {
    return judge(evaluator, kernels);
  }

  /** The held-out images as [2000, 1, 28, 28] in [-1, 1]; a new tensor. */
  public Tensor heldOutImages() {
    Tensor u8 = heldOut().tensor("images");
    int side = config().inputSize();
    Tensor out = Tensor.zeros(u8.rows(), config().inChannels(), side, side);
    float[] f = out.floats();
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) u8.get(i) / 127.5f - 1;
    }
    return out;
  }

  /** The held-out labels; a new array. */
  public int[] heldOutLabels() {
    return heldOut().tensor("labels").toInts();
  }

  private ConvClassifier judge(Safetensors file, Kernels kernels) {
    return ConvClassifier.load(Checkpoint.of(file, Optional.empty()), config().inChannels(), config().inputSize(), kernels);
  }

  private static Safetensors heldOut() {
    return Bundle.safetensors(FOLDER, "eval.safetensors");
  }
}
