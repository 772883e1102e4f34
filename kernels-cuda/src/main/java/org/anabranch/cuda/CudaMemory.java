package org.anabranch.cuda;

import org.anabranch.engine.DeviceMemory;
import org.anabranch.engine.KernelProvider;

/** A buffer as the memory of tensors; freed when no tensor refers to it, or when it is released. */
final class CudaMemory implements DeviceMemory {
  private final KernelProvider owner;
  private final DeviceBuffer buffer;

  CudaMemory(KernelProvider owner, DeviceBuffer buffer) {
    this.owner = owner;
    this.buffer = buffer;
  }

  @Override
  public long bytes() {
    return buffer.bytes();
  }

  @Override
  public KernelProvider owner() {
    return owner;
  }

  DeviceBuffer buffer() {
    return buffer;
  }
}
