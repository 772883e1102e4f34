package org.anabranch.solver.multistep;

import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.TimeGrid;

/**
 * DDIM: with the data m and the noise e = (x - alpha(t) m) / sigma(t) that the field predicts at t,
 *
 * <pre>
 *   x' = alpha(s) m + sqrt(sigma(s)^2 - eta^2 v) e + eta sqrt(v) z,
 *   v = (sigma(t)^2 - (alpha(t) / alpha(s))^2 sigma(s)^2) sigma(s)^2 / sigma(t)^2
 * </pre>
 * the step from t to the less noisy s on any path. eta = 0 draws nothing and is of first order, the same as DPM-Solver++ of order 1;
 * eta = 1 is DDPM with the small variance. One evaluation a step, no past.
 *
 * <p>Reference: Song, Meng and Ermon 2021, equations 12 and 16; facebookresearch/DiT {@code diffusion/gaussian_diffusion.py},
 * ddim_sample.
 *
 * @param eta 0 to 1
 */
public record Ddim(double eta) implements MultistepMethod {
  /** Checks eta. */
  public Ddim {
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("ddim: eta must be in [0, 1], got " + eta);
    }
  }

  @Override
  public String name() {
    return eta == 0 ? "ddim" : "ddim:" + eta;
  }

  @Override
  public Prediction prediction() {
    return Prediction.DATA;
  }

  @Override
  public StepFormula formula(Interpolant path, TimeGrid grid, int step, int past) {
    Transition transition = Transition.of(path, grid.time(step), grid.time(step + 1));
    double noise = eta * StrictMath.sqrt(transition.small());
    double sigma = transition.to().sigma();
    double kept = StrictMath.sqrt(Math.max(0, sigma * sigma - noise * noise)) / transition.from().sigma();
    return new StepFormula(kept, new double[] {transition.to().alpha() - transition.from().alpha() * kept}, noise);
  }
}
