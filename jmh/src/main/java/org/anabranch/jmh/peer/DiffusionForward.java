package org.anabranch.jmh.peer;

import java.util.Arrays;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.jmh.Inputs;
import org.anabranch.model.DiffusionTransformer;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.DiffusionTransformerWeights;
import org.anabranch.model.SitField;
import org.anabranch.solver.VelocityField;

/**
 * One velocity evaluation of a SiT without guidance: x and the result [rows, channels, side, side], time {@link #TIME}, row r of class
 * r modulo the number of classes. Counted are the products and the attention.
 */
public record DiffusionForward(DiffusionNetwork network, int rows, long seed) implements Work {
  /** Of every row. */
  public static final double TIME = 0.5;

  private static final double HALF_ULP = 0x1p-24;

  /** x [rows, channels, side, side]. */
  public Tensor x() {
    DiffusionTransformerConfig c = network.config();
    return Inputs.normals(seed + 1, rows, c.inChannels(), c.inputSize(), c.inputSize());
  }

  @Override
  public String shape() {
    return network.name() + ":" + rows;
  }

  @Override
  public double flops() {
    return rows * network.flopsPerRow();
  }

  /** In, out and the weights once; how often activations move is the network's affair. */
  @Override
  public double bytes() {
    DiffusionTransformerConfig c = network.config();
    return network.weightBytes() + 8.0 * rows * c.inChannels() * c.inputSize() * c.inputSize();
  }

  /** About ten sums of as many roundings as the MLP is wide in each block; sixteen standard deviations. */
  @Override
  public double tolerance() {
    DiffusionTransformerConfig c = network.config();
    return 16 * Math.sqrt(10.0 * c.depth() * c.mlpHidden()) * HALF_ULP;
  }

  /** About: weights as they stand and packed, and hidden layers of all tokens. */
  @Override
  public double memory() {
    DiffusionTransformerConfig c = network.config();
    return 2 * network.weightBytes() + 6.0 * Float.BYTES * rows * c.tokens() * c.mlpHidden();
  }

  @Override
  public Contender ours(Kernels kernels) {
    return contender(new SitField(new DiffusionTransformer(DiffusionTransformerWeights.load(network.checkpoint(seed)), kernels),
        Optional.empty()));
  }

  /** The evaluation by a field of this network. */
  Contender contender(VelocityField field) {
    Tensor x = x();
    Tensor v = Tensor.zeros(x.shape().dim(0), x.shape().dim(1), x.shape().dim(2), x.shape().dim(3));
    double[] t = new double[rows];
    Arrays.fill(t, TIME);
    int[] classes = network.classes(rows);
    return new OurContender(() -> field.evaluate(x, t, classes, v), v);
  }
}
