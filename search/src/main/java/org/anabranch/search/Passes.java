package org.anabranch.search;

import org.anabranch.solver.Admission;

/** Repeats a pass over fresh trajectories, from noise to samples, while one more whole trajectory can be paid for. */
final class Passes {
  /** One pass. */
  interface Pass {
    /**
     * Spends at most what is left, in rounds of the ledger, and settles what it began.
     *
     * @param number of the pass, from 0
     * @return {@link Admission#ADMITTED}, or the limit that stopped it
     */
    Admission go(long number);
  }

  private Passes() {}

  /** Passes until a limit is reached, or {@code most} of them are done. */
  static Outcome run(SearchRun run, long most, Pass pass) {
    for (long number = 0; number < most; number++) {
      if (run.affordable(1) == 0) {
        return run.finish(Status.BUDGET_SPENT);
      }
      Admission a = pass.go(number);
      if (a != Admission.ADMITTED) {
        return run.finish(Status.stoppedBy(a));
      }
    }
    return run.finish(Status.COMPLETED);
  }
}
