package org.anabranch.solver.multistep;

import java.util.Arrays;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.TimeGrid;

/**
 * DPM-Solver++, the multistep exponential integrator of the flow in lambda = log(alpha / sigma), order 1, 2 or 3, and its
 * stochastic form.
 *
 * <p>With s, t the ends of a step, h = lambda(t) - lambda(s), m the data predictions, r0 h and r1 h the steps before, the ordinary
 * form has z = h, the stochastic one z = 2 h:
 * <pre>
 *   x' = (sigma(t) / sigma(s)) exp(h - z) x + alpha(t) z (phi1 m[0] + correction) + noise,   phi[k] at -z
 *   D1 = (m[0] - m[1]) / r0,  D1' = (m[1] - m[2]) / r1,  D2 = (D1 - D1') / (r0 + r1)
 *   order 2: correction = phi1 / 2 D1                 order 3: correction = phi2 (D1 + r0 D2) + 2 phi3 D2
 *   noise = 0, or in the stochastic form normal with deviation sigma(t) sqrt(1 - exp(-2 h))
 * </pre>
 * The published third order has phi3 D2 in place of 2 phi3 D2, the divided difference taken for the derivative, and is of second
 * order for it; {@link Third#PUBLISHED} is that. diffusers' stochastic third order has the wrong sign before phi2 in the last term as
 * well, and is not offered. On a linear path order 1 is Euler's method, and on any path DDIM.
 *
 * <p>The order is what the past allows. A step that begins or ends at an infinite lambda is of first order, whose limit is exact
 * there (x' = sigma(t) x + alpha(t) m from pure noise, x' = m to the data), and a time of infinite lambda serves no later step. With
 * less than 15 steps the last but one is of second order at most, as in diffusers. One evaluation a step.
 *
 * <p>References: Lu et al. 2022, DPM-Solver++, algorithm 2 and appendix; diffusers
 * {@code schedulers/scheduling_dpmsolver_multistep.py} (solver_type midpoint).
 *
 * @param order      1, 2 or 3
 * @param stochastic whether the noise of the diffusion's own reverse equation is added, sde-dpmsolver++
 * @param third      which third order; of no consequence for the others
 */
public record DpmSolver(int order, boolean stochastic, Third third) implements MultistepMethod {
  private static final int FEW_STEPS = 15;

  /** The two third orders. */
  public enum Third {
    /** Third order by the derivatives of the interpolating polynomial. */
    DERIVATIVE,
    /** As in the paper's code and diffusers: of second order. */
    PUBLISHED
  }

  /** Checks the order. */
  public DpmSolver {
    if (order < 1 || order > 3) {
      throw new IllegalArgumentException("dpm-solver: the order must be 1, 2 or 3, got " + order);
    }
  }

  /** The ordinary form. */
  public static DpmSolver ordinary(int order) {
    return new DpmSolver(order, false, Third.DERIVATIVE);
  }

  /** The stochastic form. */
  public static DpmSolver stochastic(int order) {
    return new DpmSolver(order, true, Third.DERIVATIVE);
  }

  @Override
  public String name() {
    return (stochastic ? "sde-dpmpp-" : "dpmpp-") + order + (order > 1 ? "m" : "")
        + (order == 3 && third == Third.PUBLISHED ? "-published" : "");
  }

  @Override
  public int history() {
    return order - 1;
  }

  @Override
  public Prediction prediction() {
    return Prediction.DATA;
  }

  @Override
  public StepFormula formula(Interpolant path, TimeGrid grid, int step, int past) {
    NoiseLevel s = NoiseLevel.of(path, grid.time(step));
    NoiseLevel t = NoiseLevel.of(path, grid.time(step + 1));
    double decay = s.decayTo(t);
    double gone = stochastic ? 1 - decay * decay : 1 - decay;
    double state = t.sigma() / s.sigma() * (stochastic ? decay : 1);
    double noise = stochastic ? t.sigma() * StrictMath.sqrt(gone) : 0;
    double[] m = {t.alpha() * gone};
    double h = t.lambda() - s.lambda();
    int now = Double.isInfinite(h) ? 1 : orderOf(path, grid, step, past);
    if (now == 1) {
      return new StepFormula(state, m, noise);
    }
    double z = stochastic ? 2 * h : h;
    double r0 = (s.lambda() - lambda(path, grid, step - 1)) / h;
    m = Arrays.copyOf(m, now);
    if (now == 2) {
      add(m, t.alpha() * z * Phi.of(1, -z) / 2, 1 / r0, -1 / r0);
      return new StepFormula(state, m, noise);
    }
    double r1 = (lambda(path, grid, step - 1) - lambda(path, grid, step - 2)) / h;
    // D1 + r0 D2 and D2 as combinations of m[0], m[1], m[2]
    double sum = r0 + r1;
    double[] second = {1 / (r0 * sum), -1 / (r0 * r1), 1 / (r1 * sum)};
    double[] first = {1 / r0 + r0 * second[0], -1 / r0 + r0 * second[1], r0 * second[2]};
    add(m, t.alpha() * z * Phi.of(2, -z), first);
    add(m, t.alpha() * z * Phi.of(3, -z) * (third == Third.DERIVATIVE ? 2 : 1), second);
    return new StepFormula(state, m, noise);
  }

  private int orderOf(Interpolant path, TimeGrid grid, int step, int past) {
    boolean endsAtData = grid.time(grid.steps()) == grid.direction().dataTime();
    boolean lastButOne = endsAtData && step == grid.steps() - 2 && grid.steps() < FEW_STEPS;
    int most = Math.min(lastButOne ? 2 : order, past + 1);
    int now = 1;
    while (now < most && Double.isFinite(lambda(path, grid, step - now))) {
      now++;
    }
    return now;
  }

  private static double lambda(Interpolant path, TimeGrid grid, int step) {
    return NoiseLevel.of(path, grid.time(step)).lambda();
  }

  private static void add(double[] m, double factor, double... terms) {
    for (int j = 0; j < terms.length; j++) {
      m[j] += factor * terms[j];
    }
  }
}
