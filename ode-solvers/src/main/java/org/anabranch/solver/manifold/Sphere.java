package org.anabranch.solver.manifold;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * The unit sphere of R^width; tangent vectors are those of R^width that stand on x.
 *
 * <pre>
 *   exp_x(v) = cos a x + sin a v / a,  a = |v|          log_x(y) = a u / |u|,  a = 2 atan2(|x - y|, |x + y|)
 *   y' = (w . t) n + (a / sin a) (w - (w . t) t),  n = y / a, t = cos a n - sin a x,  a = |y| &lt; pi
 * </pre>
 * u is y - x or, beyond a right angle, y + x, without its part along x: neither loses digits near x or near its antipode. At the
 * antipode the direction is that of the coordinate axis farthest from x, the first of these. The normal part of a field's velocity is
 * dropped.
 *
 * <p>{@link #noise} is uniform. {@link #brownian} is exact for widths 2 (a wrapped normal) and 3 (x turned by a
 * {@link RotationGaussian}); for others it is one geodesic step of normal length, whose law is off by O(time^2): take short steps.
 *
 * @param width coordinates of the space, at least 2
 */
public record Sphere(int width) implements Manifold {
  /** Checks the range. */
  public Sphere {
    if (width < 2) {
      throw new IllegalArgumentException("sphere: needs at least 2 coordinates, got " + width);
    }
  }

  @Override
  public int tangentWidth() {
    return width;
  }

  @Override
  public void exp(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    double angle = s * AngleFunctions.norm(v, vAt, width);
    double cos = StrictMath.cos(angle);
    double k = s * AngleFunctions.sinc(angle);
    for (int i = 0; i < width; i++) {
      out[at + i] = cos * x[at + i] + k * v[vAt + i];
    }
    normalise(out, at, width);
  }

  @Override
  public void velocity(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    double speed = AngleFunctions.norm(v, vAt, width);
    double cos = StrictMath.cos(s * speed);
    double k = speed * StrictMath.sin(s * speed);
    for (int i = 0; i < width; i++) {
      out[vAt + i] = cos * v[vAt + i] - k * x[at + i];
    }
  }

  @Override
  public void log(double[] x, double[] y, int at, double[] v, int vAt) {
    double apart = 0;
    double opposite = 0;
    for (int i = at; i < at + width; i++) {
      apart += (x[i] - y[i]) * (x[i] - y[i]);
      opposite += (x[i] + y[i]) * (x[i] + y[i]);
    }
    double sign = apart <= opposite ? -1 : 1;
    for (int i = 0; i < width; i++) {
      v[vAt + i] = y[at + i] + sign * x[at + i];
    }
    stand(x, at, v, vAt, width);
    double n = AngleFunctions.norm(v, vAt, width);
    if (n == 0 && sign > 0) {
      int axis = 0;
      for (int i = 1; i < width; i++) {
        axis = Math.abs(x[at + i]) < Math.abs(x[at + axis]) ? i : axis;
      }
      v[vAt + axis] = 1;
      stand(x, at, v, vAt, width);
      n = AngleFunctions.norm(v, vAt, width);
    }
    double k = n == 0 ? 0 : 2 * StrictMath.atan2(Math.sqrt(apart), Math.sqrt(opposite)) / n;
    for (int i = vAt; i < vAt + width; i++) {
      v[i] *= k;
    }
  }

  @Override
  public void pullBack(double[] x, int at, double[] y, double[] w, int vAt, double[] out) {
    double angle = AngleFunctions.norm(y, vAt, width);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double along = 0;
    double normal = 0;
    for (int i = 0; i < width; i++) {
      double n = angle == 0 ? 0 : y[vAt + i] / angle;
      along += w[vAt + i] * (cos * n - sin * x[at + i]);
      normal += w[vAt + i] * (cos * x[at + i] + sin * n);
    }
    double stretch = 1 / AngleFunctions.sinc(angle);
    for (int i = 0; i < width; i++) {
      double n = angle == 0 ? 0 : y[vAt + i] / angle;
      double across = w[vAt + i] - along * (cos * n - sin * x[at + i]) - normal * (cos * x[at + i] + sin * n);
      out[vAt + i] = along * n + stretch * across;
    }
  }

  @Override
  public double deviation(double[] x, int at) {
    double d = Math.abs(AngleFunctions.norm(x, at, width) - 1);
    return Double.isNaN(d) ? Double.POSITIVE_INFINITY : d;
  }

  @Override
  public void noise(TrajectoryKey key, long step, double[] out, int at) {
    direction(key, step, out, at, width);
  }

  @Override
  public void brownian(double[] x, int at, double time, TrajectoryKey key, long step, double[] out) {
    double[] v = new double[Math.max(4, width)];
    if (width == 3) {
      Rotations.SO3.brownian(new double[] {1, 0, 0, 0}, 0, time, key, step, v);
      Rotations.rotate(v, 0, x, at, out, at);
    } else if (width == 2) {
      RandomStream.normals(key, step, Purpose.STEP, v, 0, 1);
      double z = v[0];
      v[0] = -z * x[at + 1];
      v[1] = z * x[at];
      exp(x, at, v, 0, StrictMath.sqrt(time), out);
    } else {
      RandomStream.normals(key, step, Purpose.STEP, v, 0, width);
      stand(x, at, v, 0, width);
      exp(x, at, v, 0, StrictMath.sqrt(time), out);
    }
  }

  /** A uniform direction: normals, normalised. */
  static void direction(TrajectoryKey key, long step, double[] out, int at, int n) {
    RandomStream.normals(key, step, Purpose.START, out, at, n);
    normalise(out, at, n);
  }

  static void normalise(double[] out, int at, int n) {
    double norm = AngleFunctions.norm(out, at, n);
    for (int i = at; i < at + n; i++) {
      out[i] /= norm;
    }
  }

  /** Takes from v its part along x; twice, as the first pass leaves the rounding of what it takes. */
  static void stand(double[] x, int at, double[] v, int vAt, int n) {
    for (int pass = 0; pass < 2; pass++) {
      double along = 0;
      for (int i = 0; i < n; i++) {
        along = Math.fma(x[at + i], v[vAt + i], along);
      }
      for (int i = 0; i < n; i++) {
        v[vAt + i] = Math.fma(-along, x[at + i], v[vAt + i]);
      }
    }
  }
}
