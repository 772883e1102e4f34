package org.anabranch.solver.sde;

/**
 * Fixed steps of an {@link Sde} in the sense of Ito along given increments of Brownian motion, so that a path may be recorded, or come
 * from a {@link BrownianPath}.
 *
 * <pre>
 *   Euler-Maruyama, strong order 1/2:   y = y + f h + g dW
 *   Milstein, strong order 1:           y = y + f h + g dW + g g' (dW^2 - h) / 2
 * </pre>
 * With additive noise the two are one, of strong order 1. Reference: Kloeden and Platen 1992, sections 10.2 and 10.3. A step allocates
 * nothing. One thread at a time.
 */
public final class ItoSolver {
  /** The scheme. */
  public enum Method {
    /** Strong order 1/2, weak order 1. */
    EULER,
    /** Strong order 1. */
    MILSTEIN
  }

  private final Sde sde;
  private final Method method;
  private final double[] drift;
  private final double[] noise;
  private final double[] diffusion;
  private final double[] slope;

  /**
   * A solver for states of {@code width} coordinates.
   *
   * @throws IllegalArgumentException for Milstein's method with a {@link GeneralSde}, which needs areas ({@link LevyMilstein})
   */
  public ItoSolver(Sde sde, Method method, int width) {
    PathSteps.checkMilstein("ito solver", sde, method == Method.MILSTEIN);
    this.sde = sde;
    this.method = method;
    this.drift = new double[width];
    this.noise = new double[width];
    this.diffusion = new double[width];
    this.slope = new double[width];
  }

  /**
   * One step, in place.
   *
   * @param t  the time at its beginning
   * @param h  its length, positive
   * @param dW W(t + h) - W(t), one value per channel
   * @param y  the state
   */
  public void step(double t, double h, double[] dW, double[] y) {
    PathSteps.check("ito solver", sde, h, dW, y, drift.length);
    sde.drift(t, y, drift);
    sde.noise(t, y, dW, noise);
    boolean corrects = method == Method.MILSTEIN && sde instanceof DiagonalSde;
    if (corrects) {
      DiagonalSde diagonal = (DiagonalSde) sde;
      diagonal.diffusion(t, y, diffusion);
      diagonal.diffusionSlope(t, y, slope);
    }
    for (int j = 0; j < y.length; j++) {
      double correction = corrects ? 0.5 * diffusion[j] * slope[j] * (dW[j] * dW[j] - h) : 0;
      y[j] += drift[j] * h + noise[j] + correction;
    }
  }
}
