package org.anabranch.model.catalog;

import java.util.Arrays;
import java.util.Map;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerWeights;
import org.anabranch.model.checkpoint.Checkpoint;

/** A DiT or SiT, on the inputs that {@link WeightComparison} describes. */
final class FlowComparand implements Comparand {
  private static final int LAST_STEP = 999;

  private final Checkpoint checkpoint;
  private final Kernels kernels;
  private final DiffusionTransformerWeights wide;
  private final DiffusionTransformerConfig config;
  private final int[] classes;
  private final double[][] times = new double[WeightComparison.TIMES][];
  private final Tensor[] inputs = new Tensor[WeightComparison.TIMES];

  FlowComparand(Checkpoint checkpoint, int rows, long seed, Kernels kernels) {
    this.checkpoint = checkpoint;
    this.kernels = kernels;
    this.wide = DiffusionTransformerWeights.load(checkpoint);
    this.config = wide.config();
    classes = new int[rows];
    for (int r = 0; r < rows; r++) {
      classes[r] = r % config.numClasses();
    }
    boolean flow = config.predictsVelocity();
    Network network = network(wide);
    for (int i = 0; i < inputs.length; i++) {
      times[i] = new double[rows];
      Arrays.fill(times[i], flow ? i / (double) inputs.length : LAST_STEP - i * LAST_STEP / (inputs.length - 1));
      if (i == 0 || !flow) {
        inputs[i] = noise(seed, i, rows);
      } else {
        inputs[i] = Tensor.zeros(inputs[i - 1].shape().toArray());
        kernels.axpy(inputs[i - 1], new double[] {1.0 / inputs.length}, new Tensor[] {network.output(i - 1)}, 1, inputs[i]);
      }
    }
  }

  private Tensor noise(long seed, int step, int rows) {
    Tensor x = Tensor.zeros(DType.F32, config.batchShape(rows));
    for (int r = 0; r < rows; r++) {
      RandomStream.normals(TrajectoryKey.root(seed, r), step, Purpose.START, x.floats(), r * x.rowSize(), x.rowSize());
    }
    return x;
  }

  @Override
  public Network wide() {
    return network(wide);
  }

  @Override
  public Network load(WeightFormat format) {
    return network(DiffusionTransformerWeights.load(checkpoint, format));
  }

  private Network network(DiffusionTransformerWeights weights) {
    DiffusionTransformer network = new DiffusionTransformer(weights, kernels);
    return new Network() {
      @Override
      public Map<String, Linear> matrices() {
        return weights.matrices();
      }

      @Override
      public long bytes() {
        return weights.bytes();
      }

      @Override
      public Tensor output(int i) {
        Tensor out = Tensor.zeros(DType.F32, config.outputShape(classes.length));      // [N, O, H, W]
        network.forward(inputs[i], times[i], classes, out);
        return out;
      }
    };
  }
}
