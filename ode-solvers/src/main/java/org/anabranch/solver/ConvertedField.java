package org.anabranch.solver;

import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * The velocity on one path from a field trained on another, at the time of equal signal-to-noise ratio.
 *
 * <p>At time s of the new path the state is c times one of the old path at time t, so both say the same of the data:
 * <pre>
 *   alpha_old(t) / sigma_old(t) = alpha(s) / sigma(s)        c = (alpha(s) + sigma(s)) / (alpha_old(t) + sigma_old(t))
 *   E[data | x] = x_old * (x / c) + y_old * u_old(x / c, t)  by the old path's map from velocity to data
 *   u(x, s)     = the new path's map from data (or from noise) to velocity
 * </pre>
 * The map back is taken from the data in the half where sigma is at least alpha, and from the noise in the other: neither
 * divides by a small weight, and no derivative of t and c is needed. The data end of a variance-preserving path is refused:
 * sigmaDot is infinite there, so use a method that does not evaluate at the end. Reference: Kim et al. 2025 (RBF), section 4.2,
 * whose dt/ds and dc/ds give the same velocity in exact arithmetic.
 *
 * <p>Where the old path does not reach the new one's ratio (pure noise, on a variance-preserving old path) it is asked at its
 * noise end. After the first call at a batch size only what the field allocates is allocated. One thread at a time.
 */
public final class ConvertedField implements VelocityField {
  private final VelocityField field;
  private final Interpolant path;
  private final Kernels kernels;
  private final double least;
  private Tensor scaled;
  private double[] times = {};
  private double[] scales = {};

  /**
   * A field on {@code path}.
   *
   * @param field trained on any path
   * @param path  the new one, in either direction of time
   */
  public ConvertedField(VelocityField field, Interpolant path, Kernels kernels) {
    this.field = field;
    this.path = path;
    this.kernels = kernels;
    this.least = field.interpolant().signalToNoise(field.interpolant().direction().noiseTime());
    this.scaled = Tensor.zeros(field.dtype(), Shapes.batch(0, field.rowShape()));
  }

  @Override
  public Shape rowShape() {
    return field.rowShape();
  }

  @Override
  public DType dtype() {
    return field.dtype();
  }

  @Override
  public Interpolant interpolant() {
    return path;
  }

  @Override
  public int costPerRow() {
    return field.costPerRow();
  }

  @Override
  public boolean isFiniteAtData() {
    return field.isFiniteAtData() && Double.isFinite(path.sigmaDot(path.direction().dataTime()));
  }

  @Override
  public boolean onDevice() {
    return field.onDevice();
  }

  @Override
  public void checkCondition(int condition) {
    field.checkCondition(condition);
  }

  /** The old path's time at which its signal-to-noise ratio is that of the new path at s. */
  public double timeAt(double s) {
    return path.sigma(s) == 0 ? field.interpolant().direction().dataTime()
        : field.interpolant().timeOf(Math.max(least, path.signalToNoise(s)));
  }

  /** The factor c from a state of the old path to one of the new at s. */
  public double scaleAt(double s) {
    double t = timeAt(s);
    return (path.alpha(s) + path.sigma(s)) / (field.interpolant().alpha(t) + field.interpolant().sigma(t));
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    int rows = x.rows();
    Kernels k = x.isOnDevice() ? kernels : kernels.host();
    if (rows > scaled.rows() || scaled.isOnDevice() != x.isOnDevice()) {
      scaled = k.allocate(dtype(), x.shape());
    }
    if (times.length != rows) {
      times = new double[rows];
      scales = new double[rows];
    }
    Tensor old = rows == scaled.rows() ? scaled : scaled.rows(0, rows);
    for (int i = 0; i < rows; i++) {
      boolean same = i > 0 && t[i] == t[i - 1];
      times[i] = same ? times[i - 1] : timeAt(t[i]);
      scales[i] = same ? scales[i - 1] : scaleAt(t[i]);
      k.scale(x.rows(i, 1), 1 / scales[i], old.rows(i, 1));
    }
    field.evaluate(old, times, condition, v);
    LinearMap map = new LinearMap(0, 1);
    for (int i = 0; i < rows; i++) {
      map = i > 0 && t[i] == t[i - 1] ? map : map(t[i], times[i], scales[i]);
      if (x.isOnDevice()) {
        Tensor own = v.rows(i, 1);
        k.mix(new double[] {map.x(), map.y()}, new Tensor[] {x.rows(i, 1), own}, 2, own);
      } else {
        combine(x, map, v, i);
      }
    }
  }

  /** u(x, s) as a map of (x, u_old). */
  private LinearMap map(double s, double t, double c) {
    Prediction by = path.sigma(s) >= path.alpha(s) ? Prediction.DATA : Prediction.NOISE;
    LinearMap from = Conversion.of(field.interpolant(), Prediction.VELOCITY, by, t);
    double alpha = path.alpha(s);
    double sigma = path.sigma(s);
    double w;
    double own;
    if (by == Prediction.DATA) {
      own = path.sigmaDot(s) / sigma;
      w = path.alphaDot(s) - own * alpha;
    } else {
      own = path.alphaDotOverAlpha(s);
      w = path.sigmaDot(s) - own * sigma;
    }
    LinearMap map = new LinearMap(own + w * from.x() / c, w * from.y());
    if (!Double.isFinite(map.x()) || !Double.isFinite(map.y())) {
      throw new IllegalArgumentException("converted field: needs sigmaDot finite, at time " + s + " of " + path + " it is "
          + path.sigmaDot(s));
    }
    return map;
  }

  private void combine(Tensor x, LinearMap map, Tensor v, int row) {
    int width = x.rowSize();
    int from = x.offset() + row * width;
    int to = v.offset() + row * width;
    for (int j = 0; j < width; j++) {
      if (dtype() == DType.F64) {
        v.doubles()[to + j] = map.apply(x.doubles()[from + j], v.doubles()[to + j]);
      } else {
        v.floats()[to + j] = (float) map.apply(x.floats()[from + j], v.floats()[to + j]);
      }
    }
  }
}
