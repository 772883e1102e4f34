package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;
import org.anabranch.engine.host.RotaryCall;

/** Rotary embedding: pairs of a head in vectors, the pairs beyond the last whole vector one by one. */
final class VectorRotary {
  private VectorRotary() {}

  static void run(RotaryCall c, int t0, int t1) {
    for (int t = t0; t < t1; t++) {
      int cos = c.angles(t);
      for (int h = 0; h < c.heads; h++) {
        head(c.x, c.xAt + t * c.stride + h * 2 * c.half, c.table, cos, c.half);
      }
    }
  }

  private static void head(float[] x, int low, float[] table, int cos, int half) {
    int high = low + half;
    int sin = cos + half;
    int bound = F.loopBound(half);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector a = FloatVector.fromArray(F, x, low + i);
      FloatVector b = FloatVector.fromArray(F, x, high + i);
      FloatVector c = FloatVector.fromArray(F, table, cos + i);
      FloatVector s = FloatVector.fromArray(F, table, sin + i);
      a.fma(c, b.mul(s).neg()).intoArray(x, low + i);
      b.fma(c, a.mul(s)).intoArray(x, high + i);
    }
    for (int i = bound; i < half; i++) {
      float a = x[low + i];
      float b = x[high + i];
      x[low + i] = Math.fma(a, table[cos + i], -(b * table[sin + i]));
      x[high + i] = Math.fma(b, table[cos + i], a * table[sin + i]);
    }
  }
}
