package org.anabranch.model.masked;

import org.anabranch.engine.Tensor;

/**
 * Cosines and sines of a rotary embedding: entry [t, i] is cos(t f_i) and entry [t, half + i] is sin(t f_i), for the positions
 * t = 0, 1, ..., computed in double and rounded once.
 *
 * <p>Threading: one thread at a time. Grows to the longest length that was asked for and then allocates nothing.
 */
final class RotaryTable {
  private final double[] frequencies;
  private Tensor table;

  /** A table of the given frequencies, half of a head's width. */
  RotaryTable(double[] frequencies) {
    this.frequencies = frequencies.clone();
    this.table = Tensor.zeros(0, 2 * frequencies.length);
  }

  /** The frequencies theta^(-2 i / headDim). */
  static double[] frequencies(double theta, int headDim) {
    double[] f = new double[headDim / 2];
    for (int i = 0; i < f.length; i++) {
      f[i] = StrictMath.pow(theta, -2.0 * i / headDim);
    }
    return f;
  }

  /** At least {@code length} positions: [positions, headDim]. */
  Tensor of(int length) {
    if (table.rows() < length) {
      int half = frequencies.length;
      Tensor grown = Tensor.zeros(length, 2 * half);
      for (int t = 0; t < length; t++) {
        for (int i = 0; i < half; i++) {
          grown.floats()[t * 2 * half + i] = (float) StrictMath.cos(t * frequencies[i]);
          grown.floats()[t * 2 * half + half + i] = (float) StrictMath.sin(t * frequencies[i]);
        }
      }
      table = grown;
    }
    return table;
  }
}
