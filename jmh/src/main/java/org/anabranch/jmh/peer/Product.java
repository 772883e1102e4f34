package org.anabranch.jmh.peer;

import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.jmh.Inputs;

/**
 * y = x B without bias: x [m, k], B [k, n], y [m, n], row-major; normal numbers, those of B divided by sqrt(k).
 *
 * <p>Ours has B packed beforehand, as the weights of a network are. Others are given B as it stands, or packed where they have a way.
 */
public record Product(int m, int n, int k, long seed) implements Work {
  private static final double HALF_ULP = 0x1p-24;

  /**
   * From "MxNxK".
   *
   * @throws IllegalArgumentException if it is not three positive numbers
   */
  public static Product of(String shape, long seed) {
    int[] d = Inputs.dims(shape);
    if (d.length != 3) {
      throw new IllegalArgumentException("shape: a product must be MxNxK, got '" + shape + "'");
    }
    return new Product(d[0], d[1], d[2], seed);
  }

  /** x [m, k]. */
  public float[] x() {
    return Inputs.normals(seed + 1, m, k).floats();
  }

  /** B [k, n]. */
  public float[] b() {
    float[] b = Inputs.normals(seed + 2, k, n).floats();
    for (int i = 0; i < b.length; i++) {
      b[i] /= (float) Math.sqrt(k);
    }
    return b;
  }

  @Override
  public String shape() {
    return m + "x" + n + "x" + k;
  }

  @Override
  public double flops() {
    return 2.0 * m * n * k;
  }

  @Override
  public double bytes() {
    return 4.0 * ((double) m * k + (double) k * n + (double) m * n);
  }

  /** Two sums of k roundings in different orders: standard deviations of about sqrt(k) half ulps, eight of them. */
  @Override
  public double tolerance() {
    return 8 * Math.sqrt(k) * HALF_ULP;
  }

  @Override
  public Contender ours(Kernels kernels) {
    float[] b = b();
    float[] w = new float[b.length];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        w[j * k + i] = b[i * n + j];
      }
    }
    Linear layer = Linear.pack(Tensor.of(w, n, k));
    Tensor x = Tensor.of(x(), m, k);
    Tensor y = Tensor.zeros(m, n);
    return new OurContender(() -> kernels.linear(x, layer, Activation.NONE, y), y);
  }
}
