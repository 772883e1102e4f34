package org.anabranch.solver;

import java.util.Arrays;

/** A {@link FlowMethod} at work on one field. Threading: one thread at a time, as its field. */
public interface FlowStepper {
  /**
   * Evaluates the rows' states at t[step] and says so with {@link FlowRows#evaluated}, if the meter admits it; does nothing if they
   * are {@link FlowRows#isEvaluated evaluated} already.
   */
  Admission evaluate(FlowRows rows, int step, Meter meter);

  /**
   * Moves all rows from t[step] to t[step + 1]. States that are {@link FlowRows#isEvaluated evaluated} are not evaluated again, unless
   * the method does not {@link FlowMethod#beginsAtState begin} there.
   *
   * <p>Asks the meter before every batched evaluation, and after the first admitted one says with {@link FlowRows#evaluated}
   * what was evaluated. If a later one is not admitted, {@link FlowRows#state} must still be that at the beginning of the step.
   *
   * @return {@link Admission#ADMITTED}, or the limit that stopped the step
   */
  Admission step(FlowRows rows, int step, Meter meter);

  /**
   * The standard deviation of the Gaussian noise that a step ends with, x' = mean(x) + deviation z: 0 if it draws none, NaN if its law
   * is another.
   */
  default double deviation(int step) {
    return 0;
  }

  /**
   * The numbers z of a row's step, as the step draws them.
   *
   * @param z receives them
   * @param w of the same length, overwritten
   */
  default void noise(FlowRows rows, int row, int step, double[] z, double[] w) {
    Arrays.fill(z, 0);
  }
}
