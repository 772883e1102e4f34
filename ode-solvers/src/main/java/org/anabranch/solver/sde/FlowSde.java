package org.anabranch.solver.sde;

import java.util.Locale;
import org.anabranch.engine.Kernels;
import org.anabranch.solver.Direction;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;

/**
 * The stochastic differential equation that has the marginals of a flow, from its velocity alone.
 *
 * <pre>
 *   noise at one, integrated down, h = t[i] - t[i+1]:   x = x + (-u + g^2/2 score) h + g sqrt(h) z
 *   data at one,  integrated up,   h = t[i+1] - t[i]:   x = x + ( u + g^2/2 score) h + g sqrt(h) z
 * </pre>
 * The sign of the score is + in both. The score follows from the velocity by {@link org.anabranch.solver.Conversion}; where g is
 * 0 it is not asked for, so that a schedule that vanishes at a singular end is at home there.
 *
 * <p>References: Ma et al. 2024 (SiT), equation 4 and {@code transport/integrators.py}; Kim et al. 2025 (RBF), equation 7.
 *
 * @param diffusion g
 * @param scheme    how a step is made
 * @param lastStep  how the last is
 */
public record FlowSde(DiffusionSchedule diffusion, Scheme scheme, LastStep lastStep) implements FlowMethod {
  /** How a step is made of drift and noise. */
  public enum Scheme {
    /** Drift and noise at the beginning of the step: one evaluation, weak order 1. */
    EULER_MARUYAMA(1),
    /** SiT's "Heun": adds the step's noise first, then makes a Heun step of the drift from the noised state: two evaluations. */
    NOISE_THEN_HEUN(2);

    private final int evaluations;

    Scheme(int evaluations) {
      this.evaluations = evaluations;
    }

    /** Evaluations per row and step. */
    public int evaluations() {
      return evaluations;
    }
  }

  /**
   * SiT's grid: {@code points} equally spaced times from noise to {@code last} before the data, and the data. Without a last
   * step {@code last} is 0, and the grid ends with the {@code points} times.
   *
   * @param points what SiT calls num_steps, 250 there: {@code points - 1} steps before the last
   * @param last   what SiT calls last_step_size, 0.04 there
   */
  public static TimeGrid sitGrid(Direction direction, int points, double last) {
    if (points < 2 || !(last >= 0 && last < 1)) {
      throw new IllegalArgumentException("sde grid: needs >= 2 points and a last step in [0, 1), got " + points + " and " + last);
    }
    double[] t = new double[last == 0 ? points : points + 1];
    for (int i = 0; i < t.length; i++) {
      double s = i == points ? 1 : i * ((1 - last) / (points - 1));
      t[i] = direction == Direction.DATA_AT_ONE ? s : 1 - s;
    }
    t[t.length - 1] = direction.dataTime();
    return TimeGrid.of(direction, t);
  }

  @Override
  public String name() {
    return (scheme == Scheme.EULER_MARUYAMA ? "euler-maruyama" : "noise-then-heun") + " sde, " + diffusion
        + (lastStep == LastStep.NONE ? "" : ", last step " + lastStep.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public int evaluations(int step, int steps) {
    return isLast(step, steps) ? 1 : scheme.evaluations();
  }

  @Override
  public boolean beginsAtState(int step, int steps) {
    return isLast(step, steps) || scheme == Scheme.EULER_MARUYAMA;
  }

  @Override
  public boolean drawsNoise(VelocityField field, TimeGrid grid, int step) {
    return !isLast(step, grid.steps()) && diffusion.squared(field.interpolant(), grid.time(step)) > 0;
  }

  @Override
  public boolean stepsOnDevice() {
    return true;
  }

  @Override
  public void check(Interpolant path, TimeGrid grid) {
    StepCoefficients.of(this, path, grid);
  }

  @Override
  public FlowStepper open(VelocityField field, TimeGrid grid, Kernels kernels, int maxRows) {
    return kernels.provider().isDevice() ? new ResidentSdeStepper(this, field, grid, kernels, maxRows)
        : new SdeStepper(this, field, grid, StepNoise.KEYED, maxRows);
  }

  /** Whether the step is made by the rule of the last. */
  boolean isLast(int step, int steps) {
    return lastStep != LastStep.NONE && step == steps - 1;
  }
}
