package org.anabranch.solver;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * Stiff problems with known or published solutions, y' = f(y, t), as fields in double. The condition of a row is its stiffness.
 *
 * @param name      prothero, van-der-pol, robertson, oscillator or diffusion
 * @param direction a label here: time is the problem's own
 */
record StiffProblem(String name, Direction direction) {
  /** The stiffness of a condition: 10^condition. */
  static double stiffness(int condition) {
    return StrictMath.pow(10, condition);
  }

  int width() {
    return switch (name) {
      case "prothero" -> 1;
      case "van-der-pol", "oscillator" -> 2;
      case "robertson" -> 3;
      case "diffusion" -> 50;
      default -> throw new IllegalStateException("no problem " + name);
    };
  }

  private void velocity(double t, double[] y, int condition, double[] f) {
    double s = stiffness(condition);
    switch (name) {
      case "prothero" -> f[0] = -s * (y[0] - StrictMath.cos(t)) - StrictMath.sin(t);
      case "oscillator" -> set(f, y[1], -2 * y[0] - 0.2 * y[1]);
      case "van-der-pol" -> set(f, y[1], s * (1 - y[0] * y[0]) * y[1] - y[0]);
      case "robertson" -> {
        double slow = -0.04 * y[0] + 1e4 * y[1] * y[2];
        double fast = 3e7 * y[1] * y[1];
        set(f, slow, -slow - fast, fast);
      }
      default -> {
        double n = (y.length + 1) * (y.length + 1);
        for (int i = 0; i < y.length; i++) {
          double left = i == 0 ? 0 : y[i - 1];
          double right = i == y.length - 1 ? 0 : y[i + 1];
          f[i] = n * (left - 2 * y[i] + right) + y[i] * (1 - y[i]);
        }
      }
    }
  }

  /** J d. */
  private void product(double[] y, int condition, double[] d, double[] out) {
    double s = stiffness(condition);
    switch (name) {
      case "prothero" -> out[0] = -s * d[0];
      case "oscillator" -> set(out, d[1], -2 * d[0] - 0.2 * d[1]);
      case "van-der-pol" -> set(out, d[1], (-2 * s * y[0] * y[1] - 1) * d[0] + s * (1 - y[0] * y[0]) * d[1]);
      case "robertson" -> {
        double slow = -0.04 * d[0] + 1e4 * (d[1] * y[2] + y[1] * d[2]);
        double fast = 6e7 * y[1] * d[1];
        set(out, slow, -slow - fast, fast);
      }
      default -> {
        double n = (y.length + 1) * (y.length + 1);
        for (int i = 0; i < y.length; i++) {
          double left = i == 0 ? 0 : d[i - 1];
          double right = i == y.length - 1 ? 0 : d[i + 1];
          out[i] = n * (left - 2 * d[i] + right) + (1 - 2 * y[i]) * d[i];
        }
      }
    }
  }

  private static void set(double[] f, double... values) {
    System.arraycopy(values, 0, f, 0, values.length);
  }

  /** With differences for products. */
  Field field() {
    return new Field(this);
  }

  /** With exact products. */
  ExactField exact() {
    return new ExactField(this);
  }

  /** The problem as a field that counts the rows it is shown. */
  static class Field implements VelocityField {
    final StiffProblem problem;
    long shown;

    Field(StiffProblem problem) {
      this.problem = problem;
    }

    @Override
    public Shape rowShape() {
      return Shape.of(problem.width());
    }

    @Override
    public DType dtype() {
      return DType.F64;
    }

    @Override
    public Interpolant interpolant() {
      return Interpolant.linear(problem.direction);
    }

    @Override
    public int costPerRow() {
      return 1;
    }

    @Override
    public void checkCondition(int condition) {}

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor v) {
      shown += x.rows();
      double[] y = new double[problem.width()];
      double[] f = new double[y.length];
      for (int r = 0; r < x.rows(); r++) {
        System.arraycopy(x.doubles(), x.offset() + r * y.length, y, 0, y.length);
        problem.velocity(t[r], y, condition[r], f);
        System.arraycopy(f, 0, v.doubles(), v.offset() + r * y.length, y.length);
      }
    }
  }

  /** The same with Jacobian-vector products. */
  static final class ExactField extends Field implements DifferentiableField {
    ExactField(StiffProblem problem) {
      super(problem);
    }

    @Override
    public void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products) {
      evaluate(x, t, condition, v);
      int p = tangents.rows() / x.rows();
      shown += tangents.rows();
      double[] y = new double[problem.width()];
      double[] d = new double[y.length];
      double[] out = new double[y.length];
      for (int i = 0; i < tangents.rows(); i++) {
        System.arraycopy(x.doubles(), x.offset() + i / p * y.length, y, 0, y.length);
        System.arraycopy(tangents.doubles(), tangents.offset() + i * y.length, d, 0, y.length);
        problem.product(y, condition[i / p], d, out);
        System.arraycopy(out, 0, products.doubles(), products.offset() + i * y.length, y.length);
      }
    }
  }
}
