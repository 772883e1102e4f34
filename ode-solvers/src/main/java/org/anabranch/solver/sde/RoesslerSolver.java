package org.anabranch.solver.sde;

import java.util.Arrays;

/**
 * Roessler's stochastic Runge-Kutta methods for an {@link Sde} in the sense of Ito, strong order 3/2: SRI (four stages) for diagonal
 * noise, SRA (two stages) for additive noise.
 *
 * <p>Besides dW = W(t + h) - W(t) they need the area U = integral over the step of W(s) - W(t) ds, which is normal with variance
 * h^3 / 3 and covariance h^2 / 2 with dW. With I2 = (dW^2 - h) / 2 and I3 = (dW^3 - 3 h dW) / 6 the diagonal form is
 * <pre>
 *   H0[i] = y + sum_j a0[i][j] f(t + c0[j] h, H0[j]) h + sum_j b0[i][j] g(t + c1[j] h, H1[j]) U / h
 *   H1[i] = y + sum_j a1[i][j] f(t + c0[j] h, H0[j]) h + sum_j b1[i][j] g(t + c1[j] h, H1[j]) sqrt(h)
 *   y = y + sum_i alpha[i] f(H0[i]) h + sum_i g(H1[i]) (beta1[i] dW + beta2[i] I2 / sqrt(h) + beta3[i] U / h + beta4[i] I3 / h)
 * </pre>
 * Reference: Roessler 2010, SIAM J. Numer. Anal. 48(3), the schemes SRI2 and SRA1, as in google-research/torchsde
 * {@code _core/methods/tableaus}. A step allocates nothing. One thread at a time.
 */
public final class RoesslerSolver {
  private static final double[] C0 = {0, 1, 0.5, 0};
  private static final double[] C1 = {0, 0.25, 1, 0.25};
  private static final double[][] A0 = {{}, {1}, {0.25, 0.25}, {0, 0, 0}};
  private static final double[][] A1 = {{}, {0.25}, {1, 0}, {0, 0, 0.25}};
  private static final double[][] B0 = {{}, {0}, {1, 0.5}, {0, 0, 0}};
  private static final double[][] B1 = {{}, {-0.5}, {1, 0}, {2, -1, 0.5}};
  private static final double[] ALPHA = {1 / 6.0, 1 / 6.0, 2 / 3.0, 0};
  private static final double[] BETA1 = {-1, 4 / 3.0, 2 / 3.0, 0};
  private static final double[] BETA2 = {1, -4 / 3.0, 1 / 3.0, 0};
  private static final double[] BETA3 = {2, -4 / 3.0, -2 / 3.0, 0};
  private static final double[] BETA4 = {-2, 5 / 3.0, -2 / 3.0, 1};

  private final Sde sde;
  private final double[][] f;
  private final double[][] g;
  private final double[] h0;
  private final double[] h1;
  private final double[] noise;
  private final double[] weight;
  private final double[] ones;

  /**
   * A solver.
   *
   * @param width    coordinates of a state
   * @param channels channels of the noise; {@code width} if it is diagonal
   */
  public RoesslerSolver(Sde sde, int width, int channels) {
    if (sde instanceof DiagonalSde && channels != width) {
      throw new IllegalArgumentException("roessler solver: diagonal noise has as many channels as coordinates, got " + channels
          + " and " + width);
    }
    if (sde instanceof GeneralSde) {
      throw new IllegalArgumentException("roessler solver: needs diagonal or additive noise, this is general; LevyMilstein takes it");
    }
    this.sde = sde;
    this.f = new double[C0.length][width];
    this.g = new double[C0.length][width];
    this.h0 = new double[width];
    this.h1 = new double[width];
    this.noise = new double[width];
    this.weight = new double[channels];
    this.ones = new double[channels];
    Arrays.fill(ones, 1);
  }

  /**
   * One step, in place.
   *
   * @param t    the time at its beginning
   * @param h    its length, positive
   * @param dW   W(t + h) - W(t), one value per channel
   * @param area the integral over the step of W(s) - W(t), one value per channel
   * @param y    the state
   */
  public void step(double t, double h, double[] dW, double[] area, double[] y) {
    PathSteps.check("roessler solver", sde, h, dW, y, h0.length);
    if (dW.length != weight.length || area.length != weight.length) {
      throw new IllegalArgumentException("roessler solver: needs " + weight.length + " increments and areas, got " + dW.length
          + " and " + area.length);
    }
    if (sde instanceof AdditiveSde) {
      additive(t, h, dW, area, y);
    } else {
      diagonal(t, h, dW, area, y);
    }
  }

  private void diagonal(double t, double h, double[] dW, double[] area, double[] y) {
    double root = StrictMath.sqrt(h);
    for (int i = 0; i < C0.length; i++) {
      System.arraycopy(y, 0, h0, 0, y.length);
      System.arraycopy(y, 0, h1, 0, y.length);
      for (int j = 0; j < i; j++) {
        for (int k = 0; k < y.length; k++) {
          h0[k] += A0[i][j] * f[j][k] * h + B0[i][j] * g[j][k] * area[k] / h;
          h1[k] += A1[i][j] * f[j][k] * h + B1[i][j] * g[j][k] * root;
        }
      }
      sde.drift(t + C0[i] * h, h0, f[i]);
      sde.noise(t + C1[i] * h, h1, ones, g[i]);
    }
    for (int k = 0; k < y.length; k++) {
      double second = 0.5 * (dW[k] * dW[k] - h);
      double third = (dW[k] * dW[k] * dW[k] - 3 * h * dW[k]) / 6;
      double sum = 0;
      for (int i = 0; i < C0.length; i++) {
        double w = BETA1[i] * dW[k] + BETA2[i] * second / root + BETA3[i] * area[k] / h + BETA4[i] * third / h;
        sum += ALPHA[i] * f[i][k] * h + g[i][k] * w;
      }
      y[k] += sum;
    }
  }

  /** SRA1: H = y + 3/4 f h + 3/2 g(t + h) U / h; y + (f + 2 f(t + 3/4 h, H)) h / 3 + g(t + h) (dW - U / h) + g(t) U / h. */
  private void additive(double t, double h, double[] dW, double[] area, double[] y) {
    sde.drift(t, y, f[0]);
    for (int c = 0; c < weight.length; c++) {
      weight[c] = area[c] / h;
    }
    sde.noise(t + h, y, weight, noise);
    for (int k = 0; k < y.length; k++) {
      h0[k] = y[k] + 0.75 * f[0][k] * h + 1.5 * noise[k];
    }
    sde.drift(t + 0.75 * h, h0, f[1]);
    sde.noise(t, y, weight, g[0]);
    for (int c = 0; c < weight.length; c++) {
      weight[c] = dW[c] - area[c] / h;
    }
    sde.noise(t + h, y, weight, g[1]);
    for (int k = 0; k < y.length; k++) {
      y[k] += (f[0][k] + 2 * f[1][k]) / 3 * h + g[0][k] + g[1][k];
    }
  }
}
