package org.anabranch.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.checkpoint.Safetensors;

/**
 * Data whose likelihood is asked for.
 *
 * @param images [rows, rowShape...] in the model's units
 * @param labels [rows]
 */
record LikelihoodData(Tensor images, int[] labels) {
  /** The held-out images of the bundled digits. */
  static LikelihoodData heldOut(FlowModel model, Optional<Integer> label) {
    if (model.digits().isEmpty()) {
      throw new UsageException("data: must be given, held-out images come with the bundled digits only; the model is " + model.name());
    }
    int[] labels = model.digits().get().heldOutLabels();
    label.ifPresent(l -> Arrays.fill(labels, l));
    return new LikelihoodData(model.digits().get().heldOutImages(), labels);
  }

  /**
   * The tensors samples and labels of a file.
   *
   * @throws IllegalStateException if they do not fit the model, or labels are missing
   */
  static LikelihoodData file(Path path, Shape row, Optional<Integer> label) {
    Safetensors file = Safetensors.open(path);
    Tensor samples = file.tensor("samples");
    int[] dims = new int[row.rank() + 1];
    dims[0] = samples.shape().rank() == 0 ? 0 : samples.rows();
    for (int i = 0; i < row.rank(); i++) {
      dims[i + 1] = row.dim(i);
    }
    if (!samples.shape().equals(Shape.of(dims)) || !samples.dtype().isFloat() || dims[0] == 0) {
      throw new IllegalStateException("data: tensor samples of " + path + " must be floats of shape [rows >= 1] x " + row + ", it is "
          + samples.dtype() + samples.shape());
    }
    int[] labels = new int[samples.rows()];
    if (label.isPresent()) {
      Arrays.fill(labels, label.get());
    } else if (file.has("labels")) {
      labels = file.tensor("labels").toInts();
    } else {
      throw new IllegalStateException("data: " + path + " must hold the tensor labels unless --label is given, it holds "
          + file.names());
    }
    if (labels.length != samples.rows()) {
      throw new IllegalStateException("data: " + path + " must hold one label per row, got " + labels.length + " for "
          + samples.rows() + " rows");
    }
    return new LikelihoodData(samples.toHeap(), labels);
  }

  /** The rows [first, first + count), with uniform noise in [-width/2, width/2) that is a function of seed and row number. */
  LikelihoodData rows(int first, int count, double width, long seed) {
    Tensor out = images.rows(first, count).toHeap();
    int size = out.rowSize();
    double[] u = new double[size];
    for (int r = 0; width > 0 && r < count; r++) {
      RandomStream.uniforms(TrajectoryKey.root(seed, (long) first + r), 0, Purpose.START, u, 0, size);
      for (int i = 0; i < size; i++) {
        int at = out.offset() + r * size + i;
        out.floats()[at] = (float) (out.floats()[at] + width * (u[i] - 0.5));
      }
    }
    return new LikelihoodData(out, Arrays.copyOfRange(labels, first, first + count));
  }
}
