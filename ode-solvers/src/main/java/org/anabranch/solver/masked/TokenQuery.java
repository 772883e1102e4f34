package org.anabranch.solver.masked;

import java.util.Optional;

/**
 * What is asked of a {@link TokenPredictor} about one row of a batch whose rows have lengths of their own.
 *
 * <p>The window [from, to) is what changes from one evaluation to the next. Its queries are compared with the keys of all positions:
 * those in the window are computed, those outside are computed or taken from an earlier evaluation, as the mode says.
 *
 * @param tokens    [L] ids, not changed and not kept
 * @param positions ascending, the positions of this row whose logits are wanted; with {@link Mode#USE} in the window
 * @param from      first position of the window
 * @param to        position after the window
 * @param kept      keys and values of the positions outside the window, with {@link Mode#USE}
 */
public record TokenQuery(int[] tokens, int[] positions, int from, int to, Mode mode, Optional<KeyValues> kept) {
  /** What becomes of the keys and values outside the window. */
  public enum Mode {
    /** All positions are computed, nothing is kept. */
    ALL,
    /** All positions are computed, and the keys and values outside the window are handed back. */
    KEEP,
    /** The window is computed. */
    USE
  }

  /** Checks the window, and that there are keys to use if, and only if, they are used. */
  public TokenQuery {
    if (!(0 <= from && from < to && to <= tokens.length)) {
      throw new IllegalArgumentException("query: a window must be within " + tokens.length + " positions and hold one, got [" + from
          + ", " + to + ")");
    }
    if (kept.isPresent() != (mode == Mode.USE)) {
      throw new IllegalArgumentException("query: keys are given where they are used, mode is " + mode + ", keys are "
          + (kept.isPresent() ? "given" : "not given"));
    }
    int low = mode == Mode.USE ? from : 0;
    int high = mode == Mode.USE ? to : tokens.length;
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] < low || positions[i] >= high || i > 0 && positions[i] <= positions[i - 1]) {
        throw new IllegalArgumentException("query: positions must ascend within [" + low + ", " + high + "), position " + i + " is "
            + positions[i] + (i > 0 ? " after " + positions[i - 1] : ""));
      }
    }
  }

  /** All positions computed, nothing kept. */
  public static TokenQuery all(int[] tokens, int[] positions) {
    return new TokenQuery(tokens, positions, 0, tokens.length, Mode.ALL, Optional.empty());
  }

  /** All positions computed, keys and values outside a window handed back. */
  public static TokenQuery keeping(int[] tokens, int[] positions, int from, int to) {
    return new TokenQuery(tokens, positions, from, to, Mode.KEEP, Optional.empty());
  }

  /** A window computed beside kept keys and values. */
  public static TokenQuery using(int[] tokens, int[] positions, int from, int to, KeyValues kept) {
    return new TokenQuery(tokens, positions, from, to, Mode.USE, Optional.of(kept));
  }

  /** Number of positions that are computed. */
  public int computed() {
    return mode == Mode.USE ? to - from : tokens.length;
  }
}
