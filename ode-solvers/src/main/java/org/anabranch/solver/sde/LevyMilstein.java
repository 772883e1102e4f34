package org.anabranch.solver.sde;

/**
 * Milstein's method for any {@link Sde}, with Levy areas and without derivatives: strong order 1, also where the columns of g do not
 * commute.
 *
 * <pre>
 *   Y(k, +-) = y +- sum_l g_l(t, y) I(l, k) / sqrt(h)
 *   y = y + f h + sum_k g_k dW_k + sqrt(h) / 2 sum_k (g_k(t, Y(k, +)) - g_k(t, Y(k, -)))
 *   I(l, k) = dW_l dW_k / 2 + A_lk     in the sense of Stratonovich;     less h / 2 where l = k in that of Ito
 * </pre>
 * with A from {@link LevyPath}. A step evaluates f once and g 1 + 3 channels times, and allocates nothing. One thread at a time.
 *
 * <p>Reference: Roessler 2010, Runge-Kutta methods for the strong approximation of solutions of stochastic differential equations,
 * SIAM J. Numer. Anal. 48(3), section 6.1; Kloeden, Platen 1992, section 11.1.
 */
public final class LevyMilstein {
  /** How dW is meant. */
  public enum Sense {
    /** Of Ito. */
    ITO,
    /** Of Stratonovich. */
    STRATONOVICH
  }

  private final Sde sde;
  private final Sense sense;
  private final int channels;
  private final double[] drift;
  private final double[] noise;
  private final double[] moved;
  private final double[] state;
  private final double[] column;
  private final double[] weight;

  /**
   * A solver.
   *
   * @param width    coordinates of a state
   * @param channels channels of the noise; {@code width} if it is diagonal
   */
  public LevyMilstein(Sde sde, Sense sense, int width, int channels) {
    if (sde instanceof DiagonalSde && channels != width || channels < 1) {
      throw new IllegalArgumentException("levy milstein: needs >= 1 channel, and with diagonal noise one per coordinate, got "
          + channels + " for " + width);
    }
    this.sde = sde;
    this.sense = sense;
    this.channels = channels;
    this.drift = new double[width];
    this.noise = new double[width];
    this.moved = new double[width];
    this.state = new double[width];
    this.column = new double[width];
    this.weight = new double[channels];
  }

  /**
   * One step, in place.
   *
   * @param t    the time at its beginning
   * @param h    its length, positive
   * @param dW   W(t + h) - W(t), one value per channel
   * @param levy [channels * channels], A_lk at l channels + k
   * @param y    the state
   */
  public void step(double t, double h, double[] dW, double[] levy, double[] y) {
    PathSteps.check("levy milstein", sde, h, dW, y, drift.length);
    if (dW.length != channels || levy.length != channels * channels) {
      throw new IllegalArgumentException("levy milstein: needs " + channels + " increments and " + channels * channels + " areas, got "
          + dW.length + " and " + levy.length);
    }
    double root = StrictMath.sqrt(h);
    sde.drift(t, y, drift);
    sde.noise(t, y, dW, noise);
    for (int k = 0; k < channels; k++) {
      for (int l = 0; l < channels; l++) {
        double own = l == k && sense == Sense.ITO ? h : 0;
        weight[l] = (0.5 * (dW[l] * dW[k] - own) + levy[l * channels + k]) / root;
      }
      sde.noise(t, y, weight, moved);
      for (int l = 0; l < channels; l++) {
        weight[l] = l == k ? 0.5 * root : 0;
      }
      difference(t, y, 1);
      difference(t, y, -1);
    }
    for (int i = 0; i < y.length; i++) {
      y[i] += drift[i] * h + noise[i];
    }
  }

  /** noise += sign g(t, y + sign moved) weight. */
  private void difference(double t, double[] y, int sign) {
    for (int i = 0; i < y.length; i++) {
      state[i] = y[i] + sign * moved[i];
    }
    sde.noise(t, state, weight, column);
    for (int i = 0; i < y.length; i++) {
      noise[i] += sign * column[i];
    }
  }
}
