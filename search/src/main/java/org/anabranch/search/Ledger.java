package org.anabranch.search;

import java.util.List;

/**
 * What a search was granted and what it did with it, in total and by round.
 *
 * <p>The sum of {@code used} over the entries is {@link #used}, and {@code used <= granted}. What was granted and neither
 * used nor dealt to a round is {@link #unspent}.
 *
 * @param granted       row-evaluations granted to the search
 * @param used          row-evaluations charged by the meter
 * @param verifierCalls rows scored by verifiers, never part of {@code used}
 * @param verifierCost  the verifiers' own estimate of those calls, in row-evaluations; see {@link Verifier#costPerCall}
 * @param peakBytes     the most memory that the search held at once, as {@link Budget} counts it
 * @param rolledOver    sum of the entries' roll-overs
 * @param positions     positions of sequences that were computed, 0 where samples are no sequences; see
 *                      {@link org.anabranch.solver.Meter#positions()}
 * @param allPositions  positions that the same evaluations compute where nothing is kept of earlier ones
 * @param entries       one per round or step, in order
 */
public record Ledger(long granted, long used, long verifierCalls, double verifierCost, long peakBytes, long rolledOver, long positions,
    long allPositions, List<Entry> entries) {
  /** Copies the entries. */
  public Ledger {
    entries = List.copyOf(entries);
  }

  /** Row-evaluations granted and left over. */
  public long unspent() {
    return granted - used;
  }

  /**
   * One round of a search, or one step of a search that deals its budget to steps.
   *
   * @param step          number of the round or step, from 0
   * @param asked         row-evaluations that the algorithm would have used
   * @param granted       row-evaluations that the policy dealt to it, at most {@code asked}
   * @param used          row-evaluations charged, at most {@code granted}
   * @param rolledOver    row-evaluations granted, not used, and handed on to a later entry
   * @param verifierCalls rows scored
   */
  public record Entry(int step, long asked, long granted, long used, long rolledOver, long verifierCalls) {}
}
