package org.anabranch.solver.toy;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Interpolant;

/**
 * The exact velocity of a path between a {@link GaussianMixture} and a standard normal, with the other predictions beside it.
 *
 * <pre>
 *   v[k]  = alpha^2 s[k]^2 + sigma^2          resp[k] ~ w[k] N(x; alpha mean[k], v[k])
 *   score = -sum resp[k] (x - alpha mean[k]) / v[k]
 *   u     =  sum resp[k] (alphaDot mean[k] + (alpha alphaDot s[k]^2 + sigma sigmaDot) (x - alpha mean[k]) / v[k])
 * </pre>
 * The velocity is written with {@link Interpolant#sigmaSigmaDot}, so it is finite from end to end of every path. The
 * coordinates of a row are independent, each with this law. There is one condition, 0.
 *
 * <p>Computed in double with {@link StrictMath}; an F32 field rounds its result. Allocates nothing. One thread at a time.
 */
public final class GaussianMixtureField implements DifferentiableField {
  private final GaussianMixture data;
  private final Interpolant path;
  private final Shape rowShape;
  private final DType dtype;
  private final double[] centre;
  private final double[] variance;
  private final double[] logWeight;
  private final double[] offset;
  private final double[] slope;
  private final double[] response;
  private double preparedFor = Double.NaN;

  /** One coordinate per row, in F64. */
  public GaussianMixtureField(GaussianMixture data, Interpolant path) {
    this(data, path, Shape.of(1), DType.F64);
  }

  /** Rows of the given shape with independent coordinates, in F64 or F32. */
  public GaussianMixtureField(GaussianMixture data, Interpolant path, Shape rowShape, DType dtype) {
    this.data = data;
    this.path = path;
    this.rowShape = rowShape;
    this.dtype = dtype;
    int n = data.components();
    this.centre = new double[n];
    this.variance = new double[n];
    this.logWeight = new double[n];
    this.offset = new double[n];
    this.slope = new double[n];
    this.response = new double[n];
  }

  /** The law of the data. */
  public GaussianMixture data() {
    return data;
  }

  @Override
  public Shape rowShape() {
    return rowShape;
  }

  @Override
  public DType dtype() {
    return dtype;
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
    if (condition != 0) {
      throw new IllegalArgumentException("condition: the Gaussian mixture has only condition 0, got " + condition);
    }
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    int width = x.rowSize();
    for (int r = 0; r < x.rows(); r++) {
      int from = x.offset() + r * width;
      int to = v.offset() + r * width;
      for (int j = 0; j < width; j++) {
        if (dtype == DType.F64) {
          v.doubles()[to + j] = velocity(x.doubles()[from + j], t[r]);
        } else {
          v.floats()[to + j] = (float) velocity(x.floats()[from + j], t[r]);
        }
      }
    }
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
    evaluate(x, t, condition, v);
    int width = x.rowSize();
    int probes = x.rows() == 0 ? 0 : tangents.rows() / x.rows();
    for (int i = 0; i < x.rows() * probes; i++) {
      for (int j = 0; j < width; j++) {
        double slope = divergence(x.get((long) i / probes * width + j), t[i / probes]);
        double product = slope * tangents.get((long) i * width + j);
        int to = products.offset() + i * width + j;
        if (dtype == DType.F64) {
          products.doubles()[to] = product;
        } else {
          products.floats()[to] = (float) product;
        }
      }
    }
  }

  /** du/dx at x: sum resp[k] (slope[k] + u[k] (score[k] - score)), u[k] and score[k] those of component k alone. */
  public double divergence(double x, double t) {
    respond(x, t);
    double mean = 0;
    for (int k = 0; k < response.length; k++) {
      mean -= response[k] * (x - centre[k]) / variance[k];
    }
    double d = 0;
    for (int k = 0; k < response.length; k++) {
      double u = offset[k] + slope[k] * (x - centre[k]);
      d += response[k] * (slope[k] + u * (-(x - centre[k]) / variance[k] - mean));
    }
    return d;
  }

  /** dx/dt at x. */
  public double velocity(double x, double t) {
    respond(x, t);
    double u = 0;
    for (int k = 0; k < response.length; k++) {
      u += response[k] * (offset[k] + slope[k] * (x - centre[k]));
    }
    return u;
  }

  /** The gradient of log p_t at x. */
  public double score(double x, double t) {
    respond(x, t);
    double s = 0;
    for (int k = 0; k < response.length; k++) {
      s -= response[k] * (x - centre[k]) / variance[k];
    }
    return s;
  }

  /** E[data | x]. */
  public double denoised(double x, double t) {
    respond(x, t);
    double alpha = path.alpha(t);
    double d = 0;
    for (int k = 0; k < response.length; k++) {
      double s = data.deviation(k);
      d += response[k] * (data.mean(k) + alpha * s * s * (x - centre[k]) / variance[k]);
    }
    return d;
  }

  /** E[noise | x]. */
  public double noise(double x, double t) {
    return -path.sigma(t) * score(x, t);
  }

  /**
   * Where the flow takes x, a state at time {@code from}, by the end: x with the same rank under the law of the data. Exact,
   * without integration.
   */
  public double endpoint(double x, double from) {
    return data.quantile(data.marginal(path, from).cdf(x));
  }

  /** The probability of each component given x, into {@link #response}. */
  private void respond(double x, double t) {
    prepare(t);
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < response.length; k++) {
      double off = x - centre[k];
      response[k] = logWeight[k] - 0.5 * off * off / variance[k];
      max = Math.max(max, response[k]);
    }
    double sum = 0;
    for (int k = 0; k < response.length; k++) {
      response[k] = StrictMath.exp(response[k] - max);
      sum += response[k];
    }
    for (int k = 0; k < response.length; k++) {
      response[k] /= sum;
    }
  }

  private void prepare(double t) {
    if (t == preparedFor) {
      return;
    }
    double alpha = path.alpha(t);
    double alphaDot = path.alphaDot(t);
    double sigma = path.sigma(t);
    double sigmaSigmaDot = path.sigmaSigmaDot(t);
    for (int k = 0; k < centre.length; k++) {
      double s2 = data.deviation(k) * data.deviation(k);
      centre[k] = alpha * data.mean(k);
      variance[k] = alpha * alpha * s2 + sigma * sigma;
      logWeight[k] = StrictMath.log(data.weight(k)) - 0.5 * StrictMath.log(variance[k]);
      offset[k] = alphaDot * data.mean(k);
      slope[k] = (alpha * alphaDot * s2 + sigmaSigmaDot) / variance[k];
    }
    preparedFor = t;
  }
}
