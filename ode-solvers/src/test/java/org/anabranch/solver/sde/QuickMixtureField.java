package org.anabranch.solver.sde;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.toy.GaussianMixture;

/** The velocity of a Gaussian mixture by the platform's exp, for tests of laws that need ten million of them. */
final class QuickMixtureField implements VelocityField {
  private final GaussianMixture data;
  private final Interpolant path;
  private final Shape rowShape;

  QuickMixtureField(GaussianMixture data, Interpolant path, Shape rowShape) {
    this.data = data;
    this.path = path;
    this.rowShape = rowShape;
  }

  @Override
  public Shape rowShape() {
    return rowShape;
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
    // One law for every condition.
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    int n = data.components();
    double[] centre = new double[n];
    double[] precision = new double[n];
    double[] weight = new double[n];
    double[] offset = new double[n];
    double[] slope = new double[n];
    double alpha = path.alpha(t[0]);
    double alphaDot = path.alphaDot(t[0]);
    double sigma = path.sigma(t[0]);
    for (int k = 0; k < n; k++) {
      double s2 = data.deviation(k) * data.deviation(k);
      double variance = alpha * alpha * s2 + sigma * sigma;
      centre[k] = alpha * data.mean(k);
      precision[k] = 1 / variance;
      weight[k] = data.weight(k) / Math.sqrt(variance);
      offset[k] = alphaDot * data.mean(k);
      slope[k] = (alpha * alphaDot * s2 + path.sigmaSigmaDot(t[0])) / variance;
    }
    double[] in = x.doubles();
    double[] out = v.doubles();
    for (int i = 0; i < x.size(); i++) {
      double at = in[x.offset() + i];
      double nearest = Double.POSITIVE_INFINITY;
      for (int k = 0; k < n; k++) {
        nearest = Math.min(nearest, (at - centre[k]) * (at - centre[k]) * precision[k]);
      }
      double sum = 0;
      double u = 0;
      for (int k = 0; k < n; k++) {
        double off = at - centre[k];
        double p = weight[k] * Math.exp(0.5 * (nearest - off * off * precision[k]));
        sum += p;
        u += p * (offset[k] + slope[k] * off);
      }
      out[v.offset() + i] = u / sum;
    }
  }
}
