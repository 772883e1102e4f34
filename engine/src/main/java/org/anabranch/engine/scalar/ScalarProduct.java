package org.anabranch.engine.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.anabranch.engine.Linear;
import org.anabranch.engine.WeightFormat;
import org.anabranch.engine.host.GemmCall;
import org.anabranch.engine.host.Product;

/** The matrix product, one chain after the other. */
final class ScalarProduct implements Product {
  private final float[][] sums;

  ScalarProduct(int workers) {
    sums = new float[workers][Linear.PANEL];
  }

  @Override
  public int rowBlock(Linear w) {
    return 1;
  }

  @Override
  public void run(GemmCall c, int m0, int m1, int p0, int p1, int worker) {
    float[] s = sums[worker];
    MemorySegment panels = c.w.panels();
    int in = c.w.in();
    for (int i = m0; i < m1; i++) {
      for (int p = p0; p < p1; p++) {
        Arrays.fill(s, 0f);
        if (c.w.format() != WeightFormat.F32) {
          ScalarNarrow.sums(c, i, p, s);
          finish(c, i, p * Linear.PANEL, Math.min(Linear.PANEL, c.w.out() - p * Linear.PANEL), s);
          continue;
        }
        for (int k = 0; k < in; k++) {
          float a = c.x[c.xAt + i * in + k];
          long at = ((long) p * in + k) * Linear.PANEL;
          for (int j = 0; j < Linear.PANEL; j++) {
            s[j] = Math.fma(a, panels.getAtIndex(ValueLayout.JAVA_FLOAT, at + j), s[j]);
          }
        }
        int n = Math.min(Linear.PANEL, c.w.out() - p * Linear.PANEL);
        finish(c, i, p * Linear.PANEL, n, s);
      }
    }
  }

  private static void finish(GemmCall c, int i, int column, int n, float[] s) {
    int y = c.yAt + i * c.w.out() + column;
    for (int j = 0; j < n; j++) {
      float v = c.w.hasBias() ? s[j] + c.w.bias()[column + j] : s[j];
      c.y[y + j] = switch (c.mode) {
        case STORE -> ScalarLoops.apply(c.act, v);
        case ADD -> c.y[y + j] + v;
        case GATED -> Math.fma(c.gate[c.gateAt + i / c.tokens * c.gateStride + column + j], v, c.y[y + j]);
      };
    }
  }
}
