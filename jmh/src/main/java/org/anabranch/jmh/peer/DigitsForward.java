package org.anabranch.jmh.peer;

import java.util.Arrays;
import java.util.Optional;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.jmh.Inputs;
import org.anabranch.jmh.SitForwardBench;
import org.anabranch.model.DiffusionTransformerConfig;
import org.anabranch.model.Digits;
import org.anabranch.model.SitField;

/**
 * One velocity evaluation of the bundled digits model without guidance: x and the result [rows, channels, side, side], time 1/2, row r
 * of class r modulo the number of classes. Counted are the products and the attention.
 */
public record DigitsForward(int rows, long seed) implements Work {
  private static final String NAME = "digits:";
  private static final double HALF_ULP = 0x1p-24;

  /**
   * From "digits:ROWS".
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static DigitsForward of(String shape, long seed) {
    if (!shape.startsWith(NAME) || shape.contains("x")) {
      throw new IllegalArgumentException("shape: a forward must be " + NAME + "ROWS, got '" + shape + "'");
    }
    return new DigitsForward(Inputs.dims(shape.substring(NAME.length()))[0], seed);
  }

  /** The class of each row. */
  public int[] classes(int numClasses) {
    int[] classes = new int[rows];
    Arrays.setAll(classes, r -> r % numClasses);
    return classes;
  }

  @Override
  public String shape() {
    return NAME + rows;
  }

  @Override
  public double flops() {
    return rows * SitForwardBench.flopsPerRow(Digits.load().config());
  }

  /** In and out alone: the weights stay in cache and how often activations move is the network's affair. */
  @Override
  public double bytes() {
    DiffusionTransformerConfig c = Digits.load().config();
    return 8.0 * rows * c.inChannels() * c.inputSize() * c.inputSize();
  }

  /** About ten sums of as many roundings as the MLP is wide in each block; sixteen standard deviations. */
  @Override
  public double tolerance() {
    DiffusionTransformerConfig c = Digits.load().config();
    return 16 * Math.sqrt(10.0 * c.depth() * c.mlpHidden()) * HALF_ULP;
  }

  @Override
  public Contender ours(Kernels kernels) {
    Digits digits = Digits.load();
    SitField field = digits.field(kernels, Optional.empty());
    int side = digits.config().inputSize();
    Tensor x = Inputs.normals(seed + 1, rows, digits.config().inChannels(), side, side);
    Tensor v = Tensor.zeros(rows, digits.config().inChannels(), side, side);
    double[] t = new double[rows];
    Arrays.fill(t, 0.5);
    int[] classes = classes(digits.config().numClasses());
    return new OurContender(() -> field.evaluate(x, t, classes, v), v);
  }
}
