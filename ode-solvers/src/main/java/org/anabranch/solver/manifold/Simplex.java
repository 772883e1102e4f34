package org.anabranch.solver.manifold;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Probability vectors p with the Fisher-Rao metric sum_i dp_i^2 / p_i: the sphere of radius two, by z = 2 sqrt(p).
 *
 * <pre>
 *   tangent vector: v = z' = p' / sqrt(p), orthogonal to sqrt(p)          p' = sqrt(p) v
 *   exp_p(v) = (cos(a/2) sqrt(p) + sin(a/2) v / a)^2,  a = |v|            distance = 2 acos(sum_i sqrt(p_i q_i)) &lt;= pi
 * </pre>
 * Unlike p', v stays finite on the boundary, and no formula divides by p: points with zeros, one-hot ones among them, are points
 * like others. A geodesic that leaves the orthant comes back reflected, as the squares say; between two points of the simplex it
 * never leaves. Sources: Cheng et al. 2024, Categorical flow matching on statistical manifolds; Davis et al. 2024, Fisher flow
 * matching.
 *
 * <p>{@link #noise} is Dirichlet(1, ..., 1), uniform in p; {@link Dirichlet} has the others, with 1/2 uniform in this metric.
 * {@link #brownian} is that of the sphere at a quarter of the time, reflected at the boundary: exact where the sphere's is.
 *
 * @param width categories, at least 2
 */
public record Simplex(int width) implements Manifold {
  /** Checks the range. */
  public Simplex {
    if (width < 2) {
      throw new IllegalArgumentException("simplex: needs at least 2 categories, got " + width);
    }
  }

  @Override
  public int tangentWidth() {
    return width;
  }

  @Override
  public void exp(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    double half = 0.5 * s * AngleFunctions.norm(v, vAt, width);
    double cos = StrictMath.cos(half);
    double k = 0.5 * s * AngleFunctions.sinc(half);
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double z = cos * Math.sqrt(x[at + i]) + k * v[vAt + i];
      out[at + i] = z * z;
      sum += z * z;
    }
    for (int i = at; i < at + width; i++) {
      out[i] /= sum;
    }
  }

  @Override
  public void velocity(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    double speed = AngleFunctions.norm(v, vAt, width);
    double half = 0.5 * s * speed;
    double cos = StrictMath.cos(half);
    double sin = StrictMath.sin(half);
    double k = 0.5 * s * AngleFunctions.sinc(half);
    for (int i = 0; i < width; i++) {
      double root = Math.sqrt(x[at + i]);
      double w = cos * v[vAt + i] - speed * sin * root;
      out[vAt + i] = cos * root + k * v[vAt + i] < 0 ? -w : w;
    }
  }

  @Override
  public void log(double[] x, double[] y, int at, double[] v, int vAt) {
    double apart = 0;
    double opposite = 0;
    for (int i = at; i < at + width; i++) {
      double p = Math.sqrt(x[i]);
      double q = Math.sqrt(y[i]);
      apart += (p - q) * (p - q);
      opposite += (p + q) * (p + q);
    }
    for (int i = 0; i < width; i++) {
      v[vAt + i] = Math.sqrt(y[at + i]) - Math.sqrt(x[at + i]);
    }
    for (int pass = 0; pass < 2; pass++) {
      double along = 0;
      for (int i = 0; i < width; i++) {
        along = Math.fma(Math.sqrt(x[at + i]), v[vAt + i], along);
      }
      for (int i = 0; i < width; i++) {
        v[vAt + i] = Math.fma(-along, Math.sqrt(x[at + i]), v[vAt + i]);
      }
    }
    double n = AngleFunctions.norm(v, vAt, width);
    double k = n == 0 ? 0 : 4 * StrictMath.atan2(Math.sqrt(apart), Math.sqrt(opposite)) / n;
    for (int i = vAt; i < vAt + width; i++) {
      v[i] *= k;
    }
  }

  @Override
  public void pullBack(double[] x, int at, double[] y, double[] w, int vAt, double[] out) {
    double length = AngleFunctions.norm(y, vAt, width);
    double cos = StrictMath.cos(0.5 * length);
    double sin = StrictMath.sin(0.5 * length);
    double along = 0;
    double normal = 0;
    for (int i = 0; i < width; i++) {
      double root = Math.sqrt(x[at + i]);
      double n = length == 0 ? 0 : y[vAt + i] / length;
      double z = cos * root + sin * n;
      double u = z < 0 ? -w[vAt + i] : w[vAt + i];
      along += u * (cos * n - sin * root);
      normal += u * z;
    }
    double stretch = 1 / AngleFunctions.sinc(0.5 * length);
    for (int i = 0; i < width; i++) {
      double root = Math.sqrt(x[at + i]);
      double n = length == 0 ? 0 : y[vAt + i] / length;
      double z = cos * root + sin * n;
      double u = z < 0 ? -w[vAt + i] : w[vAt + i];
      out[vAt + i] = along * n + stretch * (u - along * (cos * n - sin * root) - normal * z);
    }
  }

  @Override
  public double deviation(double[] x, int at) {
    double sum = 0;
    double below = 0;
    for (int i = at; i < at + width; i++) {
      sum += x[i];
      below = Math.max(below, -x[i]);
    }
    double d = Math.max(below, Math.abs(sum - 1));
    return Double.isNaN(d) ? Double.POSITIVE_INFINITY : d;
  }

  @Override
  public void noise(TrajectoryKey key, long step, double[] out, int at) {
    RandomStream.uniforms(key, step, Purpose.START, out, at, width);
    double sum = 0;
    for (int i = at; i < at + width; i++) {
      out[i] = -StrictMath.log(out[i]);
      sum += out[i];
    }
    for (int i = at; i < at + width; i++) {
      out[i] /= sum;
    }
  }

  @Override
  public void brownian(double[] x, int at, double time, TrajectoryKey key, long step, double[] out) {
    double[] z = new double[width];
    double[] moved = new double[width];
    for (int i = 0; i < width; i++) {
      z[i] = Math.sqrt(x[at + i]);
    }
    new Sphere(width).brownian(z, 0, 0.25 * time, key, step, moved);
    double sum = 0;
    for (int i = 0; i < width; i++) {
      out[at + i] = moved[i] * moved[i];
      sum += out[at + i];
    }
    for (int i = at; i < at + width; i++) {
      out[i] /= sum;
    }
  }

  /** p' = sqrt(p) v: the rate of change of the probabilities of a tangent vector. */
  public void rates(double[] x, int at, double[] v, int vAt, double[] out) {
    for (int i = 0; i < width; i++) {
      out[vAt + i] = Math.sqrt(x[at + i]) * v[vAt + i];
    }
  }
}
