package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a sequence must look like before the first evaluation: tokens that are given, open positions that hold the mask token, and
 * for open positions, if wanted, the only tokens that are allowed there.
 *
 * <p>Given tokens are never changed. Immutable and thread-safe.
 */
public final class TokenTemplate {
  private final int[] tokens;
  private final int mask;
  private final BitSet[] allowed;
  private final int[] open;

  private TokenTemplate(int[] tokens, int mask, BitSet[] allowed) {
    this.tokens = tokens;
    this.mask = mask;
    this.allowed = allowed;
    this.open = IntStream.range(0, tokens.length).filter(i -> tokens[i] == mask).toArray();
  }

  /**
   * A template.
   *
   * @param mask   the id of the mask token
   * @param tokens [L] ids, the mask token where a position is open
   * @throws IllegalArgumentException if there is no token
   */
  public static TokenTemplate of(int mask, int... tokens) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("template: needs at least one position, got 0");
    }
    return new TokenTemplate(tokens.clone(), mask, new BitSet[tokens.length]);
  }

  /** A template of open positions only. */
  public static TokenTemplate open(int mask, int length) {
    int[] tokens = new int[length];
    Arrays.fill(tokens, mask);
    return of(mask, tokens);
  }

  /**
   * The same template with the only tokens that an open position may take.
   *
   * @throws IllegalArgumentException if the position is not open, or nothing but the mask token would be allowed
   */
  public TokenTemplate withAllowed(int position, int... ids) {
    if (position < 0 || position >= tokens.length || tokens[position] != mask) {
      throw new IllegalArgumentException("template: allowed tokens are for open positions " + Arrays.toString(open) + ", got position "
          + position);
    }
    BitSet set = new BitSet();
    for (int id : ids) {
      if (id < 0 || id == mask) {
        throw new IllegalArgumentException("template: an allowed token must be >= 0 and not the mask token " + mask + ", position "
            + position + " allows " + id);
      }
      set.set(id);
    }
    if (set.isEmpty()) {
      throw new IllegalArgumentException("template: an open position must allow at least one token, position " + position
          + " allows none");
    }
    BitSet[] all = allowed.clone();
    all[position] = set;
    return new TokenTemplate(tokens, mask, all);
  }

  /** Number of positions. */
  public int length() {
    return tokens.length;
  }

  /** The mask token. */
  public int mask() {
    return mask;
  }

  /** The ids, a copy. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** The open positions, ascending; a copy. */
  public int[] openPositions() {
    return open.clone();
  }

  /** Number of open positions. */
  public int openCount() {
    return open.length;
  }

  /** The first open position; refused where there is none. */
  public int firstOpen() {
    return openAt(0);
  }

  /** The last open position; refused where there is none. */
  public int lastOpen() {
    return openAt(open.length - 1);
  }

  private int openAt(int i) {
    if (open.length == 0) {
      throw new IllegalStateException("template: needs an open position, all " + tokens.length + " are given");
    }
    return open[i];
  }

  /** Whether a position is open. */
  public boolean isOpen(int position) {
    return tokens[position] == mask;
  }

  /** Whether some position allows some tokens only. */
  public boolean isRestricted() {
    return Arrays.stream(allowed).anyMatch(s -> s != null);
  }

  /** The tokens allowed at a position, a copy; empty where all are. */
  public Optional<BitSet> allowedAt(int position) {
    return Optional.ofNullable(allowed[position]).map(s -> (BitSet) s.clone());
  }

  /** Whether a token other than the mask may stand at an open position. */
  boolean allows(int position, int id) {
    return id != mask && (allowed[position] == null || allowed[position].get(id));
  }

  /** Copies the ids. */
  void copyTo(int[] to) {
    System.arraycopy(tokens, 0, to, 0, tokens.length);
  }

  /**
   * Checks that sequences of a vocabulary can fulfil this, none of the forbidden ids being used.
   *
   * @throws IllegalArgumentException naming the position and the ids that conflict
   */
  void check(int vocabulary, BitSet forbidden) {
    if (mask < 0 || mask >= vocabulary) {
      throw new IllegalArgumentException("template: the mask token must be in [0, " + (vocabulary - 1) + "], got " + mask);
    }
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabulary) {
        throw new IllegalArgumentException("template: tokens must be in [0, " + (vocabulary - 1) + "], position " + i + " holds "
            + tokens[i]);
      }
      BitSet left = new BitSet();
      if (allowed[i] == null) {
        left.set(0, vocabulary);
        left.clear(mask);
      } else {
        left.or(allowed[i]);
        if (left.length() > vocabulary) {
          throw new IllegalArgumentException("template: tokens must be in [0, " + (vocabulary - 1) + "], position " + i + " allows "
              + (left.length() - 1));
        }
      }
      left.andNot(forbidden);
      if (tokens[i] == mask && left.isEmpty()) {
        throw new IllegalArgumentException("template: an open position must be left a token, position " + i + " allows "
            + allowedAt(i).map(BitSet::toString).orElse("all") + " of which " + forbidden + " are forbidden");
      }
    }
  }

  @Override
  public String toString() {
    return tokens.length + " tokens, " + open.length + " open";
  }
}
