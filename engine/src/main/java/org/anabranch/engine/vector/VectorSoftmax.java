package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.host.Lanes;
import org.anabranch.engine.scalar.ScalarMath;

/**
 * Softmax along rows, with the lane sums of {@link VectorRows}.
 *
 * <p>The largest element of the next row is found while the exponentials of this one are computed: otherwise each row would wait
 * for its maximum, then for the first exponential, then for the sum, 340 cycles that nothing fills. The passes over a row are called
 * through an array, which the compiler cannot inline; together they are more vectors than it keeps in registers. Not thread-safe.
 */
final class VectorSoftmax {
  /** One pass over the row. */
  private interface Pass {
    void run(VectorSoftmax s);
  }

  private static final Pass[] PASSES = {VectorSoftmax::exponentials, VectorSoftmax::sum, VectorSoftmax::scale};

  private final float[] lane = new float[Kernels.LANES];
  private float[] x;
  private int xAt;
  private float[] y;
  private int yAt;
  private int n;
  /** Where the row begins whose largest element is wanted next. */
  private int nextAt;
  private float max;
  private float nextMax;
  private float inverse;

  /** y[r, :] = exp(x[r, :] - max) / sum; zeros where every x is -inf. y may be x. */
  void rows(float[] x, int xAt, float[] y, int yAt, int rows, int n) {
    this.x = x;
    this.y = y;
    this.n = n;
    max = rows == 0 ? 0f : max(x, xAt, n);
    for (int r = 0; r < rows; r++) {
      this.xAt = xAt + r * n;
      this.yAt = yAt + r * n;
      nextAt = r + 1 < rows ? this.xAt + n : this.xAt;
      for (Pass p : PASSES) {
        p.run(this);
      }
      max = nextMax;
    }
    this.x = null;
    this.y = null;
  }

  private void exponentials() {
    int whole = n - n % Kernels.LANES;
    if (max == Float.NEGATIVE_INFINITY) {
      nextMax = max(x, nextAt, n);
    } else if (LANES == Kernels.LANES / 2) {
      nextMax = ahead(x, xAt, y, yAt, whole, max, lane, nextAt);
    } else {
      nextMax = max(x, nextAt, whole);
      groups(x, xAt, y, yAt, whole, max, lane);
    }
  }

  /** Ends the exponentials of this row and the maximum of the next. */
  private void sum() {
    float sum;
    if (max == Float.NEGATIVE_INFINITY) {
      sum = Lanes.exponentialsOfNothing(x, xAt, y, yAt, n);
    } else {
      int whole = n - n % Kernels.LANES;
      float largest = nextMax;
      for (int i = whole; i < n; i++) {
        float v = x[nextAt + i];
        largest = v > largest ? v : largest;
      }
      nextMax = largest;
      sum = tail(x, xAt, y, yAt, whole, n, max, lane);
    }
    inverse = sum == 0f ? 0f : 1f / sum;
  }

  /** The elements beyond the last whole group of lanes, one by one, and the sum of all. */
  private static float tail(float[] x, int xAt, float[] y, int yAt, int whole, int n, float max, float[] lane) {
    for (int i = whole; i < n; i++) {
      float e = ScalarMath.expNonPositive(x[xAt + i] - max);
      y[yAt + i] = e;
      lane[i - whole] += e;
    }
    return Lanes.fold(lane);
  }

  private void scale() {
    VectorRows.scale(y, yAt, inverse, y, yAt, n);
  }

  /** x = exp(x - max) for one row; returns the sum. */
  static float exponentials(float[] x, int at, int n, float[] lane) {
    float max = max(x, at, n);
    if (max == Float.NEGATIVE_INFINITY) {
      return Lanes.exponentialsOfNothing(x, at, x, at, n);
    }
    int whole = n - n % Kernels.LANES;
    groups(x, at, x, at, whole, max, lane);
    return tail(x, at, x, at, whole, n, max, lane);
  }

  /** The largest of n floats, NaNs aside; -inf if there is none. */
  static float max(float[] x, int at, int n) {
    int whole = n - n % (4 * LANES);
    FloatVector a = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = 0; i < whole; i += 4 * LANES) {
      FloatVector v = FloatVector.fromArray(F, x, at + i);
      a = a.blend(v, v.compare(VectorOperators.GT, a));
      v = FloatVector.fromArray(F, x, at + i + LANES);
      b = b.blend(v, v.compare(VectorOperators.GT, b));
      v = FloatVector.fromArray(F, x, at + i + 2 * LANES);
      c = c.blend(v, v.compare(VectorOperators.GT, c));
      v = FloatVector.fromArray(F, x, at + i + 3 * LANES);
      d = d.blend(v, v.compare(VectorOperators.GT, d));
    }
    a = a.blend(b, b.compare(VectorOperators.GT, a));
    c = c.blend(d, d.compare(VectorOperators.GT, c));
    int bound = n - n % LANES;
    for (int i = whole; i < bound; i += LANES) {
      FloatVector v = FloatVector.fromArray(F, x, at + i);
      a = a.blend(v, v.compare(VectorOperators.GT, a));
    }
    float max = a.blend(c, c.compare(VectorOperators.GT, a)).reduceLanes(VectorOperators.MAX);
    for (int i = bound; i < n; i++) {
      max = x[at + i] > max ? x[at + i] : max;
    }
    return max;
  }

  /** y = exp(x - max) and its lane sums where two vectors hold all lanes; returns the largest of the elements from next on. */
  private static float ahead(float[] x, int xAt, float[] y, int yAt, int whole, float max, float[] lane, int next) {
    FloatVector low = FloatVector.zero(F);
    FloatVector high = low;
    FloatVector m = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector k = m;
    for (int i = 0; i < whole; i += Kernels.LANES) {
      FloatVector v = FloatVector.fromArray(F, x, next + i);
      m = m.blend(v, v.compare(VectorOperators.GT, m));
      FloatVector w = FloatVector.fromArray(F, x, next + i + LANES);
      k = k.blend(w, w.compare(VectorOperators.GT, k));
      FloatVector a = VectorMath.expNonPositive(FloatVector.fromArray(F, x, xAt + i).sub(max));
      FloatVector b = VectorMath.expNonPositive(FloatVector.fromArray(F, x, xAt + i + LANES).sub(max));
      a.intoArray(y, yAt + i);
      b.intoArray(y, yAt + i + LANES);
      low = low.add(a);
      high = high.add(b);
    }
    low.intoArray(lane, 0);
    high.intoArray(lane, LANES);
    return m.blend(k, k.compare(VectorOperators.GT, m)).reduceLanes(VectorOperators.MAX);
  }

  /** y = exp(x - max) and its lane sums, a pass for each group of lanes that one vector holds. */
  private static void groups(float[] x, int xAt, float[] y, int yAt, int whole, float max, float[] lane) {
    for (int g = 0; g < Kernels.LANES; g += LANES) {
      FloatVector s = FloatVector.zero(F);
      for (int i = g; i < whole; i += Kernels.LANES) {
        FloatVector e = VectorMath.expNonPositive(FloatVector.fromArray(F, x, xAt + i).sub(max));
        e.intoArray(y, yAt + i);
        s = s.add(e);
      }
      s.intoArray(lane, g);
    }
  }
}
