package org.anabranch.jmh.peer;

import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.jmh.Inputs;

/** A function of each element or of each row of x [rows, width], normal numbers. */
public record Elementwise(Op op, int rows, int width, long seed) implements Work {
  /** Which function. */
  public enum Op {
    /** exp(x). */
    EXP("exp"),
    /** exp(x) / sum exp(x), by row. */
    SOFTMAX("softmax"),
    /** (x - mean) / sqrt(variance + {@link #EPSILON}) * weight + bias, by row. */
    LAYER_NORM("layerNorm"),
    /** x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
    GELU_TANH("geluTanh"),
    /** x / 2 (1 + erf(x / sqrt 2)). */
    GELU_ERF("geluErf"),
    /** x / (1 + exp(-x)). */
    SILU("silu");

    private final String text;

    Op(String text) {
      this.text = text;
    }

    /** Its name on the command line. */
    public String text() {
      return text;
    }
  }

  /** Of the layer norm. */
  public static final float EPSILON = 1e-5f;

  private static final String DEFAULT_SIZE = "256x768";
  private static final double TOLERANCE = 64 * 0x1p-23;

  /**
   * From "softmax" or "softmax:256x768".
   *
   * @throws IllegalArgumentException if there is no such function or the size is not two positive numbers
   */
  public static Elementwise of(String shape, long seed) {
    String[] parts = shape.split(":", 2);
    Op op = Arrays.stream(Op.values()).filter(o -> o.text.equals(parts[0])).findFirst().orElseThrow(
        () -> new IllegalArgumentException("shape: there are the functions " + names() + ", got '" + parts[0] + "'"));
    int[] d = Inputs.dims(parts.length == 1 ? DEFAULT_SIZE : parts[1]);
    if (d.length != 2) {
      throw new IllegalArgumentException("shape: a function's size must be ROWSxWIDTH, got '" + parts[1] + "'");
    }
    return new Elementwise(op, d[0], d[1], seed);
  }

  /** All functions. */
  public static List<String> names() {
    return Arrays.stream(Op.values()).map(Op::text).toList();
  }

  /** x [rows, width]. */
  public float[] x() {
    return Inputs.normals(seed + 1, rows, width).floats();
  }

  /** The layer norm's weight [width]. */
  public float[] weight() {
    return Inputs.normals(seed + 2, width).floats();
  }

  /** The layer norm's bias [width]. */
  public float[] bias() {
    return Inputs.normals(seed + 3, width).floats();
  }

  @Override
  public String shape() {
    return op.text + ":" + rows + "x" + width;
  }

  @Override
  public double flops() {
    return 0;
  }

  @Override
  public double bytes() {
    return 8.0 * rows * width;
  }

  /** 64 ulps of 1 or of the value: the fast polynomials of all libraries are well inside. */
  @Override
  public double tolerance() {
    return TOLERANCE;
  }

  @Override
  public Contender ours(Kernels kernels) {
    Tensor x = Tensor.of(x(), rows, width);
    Tensor y = Tensor.zeros(rows, width);
    Tensor weight = Tensor.of(weight(), width);
    Tensor bias = Tensor.of(bias(), width);
    Runnable body = switch (op) {
      case EXP -> () -> kernels.exp(x, y);
      case SOFTMAX -> () -> kernels.softmax(x, y);
      case LAYER_NORM -> () -> kernels.layerNorm(x, EPSILON, weight, bias, y);
      case GELU_TANH -> () -> kernels.activate(Activation.GELU_TANH, x, y);
      case GELU_ERF -> () -> kernels.activate(Activation.GELU_ERF, x, y);
      case SILU -> () -> kernels.activate(Activation.SILU, x, y);
    };
    return new OurContender(body, y);
  }
}
