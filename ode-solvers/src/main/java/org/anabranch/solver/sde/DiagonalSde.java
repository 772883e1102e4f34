package org.anabranch.solver.sde;

/** dy = f(t, y) dt + g(t, y) dW in the sense of Ito, each coordinate with noise of its own. */
public interface DiagonalSde {
  /** f, one value per coordinate. */
  void drift(double t, double[] y, double[] out);

  /** g, one value per coordinate; g[i] depends on y[i] and t only. */
  void diffusion(double t, double[] y, double[] out);

  /** dg[i] / dy[i]; asked for by {@link ItoSolver.Method#MILSTEIN} alone. */
  void diffusionSlope(double t, double[] y, double[] out);
}
