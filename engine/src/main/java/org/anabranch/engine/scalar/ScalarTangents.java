package org.anabranch.engine.scalar;

import java.util.Arrays;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.host.HostTangents;
import org.anabranch.engine.host.Lanes;

/** The oracle of the tangent rules. */
final class ScalarTangents extends HostTangents {
  ScalarTangents(WorkerPool pool) {
    super(pool);
  }

  @Override
  protected void slopes(Activation act, float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = ScalarSlopes.slope(act, x[xAt + i]);
    }
  }

  @Override
  protected void multiply(float[] a, int aAt, float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = a[aAt + i] * x[xAt + i];
    }
  }

  @Override
  protected float sum(float[] x, int xAt, int n, float[] lane) {
    Arrays.fill(lane, 0f);
    for (int i = 0; i < n; i++) {
      lane[i % Kernels.LANES] += x[xAt + i];
    }
    return Lanes.fold(lane);
  }

  @Override
  protected float squares(float[] x, int xAt, int n, float mean, float[] lane) {
    Arrays.fill(lane, 0f);
    for (int i = 0; i < n; i++) {
      float d = x[xAt + i] - mean;
      lane[i % Kernels.LANES] = Math.fma(d, d, lane[i % Kernels.LANES]);
    }
    return Lanes.fold(lane);
  }

  @Override
  protected float dot(float[] a, int aAt, float[] x, int xAt, int n, float[] lane) {
    Arrays.fill(lane, 0f);
    for (int i = 0; i < n; i++) {
      lane[i % Kernels.LANES] = Math.fma(a[aAt + i], x[xAt + i], lane[i % Kernels.LANES]);
    }
    return Lanes.fold(lane);
  }

  @Override
  protected float exponentials(float[] x, int xAt, int n, float[] lane) {
    return ScalarLoops.exponentials(x, xAt, x, xAt, n, lane);
  }

  @Override
  protected void project(float[] x, int xAt, float m, float[] u, float b, float[] g, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = Math.fma(-b, u[i], x[xAt + i] - m) * g[i];
    }
  }

  @Override
  protected void centred(float[] a, int aAt, float[] x, int xAt, float m, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = a[aAt + i] * (x[xAt + i] - m);
    }
  }

  @Override
  protected void product(float[] a, int aAt, int lda, float[] b, int ldb, float[] c, int ldc, int m, int k, int n) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float s = 0f;
        for (int l = 0; l < k; l++) {
          s = Math.fma(a[aAt + i * lda + l], b[l * ldb + j], s);
        }
        c[i * ldc + j] = s;
      }
    }
  }
}
