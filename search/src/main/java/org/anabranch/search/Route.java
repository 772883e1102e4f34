package org.anabranch.search;

import java.util.function.IntToLongFunction;
import org.anabranch.solver.Generator;

/** What a row costs from a step to the last, if it is evaluated where it stands at some steps and perhaps pushed there. Immutable. */
final class Route {
  private final boolean[] looks;
  private final long[] ahead;
  private final long[] evaluated;

  private Route(boolean[] looks, long[] ahead, long[] evaluated) {
    this.looks = looks;
    this.ahead = ahead;
    this.evaluated = evaluated;
  }

  /** The way without a look: whole trajectories as they are. */
  static Route plain(Generator g) {
    return of(g, new boolean[g.steps() + 1], step -> 0);
  }

  /**
   * A way with looks.
   *
   * @param looks [steps + 1] where rows are evaluated before they go on; a look at the last step costs nothing
   * @param extra evaluations that a row costs at a step with a look, besides the look and the step itself; it leaves the row
   *              evaluated
   */
  static Route of(Generator g, boolean[] looks, IntToLongFunction extra) {
    int steps = g.steps();
    long[] ahead = new long[steps + 1];
    long[] evaluated = new long[steps + 1];
    for (int s = steps - 1; s >= 0; s--) {
      evaluated[s] = g.evaluationsAfterLook(s, s + 1) + ahead[s + 1] + (looks[s] ? extra.applyAsLong(s) : 0);
      ahead[s] = looks[s] ? g.evaluationsPerLook() + evaluated[s] : g.evaluations(s, s + 1) + ahead[s + 1];
    }
    return new Route(looks.clone(), ahead, evaluated);
  }

  /**
   * The steps rint((start + k every) steps), k = 0, 1, ..., between 1 and {@code last}.
   *
   * @param start share of the steps, 0 to 1
   * @param every share of the steps, above 0
   */
  static boolean[] schedule(int steps, double start, double every, int last) {
    boolean[] looks = new boolean[steps + 1];
    for (int s = 1; s <= last; s++) {
      double k = Math.max(0, Math.rint((s / (double) steps - start) / every));
      looks[s] = (int) Math.rint((start + k * every) * steps) == s;
    }
    return looks;
  }

  /** Whether rows are evaluated at a step. */
  boolean looks(int step) {
    return looks[step];
  }

  /** Evaluations from a step to the end of a row that is not evaluated there. */
  long ahead(int step) {
    return ahead[step];
  }

  /** Evaluations from a step to the end of a row that is evaluated there. */
  long afterLook(int step) {
    return evaluated[step];
  }
}
