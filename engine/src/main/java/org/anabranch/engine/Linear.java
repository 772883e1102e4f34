package org.anabranch.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The weights of y = x W^T + b, packed once at load for the matrix kernels.
 *
 * <p>W [out, in] is stored off-heap, 64-byte aligned, in panels of {@value #PANEL} output columns: panel p begins at byte
 * {@code p * panelBytes()} and holds outputs p * PANEL + j, zero beyond the last. What stands in a panel depends on the format;
 * the kernels need shifts and masks alone, at any vector width:
 * <pre>
 *   F32         for each k {@value #PANEL} floats W[j, k]
 *   BF16        for each k 16 ints, int i:           W[i + 16, k] : W[i, k]                            (high half : low half)
 *   INT8, ..    for k = 0, 2, .. 16 ints, int i:     W[i + 16, k + 1] : W[i, k + 1] : W[i + 16, k] : W[i, k]
 * </pre>
 * with zeros for the last k + 1 of an odd {@code in}. A byte q stands for q * scale; the scales lie on the heap, see
 * {@link #scales()}. The bias lies there too, padded with zeros to whole panels.
 *
 * <p>Immutable and safe to share. Memory: {@code panelBytes() * ceil(out / PANEL)} bytes, freed when nothing refers to it.
 */
public final class Linear {
  /** Output columns per panel. */
  public static final int PANEL = 32;

  /**
   * Inputs that share a scale in {@link WeightFormat#INT8_GROUP}: the scales are then 1/16 of the bytes, and widths of networks
   * are multiples of it.
   */
  public static final int GROUP = 64;

  private final int in;
  private final int out;
  private final WeightFormat format;
  private final MemorySegment panels;
  private final float[] scales;
  private final float[] bias;
  private final MemorySegment scaleSegment;
  private final MemorySegment biasSegment;
  private final boolean hasBias;

  private Linear(int in, int out, WeightFormat format, WeightPacking.Packed packed, Optional<Tensor> bias) {
    this(in, out, format, packed, new float[(out + PANEL - 1) / PANEL * PANEL], bias.isPresent());
    bias.ifPresent(b -> System.arraycopy(b.toFloats(), 0, this.bias, 0, out));
  }

  private Linear(int in, int out, WeightFormat format, WeightPacking.Packed packed, float[] bias, boolean hasBias) {
    this.in = in;
    this.out = out;
    this.format = format;
    this.panels = packed.panels();
    this.scales = packed.scales();
    this.bias = bias;
    this.hasBias = hasBias;
    this.scaleSegment = MemorySegment.ofArray(this.scales);
    this.biasSegment = MemorySegment.ofArray(bias);
  }

  /** Packs a weight [out, in...] without bias; trailing dimensions are flattened (a convolution's [out, c, p, q]). */
  public static Linear pack(Tensor weight) {
    return pack(weight, WeightFormat.F32);
  }

  /** Packs a weight [out, in...] and a bias [out]. */
  public static Linear pack(Tensor weight, Tensor bias) {
    return pack(weight, bias, WeightFormat.F32);
  }

  /**
   * As {@link #pack(Tensor)}, in a format.
   *
   * @throws IllegalArgumentException if the format is narrow and a weight is NaN, infinite or rounds to infinity
   */
  public static Linear pack(Tensor weight, WeightFormat format) {
    return pack(weight, Optional.empty(), format);
  }

  /**
   * As {@link #pack(Tensor, Tensor)}, in a format; the bias stays as it is.
   *
   * @throws IllegalArgumentException if the format is narrow and a weight is NaN, infinite or rounds to infinity
   */
  public static Linear pack(Tensor weight, Tensor bias, WeightFormat format) {
    if (bias.size() != weight.rows()) {
      throw new IllegalArgumentException("linear: weight " + weight.shape() + " needs a bias of " + weight.rows()
          + " elements, got " + bias.shape());
    }
    return pack(weight, Optional.of(bias), format);
  }

  private static Linear pack(Tensor weight, Optional<Tensor> bias, WeightFormat format) {
    return stack(List.of(weight), bias.map(List::of).orElse(List.of()), format);
  }

  /**
   * Packs the layers of one input as one: their outputs follow each other. Weights are read row by row where they lie, so that a
   * mapped file of any type is packed without a copy of it.
   *
   * @param weights of rank 2 or more, all of one row size
   * @param biases  one per weight, or none
   * @throws IllegalArgumentException if shapes do not fit, or the format is narrow and a weight is NaN, infinite or rounds to infinity
   */
  public static Linear stack(List<Tensor> weights, List<Tensor> biases, WeightFormat format) {
    int in = weights.getFirst().rowSize();
    int out = 0;
    for (Tensor weight : weights) {
      if (weight.shape().rank() < 2) {
        throw new IllegalArgumentException("linear: needs a weight of rank 2 or more, got " + weight.shape());
      }
      if (weight.rowSize() != in) {
        throw new IllegalArgumentException("linear: stacked weights must have one row size, got " + in + " and " + weight.rowSize());
      }
      out = Math.addExact(out, weight.rows());
    }
    float[] bias = new float[(out + PANEL - 1) / PANEL * PANEL];
    int at = 0;
    for (Tensor b : biases) {
      System.arraycopy(b.toFloats(), 0, bias, at, (int) b.size());
      at += (int) b.size();
    }
    if (!biases.isEmpty() && at != out) {
      throw new IllegalArgumentException("linear: " + out + " outputs need as many elements of biases, got " + at);
    }
    return new Linear(in, out, format, WeightPacking.pack(weights, out, in, format), bias, !biases.isEmpty());
  }

  /** Bytes that a packed layer holds: {@link #bytes()} of one of these sizes, without making it. */
  public static long bytes(int out, int in, WeightFormat format) {
    long panels = (out + PANEL - 1) / PANEL;
    return Math.max(64, panels * WeightPacking.panelBytes(in, format)) + heapBytes(out, in, format);
  }

  /** The part of {@link #bytes(int, int, WeightFormat)} that lies on the heap: scales and bias. */
  public static long heapBytes(int out, int in, WeightFormat format) {
    long panels = (out + PANEL - 1) / PANEL;
    return 4L * PANEL * panels * (1 + WeightPacking.groups(in, format));
  }

  /** The tangent of this map, x W^T: the same panels, shared, and no bias. */
  public Linear withoutBias() {
    return hasBias ? new Linear(in, out, format, new WeightPacking.Packed(panels, scales), Optional.empty()) : this;
  }

  /**
   * A layer of as many outputs and at most so many inputs, whose weights mean nothing: what a rehearsal multiplies by. Shares the
   * memory.
   *
   * @see KernelProvider#rehearsal
   */
  public Linear shallow(int depth) {
    return depth >= in ? this : new Linear(depth, out, format, new WeightPacking.Packed(panels, scales), bias, hasBias);
  }

  /** Input width K. */
  public int in() {
    return in;
  }

  /** Output width N. */
  public int out() {
    return out;
  }

  /** How the weights are stored. */
  public WeightFormat format() {
    return format;
  }

  /** Number of panels. */
  public int panelCount() {
    return bias.length / PANEL;
  }

  /** Bytes of a panel. */
  public long panelBytes() {
    return WeightPacking.panelBytes(in, format);
  }

  /** The packed weights. */
  public MemorySegment panels() {
    return panels;
  }

  /** Scales of an output: 0 where weights are floats, 1 or ceil(in / {@value #GROUP}) where they are bytes. */
  public int groups() {
    return WeightPacking.groups(in, format);
  }

  /**
   * Scale * 2^-24 of bytes: element (p * groups() + g) * PANEL + j belongs to output p * PANEL + j and group g. Not to be
   * written.
   */
  public float[] scales() {
    return scales;
  }

  /** The bias padded to whole panels, zeros where there is none. Not to be written. */
  public float[] bias() {
    return bias;
  }

  /** {@link #scales()} for native code, made once: a segment around a heap array. */
  public MemorySegment scaleSegment() {
    return scaleSegment;
  }

  /** {@link #bias()} for native code, made once: a segment around a heap array. */
  public MemorySegment biasSegment() {
    return biasSegment;
  }

  /** Whether a bias was given. */
  public boolean hasBias() {
    return hasBias;
  }

  /** Bytes held. */
  public long bytes() {
    return panels.byteSize() + 4L * scales.length + 4L * bias.length;
  }

  /**
   * The float that a product multiplies for output n and input k: the weight, or a byte times 2^24. Outputs up to whole panels
   * may be asked for.
   */
  public float factor(int n, int k) {
    int j = n % PANEL;
    long base = n / PANEL * panelBytes();
    return switch (format) {
      case F32 -> panels.get(ValueLayout.JAVA_FLOAT, base + ((long) k * PANEL + j) * 4);
      case BF16 -> Float.intBitsToFloat(panels.get(ValueLayout.JAVA_INT, base + ((long) k * 16 + j % 16) * 4) >> j / 16 * 16 << 16);
      case INT8, INT8_GROUP -> {
        int word = panels.get(ValueLayout.JAVA_INT, base + ((long) k / 2 * 16 + j % 16) * 4);
        yield (byte) (word >> k % 2 * 16 + j / 16 * 8) * WeightPacking.TOP;
      }
    };
  }

  /** The weight W[n, k] as it is stored, exactly; slow, for tests and reports. */
  public double weight(int n, int k) {
    Objects.checkIndex(n, out);
    Objects.checkIndex(k, in);
    int g = format == WeightFormat.INT8_GROUP ? k / GROUP : 0;
    double unit = format.scaled() ? scales[(n / PANEL * groups() + g) * PANEL + n % PANEL] : 1;
    return factor(n, k) * unit;
  }

  @Override
  public String toString() {
    String stored = format == WeightFormat.F32 ? "" : ", " + format.option();
    return "Linear[" + in + " -> " + out + (hasBias ? ", bias" : "") + stored + "]";
  }
}
