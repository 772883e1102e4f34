package org.anabranch.model.catalog;

import java.util.Arrays;
import java.util.Map;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.masked.MaskPredictor;

/** A network of masked diffusion, on the inputs that {@link WeightComparison} describes. */
final class MaskedComparand implements Comparand {
  private final Checkpoint checkpoint;
  private final int rows;
  private final long seed;
  private final Kernels kernels;
  private final Network wide;

  MaskedComparand(Checkpoint checkpoint, int rows, long seed, Kernels kernels) {
    this.checkpoint = checkpoint;
    this.rows = rows;
    this.seed = seed;
    this.kernels = kernels;
    this.wide = load(WeightFormat.F32);
  }

  @Override
  public Network wide() {
    return wide;
  }

  @Override
  public Network load(WeightFormat format) {
    MaskedModel model = MaskedModel.load(checkpoint, format);
    return network(model.predictor(kernels), model.weights().matrices(), model.weights().bytes());
  }

  private Network network(MaskPredictor network, Map<String, Linear> matrices, long bytes) {
    return new Network() {
      @Override
      public Map<String, Linear> matrices() {
        return matrices;
      }

      @Override
      public long bytes() {
        return bytes;
      }

      @Override
      public Tensor output(int i) {
        return logits(network, i);
      }
    };
  }

  private Tensor logits(MaskPredictor network, int i) {
    int length = Math.min(network.maxLength(), WeightComparison.MOST_TOKENS);
    double masked = (i + 1) / (double) WeightComparison.TIMES;
    int[] tokens = new int[rows * length];
    for (int r = 0; r < rows; r++) {
      TrajectoryKey key = TrajectoryKey.root(seed, r);
      for (int t = 0; t < length; t++) {
        boolean hidden = RandomStream.uniform(key, i, Purpose.START, t) < masked;
        tokens[r * length + t] = hidden && network.maskToken().isPresent() ? network.maskToken().getAsInt()
            : RandomStream.integer(key, i, Purpose.TOKEN, t, network.vocabulary());
      }
    }
    double[] sigma = new double[network.conditioned() ? rows : 0];
    Arrays.fill(sigma, masked);
    Tensor logits = Tensor.zeros(rows, length, network.vocabulary());                       // [N, L, V]
    network.forward(tokens, rows, length, sigma, logits);
    return logits;
  }
}
