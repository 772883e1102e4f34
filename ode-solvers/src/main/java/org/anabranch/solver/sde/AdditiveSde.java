package org.anabranch.solver.sde;

/** dy = f(t, y) dt + g(t) dW with a matrix g, one column per channel of the noise. */
public non-sealed interface AdditiveSde extends Sde {
  /**
   * g(t) w.
   *
   * @param w   one value per channel
   * @param out one value per coordinate; not w
   */
  void noise(double t, double[] w, double[] out);

  @Override
  default void noise(double t, double[] y, double[] w, double[] out) {
    noise(t, w, out);
  }
}
