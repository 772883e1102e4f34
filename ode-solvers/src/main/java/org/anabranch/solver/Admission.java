package org.anabranch.solver;

/** Whether the next evaluation may run, and if not, which limit says so. */
public enum Admission {
  /** It may, and has been charged. */
  ADMITTED,
  /** The evaluations granted do not cover it. */
  BUDGET_SPENT,
  /** The deadline has passed. */
  DEADLINE,
  /** The caller cancelled. */
  CANCELLED
}
