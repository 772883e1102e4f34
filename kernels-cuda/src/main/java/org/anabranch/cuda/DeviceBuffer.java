package org.anabranch.cuda;

/**
 * Device memory of a stream: allocated and freed in the stream's order, so that {@link #close()} may be called while launches that use
 * it are still queued there.
 *
 * <p>Addresses are multiples of 256 bytes. Threading: as its stream. Allocated contents are undefined.
 */
public final class DeviceBuffer implements AutoCloseable {
  private final CudaStream stream;
  private final DevicePointer pointer;
  private final long address;
  private final long bytes;
  private boolean open = true;

  DeviceBuffer(CudaStream stream, DevicePointer pointer, long address, long bytes) {
    this.stream = stream;
    this.pointer = pointer;
    this.address = address;
    this.bytes = bytes;
  }

  /**
   * The address of the first byte.
   *
   * @throws IllegalStateException if closed
   */
  public long address() {
    if (!open) {
      throw new IllegalStateException("cuda: a buffer of " + bytes + " bytes is used after close");
    }
    return address;
  }

  /** The address of float i. */
  public long floats(long i) {
    return address() + 4 * i;
  }

  /** Bytes asked for. */
  public long bytes() {
    return bytes;
  }

  DevicePointer pointer() {
    address();
    return pointer;
  }

  /** Frees the memory in the order of its stream; again does nothing. */
  @Override
  public void close() {
    if (open) {
      open = false;
      stream.free(pointer, bytes);
    }
  }
}
