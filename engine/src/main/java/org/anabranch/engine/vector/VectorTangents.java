package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;
import static org.anabranch.engine.vector.VectorWidth.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.host.HostTangents;
import org.anabranch.engine.host.Lanes;
import org.anabranch.engine.scalar.ScalarMath;
import org.anabranch.engine.scalar.ScalarSlopes;

/**
 * Tangent rules with the Vector API, operation by operation as the oracle. The slopes of RELU and of the erf GELU, which no network
 * that is differentiated here has, are the oracle's own loops.
 */
final class VectorTangents extends HostTangents {
  /** Rows of a product that share a vector of B. */
  private static final int ROWS = 8;

  VectorTangents(WorkerPool pool) {
    super(pool);
  }

  @Override
  protected void slopes(Activation act, float[] x, int xAt, float[] y, int yAt, int n) {
    int bound = 0;
    if (act == Activation.SILU || act == Activation.GELU_TANH) {
      bound = F.loopBound(n);
      if (act == Activation.SILU) {
        silu(x, xAt, y, yAt, bound);
      } else {
        geluTanh(x, xAt, y, yAt, bound);
      }
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = ScalarSlopes.slope(act, x[xAt + i]);
    }
  }

  private static void silu(float[] x, int xAt, float[] y, int yAt, int bound) {
    for (int i = 0; i < bound; i += LANES) {
      FloatVector v = FloatVector.fromArray(F, x, xAt + i);
      FloatVector w = v.blend(-ScalarSlopes.SILU_END, v.compare(VectorOperators.LT, -ScalarSlopes.SILU_END));
      w = w.blend(ScalarSlopes.SILU_END, w.compare(VectorOperators.GT, ScalarSlopes.SILU_END));
      FloatVector e = VectorMath.exp(w.neg());
      FloatVector s = FloatVector.broadcast(F, 1f).div(e.add(1f));
      w.mul(s).fma(e.mul(s), s).intoArray(y, yAt + i);
    }
  }

  private static void geluTanh(float[] x, int xAt, float[] y, int yAt, int bound) {
    for (int i = 0; i < bound; i += LANES) {
      FloatVector v = FloatVector.fromArray(F, x, xAt + i);
      FloatVector w = v.blend(-ScalarSlopes.GELU_END, v.compare(VectorOperators.LT, -ScalarSlopes.GELU_END));
      w = w.blend(ScalarSlopes.GELU_END, w.compare(VectorOperators.GT, ScalarSlopes.GELU_END));
      FloatVector u = w.mul(w);
      FloatVector a = u.fma(FloatVector.broadcast(F, -ScalarMath.GELU_B), FloatVector.broadcast(F, -ScalarMath.GELU_A));
      FloatVector e = VectorMath.exp(a.mul(w));
      FloatVector s = FloatVector.broadcast(F, 1f).div(e.add(1f));
      FloatVector dv = u.fma(FloatVector.broadcast(F, ScalarSlopes.GELU_B3), FloatVector.broadcast(F, -ScalarMath.GELU_A));
      w.mul(s).mul(dv.neg()).fma(e.mul(s), s).intoArray(y, yAt + i);
    }
  }

  @Override
  protected void multiply(float[] a, int aAt, float[] x, int xAt, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(F, a, aAt + i).mul(FloatVector.fromArray(F, x, xAt + i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = a[aAt + i] * x[xAt + i];
    }
  }

  @Override
  protected float sum(float[] x, int xAt, int n, float[] lane) {
    return VectorRows.sum(x, xAt, n, lane);
  }

  @Override
  protected float squares(float[] x, int xAt, int n, float mean, float[] lane) {
    return VectorRows.squares(x, xAt, n, mean, lane);
  }

  @Override
  protected float dot(float[] a, int aAt, float[] x, int xAt, int n, float[] lane) {
    int whole = n - n % Kernels.LANES;
    for (int g = 0; g < Kernels.LANES; g += LANES) {
      FloatVector s = FloatVector.zero(F);
      for (int i = g; i < whole; i += Kernels.LANES) {
        s = FloatVector.fromArray(F, a, aAt + i).fma(FloatVector.fromArray(F, x, xAt + i), s);
      }
      s.intoArray(lane, g);
    }
    for (int i = whole; i < n; i++) {
      lane[i - whole] = Math.fma(a[aAt + i], x[xAt + i], lane[i - whole]);
    }
    return Lanes.fold(lane);
  }

  @Override
  protected float exponentials(float[] x, int xAt, int n, float[] lane) {
    return VectorSoftmax.exponentials(x, xAt, n, lane);
  }

  @Override
  protected void project(float[] x, int xAt, float m, float[] u, float b, float[] g, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    FloatVector minus = FloatVector.broadcast(F, -b);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector d = FloatVector.fromArray(F, x, xAt + i).sub(m);
      minus.fma(FloatVector.fromArray(F, u, i), d).mul(FloatVector.fromArray(F, g, i)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = Math.fma(-b, u[i], x[xAt + i] - m) * g[i];
    }
  }

  @Override
  protected void centred(float[] a, int aAt, float[] x, int xAt, float m, float[] y, int yAt, int n) {
    int bound = F.loopBound(n);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(F, a, aAt + i).mul(FloatVector.fromArray(F, x, xAt + i).sub(m)).intoArray(y, yAt + i);
    }
    for (int i = bound; i < n; i++) {
      y[yAt + i] = a[aAt + i] * (x[xAt + i] - m);
    }
  }

  @Override
  protected void product(float[] a, int aAt, int lda, float[] b, int ldb, float[] c, int ldc, int m, int k, int n) {
    for (int j = 0; j < n; j += LANES) {
      int i = 0;
      for (; i <= m - ROWS; i += ROWS) {
        eight(a, aAt + i * lda, lda, b, ldb, c, i * ldc + j, ldc, k, j);
      }
      for (; i < m; i++) {
        one(a, aAt + i * lda, b, ldb, c, i * ldc + j, k, j);
      }
    }
  }

  private static void eight(float[] a, int aAt, int lda, float[] b, int ldb, float[] c, int cAt, int ldc, int k, int j) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    for (int l = 0; l < k; l++) {
      FloatVector v = FloatVector.fromArray(F, b, l * ldb + j);
      int at = aAt + l;
      s0 = v.fma(FloatVector.broadcast(F, a[at]), s0);
      s1 = v.fma(FloatVector.broadcast(F, a[at + lda]), s1);
      s2 = v.fma(FloatVector.broadcast(F, a[at + 2 * lda]), s2);
      s3 = v.fma(FloatVector.broadcast(F, a[at + 3 * lda]), s3);
      s4 = v.fma(FloatVector.broadcast(F, a[at + 4 * lda]), s4);
      s5 = v.fma(FloatVector.broadcast(F, a[at + 5 * lda]), s5);
      s6 = v.fma(FloatVector.broadcast(F, a[at + 6 * lda]), s6);
      s7 = v.fma(FloatVector.broadcast(F, a[at + 7 * lda]), s7);
    }
    s0.intoArray(c, cAt);
    s1.intoArray(c, cAt + ldc);
    s2.intoArray(c, cAt + 2 * ldc);
    s3.intoArray(c, cAt + 3 * ldc);
    s4.intoArray(c, cAt + 4 * ldc);
    s5.intoArray(c, cAt + 5 * ldc);
    s6.intoArray(c, cAt + 6 * ldc);
    s7.intoArray(c, cAt + 7 * ldc);
  }

  private static void one(float[] a, int aAt, float[] b, int ldb, float[] c, int cAt, int k, int j) {
    FloatVector s = FloatVector.zero(F);
    for (int l = 0; l < k; l++) {
      s = FloatVector.fromArray(F, b, l * ldb + j).fma(FloatVector.broadcast(F, a[aAt + l]), s);
    }
    s.intoArray(c, cAt);
  }
}
