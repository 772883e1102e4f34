package org.anabranch.jmh.ode;

import java.util.Arrays;

/**
 * What somebody would write by hand for one problem, y' = -y / 2 + t, one method and one type: the floor that a driver's cost is
 * measured from. Arrays are kept, loops are plain, so that the compiler makes vectors of them.
 */
final class HandLoops {
  /** Where the pair ends. */
  static final double END = 20;

  private final float[] x;
  private final float[] stage;
  private final float[][] k;
  private final double[] dx;
  private final double[] dStage;
  private final double[][] dk;

  HandLoops(int width) {
    x = new float[width];
    stage = new float[width];
    k = new float[4][width];
    dx = new double[width];
    dStage = new double[width];
    dk = new double[7][width];
  }

  private static void field(double t, float[] y, float[] f) {
    float shift = (float) t;
    for (int i = 0; i < y.length; i++) {
      f[i] = -0.5f * y[i] + shift;
    }
  }

  private static void field(double t, double[] y, double[] f) {
    for (int i = 0; i < y.length; i++) {
      f[i] = -0.5 * y[i] + t;
    }
  }

  /** So many steps of Runge and Kutta's method over [0, 1] in floats. */
  float[] rk4(int steps) {
    Arrays.fill(x, 1);
    double h = 1.0 / steps;
    float half = (float) (0.5 * h);
    float whole = (float) h;
    float sixth = (float) (h / 6);
    float third = (float) (h / 3);
    for (int s = 0; s < steps; s++) {
      double t = s * h;
      field(t, x, k[0]);
      move(half, k[0]);
      field(t + 0.5 * h, stage, k[1]);
      move(half, k[1]);
      field(t + 0.5 * h, stage, k[2]);
      move(whole, k[2]);
      field(t + h, stage, k[3]);
      float[] a = k[0];
      float[] b = k[1];
      float[] c = k[2];
      float[] d = k[3];
      for (int i = 0; i < x.length; i++) {
        x[i] += sixth * a[i] + third * b[i] + third * c[i] + sixth * d[i];
      }
    }
    return x;
  }

  private void move(float h, float[] v) {
    for (int i = 0; i < x.length; i++) {
      stage[i] = x[i] + h * v[i];
    }
  }

  /** Dormand and Prince's pair over [0, END] in doubles, with torchdiffeq's step control, from a step of 0.05; returns the steps. */
  int dopri5(double tolerance) {
    Arrays.fill(dx, 1);
    double[] y = dx;
    double[] z = dStage;
    double t = 0;
    double h = 0.05;
    int steps = 0;
    field(t, y, dk[0]);
    while (t < END) {
      h = (1 + 1e-10) * h >= END - t ? END - t : h;
      double[] a = dk[0];
      double[] b = dk[1];
      double[] c = dk[2];
      double[] d = dk[3];
      double[] e = dk[4];
      double[] f = dk[5];
      double[] g = dk[6];
      for (int i = 0; i < y.length; i++) {
        z[i] = y[i] + h * (a[i] * (1.0 / 5));
      }
      field(t + 0.2 * h, z, b);
      for (int i = 0; i < y.length; i++) {
        z[i] = y[i] + h * (a[i] * (3.0 / 40) + b[i] * (9.0 / 40));
      }
      field(t + 0.3 * h, z, c);
      for (int i = 0; i < y.length; i++) {
        z[i] = y[i] + h * (a[i] * (44.0 / 45) - b[i] * (56.0 / 15) + c[i] * (32.0 / 9));
      }
      field(t + 0.8 * h, z, d);
      for (int i = 0; i < y.length; i++) {
        z[i] = y[i] + h * (a[i] * (19372.0 / 6561) - b[i] * (25360.0 / 2187) + c[i] * (64448.0 / 6561) - d[i] * (212.0 / 729));
      }
      field(t + 8.0 / 9 * h, z, e);
      for (int i = 0; i < y.length; i++) {
        z[i] = y[i] + h * (a[i] * (9017.0 / 3168) - b[i] * (355.0 / 33) + c[i] * (46732.0 / 5247) + d[i] * (49.0 / 176)
            - e[i] * (5103.0 / 18656));
      }
      field(t + h, z, f);
      for (int i = 0; i < y.length; i++) {
        z[i] = y[i] + h * (a[i] * (35.0 / 384) + c[i] * (500.0 / 1113) + d[i] * (125.0 / 192) - e[i] * (2187.0 / 6784)
            + f[i] * (11.0 / 84));
      }
      field(t + h, z, g);
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        double error = h * (a[i] * (71.0 / 57600) - c[i] * (71.0 / 16695) + d[i] * (71.0 / 1920) - e[i] * (17253.0 / 339200)
            + f[i] * (22.0 / 525) - g[i] * (1.0 / 40));
        double scaled = error / (tolerance + tolerance * Math.max(Math.abs(y[i]), Math.abs(z[i])));
        sum += scaled * scaled;
      }
      double norm = Math.sqrt(sum / y.length);
      steps++;
      if (norm <= 1) {
        t = h == END - t ? END : t + h;
        double[] swap = y;
        y = z;
        z = swap;
        dk[0] = g;
        dk[6] = a;
      }
      h *= Math.min(10, Math.max(0.9 / Math.pow(norm, 0.2), norm < 1 ? 1 : 0.2));
    }
    return steps;
  }
}
