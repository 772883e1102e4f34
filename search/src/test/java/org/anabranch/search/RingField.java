package org.anabranch.search;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;

/**
 * The exact velocity of the linear path from noise to eight Gaussians on a ring of radius 4 in the plane, variance 0.3 in each
 * direction. With v = alpha^2 .3 + sigma^2 and off = x - alpha mean[k], component k has E[data] = mean[k] + alpha .3 off / v and
 * E[noise] = sigma off / v; the Jacobian adds the covariance of the components.
 */
final class RingField implements DifferentiableField {
  static final double VARIANCE = 0.3;
  static final int COMPONENTS = 8;
  private final Interpolant path = Interpolant.linear(Direction.NOISE_AT_ONE);
  private final double[] share = new double[COMPONENTS];

  /** Coordinate j of the mean of component k. */
  static double mean(int k, int j) {
    double angle = 2 * Math.PI * k / COMPONENTS;
    return 4 * (j == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle));
  }

  @Override
  public Shape rowShape() {
    return Shape.of(2);
  }

  @Override
  public DType dtype() {
    return DType.F64;
  }

  @Override
  public Interpolant interpolant() {
    return path;
  }

  @Override
  public int costPerRow() {
    return 1;
  }

  @Override
  public void checkCondition(int condition) {
    // Any will do.
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    for (int r = 0; r < x.rows(); r++) {
      respond(x.get(2L * r), x.get(2L * r + 1), t[r]);
      for (int j = 0; j < 2; j++) {
        double u = 0;
        for (int k = 0; k < COMPONENTS; k++) {
          u += share[k] * component(k, j, x.get(2L * r + j), t[r]);
        }
        v.doubles()[v.offset() + 2 * r + j] = u;
      }
    }
  }

  /** d/dx of sum share[k] u[k]: sum share[k] (slope h + u[k] (s[k] - s) . h), s the scores. */
  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
    evaluate(x, t, condition, v);
    int probes = x.rows() == 0 ? 0 : tangents.rows() / x.rows();
    for (int i = 0; i < x.rows() * probes; i++) {
      int r = i / probes;
      double alpha = path.alpha(t[r]);
      double variance = variance(t[r]);
      respond(x.get(2L * r), x.get(2L * r + 1), t[r]);
      double[] along = new double[COMPONENTS];
      double mean = 0;
      for (int k = 0; k < COMPONENTS; k++) {
        for (int j = 0; j < 2; j++) {
          along[k] -= (x.get(2L * r + j) - alpha * mean(k, j)) / variance * tangents.get(2L * i + j);
        }
        mean += share[k] * along[k];
      }
      for (int j = 0; j < 2; j++) {
        double product = slope(t[r]) * tangents.get(2L * i + j);
        for (int k = 0; k < COMPONENTS; k++) {
          product += share[k] * component(k, j, x.get(2L * r + j), t[r]) * (along[k] - mean);
        }
        products.doubles()[products.offset() + 2 * i + j] = product;
      }
    }
  }

  private double variance(double t) {
    return path.alpha(t) * path.alpha(t) * VARIANCE + path.sigma(t) * path.sigma(t);
  }

  private double slope(double t) {
    return (path.alpha(t) * path.alphaDot(t) * VARIANCE + path.sigmaSigmaDot(t)) / variance(t);
  }

  private double component(int k, int j, double x, double t) {
    return path.alphaDot(t) * mean(k, j) + slope(t) * (x - path.alpha(t) * mean(k, j));
  }

  private void respond(double x, double y, double t) {
    double alpha = path.alpha(t);
    double variance = variance(t);
    for (int k = 0; k < COMPONENTS; k++) {
      double dx = x - alpha * mean(k, 0);
      double dy = y - alpha * mean(k, 1);
      share[k] = -(dx * dx + dy * dy) / (2 * variance);
    }
    double[] weights = LogWeights.normalised(share);
    System.arraycopy(weights, 0, share, 0, COMPONENTS);
  }
}
