package org.anabranch.engine.scalar;

import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.host.GemmCall;

/** Products with narrow weights, as {@link org.anabranch.engine.Kernels} defines them. */
final class ScalarNarrow {
  private ScalarNarrow() {}

  /** The sums of row i and panel p without bias, into s [PANEL], which holds zeros. */
  static void sums(GemmCall c, int i, int p, float[] s) {
    Linear w = c.w;
    int length = w.format() == WeightFormat.INT8_GROUP ? Linear.GROUP : Math.max(1, w.in());
    for (int j = 0; j < Linear.PANEL; j++) {
      int n = p * Linear.PANEL + j;
      for (int from = 0; from < w.in(); from += length) {
        float chain = 0f;
        for (int k = from; k < Math.min(w.in(), from + length); k++) {
          chain = Math.fma(c.x[c.xAt + i * w.in() + k], w.factor(n, k), chain);
        }
        int scale = (p * w.groups() + from / length) * Linear.PANEL + j;
        s[j] = switch (w.format()) {
          case F32, BF16 -> chain;
          case INT8 -> chain * w.scales()[scale];
          case INT8_GROUP -> Math.fma(w.scales()[scale], chain, s[j]);
        };
      }
    }
  }
}
