package org.anabranch.cli.demo;

import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.model.ConvClassifier;
import org.anabranch.model.Digits;

/**
 * What the two networks say of some images.
 *
 * @param scores   the verifier's log p(label | image)
 * @param judged   the digit that the evaluator sees
 * @param features the evaluator's hidden layer
 */
record Judged(double[] scores, int[] judged, float[][] features) {
  /** The two networks; belongs to one thread at a time. */
  static final class Panel {
    private final ConvClassifier verifier;
    private final ConvClassifier evaluator;

    Panel(Digits digits, Kernels kernels) {
      verifier = digits.verifier(kernels);
      evaluator = digits.evaluator(kernels);
    }

    /** Asks both. */
    Judged judge(Tensor images, int[] labels) {
      double[] scores = new double[labels.length];
      verifier.logProbability(images, labels, scores);
      return new Judged(scores, see(images), features(images));
    }

    /** The digits that the evaluator sees. */
    int[] see(Tensor images) {
      Tensor logits = Tensor.zeros(images.rows(), evaluator.classes());
      evaluator.logits(images, logits);
      int[] out = new int[images.rows()];
      for (int i = 0; i < out.length; i++) {
        for (int c = 1; c < evaluator.classes(); c++) {
          boolean higher = logits.floats()[i * evaluator.classes() + c] > logits.floats()[i * evaluator.classes() + out[i]];
          out[i] = higher ? c : out[i];
        }
      }
      return out;
    }

    /** The evaluator's features, [rows][width]. */
    float[][] features(Tensor images) {
      int width = evaluator.featureWidth();
      Tensor f = Tensor.zeros(images.rows(), width);
      evaluator.features(images, f);
      float[][] out = new float[images.rows()][width];
      for (int i = 0; i < out.length; i++) {
        System.arraycopy(f.floats(), i * width, out[i], 0, width);
      }
      return out;
    }
  }
}
