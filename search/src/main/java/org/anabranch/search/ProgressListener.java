package org.anabranch.search;

import java.util.OptionalDouble;

/**
 * Hears how a search gets on: after every step of its trajectories and at the end of every round.
 *
 * <p>Called from the searching thread, which waits. A listener that throws is not called again; the search goes on and its
 * outcome carries a warning.
 */
@FunctionalInterface
public interface ProgressListener {
  /** Hears the state of the search. */
  void onProgress(Progress progress);

  /** A listener that does nothing. */
  static ProgressListener silent() {
    return progress -> {};
  }

  /**
   * The state of a running search.
   *
   * @param used          row-evaluations charged so far
   * @param granted       row-evaluations granted
   * @param verifierCalls rows scored so far
   * @param bestScore     best score so far, empty before the first
   * @param rounds        rounds finished
   */
  record Progress(long used, long granted, long verifierCalls, OptionalDouble bestScore, int rounds) {}
}
