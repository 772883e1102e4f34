package org.anabranch.engine.hidden;

import org.anabranch.engine.DeviceMemory;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.Tensor;

/** A heap array that plays a device's memory: nobody but this package sees it. */
final class HiddenMemory implements DeviceMemory {
  private final KernelProvider owner;
  private final Tensor contents;
  private boolean released;

  /** The elements of a flat heap tensor, which nothing else refers to. */
  HiddenMemory(KernelProvider owner, Tensor contents) {
    this.owner = owner;
    this.contents = contents;
  }

  @Override
  public long bytes() {
    return contents.size() * contents.dtype().bytes();
  }

  @Override
  public KernelProvider owner() {
    return owner;
  }

  /** The elements, for kernels. */
  Tensor contents() {
    if (released) {
      throw new IllegalStateException("hidden: this memory of " + bytes() + " bytes has been released");
    }
    return contents;
  }

  void release() {
    contents();
    released = true;
  }
}
