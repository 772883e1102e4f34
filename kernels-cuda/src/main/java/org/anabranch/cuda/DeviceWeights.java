package org.anabranch.cuda;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;

/**
 * The panels, scales and bias of a {@link Linear} in device memory, byte for byte as they lie on the host.
 *
 * <p>Immutable once made; any stream of the device may read it after the making stream was waited for, which the constructor does.
 * Closing frees it in that stream's order.
 */
public final class DeviceWeights implements AutoCloseable {
  private final int in;
  private final int out;
  private final WeightFormat format;
  private final DeviceBuffer panels;
  private final Optional<DeviceBuffer> scales;
  private final Optional<DeviceBuffer> bias;

  /**
   * Copies a layer.
   *
   * @throws CudaException if there is no memory for it; what was copied is freed
   */
  public DeviceWeights(Linear w, CudaStream stream) {
    this.in = w.in();
    this.out = w.out();
    this.format = w.format();
    this.panels = stream.allocate(w.panels().byteSize());
    Optional<DeviceBuffer> made = Optional.empty();
    boolean done = false;
    try {
      stream.upload(w.panels(), panels, 0);
      made = copy(w.scales(), w.scales().length > 0, stream);
      this.scales = made;
      this.bias = copy(w.bias(), w.hasBias(), stream);
      done = true;
    } finally {
      if (!done) {
        made.ifPresent(DeviceBuffer::close);
        panels.close();
      }
    }
  }

  private static Optional<DeviceBuffer> copy(float[] values, boolean present, CudaStream stream) {
    if (!present) {
      return Optional.empty();
    }
    DeviceBuffer b = stream.allocateFloats(values.length);
    boolean done = false;
    try {
      stream.upload(MemorySegment.ofArray(values), b, 0);
      done = true;
      return Optional.of(b);
    } finally {
      if (!done) {
        b.close();
      }
    }
  }

  /** Input width. */
  public int in() {
    return in;
  }

  /** Output width. */
  public int out() {
    return out;
  }

  /** How the weights are stored. */
  public WeightFormat format() {
    return format;
  }

  /** Bytes on the device. */
  public long bytes() {
    return panels.bytes() + scales.map(DeviceBuffer::bytes).orElse(0L) + bias.map(DeviceBuffer::bytes).orElse(0L);
  }

  long panels() {
    return panels.address();
  }

  long scales() {
    return scales.isPresent() ? scales.get().address() : 0;
  }

  long bias() {
    return bias.isPresent() ? bias.get().address() : 0;
  }

  @Override
  public void close() {
    panels.close();
    scales.ifPresent(DeviceBuffer::close);
    bias.ifPresent(DeviceBuffer::close);
  }
}
