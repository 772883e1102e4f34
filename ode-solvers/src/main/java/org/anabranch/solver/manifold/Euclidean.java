package org.anabranch.solver.manifold;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * R^width, for the flat factors of a product: exp adds, log subtracts. {@link #noise} is standard normal.
 *
 * @param width coordinates, at least 1
 */
public record Euclidean(int width) implements Manifold {
  /** Checks the range. */
  public Euclidean {
    if (width < 1) {
      throw new IllegalArgumentException("euclidean: needs at least 1 coordinate, got " + width);
    }
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
      out[at + i] = Math.fma(s, v[vAt + i], x[at + i]);
    }
  }

  @Override
  public void velocity(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    System.arraycopy(v, vAt, out, vAt, width);
  }

  @Override
  public void log(double[] x, double[] y, int at, double[] v, int vAt) {
    for (int i = 0; i < width; i++) {
      v[vAt + i] = y[at + i] - x[at + i];
    }
  }

  @Override
  public void pullBack(double[] x, int at, double[] y, double[] w, int vAt, double[] out) {
    System.arraycopy(w, vAt, out, vAt, width);
  }

  @Override
  public double deviation(double[] x, int at) {
    double sum = 0;
    for (int i = at; i < at + width; i++) {
      sum += x[i] - x[i];
    }
    return sum == 0 ? 0 : Double.POSITIVE_INFINITY;
  }

  @Override
  public void noise(TrajectoryKey key, long step, double[] out, int at) {
    RandomStream.normals(key, step, Purpose.START, out, at, width);
  }

  @Override
  public void brownian(double[] x, int at, double time, TrajectoryKey key, long step, double[] out) {
    RandomStream.normals(key, step, Purpose.STEP, out, at, width);
    double root = StrictMath.sqrt(time);
    for (int i = at; i < at + width; i++) {
      out[i] = Math.fma(root, out[i], x[i]);
    }
  }
}
