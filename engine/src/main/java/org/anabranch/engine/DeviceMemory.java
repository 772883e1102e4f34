package org.anabranch.engine;

/**
 * Memory of a device: only the kernels of its provider reach it, and the host by {@link Kernels#copy}.
 *
 * <p>An implementation knows where the elements lie; {@link Tensor} knows where a view of it begins. Threading: the object is
 * immutable, its elements belong to the kernels that write them.
 */
public interface DeviceMemory {
  /** Bytes held. */
  long bytes();

  /** The provider whose kernels reach it. */
  KernelProvider owner();
}
