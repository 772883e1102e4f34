package org.anabranch.cli.verify;

import java.nio.file.Path;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.model.ConvClassifier;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.search.DifferentiableVerifier;

/**
 * A classifier as a verifier: log p(condition | sample), in nats, with its gradient.
 *
 * <p>Costs nothing worth counting beside a flow. Threading: one thread at a time, as the classifier.
 *
 * @param name       for reports
 * @param classifier what scores
 */
public record ClassifierVerifier(String name, ConvClassifier classifier) implements DifferentiableVerifier {
  /**
   * The classifier in a checkpoint of the digits judges' format: tensors {@code conv1, conv2, fc1, fc2} with weights and biases.
   *
   * @param source      a folder or a safetensors file
   * @param sampleShape [channels, size, size] of the images that it judges
   * @throws IllegalArgumentException if samples are no square images
   * @throws org.anabranch.model.checkpoint.CheckpointException if a tensor is missing or does not fit
   */
  public static ClassifierVerifier open(Path source, Shape sampleShape, Kernels kernels) {
    if (sampleShape.rank() != 3 || sampleShape.dim(1) != sampleShape.dim(2)) {
      throw new IllegalArgumentException("verifier: the classifier " + source + " judges images [channels, size, size], the samples are "
          + sampleShape);
    }
    Checkpoint checkpoint = Checkpoint.open(source);
    return new ClassifierVerifier(source.toString(),
        ConvClassifier.load(checkpoint, sampleShape.dim(0), sampleShape.dim(1), kernels));
  }

  @Override
  public void score(Tensor samples, int[] conditions, double[] out) {
    classifier.logProbability(samples, conditions, out);
  }

  @Override
  public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
    classifier.logProbability(samples, conditions, out, gradients);
  }
}
