package org.anabranch.solver.manifold;

import org.anabranch.engine.random.TrajectoryKey;

/**
 * A Riemannian manifold in double coordinates, written for one point inside an array of many.
 *
 * <p>A point has {@link #width()} coordinates that begin at index {@code at}; a tangent vector has {@link #tangentWidth()} that
 * begin at {@code vAt}. Tangent coordinates are orthonormal: the length of a vector is the Euclidean one of its coordinates.
 * What the coordinates are is told by each type. Where a method takes several arrays, one offset serves all points and one all
 * tangent vectors.
 *
 * <pre>
 *   exp_x(s v)                       the geodesic from x with velocity v, after the time s
 *   log_x(y)                         the shortest v with exp_x(v) = y
 *   pull back of w along y           y' with d/dt exp_x(y(t)) = w, at the point exp_x(y)
 * </pre>
 * The last is the inverse differential of the exponential: in a Lie group dexp^-1, on which Munthe-Kaas methods stand. It carries
 * a velocity field into the flat tangent space of x, where any Runge-Kutta method keeps its order (Iserles, Munthe-Kaas, Norsett
 * and Zanna 2000, Lie-group methods, Acta Numerica 9).
 *
 * <p>No output may be an input, unless said so. A vector that is not finite gives a point that is not. Implementations are
 * immutable and safe from any thread, allocate nothing where nothing is said, and compute with {@link StrictMath}: one set of bits
 * everywhere, and the bits of a point depend on that point alone.
 */
public interface Manifold {
  /** Coordinates of a point. */
  int width();

  /** Coordinates of a tangent vector. */
  int tangentWidth();

  /**
   * Whether this is a Lie group with tangent coordinates in the body's frame, exp_x(v) = x exp(v): coordinates at different points may
   * then be added, which {@link CommutatorFree} methods do.
   */
  default boolean isGroup() {
    return false;
  }

  /** out = exp_x(s v), back on the manifold to rounding. */
  void exp(double[] x, int at, double[] v, int vAt, double s, double[] out);

  /** out = d/ds exp_x(s v), a tangent vector at exp_x(s v). */
  void velocity(double[] x, int at, double[] v, int vAt, double s, double[] out);

  /** v = log_x(y). Where several are shortest, one of them, always the same. */
  void log(double[] x, double[] y, int at, double[] v, int vAt);

  /**
   * out = y' such that d/dt exp_x(y) = w. Linear in w; out may be w.
   *
   * @param y a tangent vector at x, shorter than the distance at which exp_x is singular
   * @param w a tangent vector at exp_x(y)
   */
  void pullBack(double[] x, int at, double[] y, double[] w, int vAt, double[] out);

  /** How far x is from being a point: the largest violation of a defining equation, 0 on the manifold; NaN counts as infinite. */
  double deviation(double[] x, int at);

  /** A draw of the law that a flow starts from, uniform where the volume is finite, as each type says. */
  void noise(TrajectoryKey key, long step, double[] out, int at);

  /**
   * A draw of Brownian motion at {@code time} after x: with the generator half the Laplacian, so that a short walk has the variance
   * {@code time} in each direction. Exact in law unless the type says otherwise. May allocate a few small arrays.
   *
   * @param time &gt;= 0
   */
  void brownian(double[] x, int at, double time, TrajectoryKey key, long step, double[] out);

  /** The length of log_x(y). Allocates one tangent vector. */
  default double distance(double[] x, double[] y) {
    double[] v = new double[tangentWidth()];
    log(x, y, 0, v, 0);
    double sum = 0;
    for (double c : v) {
      sum += c * c;
    }
    return Math.sqrt(sum);
  }
}
