package org.anabranch.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The weights of y = x W^T + b, packed once at load for the matrix kernels.
 *
 * <p>W [out, in] is stored off-heap, 64-byte aligned, in panels of {@value #PANEL} output columns: panel p begins at byte
 * {@code p * in * PANEL * 4}, and holds for k = 0 .. in-1 the {@value #PANEL} weights W[p * PANEL + j, k], zero beyond the last
 * output. The bias lies on the heap, padded with zeros to whole panels.
 *
 * <p>Immutable and safe to share. Memory: 4 * in * PANEL * ceil(out / PANEL) bytes, freed when nothing refers to it.
 */
public final class Linear {
  /** Output columns per panel. */
  public static final int PANEL = 32;

  private final int in;
  private final int out;
  private final MemorySegment panels;
  private final float[] bias;
  private final boolean hasBias;

  private Linear(int in, int out, MemorySegment panels, float[] bias, boolean hasBias) {
    this.in = in;
    this.out = out;
    this.panels = panels;
    this.bias = bias;
    this.hasBias = hasBias;
  }

  /** Packs a weight [out, in...] without bias; trailing dimensions are flattened (a convolution's [out, c, p, q]). */
  public static Linear pack(Tensor weight) {
    return pack(weight, weight.rows(), null);
  }

  /** Packs a weight [out, in...] and a bias [out]. */
  public static Linear pack(Tensor weight, Tensor bias) {
    if (bias.size() != weight.rows()) {
      throw new IllegalArgumentException("linear: weight " + weight.shape() + " needs a bias of " + weight.rows()
          + " elements, got " + bias.shape());
    }
    return pack(weight, weight.rows(), bias);
  }

  private static Linear pack(Tensor weight, int out, Tensor bias) {
    if (weight.shape().rank() < 2) {
      throw new IllegalArgumentException("linear: needs a weight of rank 2 or more, got " + weight.shape());
    }
    int in = weight.rowSize();
    int count = (out + PANEL - 1) / PANEL;
    MemorySegment panels = Tensor.allocateOffHeap(Math.max(64, 4L * PANEL * in * count));
    boolean plain = weight.onHeap() && weight.dtype() == DType.F32;
    for (int n = 0; n < out; n++) {
      long base = ((long) (n / PANEL) * in * PANEL + n % PANEL) * 4;
      for (int k = 0; k < in; k++) {
        float w = plain ? weight.floats()[weight.offset() + n * in + k] : (float) weight.get((long) n * in + k);
        panels.set(ValueLayout.JAVA_FLOAT, base + (long) k * PANEL * 4, w);
      }
    }
    float[] b = new float[count * PANEL];
    if (bias != null) {
      System.arraycopy(bias.toFloats(), 0, b, 0, out);
    }
    return new Linear(in, out, panels, b, bias != null);
  }

  /** Input width K. */
  public int in() {
    return in;
  }

  /** Output width N. */
  public int out() {
    return out;
  }

  /** Number of panels. */
  public int panelCount() {
    return bias.length / PANEL;
  }

  /** The packed weights. */
  public MemorySegment panels() {
    return panels;
  }

  /** The bias padded to whole panels, zeros where there is none. Not to be written. */
  public float[] bias() {
    return bias;
  }

  /** Whether a bias was given. */
  public boolean hasBias() {
    return hasBias;
  }

  /** Bytes held. */
  public long bytes() {
    return panels.byteSize() + 4L * bias.length;
  }

  @Override
  public String toString() {
    return "Linear[" + in + " -> " + out + (hasBias ? ", bias]" : "]");
  }
}
