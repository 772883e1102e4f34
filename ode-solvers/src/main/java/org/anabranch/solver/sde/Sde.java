package org.anabranch.solver.sde;

/**
 * dy = f(t, y) dt + g(t, y) dW, of Ito or of Stratonovich as the solver says, by what g does to increments.
 *
 * <p>A sealed choice of three kinds: each coordinate with noise of its own ({@link DiagonalSde}), any number of channels and a g that
 * does not depend on y ({@link AdditiveSde}), for which the two senses are one, or any g ({@link GeneralSde}).
 */
public sealed interface Sde permits DiagonalSde, AdditiveSde, GeneralSde {
  /** f, one value per coordinate. */
  void drift(double t, double[] y, double[] out);

  /**
   * g(t, y) w.
   *
   * @param w   one value per channel of the noise
   * @param out one value per coordinate; not w
   */
  void noise(double t, double[] y, double[] w, double[] out);
}
