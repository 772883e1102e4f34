package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;

/**
 * Softmax down the columns of a matrix [n, {@value #WIDTH}], a vector of columns at a time, so that nothing is ever added across
 * a vector. Each column is treated exactly as {@link VectorRows} treats a row: element j belongs to logical lane j mod 32, and the
 * lanes are folded by halves.
 *
 * <p>The passes are called through an array of them, which the compiler cannot inline: inlined into one method they are too
 * many vectors for its budget, and it boxes them (134 cycles a vector instead of 15, measured). Not thread-safe: holds scratch.
 */
final class VectorColumns {
  /** Floats between rows. */
  static final int WIDTH = Linear.PANEL;

  /** One pass over a vector of columns that begins at x[at]. */
  private interface Pass {
    void run(VectorColumns s, float[] x, int at, int n);
  }

  private static final Pass[] PASSES = {
      (s, x, at, n) -> max(x, at, n, s.highest),
      (s, x, at, n) -> first(x, at, Math.min(n, Kernels.LANES), s.highest, s.lane),
      (s, x, at, n) -> rest(x, at, n, s.highest, s.lane),
      (s, x, at, n) -> fold(s.lane, Math.min(n, Kernels.LANES), s.inverse)};

  private final float[] highest = new float[16];
  private final float[] lane = new float[Kernels.LANES * 16];
  private final float[] inverse = new float[16];

  /** Replaces x[at + WIDTH j + c], j < n, by exp(x - max) for each of the first columns; f[c] = 1 / sum, or 0 if the sum is. */
  void exponentials(float[] x, int at, int n, int columns, float[] f) {
    for (int c = 0; c < columns; c += LANES) {
      for (Pass p : PASSES) {
        p.run(this, x, at + c, n);
      }
      System.arraycopy(inverse, 0, f, c, LANES);
    }
  }

  /** The largest of each column, NaNs aside; 0 where that is -inf, so that exp(x - max) is 0 there too. */
  private static void max(float[] x, int at, int n, float[] highest) {
    FloatVector a = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int whole = n & -4;
    for (int j = 0; j < whole; j += 4) {
      int i = at + j * WIDTH;
      FloatVector v = FloatVector.fromArray(F, x, i);
      a = a.blend(v, v.compare(VectorOperators.GT, a));
      v = FloatVector.fromArray(F, x, i + WIDTH);
      b = b.blend(v, v.compare(VectorOperators.GT, b));
      v = FloatVector.fromArray(F, x, i + 2 * WIDTH);
      c = c.blend(v, v.compare(VectorOperators.GT, c));
      v = FloatVector.fromArray(F, x, i + 3 * WIDTH);
      d = d.blend(v, v.compare(VectorOperators.GT, d));
    }
    for (int j = whole; j < n; j++) {
      FloatVector v = FloatVector.fromArray(F, x, at + j * WIDTH);
      a = a.blend(v, v.compare(VectorOperators.GT, a));
    }
    a = a.blend(b, b.compare(VectorOperators.GT, a));
    c = c.blend(d, d.compare(VectorOperators.GT, c));
    a = a.blend(c, c.compare(VectorOperators.GT, a));
    a.blend(0f, a.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY)).intoArray(highest, 0);
  }

  /** The first elements of all lanes. */
  private static void first(float[] x, int at, int n, float[] highest, float[] lane) {
    FloatVector m = FloatVector.fromArray(F, highest, 0);
    for (int j = 0; j < n; j++) {
      FloatVector e = VectorMath.expNonPositive(FloatVector.fromArray(F, x, at + j * WIDTH).sub(m));
      e.intoArray(x, at + j * WIDTH);
      e.intoArray(lane, j * LANES);
    }
  }

  /** The others, added to their lanes. */
  private static void rest(float[] x, int at, int n, float[] highest, float[] lane) {
    FloatVector m = FloatVector.fromArray(F, highest, 0);
    for (int j = Kernels.LANES; j < n; j++) {
      FloatVector e = VectorMath.expNonPositive(FloatVector.fromArray(F, x, at + j * WIDTH).sub(m));
      e.intoArray(x, at + j * WIDTH);
      int l = j % Kernels.LANES * LANES;
      FloatVector.fromArray(F, lane, l).add(e).intoArray(lane, l);
    }
  }

  /** Lanes beyond n are 0 and adding them changes nothing: every lane holds +0 or more. */
  private static void fold(float[] lane, int n, float[] inverse) {
    if (n == 0) {
      Arrays.fill(inverse, 0f);
      return;
    }
    int have = n;
    for (int h = Kernels.LANES / 2; h > 0; h /= 2) {
      for (int l = 0; l + h < have; l++) {
        FloatVector.fromArray(F, lane, l * LANES).add(FloatVector.fromArray(F, lane, (l + h) * LANES)).intoArray(lane, l * LANES);
      }
      have = Math.min(have, h);
    }
    FloatVector s = FloatVector.fromArray(F, lane, 0);
    FloatVector.broadcast(F, 1f).div(s).blend(0f, s.compare(VectorOperators.EQ, 0f)).intoArray(inverse, 0);
  }
}
