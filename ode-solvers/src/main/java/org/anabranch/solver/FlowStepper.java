package org.anabranch.solver;

/** A {@link FlowMethod} at work on one field. Threading: one thread at a time, as its field. */
public interface FlowStepper {
  /**
   * Moves all rows from t[step] to t[step + 1].
   *
   * <p>Asks the meter before every batched evaluation, and after the first admitted one says with {@link FlowRows#evaluated}
   * what was evaluated. If a later one is not admitted, {@link FlowRows#state} must still be that at the beginning of the step.
   *
   * @return {@link Admission#ADMITTED}, or the limit that stopped the step
   */
  Admission step(FlowRows rows, int step, Meter meter);
}
