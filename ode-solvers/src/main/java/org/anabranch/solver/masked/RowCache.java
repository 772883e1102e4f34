package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What was kept of one evaluation of all positions of a row: the tokens it saw, the keys and values outside a window, and the tokens it
 * found likeliest. Rows that were forked since share it.
 *
 * <p>Its keys may be dropped for lack of memory, and are then made again from its tokens.
 */
final class RowCache {
  private final CacheMemory owner;
  private final TokenTemplate template;
  private final int[] tokens;
  private final CachePolicy.Window window;
  private int[] filled = {};
  private Optional<List<KeyValues>> keys = Optional.empty();
  private int holders = 1;

  /**
   * A cache that one row holds, without keys yet.
   *
   * @param owner  the memory of the network that makes the keys
   * @param tokens that are evaluated, kept
   */
  RowCache(CacheMemory owner, TokenTemplate template, int[] tokens, CachePolicy.Window window) {
    this.owner = owner;
    this.template = template;
    this.tokens = tokens;
    this.window = window;
  }

  /** The memory of the network that made the keys: no other network can use them. */
  CacheMemory owner() {
    return owner;
  }

  /** The tokens that were evaluated, and with guidance as copy 1 those with the given ones masked. */
  int[] seen(int copy) {
    return copy == 0 ? tokens : Evaluator.withGivenMasked(template, tokens);
  }

  /** The tokens with what was masked filled with the likeliest. */
  int[] filled() {
    return filled;
  }

  /** Says what the evaluation filled in, kept. */
  void fill(int[] likeliest) {
    filled = likeliest;
  }

  CachePolicy.Window window() {
    return window;
  }

  /** Whether the tokens outside the window are those that were seen. */
  boolean sees(MaskedRow row) {
    for (int i = 0; i < tokens.length; i++) {
      if ((i < window.from() || i >= window.to()) && tokens[i] != row.token(i)) {
        return false;
      }
    }
    return true;
  }

  /** Tokens that differ from those that were seen. */
  int changed(MaskedRow row) {
    int n = 0;
    for (int i = 0; i < tokens.length; i++) {
      n += tokens[i] != row.token(i) ? 1 : 0;
    }
    return n;
  }

  /** Positions that are kept. */
  int kept() {
    return tokens.length - (window.to() - window.from());
  }

  /** The keys and values of the row, and of its copy for guidance if there is one; empty if they were dropped. */
  Optional<List<KeyValues>> keys() {
    return keys;
  }

  void drop() {
    keys = Optional.empty();
  }

  /** Takes keys in, the first or the same again. */
  void keep(List<KeyValues> made) {
    keys = Optional.of(made);
  }

  /** One more row holds this. */
  void hold() {
    holders++;
  }

  /** One row fewer holds this; says whether none is left. */
  boolean release() {
    return --holders == 0;
  }

  @Override
  public String toString() {
    return "keys outside " + window + " of " + Arrays.toString(tokens);
  }
}
