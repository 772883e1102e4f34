package org.anabranch.model.golden;

import java.util.Arrays;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.ConvertedField;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.LinearMap;
import org.anabranch.solver.Prediction;

/**
 * What the published rollover budget forcing computes with on a converted path, by the conversions of {@code ode-solvers}: velocity,
 * look-ahead, score, and one Euler-Maruyama step x + (-v + g^2/2 score) dt + g sqrt(dt) z towards the data, dt above 0.
 */
final class RbfFormulas {
  private final ConvertedField field;

  /**
   * The toy of a folder on another path.
   *
   * @param path {@code vp}, or {@code polynomial} of exponent 2
   */
  RbfFormulas(GoldenFolder folder, Shape rowShape, String path, Kernels kernels) {
    Interpolant to = path.equals("vp") ? Interpolant.vp(Direction.NOISE_AT_ONE) : Interpolant.polynomial(Direction.NOISE_AT_ONE, 2);
    this.field = new ConvertedField(new RbfToyField(folder, rowShape), to, kernels);
  }

  /** u(x, t) of every row. */
  Tensor velocity(Tensor x, double[] t) {
    Tensor v = Tensor.zeros(x.dtype(), x.shape());
    field.evaluate(x, t, new int[t.length], v);
    return v;
  }

  /** E[data | x], or the score, from the velocity. */
  Tensor convert(Prediction to, Tensor x, Tensor v, double[] t) {
    Tensor out = Tensor.zeros(x.dtype(), x.shape());
    int width = x.rowSize();
    for (int i = 0; i < t.length; i++) {
      LinearMap map = Conversion.of(field.interpolant(), Prediction.VELOCITY, to, t[i]);
      for (int j = i * width; j < (i + 1) * width; j++) {
        out.doubles()[j] = map.apply(x.get(j), v.get(j));
      }
    }
    return out;
  }

  /** g(t) of the folder's named diffusions. */
  double diffusion(String name, double norm, double t) {
    return norm * switch (name) {
      case "sigma" -> field.interpolant().sigma(t);
      case "sin" -> Math.sin(Math.PI / 2 * t);
      case "linear" -> t;
      case "square" -> t * t;
      case "clipping" -> Math.max(0, 2 * (t - 0.5));
      default -> throw new IllegalArgumentException("diffusion: must be sigma, sin, linear, square or clipping, got " + name);
    };
  }

  /** -v + g^2/2 score, towards the data. */
  Tensor drift(Tensor x, Tensor v, double[] t, double[] g) {
    Tensor out = convert(Prediction.SCORE, x, v, t);
    int width = x.rowSize();
    for (int i = 0; i < out.size(); i++) {
      double half = 0.5 * g[i / width] * g[i / width];
      out.doubles()[i] = -v.get(i) + half * out.get(i);
    }
    return out;
  }

  /** One step of every row. */
  Tensor step(Tensor x, Tensor v, double[] t, double[] dt, double[] g, Tensor z) {
    Tensor out = drift(x, v, t, g);
    int width = x.rowSize();
    for (int i = 0; i < out.size(); i++) {
      int row = i / width;
      out.doubles()[i] = x.get(i) + out.get(i) * dt[row] + g[row] * Math.sqrt(dt[row]) * z.get(i);
    }
    return out;
  }

  /** One time for all rows. */
  static double[] all(int rows, double t) {
    double[] out = new double[rows];
    Arrays.fill(out, t);
    return out;
  }
}
