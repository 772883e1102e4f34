package org.anabranch.jmh.peer;

import org.anabranch.engine.Kernels;

/** One evaluation of a network of masked tokens: ids [rows, length] to the logits that are asked for, [rows, asked, vocabulary]. */
public record MaskedForward(MaskedNetwork network, int rows, long seed) implements Work {
  private static final double HALF_ULP = 0x1p-24;

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

  /** As that of a {@link DiffusionForward}. */
  @Override
  public double tolerance() {
    return 16 * Math.sqrt(10.0 * network.layers() * network.hidden()) * HALF_ULP;
  }

  @Override
  public double memory() {
    return network.memory(rows);
  }

  @Override
  public Contender ours(Kernels kernels) {
    return network.contender(network.pack(seed).apply(kernels), rows, seed);
  }
}
