package org.anabranch.solver.sde;

/** dy = f(t, y) dt + g(t, y) dW, each coordinate with noise of its own. */
public non-sealed interface DiagonalSde extends Sde {
  /** g, one value per coordinate; g[i] depends on y[i] and t only. */
  void diffusion(double t, double[] y, double[] out);

  /** dg[i] / dy[i]; asked for by the Milstein methods alone. */
  void diffusionSlope(double t, double[] y, double[] out);

  @Override
  default void noise(double t, double[] y, double[] w, double[] out) {
    diffusion(t, y, out);
    for (int i = 0; i < out.length; i++) {
      out[i] *= w[i];
    }
  }
}
