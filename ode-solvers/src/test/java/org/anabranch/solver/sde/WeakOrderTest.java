package org.anabranch.solver.sde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Weak orders without a random number: on geometric Brownian motion a step is linear in the state and a polynomial in the increments,
 * so its first two moments are Gauss-Hermite sums to rounding, and those of N steps are their powers.
 */
class WeakOrderTest {
  /** Nine points of the standard normal law: exact for polynomials up to degree 17. */
  private static final double[] Z = {0, 1.0232556637891326, 2.07684797867783, 3.20542900285647, 4.512745863399783};
  private static final double[] P = {0.40634920634920635, 0.24409750289493942, 0.049916406765217876, 0.0027891413212317693,
      2.2345844007746563e-05};
  private static final double MU = 0.3;
  private static final double S = 0.5;

  private static double z(int i) {
    return i <= 4 ? Z[i] : -Z[i - 4];
  }

  private static double p(int i) {
    return i <= 4 ? P[i] : P[i - 4];
  }

  /** y after one step from y (and, of reversible Heun, z). */
  private static double step(String name, double h, double dW, double u, double y, double z) {
    double[] state = {y};
    if (name.startsWith("ITO_")) {
      new ItoSolver(ItoSolverTest.Problem.GBM, ItoSolver.Method.valueOf(name.substring(4)), 1).step(0, h, new double[] {dW}, state);
    } else if (name.equals("SRK")) {
      new RoesslerSolver(ItoSolverTest.Problem.GBM, 1, 1).step(0, h, new double[] {dW}, new double[] {u}, state);
    } else if (name.equals("LEVY_ITO") || name.equals("LEVY_STRATONOVICH")) {
      new LevyMilstein(ItoSolverTest.Problem.GBM, LevyMilstein.Sense.valueOf(name.substring(5)), 1, 1).step(0, h, new double[] {dW},
          new double[1], state);
    } else {
      StratonovichSolver solver = new StratonovichSolver(ItoSolverTest.Problem.GBM, StratonovichSolver.Method.valueOf(name), 1);
      solver.begin(new double[] {z});
      solver.step(0, h, new double[] {dW}, state);
    }
    return state[0];
  }

  /** Errors of E y(1) and E y(1)^2 after so many steps from 1. */
  private static double[] errors(String name, int steps) {
    double h = 1.0 / steps;
    boolean reversible = name.equals("REVERSIBLE_HEUN");
    // Moments of (y, z): means, then E y^2, E y z, E z^2, as linear maps of themselves.
    double[][] first = new double[2][2];
    double[][] second = new double[3][3];
    for (int i = 0; i < 9; i++) {
      for (int j = 0; j < 9; j++) {
        double dW = Math.sqrt(h) * z(i);
        double u = 0.5 * h * dW + Math.sqrt(h * h * h / 12) * z(j);
        double weight = p(i) * p(j);
        double yy = step(name, h, dW, u, 1, 0);
        double yz = reversible ? step(name, h, dW, u, 0, 1) : 0;
        double zy = reversible ? 2 : 0;
        double zz = reversible ? -1 + MU * h + S * dW : 0;
        double[][] a = {{yy, yz}, {zy, zz}};
        for (int r = 0; r < 2; r++) {
          for (int c = 0; c < 2; c++) {
            first[r][c] += weight * a[r][c];
          }
        }
        double[][] b = {{yy * yy, 2 * yy * yz, yz * yz}, {yy * zy, yy * zz + yz * zy, yz * zz}, {zy * zy, 2 * zy * zz, zz * zz}};
        for (int r = 0; r < 3; r++) {
          for (int c = 0; c < 3; c++) {
            second[r][c] += weight * b[r][c];
          }
        }
      }
    }
    double[] m = {1, 1};
    double[] q = {1, 1, 1};
    for (int n = 0; n < steps; n++) {
      m = apply(first, m);
      q = apply(second, q);
    }
    boolean ito = name.startsWith("ITO_") || name.equals("SRK") || name.equals("LEVY_ITO");
    double mean = ito ? MU : MU + S * S / 2;
    return new double[] {Math.abs(m[0] - Math.exp(mean)), Math.abs(q[0] - Math.exp(2 * mean + S * S))};
  }

  private static double[] apply(double[][] a, double[] x) {
    double[] out = new double[x.length];
    for (int r = 0; r < out.length; r++) {
      for (int c = 0; c < out.length; c++) {
        out[r] += a[r][c] * x[c];
      }
    }
    return out;
  }

  /** The order is that of the worse moment; the first moment of SRK is exact to third order. */
  @ParameterizedTest
  @CsvSource({"ITO_EULER, 1", "ITO_MILSTEIN, 1", "SRK, 1.5", "EULER_HEUN, 1", "HEUN, 1", "MIDPOINT, 1", "MILSTEIN, 1",
      "REVERSIBLE_HEUN, 1", "LEVY_ITO, 1", "LEVY_STRATONOVICH, 1"})
  void weakOrderIsMeasuredExactly(String name, double order) {
    double[] coarse = errors(name, 512);
    double[] fine = errors(name, 2048);
    double worst = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 2; i++) {
      assertTrue(fine[i] < coarse[i] || fine[i] < 1e-11, name + " moment " + (i + 1));
      worst = fine[i] < 1e-11 ? worst : Math.min(worst, Math.log(coarse[i] / fine[i]) / Math.log(4));
    }
    assertEquals(order, worst, 0.1, name + " " + coarse[0] + " " + coarse[1] + " " + fine[0] + " " + fine[1]);
  }
}
