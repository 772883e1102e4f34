package org.anabranch.jmh.peer;

import org.anabranch.engine.AttentionMask;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.jmh.Inputs;

/**
 * softmax(q k^T / sqrt(width)) v per head, no mask: q, k, v and the result [rows, tokens, heads * width], normal numbers.
 *
 * <p>All are given the tensors in this layout and none may rearrange them beforehand. Counted are the two products; the softmax is not.
 */
public record SelfAttention(int rows, int tokens, int heads, int width, long seed) implements Work {
  private static final double TOLERANCE = 64 * 0x1p-23;

  /**
   * From "ROWSxTOKENSxHEADSxWIDTH".
   *
   * @throws IllegalArgumentException if it is not four positive numbers
   */
  public static SelfAttention of(String shape, long seed) {
    int[] d = Inputs.dims(shape);
    if (d.length != 4) {
      throw new IllegalArgumentException("shape: an attention must be ROWSxTOKENSxHEADSxWIDTH, got '" + shape + "'");
    }
    return new SelfAttention(d[0], d[1], d[2], d[3], seed);
  }

  /** q (0), k (1) or v (2). */
  public float[] operand(int which) {
    return Inputs.normals(seed + 1 + which, rows, tokens, heads * width).floats();
  }

  /** 1 / sqrt(width). */
  public float scale() {
    return (float) (1 / Math.sqrt(width));
  }

  @Override
  public String shape() {
    return rows + "x" + tokens + "x" + heads + "x" + width;
  }

  @Override
  public double flops() {
    return 4.0 * rows * heads * tokens * tokens * width;
  }

  @Override
  public double bytes() {
    return 16.0 * rows * tokens * heads * width;
  }

  /** Results are averages of normal numbers; scores of about 10 carry roundings of about 10 half ulps into the weights. */
  @Override
  public double tolerance() {
    return TOLERANCE;
  }

  @Override
  public Contender ours(Kernels kernels) {
    Tensor[] in = new Tensor[3];
    for (int i = 0; i < in.length; i++) {
      in[i] = Tensor.of(operand(i), rows, tokens, heads * width);
    }
    Tensor o = Tensor.zeros(rows, tokens, heads * width);
    return new OurContender(() -> kernels.attention(in[0], 0, in[1], 0, in[2], 0, heads, heads, width, scale(),
        AttentionMask.NONE, o), o);
  }
}
