package org.anabranch.model;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
 * <p>Tensors are read row by row where they lie in their file, whose pages are then given back: working memory is 32 rows, not a
 * second copy of the model. Threading: one thread at a time.
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
    Tensor stored = checked(name + WEIGHT);
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
    release(stored);
    Linear packed = Linear.pack(weight, checked(name + BIAS));
    bytes += packed.bytes();
    return packed;
  }

  /** A matrix in the format under tensor names of its own: a head that shares its weight with the embedding. */
  public Linear tied(String weight, Optional<String> bias) {
    Linear packed = pack(format, weight, List.of(weight), bias.map(List::of).orElse(List.of()));
    matrices.put(weight, packed);
    return packed;
  }

  /** A tensor in fp32 on the heap, by its full name. */
  public Tensor heap(String tensor) {
    Tensor t = checked(tensor);
    bytes += 4 * t.size();
    return t.toHeap();
  }

  /** A tensor where it lies in the file, by its full name; its bytes are not counted, its pages come back as they are read. */
  public Tensor mapped(String tensor) {
    Tensor t = checked(tensor);
    release(t);
    return t;
  }

  private Tensor checked(String tensor) {
    return checkpoint.tensor(tensor, layout.get(tensor).toArray());
  }

  private Linear pack(WeightFormat as, String... names) {
    List<String> weights = Arrays.stream(names).map(n -> n + WEIGHT).toList();
    boolean biased = layout.containsKey(names[0] + BIAS);
    return pack(as, String.join("+", names) + WEIGHT, weights,
        biased ? Arrays.stream(names).map(n -> n + BIAS).toList() : List.of());
  }

  private Linear pack(WeightFormat as, String name, List<String> weights, List<String> biases) {
    List<Tensor> parts = weights.stream().map(this::checked).toList();
    Linear packed;
    try {
      packed = Linear.stack(parts, biases.stream().map(this::checked).toList(), as);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException("weights: tensor " + name + " cannot be stored as " + as.option() + ": " + e.getMessage(), e);
    }
    parts.forEach(PackedWeights::release);
    bytes += packed.bytes();
    return packed;
  }

  /** Gives back the pages of a mapped file that have been read for the last time; the file may be read again all the same. */
  private static void release(Tensor t) {
    MemorySegment s = t.segment();
    if (s.isMapped()) {
      s.unload();
    }
  }
}
