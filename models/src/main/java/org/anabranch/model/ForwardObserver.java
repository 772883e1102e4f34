package org.anabranch.model;

import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;

/** Sees the intermediate results of a forward, for debugging and for fixtures. */
@FunctionalInterface
public interface ForwardObserver {
  /** Sees nothing and costs nothing. */
  ForwardObserver NONE = (name, value) -> {};

  /**
   * Is shown one intermediate result.
   *
   * @param name  {@code blockI_attn, blockI_mlp, blockI} for block I, and what the network's own forward says
   * @param value valid during the call only; copy what is to be kept
   */
  void see(String name, Tensor value);

  /** An observer that is shown copies on the host of what stands on the kernels' device; on the host the observer itself. */
  static ForwardObserver of(ForwardObserver observer, Kernels k) {
    if (observer == NONE || !k.provider().isDevice()) {
      return observer;
    }
    return (name, value) -> {
      Tensor copy = MemoryEdge.onHost(value);
      MemoryEdge.write(k, value, copy);
      observer.see(name, copy);
    };
  }
}
