package org.anabranch.model;

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
}
