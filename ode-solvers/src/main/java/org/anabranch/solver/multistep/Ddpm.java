package org.anabranch.solver.multistep;

import java.util.Locale;
import org.anabranch.engine.Kernels;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VarianceField;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.sde.StepNoise;

/**
 * DDPM's ancestral sampling: x' = mean + sqrt(variance) z with the mean and variance of the forward process run backwards from the
 * noisier t to s, the data m taken from the field:
 *
 * <pre>
 *   mean  = (alpha(t) / alpha(s)) (sigma(s) / sigma(t))^2 x + alpha(s) large / sigma(t)^2 m
 *   large = sigma(t)^2 - (alpha(t) / alpha(s))^2 sigma(s)^2          small = large sigma(s)^2 / sigma(t)^2
 *   learned: log variance = f log large + (1 - f) log small,  f = (v + 1) / 2, v from the network
 * </pre>
 * on any path and grid. No noise is drawn in the step to the data. Small is exact for data in one point, large for standard normal
 * data. One evaluation a step, no past.
 *
 * <p>References: Ho et al. 2020, algorithm 2; Nichol and Dhariwal 2021, equation 15; facebookresearch/DiT
 * {@code diffusion/gaussian_diffusion.py}, p_sample.
 *
 * @param variance which
 */
public record Ddpm(Variance variance) implements MultistepMethod {
  /** The variance of a step. */
  public enum Variance {
    /** The posterior's. */
    SMALL,
    /** The forward process's, beta. */
    LARGE,
    /** Between the two, as a {@link VarianceField} says, element by element. */
    LEARNED
  }

  @Override
  public String name() {
    return "ddpm" + (variance == Variance.SMALL ? "" : "-" + variance.name().toLowerCase(Locale.ROOT));
  }

  /** The learned fractions stand in the buffer of a past that is never pushed. */
  @Override
  public int history() {
    return variance == Variance.LEARNED ? 1 : 0;
  }

  @Override
  public Prediction prediction() {
    return Prediction.DATA;
  }

  @Override
  public boolean drawsNoise(VelocityField field, TimeGrid grid, int step) {
    return variance == Variance.LEARNED ? field.interpolant().sigma(grid.time(step + 1)) > 0
        : MultistepMethod.super.drawsNoise(field, grid, step);
  }

  @Override
  public void check(VelocityField field, TimeGrid grid) {
    if (variance == Variance.LEARNED && !(field instanceof VarianceField both && both.predictsVariance())) {
      throw new IllegalArgumentException("ddpm-learned: needs a network that predicts the variance of a step, this one predicts "
          + "the velocity alone");
    }
    check(field.interpolant(), grid);
  }

  /** The formula; with a learned variance, without its noise. */
  @Override
  public StepFormula formula(Interpolant path, TimeGrid grid, int step, int past) {
    Transition t = Transition.of(path, grid.time(step), grid.time(step + 1));
    double noise = t.to().sigma() == 0 ? 0 : switch (variance) {
      case SMALL -> StrictMath.sqrt(t.small());
      case LARGE -> StrictMath.sqrt(t.large());
      case LEARNED -> 0;
    };
    return new StepFormula(t.state(), new double[] {t.data()}, noise);
  }

  @Override
  public FlowStepper open(VelocityField field, TimeGrid grid, Kernels kernels, StepNoise noise, int maxRows) {
    if (variance == Variance.LEARNED) {
      check(field, grid);
      return new LearnedVarianceStepper(this, field, grid, noise, maxRows);
    }
    return new MultistepStepper(this, field, grid, noise, maxRows);
  }
}
