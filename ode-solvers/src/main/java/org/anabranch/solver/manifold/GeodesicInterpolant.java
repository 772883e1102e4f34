package org.anabranch.solver.manifold;

import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Direction;

/**
 * The geodesic from noise to data, and its velocity: what a Riemannian flow is trained to predict.
 *
 * <pre>
 *   x(t) = exp_noise(s log_noise(data))      u(t) = dx/dt      s = t, or 1 - t where the data are at t = 0
 * </pre>
 * u has the constant length |log_noise(data)|; equal to log_x(data) / (1 - s) before the data, and finite there too. Source: Chen and
 * Lipman 2024, Flow matching on general geometries, section 3.2. Immutable; scratch is allocated with every call.
 *
 * @param manifold  where the points lie
 * @param direction which end of time holds the data
 */
public record GeodesicInterpolant(Manifold manifold, Direction direction) {
  /**
   * The states and velocities of a batch.
   *
   * @param noise    [rows, width], F64 on the heap, as all tensors here
   * @param data     [rows, width]
   * @param t        [rows] times in [0, 1]
   * @param x        [rows, width] receives x(t); none of the others
   * @param velocity [rows, tangentWidth] receives u(t), a tangent vector at x(t); none of the others
   * @throws IllegalArgumentException if a shape, type or time does not fit
   */
  public void evaluate(Tensor noise, Tensor data, double[] t, Tensor x, Tensor velocity) {
    int n = manifold.width();
    int m = manifold.tangentWidth();
    check("noise", noise, t.length, n);
    check("data", data, t.length, n);
    check("x", x, t.length, n);
    check("velocity", velocity, t.length, m);
    double[] from = new double[n];
    double[] to = new double[n];
    double[] at = new double[n];
    double[] log = new double[m];
    double[] u = new double[m];
    for (int r = 0; r < t.length; r++) {
      if (!(t[r] >= 0 && t[r] <= 1)) {
        throw new IllegalArgumentException("geodesic interpolant: a time must be in [0, 1], time " + r + " is " + t[r]);
      }
      double s = direction.sinceNoise(t[r]);
      System.arraycopy(noise.doubles(), noise.offset() + r * n, from, 0, n);
      System.arraycopy(data.doubles(), data.offset() + r * n, to, 0, n);
      manifold.log(from, to, 0, log, 0);
      manifold.exp(from, 0, log, 0, s, at);
      manifold.velocity(from, 0, log, 0, s, u);
      System.arraycopy(at, 0, x.doubles(), x.offset() + r * n, n);
      for (int i = 0; i < m; i++) {
        velocity.doubles()[velocity.offset() + r * m + i] = direction.towardsData() * u[i];
      }
    }
  }

  private static void check(String name, Tensor x, int rows, int width) {
    if (x.dtype() != DType.F64 || x.rows() != rows || x.rowSize() != width) {
      throw new IllegalArgumentException("geodesic interpolant: " + name + " must be F64 of " + rows + " rows of " + width + ", got "
          + x);
    }
  }
}
