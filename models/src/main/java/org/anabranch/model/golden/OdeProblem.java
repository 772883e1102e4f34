package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.Optional;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Direction;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.VelocityField;

/**
 * A test problem y' = f(y, T) of an {@code ode_solvers} folder with its constants, as a field in the time t in [0, 1] with
 * T = from + length t; with from 0 and length 1 the time is the problem's own. The path is a label here.
 *
 * @param width coordinates of y
 * @param f     the right-hand side: time, state, result
 */
record OdeProblem(int width, Right f, double from, double length) implements VelocityField {
  /** A right-hand side. */
  @FunctionalInterface
  interface Right {
    /** Writes f(y, t) to {@code out}. */
    void evaluate(double t, double[] y, double[] out);
  }

  /** A named problem in its own time, if it is known and the folder has its constants. */
  static Optional<OdeProblem> named(GoldenFolder folder, String name) {
    int width = Math.toIntExact(folder.input(name + ".y0").size());
    return right(folder, name).map(f -> new OdeProblem(width, f, 0, 1));
  }

  private static Optional<Right> right(GoldenFolder folder, String name) {
    return Optional.ofNullable(switch (name) {
      case "decay" -> decay(folder.parameter(name, "a").orElse(Double.NaN));
      case "oscillator" -> oscillator(folder.parameter(name, "k").orElse(Double.NaN), folder.parameter(name, "c").orElse(Double.NaN));
      case "lotka_volterra" -> lotkaVolterra(constants(folder, name, "a", "b", "c", "d"));
      case "lorenz" -> lorenz(constants(folder, name, "sigma", "rho", "beta"));
      case "cubic_spiral" -> cubicSpiral(folder);
      case "forced" -> (t, y, out) -> Arrays.setAll(out, i -> StrictMath.sin(t) * y[i] + StrictMath.cos(2 * t));
      case "vdp" -> vanDerPol(folder.parameter(name, "mu").orElse(Double.NaN));
      case "prothero" -> prothero(folder.parameter(name, "lambda").orElse(Double.NaN));
      default -> null;
    });
  }

  private static double[] constants(GoldenFolder folder, String name, String... keys) {
    return Arrays.stream(keys).mapToDouble(k -> folder.parameter(name, k).orElse(Double.NaN)).toArray();
  }

  private static Right decay(double a) {
    return (t, y, out) -> Arrays.setAll(out, i -> -a * y[i]);
  }

  private static Right oscillator(double k, double c) {
    return (t, y, out) -> {
      out[0] = y[1];
      out[1] = -k * y[0] - c * y[1];
    };
  }

  private static Right lotkaVolterra(double[] p) {
    return (t, y, out) -> {
      out[0] = p[0] * y[0] - p[1] * y[0] * y[1];
      out[1] = -p[2] * y[1] + p[3] * y[0] * y[1];
    };
  }

  private static Right lorenz(double[] p) {
    return (t, y, out) -> {
      out[0] = p[0] * (y[1] - y[0]);
      out[1] = y[0] * (p[1] - y[2]) - y[1];
      out[2] = y[0] * y[1] - p[2] * y[2];
    };
  }

  /** y' = y^3 A with the row vector y^3. */
  private static Right cubicSpiral(GoldenFolder folder) {
    double[] a = new double[4];
    Arrays.setAll(a, i -> folder.parameter("cubic_spiral", "A", String.valueOf(i / 2), String.valueOf(i % 2)).orElse(Double.NaN));
    return (t, y, out) -> {
      double p = y[0] * y[0] * y[0];
      double q = y[1] * y[1] * y[1];
      out[0] = p * a[0] + q * a[2];
      out[1] = p * a[1] + q * a[3];
    };
  }

  private static Right vanDerPol(double mu) {
    return (t, y, out) -> {
      out[0] = y[1];
      out[1] = mu * (1 - y[0] * y[0]) * y[1] - y[0];
    };
  }

  private static Right prothero(double lambda) {
    return (t, y, out) -> Arrays.setAll(out, i -> -lambda * (y[i] - StrictMath.cos(t)));
  }

  /** The same problem with [0, 1] for its time span. */
  OdeProblem over(double first, double last) {
    return new OdeProblem(width, f, first, last - first);
  }

  @Override
  public Shape rowShape() {
    return Shape.of(width);
  }

  @Override
  public DType dtype() {
    return DType.F64;
  }

  @Override
  public Interpolant interpolant() {
    return Interpolant.linear(Direction.DATA_AT_ONE);
  }

  @Override
  public int costPerRow() {
    return 1;
  }

  @Override
  public void checkCondition(int condition) {
    if (condition != 0) {
      throw new IllegalArgumentException("condition: a test problem has only condition 0, got " + condition);
    }
  }

  @Override
  public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
    double[] y = new double[width];
    double[] out = new double[width];
    for (int r = 0; r < x.rows(); r++) {
      for (int i = 0; i < width; i++) {
        y[i] = x.get((long) r * width + i);
      }
      f.evaluate(from + length * t[r], y, out);
      for (int i = 0; i < width; i++) {
        v.doubles()[v.offset() + r * width + i] = length * out[i];
      }
    }
  }
}
