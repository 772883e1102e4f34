package org.anabranch.solver;

import java.util.Arrays;
import org.anabranch.engine.Tensor;

/**
 * One row's equations in one step of an {@link ImplicitPair}: (I - h gamma J) delta = residual for every stage and every iteration of
 * Newton's method, with J = du/dx at the beginning of the step.
 *
 * <p>Solved by generalised conjugate residuals (Eisenstat, Elman, Schultz 1983; in exact arithmetic GMRES without restarts): pairs (u,
 * c) with c = (I - h gamma J) u and the c orthonormal. As the matrix is that of the whole step, the pairs found for one right-hand
 * side serve all later ones; a product is bought only for what they leave. All vectors are in units of the tolerance, v / (atol + rtol
 * |x|), and lengths are root mean squares. Sums run in one order: the bits of a row are its own. Vectors are kept and reused.
 */
final class KrylovRow {
  /** Pairs at most; the remainder then goes to Newton's next iteration. */
  static final int DIRECTIONS = 40;

  private static final double DEPENDENT = 1e-13;

  final double[] x;
  final double[] scale;
  final double[] base;
  final double[] z;
  final double[] work;
  final double[] residual;
  final double[] delta;
  /** u(x, t) at the beginning of the step, for differences. */
  final double[] reference;
  boolean hasReference;
  double lastCorrection;
  private final double[][] u;
  private final double[][] c;
  private int pairs;
  private boolean exhausted;
  /** The length of the state in units of the tolerance. */
  private double size;
  private double target;

  KrylovRow(int width) {
    x = new double[width];
    scale = new double[width];
    base = new double[width];
    z = new double[width];
    work = new double[width];
    residual = new double[width];
    delta = new double[width];
    reference = new double[width];
    int most = Math.min(width, DIRECTIONS);
    u = new double[most][];
    c = new double[most][];
  }

  /** Takes the state at the beginning of a step. */
  void begin(Tensor state, double rtol, double atol) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = RowSweeps.at(state, i);
      scale[i] = atol + rtol * Math.abs(x[i]);
      sum += x[i] / scale[i] * (x[i] / scale[i]);
    }
    size = Math.sqrt(sum / x.length);
    pairs = 0;
    exhausted = false;
    hasReference = false;
  }

  /**
   * The residual (base + h gamma u(z) - z) / scale of Newton's iteration, from the velocity in {@link #work}.
   *
   * @return the first element that is not finite, or -1
   */
  int residual(double hGamma) {
    for (int i = 0; i < x.length; i++) {
      residual[i] = (base[i] + hGamma * work[i] - z[i]) / scale[i];
      if (!Double.isFinite(residual[i])) {
        return i;
      }
    }
    return -1;
  }

  /** Begins a solve with the pairs that are there; the residual may shrink to the relative or the absolute bound. */
  void beginSolve(double relative, double absolute) {
    Arrays.fill(delta, 0);
    target = Math.max(absolute, relative * length(residual));
    for (int j = 0; j < pairs; j++) {
      project(j);
    }
  }

  /** Whether another direction is needed and can be had. */
  boolean wantsDirection() {
    return !exhausted && pairs < u.length && length(residual) > target;
  }

  /** The next direction, the residual at length 1, times the scale: into {@link #work}. */
  void direction() {
    if (u[pairs] == null) {
      u[pairs] = new double[x.length];
      c[pairs] = new double[x.length];
    }
    double inverse = 1 / length(residual);
    for (int i = 0; i < x.length; i++) {
      u[pairs][i] = inverse * residual[i];
      work[i] = u[pairs][i] * scale[i];
    }
  }

  /**
   * The state to take a difference at, into {@link #work} where the direction is: one tolerance away, or more where the state's type
   * would round that.
   *
   * @param unit relative rounding of the field
   * @return the distance
   */
  double perturb(double unit) {
    double distance = Math.max(1, Math.sqrt(unit) * size);
    for (int i = 0; i < x.length; i++) {
      work[i] = x[i] + distance * work[i];
    }
    return distance;
  }

  /** Takes J times the direction from {@link #work}, orthogonalises the new pair, and uses it; false if the product is not finite. */
  boolean extend(double hGamma) {
    double[] un = u[pairs];
    double[] cn = c[pairs];
    for (int i = 0; i < x.length; i++) {
      cn[i] = un[i] - hGamma * (work[i] / scale[i]);
      if (!Double.isFinite(cn[i])) {
        return false;
      }
    }
    double before = length(cn);
    // Twice is enough for orthogonality to rounding (Kahan, Parlett).
    for (int pass = 0; pass < 2; pass++) {
      for (int j = 0; j < pairs; j++) {
        double w = dot(c[j], cn);
        for (int i = 0; i < x.length; i++) {
          cn[i] = Math.fma(-w, c[j][i], cn[i]);
          un[i] = Math.fma(-w, u[j][i], un[i]);
        }
      }
    }
    double after = length(cn);
    if (!(after > DEPENDENT * before)) {
      exhausted = true;
      return true;
    }
    for (int i = 0; i < x.length; i++) {
      cn[i] /= after;
      un[i] /= after;
    }
    pairs++;
    project(pairs - 1);
    return true;
  }

  /** Adds the correction to z; returns its length in units of the tolerance. */
  double correct() {
    for (int i = 0; i < x.length; i++) {
      z[i] = Math.fma(scale[i], delta[i], z[i]);
    }
    return length(delta);
  }

  private void project(int j) {
    double w = dot(c[j], residual);
    for (int i = 0; i < x.length; i++) {
      delta[i] = Math.fma(w, u[j][i], delta[i]);
      residual[i] = Math.fma(-w, c[j][i], residual[i]);
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum = Math.fma(a[i], b[i], sum);
    }
    return sum / a.length;
  }

  private static double length(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
