package org.anabranch.solver.manifold;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * SO(3) as unit quaternions (w, x, y, z), q and -q the same rotation, with the angle of rotation as distance.
 *
 * <pre>
 *   tangent vector: the angular velocity omega in the body's frame, R' = R [omega]
 *   exp_R(v) = R exp([v])      log_R(S) = log(R^T S), of length at most pi
 *   y' = omega + y x omega / 2 + (1 - (a/2) cot(a/2)) / a^2  y x (y x omega),  a = |y| &lt; 2 pi
 * </pre>
 * The angle is 2 atan2(|vector part|, |w|), which is exact to rounding at 0 and at pi; at pi itself, where v and -v are both
 * shortest, the first component of v that is not zero is positive. (The arc cosine of the trace, common in code for protein frames,
 * loses half of the digits at both.)
 *
 * <p>{@link #noise} is the uniform (Haar) law, {@link #brownian} is R S with S of the law {@link RotationGaussian}, exact.
 */
public final class Rotations implements Manifold {
  /** The one instance. */
  public static final Rotations SO3 = new Rotations();

  private Rotations() {}

  @Override
  public int width() {
    return 4;
  }

  @Override
  public int tangentWidth() {
    return 3;
  }

  @Override
  public boolean isGroup() {
    return true;
  }

  @Override
  public void exp(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    double angle = s * AngleFunctions.norm3(v, vAt);
    double k = 0.5 * s * AngleFunctions.sinc(0.5 * angle);
    multiply(x, at, StrictMath.cos(0.5 * angle), k * v[vAt], k * v[vAt + 1], k * v[vAt + 2], out, at);
  }

  @Override
  public void velocity(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    System.arraycopy(v, vAt, out, vAt, 3);
  }

  @Override
  public void log(double[] x, double[] y, int at, double[] v, int vAt) {
    double w = x[at] * y[at] + x[at + 1] * y[at + 1] + x[at + 2] * y[at + 2] + x[at + 3] * y[at + 3];
    double a = x[at] * y[at + 1] - x[at + 1] * y[at] - (x[at + 2] * y[at + 3] - x[at + 3] * y[at + 2]);
    double b = x[at] * y[at + 2] - x[at + 2] * y[at] - (x[at + 3] * y[at + 1] - x[at + 1] * y[at + 3]);
    double c = x[at] * y[at + 3] - x[at + 3] * y[at] - (x[at + 1] * y[at + 2] - x[at + 2] * y[at + 1]);
    double n = Math.sqrt(a * a + b * b + c * c);
    double first = a != 0 ? a : b != 0 ? b : c;
    double sign = w < 0 || w == 0 && first < 0 ? -1 : 1;
    // Below 1e-100 the squares vanish, and the angle is twice the vector part.
    double k = n < 1e-100 ? 2 / w : sign * 2 * StrictMath.atan2(n, Math.abs(w)) / n;
    v[vAt] = k * a;
    v[vAt + 1] = k * b;
    v[vAt + 2] = k * c;
  }

  @Override
  public void pullBack(double[] x, int at, double[] y, double[] w, int vAt, double[] out) {
    double y0 = y[vAt];
    double y1 = y[vAt + 1];
    double y2 = y[vAt + 2];
    double c0 = y1 * w[vAt + 2] - y2 * w[vAt + 1];
    double c1 = y2 * w[vAt] - y0 * w[vAt + 2];
    double c2 = y0 * w[vAt + 1] - y1 * w[vAt];
    double gap = AngleFunctions.gap(AngleFunctions.norm3(y, vAt));
    out[vAt] = w[vAt] + 0.5 * c0 + gap * (y1 * c2 - y2 * c1);
    out[vAt + 1] = w[vAt + 1] + 0.5 * c1 + gap * (y2 * c0 - y0 * c2);
    out[vAt + 2] = w[vAt + 2] + 0.5 * c2 + gap * (y0 * c1 - y1 * c0);
  }

  @Override
  public double deviation(double[] x, int at) {
    double d = Math.abs(AngleFunctions.norm(x, at, 4) - 1);
    return Double.isNaN(d) ? Double.POSITIVE_INFINITY : d;
  }

  @Override
  public void noise(TrajectoryKey key, long step, double[] out, int at) {
    Sphere.direction(key, step, out, at, 4);
  }

  @Override
  public void brownian(double[] x, int at, double time, TrajectoryKey key, long step, double[] out) {
    double[] turn = new double[3];
    new RotationGaussian(time).sample(key, step, turn, 0);
    double angle = AngleFunctions.norm3(turn, 0);
    double k = 0.5 * AngleFunctions.sinc(0.5 * angle);
    multiply(x, at, StrictMath.cos(0.5 * angle), k * turn[0], k * turn[1], k * turn[2], out, at);
  }

  /**
   * The rotation of a matrix, by the largest of the four components, which loses no digits at any angle.
   *
   * @param m [9] row-major, orthogonal with determinant 1
   * @throws IllegalArgumentException if it is not, to 1e-6
   */
  public static void fromMatrix(double[] m, double[] out, int at) {
    double error = Math.abs(m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6])
        + m[2] * (m[3] * m[7] - m[4] * m[6]) - 1);
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double product = m[3 * i] * m[3 * j] + m[3 * i + 1] * m[3 * j + 1] + m[3 * i + 2] * m[3 * j + 2];
        error = Math.max(error, Math.abs(product - (i == j ? 1 : 0)));
      }
    }
    if (!(error <= 1e-6)) {
      throw new IllegalArgumentException("rotation: the matrix must be orthogonal with determinant 1 to 1e-6, it is off by " + error);
    }
    double w = 1 + m[0] + m[4] + m[8];
    double x = 1 + m[0] - m[4] - m[8];
    double y = 1 - m[0] + m[4] - m[8];
    double z = 1 - m[0] - m[4] + m[8];
    double most = Math.max(Math.max(w, x), Math.max(y, z));
    if (most == w) {
      set(out, at, w, m[7] - m[5], m[2] - m[6], m[3] - m[1]);
    } else if (most == x) {
      set(out, at, m[7] - m[5], x, m[1] + m[3], m[2] + m[6]);
    } else if (most == y) {
      set(out, at, m[2] - m[6], m[1] + m[3], y, m[5] + m[7]);
    } else {
      set(out, at, m[3] - m[1], m[2] + m[6], m[5] + m[7], z);
    }
  }

  /** The matrix of a rotation, [9] row-major. */
  public static void toMatrix(double[] q, int at, double[] m) {
    double[] unit = new double[3];
    double[] column = new double[3];
    for (int j = 0; j < 3; j++) {
      unit[j] = 1;
      rotate(q, at, unit, 0, column, 0);
      unit[j] = 0;
      for (int i = 0; i < 3; i++) {
        m[3 * i + j] = column[i];
      }
    }
  }

  /** out = R v, for three coordinates; out may be v. */
  public static void rotate(double[] q, int at, double[] v, int vAt, double[] out, int outAt) {
    double a = q[at + 1];
    double b = q[at + 2];
    double c = q[at + 3];
    double x = v[vAt];
    double y = v[vAt + 1];
    double z = v[vAt + 2];
    double tx = 2 * (b * z - c * y);
    double ty = 2 * (c * x - a * z);
    double tz = 2 * (a * y - b * x);
    out[outAt] = x + q[at] * tx + (b * tz - c * ty);
    out[outAt + 1] = y + q[at] * ty + (c * tx - a * tz);
    out[outAt + 2] = z + q[at] * tz + (a * ty - b * tx);
  }

  /** The normalised product of q and (w, x, y, z). */
  static void multiply(double[] q, int at, double w, double x, double y, double z, double[] out, int outAt) {
    double a = q[at];
    double b = q[at + 1];
    double c = q[at + 2];
    double d = q[at + 3];
    set(out, outAt, a * w - (b * x + c * y + d * z), a * x + b * w + (c * z - d * y), a * y + c * w + (d * x - b * z),
        a * z + d * w + (b * y - c * x));
  }

  private static void set(double[] out, int at, double w, double x, double y, double z) {
    double n = Math.sqrt(w * w + x * x + y * y + z * z);
    out[at] = w / n;
    out[at + 1] = x / n;
    out[at + 2] = y / n;
    out[at + 3] = z / n;
  }

  /** Attempt {@code i} of a rejection sampler: three normals into {@code out}, and a uniform. */
  static double proposal(TrajectoryKey key, long step, int i, double[] out, int at) {
    RandomStream.normals(key, step, Purpose.STEP, 8L * i, out, at, 3);
    return RandomStream.uniform(key, step, Purpose.STEP, 8L * i + 4);
  }

  /** Another uniform of attempt {@code i}. */
  static double second(TrajectoryKey key, long step, int i) {
    return RandomStream.uniform(key, step, Purpose.STEP, 8L * i + 5);
  }
}
