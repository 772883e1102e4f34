package org.anabranch.search;

import java.util.List;

/**
 * How the evaluations of a search are dealt to its steps, and when a step has seen enough. Immutable and thread-safe; what works is the
 * {@link Dealer} that it opens for one pass of a search.
 *
 * <p>A policy deals what is left above the bare cost of the trajectories that the pass must bring to their end, so no policy can leave
 * a search without an answer. Which policies an algorithm can honour it says by {@link SearchAlgorithm#policies}.
 */
public interface BudgetPolicy {
  /** The same for every step; what a step leaves is left. */
  BudgetPolicy EVEN = BudgetPolicies.EVEN;
  /** The same for every step, and what a step leaves goes to the next: rollover budget forcing. */
  BudgetPolicy ROLLOVER = BudgetPolicies.ROLLOVER;
  /** Rolls over, and ends a step when its next evaluation promises less than those of earlier steps did when they ended. */
  BudgetPolicy ADAPTIVE = BudgetPolicies.ADAPTIVE;

  /**
   * Ends a step, and with it the search, when all that is left to the step promises less than a tolerance.
   *
   * @param tolerance in units of the score, 0 or more
   */
  static BudgetPolicy saturation(double tolerance) {
    return BudgetPolicies.saturation(tolerance);
  }

  /**
   * The policy of that name; {@code saturation:T} has the tolerance T, 0.01 unless it says.
   *
   * @throws IllegalArgumentException for an unknown name, listing the known ones
   */
  static BudgetPolicy named(String name) {
    return BudgetPolicies.named(name);
  }

  /** Names of all policies. */
  static List<String> names() {
    return BudgetPolicies.NAMES;
  }

  /** The name, without a tolerance. */
  String name();

  /** Whether it may end a step before its grant is used, so that a step's proposals must come in waves. */
  boolean endsEarly();

  /**
   * A dealer for one pass.
   *
   * @param evaluations row-evaluations to deal, 0 or more
   * @param steps       among so many steps, at least 1
   */
  Dealer open(long evaluations, int steps);

  /** A policy at work. Steps are dealt in order, each once. */
  interface Dealer {
    /** What the step may use. */
    long deal(int step);

    /**
     * Whether the step should go on proposing.
     *
     * @param gain what the next proposal promises to gain, by {@link OrderStatistics#gainOfNext}; infinity while too few are known
     * @param left proposals that the grant still pays
     */
    boolean goOn(double gain, long left);

    /**
     * Ends the step.
     *
     * @param used of what was dealt
     * @param gain as for {@link #goOn}, when the step ended
     * @return what goes on to the next step
     */
    long close(long used, double gain);

    /** Whether a step ended because nothing more was to be gained. */
    boolean isSaturated();
  }
}
