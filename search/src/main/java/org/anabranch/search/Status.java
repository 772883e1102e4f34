package org.anabranch.search;

import org.anabranch.solver.Admission;

/** Why a search ended. Each of them comes with the best found so far. */
public enum Status {
  /** The algorithm did everything it was asked to do, has seen all there is, or found a sample of the largest score there is. */
  COMPLETED,
  /** What is left of the evaluations or verifier calls does not cover the algorithm's next action. */
  BUDGET_SPENT,
  /** The deadline passed. */
  DEADLINE,
  /** The caller cancelled. */
  CANCELLED,
  /** The algorithm found nothing better for as long as it was told to try. */
  SATURATED,
  /** The device that the generator runs on stopped answering; a warning says how. What was under way is gone. */
  DEVICE_LOST;

  /**
   * The status of a search that was stopped by this refusal.
   *
   * @throws IllegalArgumentException for {@link Admission#ADMITTED}, which stops nothing
   */
  public static Status stoppedBy(Admission refusal) {
    return switch (refusal) {
      case BUDGET_SPENT -> BUDGET_SPENT;
      case DEADLINE -> DEADLINE;
      case CANCELLED -> CANCELLED;
      case ADMITTED -> throw new IllegalArgumentException("status: an admitted evaluation stops nothing");
    };
  }
}
