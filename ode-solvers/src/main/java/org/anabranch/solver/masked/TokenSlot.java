package org.anabranch.solver.masked;

import org.anabranch.solver.automaton.TokenAutomaton;

/**
 * A typed slot: neighbouring positions that together must hold a sequence of a language.
 *
 * @param name     what requests and errors call it
 * @param from     the first position
 * @param width    positions, at least 1
 * @param language the sequences; only those of {@code width} tokens fill the slot, so shorter values need {@link TokenAutomaton#padded}
 */
public record TokenSlot(String name, int from, int width, TokenAutomaton language) {
  /** Checks the ranges. */
  public TokenSlot {
    if (name.isBlank()) {
      throw new IllegalArgumentException("slot: needs a name, got '" + name + "'");
    }
    if (from < 0 || width < 1) {
      throw new IllegalArgumentException("slot " + name + ": needs a first position >= 0 and a width >= 1, got " + from + " and "
          + width);
    }
  }

  /** The position after the last. */
  public int end() {
    return from + width;
  }

  /** Whether a position is one of the slot's. */
  public boolean covers(int position) {
    return position >= from && position < end();
  }

  @Override
  public String toString() {
    return name + " at " + from + ".." + (end() - 1) + ", " + language;
  }
}
