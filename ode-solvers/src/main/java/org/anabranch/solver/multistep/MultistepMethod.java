package org.anabranch.solver.multistep;

import org.anabranch.engine.Kernels;
import org.anabranch.solver.Conversion;
import org.anabranch.solver.FlowMethod;
import org.anabranch.solver.FlowStepper;
import org.anabranch.solver.Interpolant;
import org.anabranch.solver.Prediction;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.sde.StepNoise;

/**
 * A method whose step is a {@link StepFormula}: a linear combination of the state, the predictions now and at earlier steps, and
 * noise. One evaluation per row and step.
 *
 * <p>The formula depends on how much of the past there is: a trajectory begins without any, and begins anew after a rewind.
 * Immutable and thread-safe.
 */
public interface MultistepMethod extends FlowMethod {
  /** What the formula combines. */
  Prediction prediction();

  /**
   * The formula of a step.
   *
   * @param past earlier predictions at hand, those of the steps just before this one; at most {@link #history} and {@code step}
   */
  StepFormula formula(Interpolant path, TimeGrid grid, int step, int past);

  @Override
  default int evaluations(int step, int steps) {
    return 1;
  }

  @Override
  default boolean drawsNoise(VelocityField field, TimeGrid grid, int step) {
    return formula(field.interpolant(), grid, step, 0).noise() > 0;
  }

  @Override
  default void check(Interpolant path, TimeGrid grid) {
    for (int i = 0; i < grid.steps(); i++) {
      Conversion.of(path, Prediction.VELOCITY, prediction(), grid.time(i));
      for (int past = 0; past <= Math.min(i, history()); past++) {
        StepFormula formula = formula(path, grid, i, past);
        if (!formula.isFinite()) {
          throw new IllegalArgumentException(name() + ": the step from time " + grid.time(i) + " to " + grid.time(i + 1)
              + " must have finite coefficients, they are " + formula);
        }
      }
    }
  }

  @Override
  default FlowStepper open(VelocityField field, TimeGrid grid, Kernels kernels, int maxRows) {
    return open(field, grid, kernels, StepNoise.KEYED, maxRows);
  }

  /** A stepper whose noise comes from the given source. */
  default FlowStepper open(VelocityField field, TimeGrid grid, Kernels kernels, StepNoise noise, int maxRows) {
    return new MultistepStepper(this, field, grid, noise, maxRows);
  }

  /** The same method with noise from the given source instead of the rows' keys. */
  default FlowMethod withNoise(StepNoise noise) {
    return new WithNoise(this, noise);
  }
}
