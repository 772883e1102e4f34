package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.host.Lanes;
import org.anabranch.engine.host.NormCall;
import org.anabranch.engine.scalar.ScalarMath;

/**
 * Sums and norms over a row.
 *
 * <p>A sum keeps {@link Kernels#LANES} logical lanes at any vector width: each group of lanes that one vector holds is summed
 * in a pass of its own, so that lane l receives the elements l, l + 32, l + 64, ... in order, and the fold is the same tree.
 */
final class VectorRows {
  private VectorRows() {}

  /** The sum of n floats. */
  static float sum(float[] x, int at, int n, float[] lane) {
    int whole = n - n % Kernels.LANES;
    if (LANES == Kernels.LANES / 2) {
      FloatVector low = FloatVector.zero(F);
      FloatVector high = low;
      for (int i = 0; i < whole; i += Kernels.LANES) {
        low = low.add(FloatVector.fromArray(F, x, at + i));
        high = high.add(FloatVector.fromArray(F, x, at + i + LANES));
      }
      low.intoArray(lane, 0);
      high.intoArray(lane, LANES);
    } else {
      for (int g = 0; g < Kernels.LANES; g += LANES) {
        FloatVector s = FloatVector.zero(F);
        for (int i = g; i < whole; i += Kernels.LANES) {
          s = s.add(FloatVector.fromArray(F, x, at + i));
        }
        s.intoArray(lane, g);
      }
    }
    for (int i = whole; i < n; i++) {
      lane[i - whole] += x[at + i];
    }
    return Lanes.fold(lane);
  }

  /** The sum of (x - mean)^2 over n floats. */
  static float squares(float[] x, int at, int n, float mean, float[] lane) {
    int whole = n - n % Kernels.LANES;
    if (LANES == Kernels.LANES / 2) {
      FloatVector low = FloatVector.zero(F);
      FloatVector high = low;
      for (int i = 0; i < whole; i += Kernels.LANES) {
        FloatVector d = FloatVector.fromArray(F, x, at + i).sub(mean);
        FloatVector e = FloatVector.fromArray(F, x, at + i + LANES).sub(mean);
        low = d.fma(d, low);
        high = e.fma(e, high);
      }
      low.intoArray(lane, 0);
      high.intoArray(lane, LANES);
    } else {
      for (int g = 0; g < Kernels.LANES; g += LANES) {
        FloatVector s = FloatVector.zero(F);
        for (int i = g; i < whole; i += Kernels.LANES) {
          FloatVector d = FloatVector.fromArray(F, x, at + i).sub(mean);
          s = d.fma(d, s);
        }
        s.intoArray(lane, g);
      }
    }
    for (int i = whole; i < n; i++) {
      float d = x[at + i] - mean;
      lane[i - whole] = Math.fma(d, d, lane[i - whole]);
    }
    return Lanes.fold(lane);
  }

  /** y = c x. */
  static void scale(float[] x, int xAt, float c, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(F, x, xAt + i).mul(c).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = c * x[xAt + i];
    }
  }

  /** Rows [r0, r1) of a normalisation. */
  static void norm(NormCall c, int r0, int r1, float[] lane) {
    for (int r = r0; r < r1; r++) {
      int x = c.xAt + r * c.width;
      int y = c.yAt + r * c.width;
      float mean = c.centred ? sum(c.x, x, c.width, lane) / c.width : 0f;
      float inverse = 1f / ScalarMath.sqrt(squares(c.x, x, c.width, mean, lane) / c.width + c.eps);
      switch (c.affine) {
        case NONE -> plain(c, x, y, mean, inverse);
        case WEIGHT -> weighted(c, x, y, mean, inverse);
        case WEIGHT_BIAS -> affine(c, x, y, mean, inverse, c.scaleAt, c.shiftAt, 0f);
        case WEIGHT_MODULATED -> weightedAffine(c, x, y, mean, inverse, c.scaleOf(r), c.shiftOf(r));
        case MODULATED -> affine(c, x, y, mean, inverse, c.scaleOf(r), c.shiftOf(r), 1f);
      }
    }
  }

  private static void plain(NormCall c, int x, int y, float mean, float inverse) {
    int bound = F.loopBound(c.width);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(F, c.x, x + i).sub(mean).mul(inverse).intoArray(c.y, y + i);
    }
    for (int i = bound; i < c.width; i++) {
      c.y[y + i] = (c.x[x + i] - mean) * inverse;
    }
  }

  private static void weighted(NormCall c, int x, int y, float mean, float inverse) {
    int bound = F.loopBound(c.width);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector n = FloatVector.fromArray(F, c.x, x + i).sub(mean).mul(inverse);
      n.mul(FloatVector.fromArray(F, c.scale, c.scaleAt + i)).intoArray(c.y, y + i);
    }
    for (int i = bound; i < c.width; i++) {
      c.y[y + i] = (c.x[x + i] - mean) * inverse * c.scale[c.scaleAt + i];
    }
  }

  private static void weightedAffine(NormCall c, int x, int y, float mean, float inverse, int scale, int shift) {
    int bound = F.loopBound(c.width);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector n = FloatVector.fromArray(F, c.x, x + i).sub(mean).mul(inverse);
      n = n.mul(FloatVector.fromArray(F, c.weight, c.weightAt + i));
      FloatVector s = FloatVector.fromArray(F, c.scale, scale + i).add(1f);
      n.fma(s, FloatVector.fromArray(F, c.shift, shift + i)).intoArray(c.y, y + i);
    }
    for (int i = bound; i < c.width; i++) {
      float n = (c.x[x + i] - mean) * inverse * c.weight[c.weightAt + i];
      c.y[y + i] = Math.fma(n, c.scale[scale + i] + 1f, c.shift[shift + i]);
    }
  }

  /** fma(n, weight, shift) with the weight scale + one; nothing is added where one is 0, so that -0 stays -0. */
  private static void affine(NormCall c, int x, int y, float mean, float inverse, int scale, int shift, float one) {
    int bound = F.loopBound(c.width);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector n = FloatVector.fromArray(F, c.x, x + i).sub(mean).mul(inverse);
      FloatVector w = FloatVector.fromArray(F, c.scale, scale + i);
      w = one == 0f ? w : w.add(one);
      n.fma(w, FloatVector.fromArray(F, c.shift, shift + i)).intoArray(c.y, y + i);
    }
    for (int i = bound; i < c.width; i++) {
      float w = one == 0f ? c.scale[scale + i] : c.scale[scale + i] + one;
      c.y[y + i] = Math.fma((c.x[x + i] - mean) * inverse, w, c.shift[shift + i]);
    }
  }
}
