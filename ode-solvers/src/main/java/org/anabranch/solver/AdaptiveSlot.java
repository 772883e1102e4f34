package org.anabranch.solver;

/** The control state of a row on its way through an {@link AdaptiveRun}. */
final class AdaptiveSlot {
  /** How the equations of the attempted step ended. */
  enum Verdict {
    /** All stages stand. */
    SOLVED,
    /** Newton's method did not converge. */
    DIVERGED,
    /** A stage is not finite, at {@link #badTime} and {@link #badElement}. */
    NON_FINITE,
    /** The next iteration would have exceeded the row's evaluations. */
    OUT_OF_EVALUATIONS
  }

  final int row;
  double time;
  double length;
  double next;
  double last = 1;
  double beforeLast = 1;
  long accepted;
  long rejected;
  long evaluations;
  int nonFinite;
  int sinceNonFinite;
  int reached = 1;
  Verdict verdict = Verdict.SOLVED;
  double badTime;
  int badElement;
  /** How fast Newton's method converged last: the distance left over the last correction. */
  double newtonRate = 1;

  AdaptiveSlot(int row, double time) {
    this.row = row;
    this.time = time;
  }

  /** The time of a stage; that of the last is the next time itself. */
  double timeOf(double c) {
    return c == 1 ? next : c == 0 ? time : time + c * length;
  }

  void breaks(double at, int element) {
    verdict = Verdict.NON_FINITE;
    badTime = at;
    badElement = element;
  }
}
