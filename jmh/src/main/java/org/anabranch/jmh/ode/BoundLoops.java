package org.anabranch.jmh.ode;

import java.util.Arrays;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;

/**
 * The loops of {@link HandLoops} for any field, one method and one row: what is left for somebody who writes a loop by hand but has the
 * field behind {@link VelocityField}, and wants the driver's bits: fused sums, a norm that sees values that are not finite, a root that
 * is the same on every machine. Neither limits, nor rows that leave, nor outputs, nor observers.
 */
final class BoundLoops {
  private static final double FIRST = 0.05;

  private final VelocityField field;
  private final int[] condition = new int[1];
  private final double[] time = new double[1];
  private final Tensor[] k = new Tensor[7];
  private Tensor state;
  private Tensor stage;

  BoundLoops(VelocityField field, int width) {
    this.field = field;
    this.state = row(width);
    this.stage = row(width);
    for (int j = 0; j < k.length; j++) {
      k[j] = row(width);
    }
  }

  private Tensor row(int width) {
    return Tensor.zeros(field.dtype(), Shape.of(1, width));
  }

  private void evaluate(double t, Tensor x, Tensor v) {
    time[0] = t;
    field.evaluate(x, time, condition, v);
  }

  /** Runge and Kutta's method from ones along a grid, in floats. */
  float[] rk4(TimeGrid grid) {
    float[] x = state.floats();
    float[] y = stage.floats();
    float[] a = k[0].floats();
    float[] b = k[1].floats();
    float[] c = k[2].floats();
    float[] d = k[3].floats();
    Arrays.fill(x, 1);
    for (int s = 0; s < grid.steps(); s++) {
      double t = grid.time(s);
      double next = grid.time(s + 1);
      double h = next - t;
      float half = (float) (h * 0.5);
      evaluate(t, state, k[0]);
      move(x, half, a, y);
      evaluate(t + 0.5 * h, stage, k[1]);
      move(x, half, b, y);
      evaluate(t + 0.5 * h, stage, k[2]);
      move(x, (float) h, c, y);
      evaluate(next, stage, k[3]);
      float sixth = (float) (h * (1.0 / 6));
      float third = (float) (h * (1.0 / 3));
      for (int i = 0; i < x.length; i++) {
        x[i] = Math.fma(sixth, d[i], Math.fma(third, c[i], Math.fma(third, b[i], Math.fma(sixth, a[i], x[i]))));
      }
    }
    return x;
  }

  private static void move(float[] x, float h, float[] v, float[] y) {
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.fma(h, v[i], x[i]);
    }
  }

  /** Dormand and Prince's pair from ones over [0, END], in doubles, with the driver's control; returns the attempts. */
  int dopri5(double tolerance) {
    Arrays.fill(state.doubles(), 1);
    double end = HandLoops.END;
    double t = 0;
    double h = FIRST;
    int attempts = 0;
    evaluate(t, state, k[0]);
    while (t != end) {
      boolean last = (1 + 1e-10) * h >= end - t;
      h = last ? end - t : h;
      double next = last ? end : t + h;
      double[] x = state.doubles();
      double[] y = stage.doubles();
      double[] k0 = k[0].doubles();
      double[] k1 = k[1].doubles();
      double[] k2 = k[2].doubles();
      double[] k3 = k[3].doubles();
      double[] k4 = k[4].doubles();
      double[] k5 = k[5].doubles();
      double[] k6 = k[6].doubles();
      sum(x, y, h * (1.0 / 5), k0);
      evaluate(t + 1.0 / 5 * h, stage, k[1]);
      sum(x, y, h * (3.0 / 40), k0, h * (9.0 / 40), k1);
      evaluate(t + 3.0 / 10 * h, stage, k[2]);
      sum(x, y, h * (44.0 / 45), k0, h * (-56.0 / 15), k1, h * (32.0 / 9), k2);
      evaluate(t + 4.0 / 5 * h, stage, k[3]);
      sum(x, y, h * (19372.0 / 6561), k0, h * (-25360.0 / 2187), k1, h * (64448.0 / 6561), k2, h * (-212.0 / 729), k3);
      evaluate(t + 8.0 / 9 * h, stage, k[4]);
      sum(x, y, h * (9017.0 / 3168), k0, h * (-355.0 / 33), k1, h * (46732.0 / 5247), k2, h * (49.0 / 176), k3,
          h * (-5103.0 / 18656), k4);
      evaluate(next, stage, k[5]);
      sum(x, y, h * (35.0 / 384), k0, h * (500.0 / 1113), k2, h * (125.0 / 192), k3, h * (-2187.0 / 6784), k4, h * (11.0 / 84), k5);
      evaluate(next, stage, k[6]);
      double norm = norm(x, y, h, tolerance, k0, k2, k3, k4, k5, k6);
      attempts++;
      if (norm <= 1) {
        t = next;
        Tensor swap = state;
        state = stage;
        stage = swap;
        swap = k[0];
        k[0] = k[6];
        k[6] = swap;
      }
      h *= norm == 0 ? 10 : Math.min(10, Math.max(0.9 / StrictMath.exp(1.0 / 5 * StrictMath.log(norm)), norm < 1 ? 1 : 0.2));
    }
    return attempts;
  }

  /** The end of the last integration. */
  double[] end() {
    return state.doubles();
  }

  private static double norm(double[] x, double[] y, double h, double tolerance, double[] k0, double[] k2, double[] k3, double[] k4,
      double[] k5, double[] k6) {
    double e0 = h * (35.0 / 384 - 1951.0 / 21600);
    double e2 = h * (500.0 / 1113 - 22642.0 / 50085);
    double e3 = h * (125.0 / 192 - 451.0 / 720);
    double e4 = h * (-2187.0 / 6784 + 12231.0 / 42400);
    double e5 = h * (11.0 / 84 - 649.0 / 6300);
    double e6 = h * (-1.0 / 60);
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (int i = 0; i < x.length; i++) {
      double e = Math.fma(e6, k6[i], Math.fma(e5, k5[i], Math.fma(e4, k4[i], Math.fma(e3, k3[i], Math.fma(e2, k2[i], e0 * k0[i])))));
      e = e / (tolerance + tolerance * Math.max(Math.abs(x[i]), Math.abs(y[i]))) + (0 * y[i] + 0 * k6[i]);
      switch (i & 3) {
        case 0 -> first += e * e;
        case 1 -> second += e * e;
        case 2 -> third += e * e;
        default -> fourth += e * e;
      }
    }
    return Math.sqrt((first + second + (third + fourth)) / x.length);
  }

  private static void sum(double[] x, double[] y, double a, double[] u) {
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.fma(a, u[i], x[i]);
    }
  }

  private static void sum(double[] x, double[] y, double a, double[] u, double b, double[] v) {
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.fma(b, v[i], Math.fma(a, u[i], x[i]));
    }
  }

  private static void sum(double[] x, double[] y, double a, double[] u, double b, double[] v, double c, double[] w) {
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.fma(c, w[i], Math.fma(b, v[i], Math.fma(a, u[i], x[i])));
    }
  }

  private static void sum(double[] x, double[] y, double a, double[] u, double b, double[] v, double c, double[] w, double d,
      double[] p) {
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.fma(d, p[i], Math.fma(c, w[i], Math.fma(b, v[i], Math.fma(a, u[i], x[i]))));
    }
  }

  private static void sum(double[] x, double[] y, double a, double[] u, double b, double[] v, double c, double[] w, double d,
      double[] p, double e, double[] q) {
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.fma(e, q[i], Math.fma(d, p[i], Math.fma(c, w[i], Math.fma(b, v[i], Math.fma(a, u[i], x[i])))));
    }
  }
}
