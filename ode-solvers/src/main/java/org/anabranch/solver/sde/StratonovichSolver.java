package org.anabranch.solver.sde;

/**
 * Fixed steps of an {@link Sde} in the sense of Stratonovich along given increments of Brownian motion. With Y = y + f h + g dW:
 *
 * <pre>
 *   Euler-Heun:      y = y + f h + (g(y) + g(t + h, y + g(y) dW)) dW / 2
 *   Heun:            y = y + ((f + f(t + h, Y)) h + (g + g(t + h, Y)) dW) / 2
 *   midpoint:        y = y + f(m) h + g(m) dW at m = (t + h/2, y + (f h + g dW) / 2)
 *   Milstein:        y = y + f h + g dW + g g' dW^2 / 2
 *   reversible Heun: z' = 2 y - z + f(z) h + g(z) dW,  y = y + ((f(z) + f(z')) h + (g(z) + g(z')) dW) / 2,  z = y at the start
 * </pre>
 * Strong order 1 for diagonal and additive noise, 1/2 for noise that does not commute. Of reversible Heun 1 is proved for additive
 * noise only, and 1/2 else; on geometric Brownian motion 1 is measured. It keeps z from step to step: begin each path with
 * {@link #begin}. A step allocates nothing. One thread at a time.
 *
 * <p>References: Kloeden and Platen 1992, chapters 10 and 11; Burrage, Burrage and Tian 2004; Kidger et al. 2021 (reversible Heun);
 * google-research/torchsde {@code _core/methods}.
 */
public final class StratonovichSolver {
  /** The scheme. */
  public enum Method {
    /** Heun in the noise alone. */
    EULER_HEUN,
    /** Heun in both. */
    HEUN,
    /** The midpoint rule. */
    MIDPOINT,
    /** With the derivative of g. */
    MILSTEIN,
    /** Algebraically reversible; one evaluation a step. */
    REVERSIBLE_HEUN
  }

  private final Sde sde;
  private final Method method;
  private final double[] f;
  private final double[] g;
  private final double[] f2;
  private final double[] g2;
  private final double[] state;

  /**
   * A solver for states of {@code width} coordinates.
   *
   * @throws IllegalArgumentException for Milstein's method with a {@link GeneralSde}, which needs areas ({@link LevyMilstein})
   */
  public StratonovichSolver(Sde sde, Method method, int width) {
    PathSteps.checkMilstein("stratonovich solver", sde, method == Method.MILSTEIN);
    this.sde = sde;
    this.method = method;
    this.f = new double[width];
    this.g = new double[width];
    this.f2 = new double[width];
    this.g2 = new double[width];
    this.state = new double[width];
  }

  /** Begins a path at y: reversible Heun remembers it, the others do not need to. */
  public void begin(double[] y) {
    System.arraycopy(y, 0, state, 0, state.length);
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
    PathSteps.check("stratonovich solver", sde, h, dW, y, f.length);
    if (method == Method.REVERSIBLE_HEUN) {
      reversibleHeun(t, h, dW, y);
      return;
    }
    sde.drift(t, y, f);
    sde.noise(t, y, dW, g);
    switch (method) {
      case EULER_HEUN -> {
        set(y, 0, 1);
        sde.noise(t + h, state, dW, g2);
        add(y, h, f, 0.5, g, 0.5, g2);
      }
      case HEUN -> {
        set(y, h, 1);
        sde.drift(t + h, state, f2);
        sde.noise(t + h, state, dW, g2);
        add(y, 0.5 * h, f, 0.5, g, 0.5, g2);
        add(y, 0.5 * h, f2, 0, g, 0, g2);
      }
      case MIDPOINT -> {
        set(y, 0.5 * h, 0.5);
        sde.drift(t + 0.5 * h, state, f2);
        sde.noise(t + 0.5 * h, state, dW, g2);
        add(y, h, f2, 0, g, 1, g2);
      }
      default -> {
        if (sde instanceof DiagonalSde diagonal) {
          diagonal.diffusion(t, y, f2);
          diagonal.diffusionSlope(t, y, g2);
          for (int j = 0; j < y.length; j++) {
            g[j] += 0.5 * f2[j] * g2[j] * (dW[j] * dW[j]);
          }
        }
        add(y, h, f, 1, g, 0, g2);
      }
    }
  }

  private void reversibleHeun(double t, double h, double[] dW, double[] y) {
    sde.drift(t, state, f);
    sde.noise(t, state, dW, g);
    for (int j = 0; j < y.length; j++) {
      state[j] = 2 * y[j] - state[j] + f[j] * h + g[j];
    }
    sde.drift(t + h, state, f2);
    sde.noise(t + h, state, dW, g2);
    add(y, 0.5 * h, f, 0.5, g, 0.5, g2);
    add(y, 0.5 * h, f2, 0, g, 0, g2);
  }

  /** state = y + a f + b g */
  private void set(double[] y, double a, double b) {
    for (int j = 0; j < y.length; j++) {
      state[j] = y[j] + a * f[j] + b * g[j];
    }
  }

  /** y += a u + b v + c w */
  private static void add(double[] y, double a, double[] u, double b, double[] v, double c, double[] w) {
    for (int j = 0; j < y.length; j++) {
      y[j] += a * u[j] + b * v[j] + c * w[j];
    }
  }
}
