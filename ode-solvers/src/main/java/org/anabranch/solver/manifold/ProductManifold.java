package org.anabranch.solver.manifold;

import java.util.Collections;
import java.util.List;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * The product of manifolds, with the sum of their metrics: coordinates of points, and of tangent vectors, one factor after the other.
 *
 * <p>A protein backbone of n residues is {@code ProductManifold.of(Rotations.SO3, new Euclidean(3)).power(n)}. Factor i draws its
 * random numbers from the key's child i, so that the same factors in a longer product draw the same.
 *
 * @param factors at least one
 */
public record ProductManifold(List<Manifold> factors) implements Manifold {
  /** Takes a copy of the list. */
  public ProductManifold {
    factors = List.copyOf(factors);
    if (factors.isEmpty()) {
      throw new IllegalArgumentException("product of manifolds: needs at least 1 factor, got 0");
    }
  }

  /** The product of these. */
  public static ProductManifold of(Manifold... factors) {
    return new ProductManifold(List.of(factors));
  }

  /** The product of this with itself, n times. */
  public ProductManifold power(int n) {
    return new ProductManifold(Collections.nCopies(n, this));
  }

  @Override
  public int width() {
    int sum = 0;
    for (int i = 0; i < factors.size(); i++) {
      sum += factors.get(i).width();
    }
    return sum;
  }

  @Override
  public int tangentWidth() {
    int sum = 0;
    for (int i = 0; i < factors.size(); i++) {
      sum += factors.get(i).tangentWidth();
    }
    return sum;
  }

  @Override
  public boolean isGroup() {
    return factors.stream().allMatch(Manifold::isGroup);
  }

  @Override
  public void exp(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    int p = at;
    int q = vAt;
    for (int i = 0; i < factors.size(); i++) {
      factors.get(i).exp(x, p, v, q, s, out);
      p += factors.get(i).width();
      q += factors.get(i).tangentWidth();
    }
  }

  @Override
  public void velocity(double[] x, int at, double[] v, int vAt, double s, double[] out) {
    int p = at;
    int q = vAt;
    for (int i = 0; i < factors.size(); i++) {
      factors.get(i).velocity(x, p, v, q, s, out);
      p += factors.get(i).width();
      q += factors.get(i).tangentWidth();
    }
  }

  @Override
  public void log(double[] x, double[] y, int at, double[] v, int vAt) {
    int p = at;
    int q = vAt;
    for (int i = 0; i < factors.size(); i++) {
      factors.get(i).log(x, y, p, v, q);
      p += factors.get(i).width();
      q += factors.get(i).tangentWidth();
    }
  }

  @Override
  public void pullBack(double[] x, int at, double[] y, double[] w, int vAt, double[] out) {
    int p = at;
    int q = vAt;
    for (int i = 0; i < factors.size(); i++) {
      factors.get(i).pullBack(x, p, y, w, q, out);
      p += factors.get(i).width();
      q += factors.get(i).tangentWidth();
    }
  }

  @Override
  public double deviation(double[] x, int at) {
    double most = 0;
    int p = at;
    for (int i = 0; i < factors.size(); i++) {
      most = Math.max(most, factors.get(i).deviation(x, p));
      p += factors.get(i).width();
    }
    return most;
  }

  @Override
  public void noise(TrajectoryKey key, long step, double[] out, int at) {
    int p = at;
    for (int i = 0; i < factors.size(); i++) {
      factors.get(i).noise(key.child(i), step, out, p);
      p += factors.get(i).width();
    }
  }

  @Override
  public void brownian(double[] x, int at, double time, TrajectoryKey key, long step, double[] out) {
    int p = at;
    for (int i = 0; i < factors.size(); i++) {
      factors.get(i).brownian(x, p, time, key.child(i), step, out);
      p += factors.get(i).width();
    }
  }
}
