package org.anabranch.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.model.checkpoint.CheckpointException;

/**
 * Packs the tensors of a checkpoint for the kernels, each of the shape that a layout gives it, and counts their bytes.
 *
 * <p>Names of layers are those of their tensors without {@code .weight}; a layer has a bias where the layout has {@code .bias}.
 * Several layers of one input can be stacked into one product: their outputs follow each other.
 *
 * <p>Working memory: the stacked matrix in fp32. Threading: one thread at a time.
 */
public final class PackedWeights {
  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  private final Checkpoint checkpoint;
  private final Map<String, Shape> layout;
  private final WeightFormat format;
  private final Map<String, Linear> matrices = new LinkedHashMap<>();
  private long bytes;

  /**
   * A packer.
   *
   * @param layout name and shape of every tensor of the architecture
   * @param format the format of {@link #matrix}
   */
  public PackedWeights(Checkpoint checkpoint, Map<String, Shape> layout, WeightFormat format) {
    this.checkpoint = checkpoint;
    this.layout = layout;
    this.format = format;
  }

  /** The format of {@link #matrices()}. */
  public WeightFormat format() {
    return format;
  }

  /** The matrices that have the format, by name (stacked ones joined with +), in the order of packing; not to be changed. */
  public Map<String, Linear> matrices() {
    return Collections.unmodifiableMap(matrices);
  }

  /** Whether the layout has a tensor of this full name. */
  public boolean has(String tensor) {
    return layout.containsKey(tensor);
  }

  /** Bytes of everything packed or copied. */
  public long bytes() {
    return bytes;
  }

  /**
   * One or more layers of one input in the format.
   *
   * @throws CheckpointException if a tensor breaks a rule
   */
  public Linear matrix(String... names) {
    Linear packed = pack(format, names);
    matrices.put(String.join("+", names), packed);
    return packed;
  }

  /** One or more layers of one input in fp32. */
  public Linear linear(String... names) {
    return pack(WeightFormat.F32, names);
  }

  /**
   * A convolution in fp32, for {@link org.anabranch.engine.Kernels#convolution}: [out, in, k, k] in the file, columns over kernel
   * row, kernel column and channel here.
   */
  public Linear convolution(String name) {
    Tensor stored = mapped(name + WEIGHT);
    int out = stored.rows();
    int in = stored.shape().dim(1);
    int taps = stored.shape().dim(2) * stored.shape().dim(3);
    float[] from = stored.toFloats();
    Tensor weight = Tensor.zeros(out, taps * in);
    for (int o = 0, at = 0; o < out; o++) {
      for (int t = 0; t < taps; t++) {
        for (int c = 0; c < in; c++, at++) {
          weight.floats()[at] = from[(o * in + c) * taps + t];
        }
      }
    }
    return pack(WeightFormat.F32, name + WEIGHT, weight, Optional.of(mapped(name + BIAS)));
  }

  /** A matrix in the format under tensor names of its own: a head that shares its weight with the embedding. */
  public Linear tied(String weight, Optional<String> bias) {
    Linear packed = pack(format, weight, mapped(weight).toHeap(), bias.map(this::mapped));
    matrices.put(weight, packed);
    return packed;
  }

  /** A tensor in fp32 on the heap, by its full name. */
  public Tensor heap(String tensor) {
    Tensor t = mapped(tensor);
    bytes += 4 * t.size();
    return t.toHeap();
  }

  /** A tensor where it lies in the file, by its full name; its bytes are not counted. */
  public Tensor mapped(String tensor) {
    return checkpoint.tensor(tensor, layout.get(tensor).toArray());
  }

  private Linear pack(WeightFormat as, String... names) {
    boolean biased = layout.containsKey(names[0] + BIAS);
    if (names.length == 1) {
      return pack(as, names[0] + WEIGHT, mapped(names[0] + WEIGHT).toHeap(),
          biased ? Optional.of(mapped(names[0] + BIAS)) : Optional.empty());
    }
    int in = layout.get(names[0] + WEIGHT).rowSize();
    int out = Arrays.stream(names).mapToInt(n -> layout.get(n + WEIGHT).rows()).sum();
    Tensor weight = Tensor.zeros(out, in);
    Tensor bias = Tensor.zeros(biased ? out : 0);
    int row = 0;
    for (String name : names) {
      float[] part = mapped(name + WEIGHT).toFloats();
      System.arraycopy(part, 0, weight.floats(), row * in, part.length);
      int rows = part.length / in;
      if (biased) {
        System.arraycopy(mapped(name + BIAS).toFloats(), 0, bias.floats(), row, rows);
      }
      row += rows;
    }
    return pack(as, String.join("+", names) + WEIGHT, weight, biased ? Optional.of(bias) : Optional.empty());
  }

  private Linear pack(WeightFormat as, String name, Tensor weight, Optional<Tensor> bias) {
    Linear packed;
    try {
      packed = bias.isPresent() ? Linear.pack(weight, bias.get(), as) : Linear.pack(weight, as);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException("weights: tensor " + name + " cannot be stored as " + as.option() + ": " + e.getMessage(), e);
    }
    bytes += packed.bytes();
    return packed;
  }
}
