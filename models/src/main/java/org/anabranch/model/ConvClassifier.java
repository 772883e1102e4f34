package org.anabranch.model;

import java.util.Optional;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.Workspace;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;

/**
 * The small convolutional classifier that judges digits: two convolutions of 5 x 5 with stride 2, two linear layers, ReLU.
 *
 * <p>Images [N, 1, S, S] in [-1, 1]; values outside are clamped first, as when the judges were evaluated. All widths come from
 * the tensors {@code conv1, conv2, fc1, fc2}. A row depends on its own image only; nothing is allocated after the first call
 * at a batch size.
 *
 * <p>Threading: an instance owns its temporaries and belongs to one thread at a time.
 */
public final class ConvClassifier {
  static final int KERNEL = 5;
  static final int STRIDE = 2;
  static final int PADDING = 2;

  private final Kernels k;
  private final Linear conv1;
  private final Linear conv2;
  private final Linear fc1;
  private final Linear fc2;
  private final int channels;
  private final int size;
  private final Workspace ws = new Workspace();
  private Tensor imageOf = Tensor.zeros(0);
  private Tensor image = imageOf;
  private Tensor vectorOf = Tensor.zeros(0);
  private Tensor vector = vectorOf;
  private Tensor hidden = vectorOf;
  private Tensor scores = vectorOf;
  private Tensor h1 = vectorOf;
  private Tensor h2 = vectorOf;
  private Optional<ConvClassifierReverse> reverse = Optional.empty();

  private ConvClassifier(Checkpoint c, int channels, int size, Kernels kernels) {
    int c1 = c.shape("conv1.weight").rows();
    int c2 = c.shape("conv2.weight").rows();
    int half = halved(size);
    int quarter = halved(half);
    int width = c.shape("fc1.weight").rows();
    this.k = kernels.host();
    this.channels = channels;
    this.size = size;
    conv1 = linear(c, "conv1", c1, channels, KERNEL, KERNEL);
    conv2 = linear(c, "conv2", c2, c1, KERNEL, KERNEL);
    fc1 = linear(c, "fc1", width, c2 * quarter * quarter);
    fc2 = linear(c, "fc2", c.shape("fc2.weight").rows(), width);
  }

  /**
   * Loads a classifier.
   *
   * @param channels channels of the images it judges
   * @param size     height and width of the images it judges
   * @throws CheckpointException if a tensor is missing or does not fit
   */
  public static ConvClassifier load(Checkpoint checkpoint, int channels, int size, Kernels kernels) {
    return new ConvClassifier(checkpoint, channels, size, kernels);
  }

  /** Number of classes. */
  public int classes() {
    return fc2.out();
  }

  /** Width of {@link #features}. */
  public int featureWidth() {
    return fc1.out();
  }

  /**
   * Class scores before the softmax.
   *
   * @param images [N, C, S, S]
   * @param out    [N, classes]
   */
  public void logits(Tensor images, Tensor out) {
    checkOut("logits", images, out, classes());
    ws.reset();
    Tensor f = ws.floats(images.rows(), featureWidth());                          // [N, F]
    body(images, f);
    k.linear(f, fc2, Activation.NONE, out);                                       // [N, F] -> [N, classes]
  }

  /**
   * The last hidden layer after its ReLU, in which Frechet distances are measured.
   *
   * @param images [N, C, S, S]
   * @param out    [N, featureWidth]
   */
  public void features(Tensor images, Tensor out) {
    checkOut("features", images, out, featureWidth());
    ws.reset();
    body(images, out);
  }

  /**
   * log p(label | image) of every row, in nats.
   *
   * @param labels [N] class ids
   * @param out    [N]
   */
  public void logProbability(Tensor images, int[] labels, double[] out) {
    score(images, labels, out);
  }

  /**
   * As {@link #logProbability(Tensor, int[], double[])}, with d log p(label | image) / d image by a reverse pass, about as long as the
   * forward. A pixel beyond [-1, 1] is clamped and has slope 0. The first call packs the transposed weights.
   *
   * @param gradients [N, C, S, S] receives the gradients
   */
  public void logProbability(Tensor images, int[] labels, double[] out, Tensor gradients) {
    if (!gradients.shape().equals(images.shape())) {
      throw new IllegalArgumentException("classifier: gradients must have the images' shape " + images.shape() + ", got "
          + gradients.shape());
    }
    score(images, labels, out);
    int classes = classes();
    for (int r = 0; r < labels.length; r++) {
      int at = scores.offset() + r * classes;
      float[] s = scores.floats();
      double log = out[r] - s[at + labels[r]];                                    // -log sum exp
      for (int c = 0; c < classes; c++) {
        s[at + c] = (float) ((c == labels[r] ? 1 : 0) - StrictMath.exp(s[at + c] + log));
      }
    }
    if (reverse.isEmpty()) {
      reverse = Optional.of(new ConvClassifierReverse(k, conv1, conv2, fc1, fc2));
    }
    reverse.get().run(scores, hidden, h2, h1, images, ws, gradients);
  }

  private void score(Tensor images, int[] labels, double[] out) {
    int n = images.rows();
    int classes = classes();
    if (labels.length != n || out.length != n) {
      throw new IllegalArgumentException("classifier: " + n + " images need as many labels and results, got " + labels.length
          + " and " + out.length);
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException("classifier: a label must be in 0.." + (classes - 1) + ", got " + label);
      }
    }
    checkImages(images);
    ws.reset();
    hidden = ws.floats(n, featureWidth());                                        // [N, F]
    scores = ws.floats(n, classes);                                               // [N, classes]
    body(images, hidden);
    k.linear(hidden, fc2, Activation.NONE, scores);                               // [N, F] -> [N, classes]
    for (int r = 0; r < n; r++) {
      int at = scores.offset() + r * classes;
      out[r] = scores.floats()[at + labels[r]] - logSumExp(scores.floats(), at, classes);
    }
  }

  private void body(Tensor images, Tensor out) {
    int n = images.rows();
    int half = halved(size);
    int quarter = halved(half);
    Tensor x = ws.floats(n, channels, size, size);                                // [N, C, S, S]
    clamp(images, x);
    Tensor window1 = ws.floats(n, half * half, conv1.in());                       // [N, S/2 S/2, C 25]
    k.unfold(x, KERNEL, STRIDE, PADDING, window1);                                // [N, C, S, S] -> [N, S/2 S/2, C 25]
    h1 = ws.floats(n, half * half, conv1.out());                                  // [N, S/2 S/2, C1]
    k.linear(window1, conv1, Activation.RELU, h1);                                // [N, S/2 S/2, C 25] -> [N, S/2 S/2, C1]
    Tensor flat1 = ws.floats(n, conv1.out(), half * half);                        // [N, C1, S/2 S/2]
    k.transpose(h1, flat1);                                                       // [N, S/2 S/2, C1] -> [N, C1, S/2 S/2]
    Tensor window2 = ws.floats(n, quarter * quarter, conv2.in());                 // [N, S/4 S/4, C1 25]
    k.unfold(asImage(flat1, half), KERNEL, STRIDE, PADDING, window2);             // [N, C1, S/2, S/2] -> [N, S/4 S/4, C1 25]
    h2 = ws.floats(n, quarter * quarter, conv2.out());                            // [N, S/4 S/4, C2]
    k.linear(window2, conv2, Activation.RELU, h2);                                // [N, S/4 S/4, C1 25] -> [N, S/4 S/4, C2]
    Tensor flat2 = ws.floats(n, conv2.out(), quarter * quarter);                  // [N, C2, S/4 S/4]
    k.transpose(h2, flat2);                                                       // [N, S/4 S/4, C2] -> [N, C2, S/4 S/4]
    k.linear(asVector(flat2), fc1, Activation.RELU, out);                         // [N, C2 S/4 S/4] -> [N, F]
  }

  /** The view [N, C, S, S] of a tensor [N, C, S S]; made once, as the workspace hands out the same tensor again. */
  private Tensor asImage(Tensor t, int side) {
    if (imageOf != t) {
      image = t.reshape(t.rows(), t.shape().dim(1), side, side);
      imageOf = t;
    }
    return image;
  }

  /** The view [N, C S S] of a tensor [N, C, S S]; made once, likewise. */
  private Tensor asVector(Tensor t) {
    if (vectorOf != t) {
      vector = t.reshape(t.rows(), t.rowSize());
      vectorOf = t;
    }
    return vector;
  }

  private static void clamp(Tensor from, Tensor to) {
    float[] in = from.floats();
    float[] out = to.floats();
    int shift = from.offset() - to.offset();
    for (int i = to.offset(); i < to.offset() + (int) to.size(); i++) {
      out[i] = Math.max(-1f, Math.min(1f, in[i + shift]));
    }
  }

  private static double logSumExp(float[] x, int at, int n) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[at + i]);
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += StrictMath.exp(x[at + i] - max);
    }
    return max + StrictMath.log(sum);
  }

  static int halved(int size) {
    return (size + 2 * PADDING - KERNEL) / STRIDE + 1;
  }

  private static Linear linear(Checkpoint c, String name, int... shape) {
    return Linear.pack(c.tensor(name + ".weight", shape).toHeap(), c.tensor(name + ".bias", shape[0]));
  }

  private void checkImages(Tensor images) {
    if (!images.shape().is(images.rows(), channels, size, size)) {
      throw new IllegalArgumentException("classifier: images must have shape [rows, " + channels + ", " + size + ", " + size
          + "], got " + images.shape());
    }
  }

  private void checkOut(String what, Tensor images, Tensor out, int width) {
    checkImages(images);
    if (!out.shape().is(images.rows(), width)) {
      throw new IllegalArgumentException("classifier: " + what + " of " + images.rows() + " images need shape ["
          + images.rows() + ", " + width + "], got " + out.shape());
    }
  }
}
