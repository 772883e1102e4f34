package org.anabranch.search;

import java.util.ArrayList;
import java.util.List;

/** The rounds of one search's ledger, of which one at a time is open. */
final class LedgerBook {
  private final List<Ledger.Entry> entries = new ArrayList<>();
  private Round round = Round.NONE;

  /** What the open round was dealt, and the counters when it opened. */
  private record Round(long asked, long granted, long usedBefore, long callsBefore) {
    static final Round NONE = new Round(-1, -1, 0, 0);
  }

  /** Opens a round, with what the counters say. */
  void open(long asked, long granted, long used, long calls) {
    if (isOpen()) {
      throw new IllegalStateException("ledger: round " + entries.size() + " is still open");
    }
    round = new Round(asked, granted, used, calls);
  }

  /** Closes the round, with what the counters say now. */
  void close(long rolledOver, long used, long calls) {
    if (!isOpen()) {
      throw new IllegalStateException("ledger: no round is open, " + entries.size() + " are closed");
    }
    entries.add(new Ledger.Entry(entries.size(), round.asked(), round.granted(), used - round.usedBefore(), rolledOver,
        calls - round.callsBefore()));
    round = Round.NONE;
  }

  boolean isOpen() {
    return round != Round.NONE;
  }

  /**
   * The closed rounds.
   *
   * @throws IllegalStateException if one is open
   */
  List<Ledger.Entry> closed() {
    if (isOpen()) {
      throw new IllegalStateException("ledger: round " + entries.size() + " is still open");
    }
    return entries;
  }

  /** Number of closed rounds. */
  int size() {
    return entries.size();
  }
}
