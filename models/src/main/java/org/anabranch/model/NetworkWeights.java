package org.anabranch.model;

import java.util.Map;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Shape;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;

/**
 * What the weights of all networks say of themselves: the format of their matrices, the matrices, the bytes. An architecture packs its
 * tensors in its constructor.
 *
 * <p>Immutable once made, and safe to share between threads.
 */
public abstract class NetworkWeights {
  /** Packs the tensors. */
  protected final PackedWeights packed;

  /**
   * Weights to be packed.
   *
   * @param layout name and shape of every tensor of the architecture
   * @param format the format of {@link #matrices()}
   */
  protected NetworkWeights(Checkpoint checkpoint, Map<String, Shape> layout, WeightFormat format) {
    packed = new PackedWeights(checkpoint, layout, format);
  }

  /**
   * Refuses a checkpoint of more blocks than its config says.
   *
   * @param tensor a tensor of the block after the last
   * @throws CheckpointException naming the tensor and the blocks that the config needs, if the checkpoint has it
   */
  protected static void refuseBeyond(Checkpoint checkpoint, String tensor, int blocks, String what) {
    if (checkpoint.has(tensor)) {
      throw new CheckpointException("weights: " + checkpoint.name() + " has a tensor " + tensor + ", the config needs " + blocks + " "
          + what);
    }
  }

  /** The format of {@link #matrices()}. */
  public final WeightFormat format() {
    return packed.format();
  }

  /** The matrices that have the format, by tensor names without {@code .weight}, stacked ones joined with +; not to be changed. */
  public final Map<String, Linear> matrices() {
    return packed.matrices();
  }

  /** Bytes held; what is read from its mapped file is not counted. */
  public final long bytes() {
    return packed.bytes();
  }
}
