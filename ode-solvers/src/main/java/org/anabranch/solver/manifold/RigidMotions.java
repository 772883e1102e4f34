package org.anabranch.solver.manifold;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * SE(3), the rigid motions x -&gt; R x + r as a Lie group: a unit quaternion of R, then r. Geodesics are screw motions.
 *
 * <pre>
 *   tangent vector: (omega, u), angular and linear velocity in the body's frame: R' = R [omega], r' = R u
 *   exp_g(omega, u) = g (exp [omega], V u)        V = 1 + (1 - cos a) / a^2 [omega] + (a - sin a) / a^3 [omega]^2,  a = |omega|
 *   y' = xi + ad xi / 2 + p ad^2 xi + q ad^4 xi   ad = ad(y), the exact dexp^-1, |omega of y| &lt; 2 pi
 * </pre>
 * p and q interpolate (z/2) coth(z/2) on the spectrum of ad, {0, i a, -i a}, doubly at +-i a; a polynomial of degree four is
 * exact because ad satisfies z (z^2 + a^2)^2 = 0. Source: Iserles et al. 2000, section B; Murray, Li, Sastry 1994, chapter 2.
 *
 * <p>SE(3) has no metric that both sides leave alone; lengths of (omega, u) are those of the left-invariant one, and exp is the
 * group's, not that metric's. For protein frames FrameDiff and FoldFlow use the product of metrics instead, straight lines for r:
 * that is {@code ProductManifold.of(Rotations.SO3, new Euclidean(3))}.
 *
 * <p>{@link #noise} is a uniform rotation and a standard normal translation. {@link #brownian} is exact: r moves by R dW, whose
 * law does not depend on R, so that rotation and translation are independent.
 */
public final class RigidMotions implements Manifold {
  /** The one instance. */
  public static final RigidMotions SE3 = new RigidMotions();

  private RigidMotions() {}

  @Override
  public int width() {
    return 7;
  }

  @Override
  public int tangentWidth() {
    return 6;
  }

  @Override
  public boolean isGroup() {
    return true;
  }

  @Override
  public void exp(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    double angle = s * AngleFunctions.norm3(v, vAt);
    double a = s * v[vAt];
    double b = s * v[vAt + 1];
    double c = s * v[vAt + 2];
    lever(a, b, c, AngleFunctions.versine(angle), AngleFunctions.third(angle), s * v[vAt + 3], s * v[vAt + 4], s * v[vAt + 5], out,
        at + 4);
    Rotations.rotate(x, at, out, at + 4, out, at + 4);
    for (int i = at + 4; i < at + 7; i++) {
      out[i] += x[i];
    }
    Rotations.SO3.exp(x, at, v, vAt, s, out);
  }

  @Override
  public void velocity(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    System.arraycopy(v, vAt, out, vAt, 6);
  }

  @Override
  public void log(double[] x, double[] y, int at, double[] v, int vAt) {
    Rotations.SO3.log(x, y, at, v, vAt);
    // The translation seen from x's body: R^T (r(y) - r(x)), with the conjugate quaternion.
    double a = -x[at + 1];
    double b = -x[at + 2];
    double c = -x[at + 3];
    double dx = y[at + 4] - x[at + 4];
    double dy = y[at + 5] - x[at + 5];
    double dz = y[at + 6] - x[at + 6];
    double tx = 2 * (b * dz - c * dy);
    double ty = 2 * (c * dx - a * dz);
    double tz = 2 * (a * dy - b * dx);
    lever(v[vAt], v[vAt + 1], v[vAt + 2], -0.5, AngleFunctions.gap(AngleFunctions.norm3(v, vAt)),
        dx + x[at] * tx + (b * tz - c * ty), dy + x[at] * ty + (c * tx - a * tz), dz + x[at] * tz + (a * ty - b * tx), v, vAt + 3);
  }

  @Override
  public void pullBack(double[] x, int at, double[] y, double[] w, int vAt, double[] out) {
    double angle = AngleFunctions.norm3(y, vAt);
    double q = AngleFunctions.bend(angle);
    double p = Math.fma(q, angle * angle, AngleFunctions.gap(angle));
    double[] power = new double[6];
    double[] next = new double[6];
    double[] sum = new double[6];
    System.arraycopy(w, vAt, power, 0, 6);
    System.arraycopy(w, vAt, sum, 0, 6);
    double[] weights = {0.5, p, 0, q};
    for (double weight : weights) {
      bracket(y, vAt, power, next);
      for (int i = 0; i < 6; i++) {
        power[i] = next[i];
        sum[i] = Math.fma(weight, next[i], sum[i]);
      }
    }
    System.arraycopy(sum, 0, out, vAt, 6);
  }

  @Override
  public double deviation(double[] x, int at) {
    double sum = x[at + 4] + x[at + 5] + x[at + 6];
    return sum - sum == 0 ? Rotations.SO3.deviation(x, at) : Double.POSITIVE_INFINITY;
  }

  @Override
  public void noise(TrajectoryKey key, long step, double[] out, int at) {
    RandomStream.normals(key, step, Purpose.START, 4, out, at + 4, 3);
    Rotations.SO3.noise(key, step, out, at);
  }

  @Override
  public void brownian(double[] x, int at, double time, TrajectoryKey key, long step, double[] out) {
    Rotations.SO3.brownian(x, at, time, key.child(0), step, out);
    RandomStream.normals(key.child(1), step, Purpose.STEP, out, at + 4, 3);
    double root = StrictMath.sqrt(time);
    for (int i = at + 4; i < at + 7; i++) {
      out[i] = x[i] + root * out[i];
    }
  }

  /** out = [y, z] of the Lie algebra. */
  private static void bracket(double[] y, int at, double[] z, double[] out) {
    for (int i = 0; i < 3; i++) {
      int j = (i + 1) % 3;
      int k = (i + 2) % 3;
      out[i] = y[at + j] * z[k] - y[at + k] * z[j];
      out[i + 3] = y[at + 3 + j] * z[k] - y[at + 3 + k] * z[j] + (y[at + j] * z[k + 3] - y[at + k] * z[j + 3]);
    }
  }

  /** out = u + first w x u + second w x (w x u), w = (a, b, c). */
  private static void lever(double a, double b, double c, double first, double second, double x, double y, double z, double[] out,
      int at) {
    double tx = b * z - c * y;
    double ty = c * x - a * z;
    double tz = a * y - b * x;
    out[at] = x + first * tx + second * (b * tz - c * ty);
    out[at + 1] = y + first * ty + second * (c * tx - a * tz);
    out[at + 2] = z + first * tz + second * (a * ty - b * tx);
  }
}
