package org.anabranch.jmh.peer;

import org.anabranch.engine.Kernels;

/** One evaluation of a network of masked tokens: ids [rows, length], all masked, to logits [rows, length, vocabulary]. */
public record MaskedForward(MaskedNetwork network, int rows, long seed) implements Work {
  private static final double TOLERANCE = 1e-4;

  @Override
  public String shape() {
    return network.name() + ":" + rows;
  }

  @Override
  public double flops() {
    return rows * network.flopsPerRow();
  }

  /** The weights once; how often activations move is the network's affair. */
  @Override
  public double bytes() {
    return network.weightBytes();
  }

  /** Of logits of about 1. */
  @Override
  public double tolerance() {
    return TOLERANCE;
  }

  @Override
  public Contender ours(Kernels kernels) {
    return network.contender(network.pack(seed).apply(kernels), rows);
  }
}
