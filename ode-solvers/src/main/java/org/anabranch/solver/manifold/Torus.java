package org.anabranch.solver.manifold;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Angles in [-pi, pi), each on a circle of its own, as the torsions of a molecule: exp adds and wraps, log is the wrapped difference.
 *
 * <p>The wrap is the remainder by the double nearest 2 pi, exact; a difference of half a turn is -pi. {@link #noise} is uniform;
 * {@link #brownian} is the {@link WrappedNormal} law, exact.
 *
 * @param width angles, at least 1
 */
public record Torus(int width) implements Manifold {
  private static final double TURN = 2 * StrictMath.PI;

  /** Checks the range. */
  public Torus {
    if (width < 1) {
      throw new IllegalArgumentException("torus: needs at least 1 angle, got " + width);
    }
  }

  /** The angle of [-pi, pi) that differs by whole turns. */
  public static double wrap(double angle) {
    double r = StrictMath.IEEEremainder(angle, TURN);
    return r >= StrictMath.PI ? r - TURN : r;
  }

  @Override
  public int tangentWidth() {
    return width;
  }

  @Override
  public boolean isGroup() {
    return true;
  }

  @Override
  public void exp(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    for (int i = 0; i < width; i++) {
      out[at + i] = wrap(Math.fma(s, v[vAt + i], x[at + i]));
    }
  }

  @Override
  public void velocity(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    System.arraycopy(v, vAt, out, vAt, width);
  }

  @Override
  public void log(double[] x, double[] y, int at, double[] v, int vAt) {
    for (int i = 0; i < width; i++) {
      v[vAt + i] = wrap(y[at + i] - x[at + i]);
    }
  }

  @Override
  public void pullBack(double[] x, int at, double[] y, double[] w, int vAt, double[] out) {
    System.arraycopy(w, vAt, out, vAt, width);
  }

  @Override
  public double deviation(double[] x, int at) {
    double most = 0;
    for (int i = at; i < at + width; i++) {
      double d = Math.abs(x[i]) - StrictMath.PI;
      most = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(most, d);
    }
    return most;
  }

  @Override
  public void noise(TrajectoryKey key, long step, double[] out, int at) {
    RandomStream.uniforms(key, step, Purpose.START, out, at, width);
    for (int i = at; i < at + width; i++) {
      out[i] = TURN * (out[i] - 0.5);
    }
  }

  @Override
  public void brownian(double[] x, int at, double time, TrajectoryKey key, long step, double[] out) {
    RandomStream.normals(key, step, Purpose.STEP, out, at, width);
    double root = StrictMath.sqrt(time);
    for (int i = at; i < at + width; i++) {
      out[i] = wrap(Math.fma(root, out[i], x[i]));
    }
  }
}
