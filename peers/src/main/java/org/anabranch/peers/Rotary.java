package org.anabranch.peers;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.anabranch.jmh.peer.MaskedNetwork;
import org.anabranch.model.checkpoint.Checkpoint;

/**
 * Angles of rotary positions, half of a head's width each: the cosine and the sine of t f_i at [t, i], computed in double.
 *
 * @param positions rows
 * @param half      columns
 */
record Rotary(int positions, int half, float[] cos, float[] sin) {
  private static final String FREQUENCIES = "backbone.rotary_emb.inv_freq";

  /** Those of a network: a LLaDA computes its frequencies, an MDLM has saved them. */
  static Rotary of(MaskedNetwork network, Checkpoint weights) {
    double[] f = network.llama().map(c -> IntStream.range(0, c.headDim() / 2)
        .mapToDouble(i -> StrictMath.pow(c.rope(), -2.0 * i / c.headDim())).toArray()).orElseGet(() -> {
          float[] saved = weights.tensor(FREQUENCIES).toFloats();
          return IntStream.range(0, saved.length).mapToDouble(i -> saved[i]).toArray();
        });
    float[] cos = new float[network.length() * f.length];
    float[] sin = new float[cos.length];
    for (int i = 0; i < cos.length; i++) {
      double angle = i / f.length * f[i % f.length];
      cos[i] = (float) StrictMath.cos(angle);
      sin[i] = (float) StrictMath.sin(angle);
    }
    return new Rotary(network.length(), f.length, cos, sin);
  }

  /** A table twice beside itself, [positions, 2 half]. */
  float[] twice(float[] table) {
    float[] both = new float[2 * table.length];
    for (int t = 0; t < positions; t++) {
      float[] row = Arrays.copyOfRange(table, t * half, (t + 1) * half);
      System.arraycopy(row, 0, both, 2 * t * half, half);
      System.arraycopy(row, 0, both, (2 * t + 1) * half, half);
    }
    return both;
  }
}
