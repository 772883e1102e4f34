package org.anabranch.model.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;

/**
 * What a {@link WeightFormat} costs a network: the errors of its weights, and of its output on the network's own inputs.
 *
 * <p>Inputs of a SiT are the states of {@value #TIMES} Euler steps from noise to data by the fp32 network itself, those of a DiT
 * unit normals at {@value #TIMES} of its steps (the noisy images of a variance-preserving path have that variance at any time);
 * row r asks for class r modulo the number of classes. Inputs of a masked network are random tokens of which i + 1 in
 * {@value #TIMES} are masked, i = 0, 1, ..., at most {@value #MOST_TOKENS} a row. All are a function of the seed. An error is that of
 * the network's raw output, all channels or logits, against the same network in fp32.
 *
 * <p>Memory: the network twice. Threading: one thread at a time.
 */
public final class WeightComparison {
  /** Times at which every row is evaluated. */
  public static final int TIMES = 8;

  /** Tokens of a masked network's rows at most. */
  static final int MOST_TOKENS = 64;

  private final Comparand comparand;
  private final Comparand.Network wide;
  private final Tensor[] outputs = new Tensor[TIMES];

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
   * @throws CheckpointException if the checkpoint breaks a rule
   */
  public WeightComparison(Checkpoint checkpoint, int rows, long seed, Kernels kernels) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows: must be at least 1, got " + rows);
    }
    Architecture architecture = Architecture.of(checkpoint.config()).orElseThrow(() -> new CheckpointException("compare: "
        + checkpoint.name() + " must be of an architecture among " + Architecture.names()));
    comparand = architecture.masked() ? new MaskedComparand(checkpoint, rows, seed, kernels)
        : new FlowComparand(checkpoint, rows, seed, kernels);
    wide = comparand.wide();
    for (int i = 0; i < TIMES; i++) {
      outputs[i] = wide.output(i);
    }
  }

  /** Loads the network in a format and compares. */
  public Result compare(WeightFormat format) {
    Comparand.Network narrow = comparand.load(format);
    double error = 0;
    double size = 0;
    double other = 0;
    double dot = 0;
    double max = 0;
    for (int i = 0; i < TIMES; i++) {
      Tensor want = outputs[i];
      Tensor got = narrow.output(i);
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
