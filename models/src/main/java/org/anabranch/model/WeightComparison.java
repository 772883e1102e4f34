package org.anabranch.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.checkpoint.Checkpoint;

/**
 * What a {@link WeightFormat} costs a network: the errors of its weights, and of its output on the network's own inputs.
 *
 * <p>Inputs of a SiT are the states of {@value #TIMES} Euler steps from noise to data by the fp32 network itself, those of a DiT
 * unit normals at {@value #TIMES} of its steps (the noisy images of a variance-preserving path have that variance at any time);
 * row r asks for class r modulo the number of classes. Both are a function of the seed. An error is that of the network's raw
 * output, all channels, against the same network in fp32.
 *
 * <p>Memory: the network twice. Threading: one thread at a time.
 */
public final class WeightComparison {
  /** Times at which every row is evaluated. */
  public static final int TIMES = 8;

  private static final int LAST_STEP = 999;

  private final Checkpoint checkpoint;
  private final Kernels kernels;
  private final DiffusionTransformerWeights wide;
  private final int[] classes;
  private final List<double[]> times = new ArrayList<>();
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Tensor> outputs = new ArrayList<>();

  /**
   * One matrix.
   *
   * @param name    the tensor's name without {@code .weight}
   * @param error   largest |stored - original|
   * @param largest largest |original|
   * @param rms     root of the sum of squared errors over that of squared weights
   */
  public record Matrix(String name, double error, double largest, double rms) {
    /** The largest error as a part of the largest weight, 0 of a matrix of zeros. */
    public double relative() {
      return largest == 0 ? 0 : error / largest;
    }
  }

  /**
   * One format.
   *
   * @param bytes      bytes of the whole network
   * @param matrices   those that have the format, in the order of the network
   * @param relativeL2 |output - fp32 output| / |fp32 output| over all rows, times and elements
   * @param maxError   largest |output - fp32 output|
   * @param cosine     of the angle between the two outputs
   */
  public record Result(WeightFormat format, long bytes, List<Matrix> matrices, double relativeL2, double maxError, double cosine) {
    /** The matrix with the largest relative error, empty of a network without blocks. */
    public Optional<Matrix> worst() {
      return matrices.stream().max(Comparator.comparingDouble(Matrix::relative));
    }
  }

  /**
   * Loads the network in fp32 and evaluates it.
   *
   * @param rows rows at each time, at least 1
   * @throws org.anabranch.model.checkpoint.CheckpointException if the checkpoint breaks a rule
   */
  public WeightComparison(Checkpoint checkpoint, int rows, long seed, Kernels kernels) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows: must be at least 1, got " + rows);
    }
    this.checkpoint = checkpoint;
    this.kernels = kernels;
    this.wide = DiffusionTransformerWeights.load(checkpoint);
    DiffusionTransformerConfig c = wide.config();
    classes = new int[rows];
    for (int r = 0; r < rows; r++) {
      classes[r] = r % c.numClasses();
    }
    boolean flow = c.family() == DiffusionTransformerConfig.Family.SIT;
    DiffusionTransformer network = new DiffusionTransformer(wide, kernels);
    Tensor x = noise(seed, 0, rows);                                                     // [N, C, H, W]
    for (int i = 0; i < TIMES; i++) {
      double[] t = new double[rows];
      Arrays.fill(t, flow ? i / (double) TIMES : LAST_STEP - i * LAST_STEP / (TIMES - 1));
      Tensor out = Tensor.zeros(rows, c.outChannels(), c.inputSize(), c.inputSize());    // [N, O, H, W]
      network.forward(x, t, classes, out);
      times.add(t);
      inputs.add(x);
      outputs.add(out);
      Tensor next = flow ? Tensor.zeros(rows, c.inChannels(), c.inputSize(), c.inputSize()) : noise(seed, i + 1, rows);
      if (flow) {
        kernels.axpy(x, new double[] {1.0 / TIMES}, new Tensor[] {out}, 1, next);
      }
      x = next;
    }
  }

  private Tensor noise(long seed, int step, int rows) {
    DiffusionTransformerConfig c = wide.config();
    Tensor x = Tensor.zeros(rows, c.inChannels(), c.inputSize(), c.inputSize());
    for (int r = 0; r < rows; r++) {
      RandomStream.normals(TrajectoryKey.root(seed, r), step, Purpose.START, x.floats(), r * x.rowSize(), x.rowSize());
    }
    return x;
  }

  /** Loads the network in a format and compares. */
  public Result compare(WeightFormat format) {
    DiffusionTransformerWeights narrow = DiffusionTransformerWeights.load(checkpoint, format);
    DiffusionTransformer network = new DiffusionTransformer(narrow, kernels);
    double error = 0;
    double size = 0;
    double other = 0;
    double dot = 0;
    double max = 0;
    for (int i = 0; i < TIMES; i++) {
      Tensor want = outputs.get(i);
      Tensor got = Tensor.zeros(want.shape().toArray());
      network.forward(inputs.get(i), times.get(i), classes, got);
      for (int e = 0; e < want.size(); e++) {
        double a = want.floats()[e];
        double b = got.floats()[e];
        error += (b - a) * (b - a);
        size += a * a;
        other += b * b;
        dot += a * b;
        max = Math.max(max, Math.abs(b - a));
      }
    }
    List<Matrix> matrices = new ArrayList<>();
    wide.matrices().forEach((name, w) -> matrices.add(matrix(name, w, narrow.matrices().get(name))));
    return new Result(format, narrow.bytes(), List.copyOf(matrices), size == 0 ? 0 : Math.sqrt(error / size), max,
        size == 0 || other == 0 ? 1 : dot / Math.sqrt(size * other));
  }

  private static Matrix matrix(String name, Linear want, Linear got) {
    double max = 0;
    double largest = 0;
    double errors = 0;
    double sizes = 0;
    for (int n = 0; n < want.out(); n++) {
      for (int k = 0; k < want.in(); k++) {
        double w = want.weight(n, k);
        double e = Math.abs(got.weight(n, k) - w);
        max = Math.max(max, e);
        largest = Math.max(largest, Math.abs(w));
        errors += e * e;
        sizes += w * w;
      }
    }
    return new Matrix(name, max, largest, sizes == 0 ? 0 : Math.sqrt(errors / sizes));
  }
}
