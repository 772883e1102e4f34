package org.anabranch.solver.masked;

import java.util.Locale;

/**
 * Which positions an evaluation computes, and how long keys and values of the others serve.
 *
 * <p>The active block is the one that holds the first mask: the open positions that the {@link UnmaskingPolicy} puts in one block, and
 * what is between them. {@link Reach#PREFIX} keeps the keys and values of all that is before it and computes the rest of the
 * sequence; {@link Reach#DUAL} keeps those after it too and computes the block. What is kept comes from one evaluation of all
 * positions, made
 * <ul>
 *   <li>when the row enters a block,
 *   <li>when that evaluation and those by its keys make {@code refresh},
 *   <li>when more than {@code changed} tokens of the row differ from those it saw,
 *   <li>when a token outside the window was changed, which no policy of blocks does, or the row was rewound.
 * </ul>
 * All of that is the row's own, so that its bits do not depend on batch mates. In between the kept keys are stale: in a bidirectional
 * network they depend on all tokens. The result is therefore another one than without a cache, except with {@code refresh} 1.
 *
 * <p>An evaluation is charged as 1 whatever it computes, as published counts do; {@link org.anabranch.solver.Meter#positions()} counts
 * what was computed.
 *
 * <p>Memory: rows that were not evaluated for longest lose their keys when all together need more than {@code bytes}. They are made
 * again from the tokens of that time, with the same bits, and this is charged as the evaluation it is: a row may then cost more than
 * {@link org.anabranch.solver.Generator#evaluations} says.
 *
 * <p>Reference: Wu et al. 2025 (Fast-dLLM, arXiv 2505.22618), prefix cache and dual cache, which refresh at the beginning of a block
 * only.
 *
 * @param refresh evaluations of a row that one computing of all positions serves, itself among them; 0 for as many as a block takes
 * @param changed tokens that may differ before all is computed anew; {@link Integer#MAX_VALUE} for any number
 * @param bytes   memory of the keys and values of all rows of a process
 */
public record CachePolicy(Reach reach, int refresh, int changed, long bytes) {
  /** Bytes unless said otherwise: 512 MiB. */
  public static final long DEFAULT_BYTES = 1L << 29;

  /** All positions are computed, always. */
  public static final CachePolicy NONE = new CachePolicy(Reach.NONE, 0, Integer.MAX_VALUE, DEFAULT_BYTES);

  /** What is kept. */
  public enum Reach {
    /** Nothing. */
    NONE,
    /** What is before the active block. */
    PREFIX,
    /** What is before and after it. */
    DUAL;

    /** In lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A stretch of positions [from, to). */
  record Window(int from, int to) {}

  /** Checks the ranges. */
  public CachePolicy {
    if (refresh < 0) {
      throw new IllegalArgumentException("cache: refresh must be >= 1 evaluation, or 0 for once a block, got " + refresh);
    }
    if (changed < 0) {
      throw new IllegalArgumentException("cache: the tokens that may differ must be >= 0, got " + changed);
    }
    if (bytes < 1) {
      throw new IllegalArgumentException("cache: bytes must be >= 1, got " + bytes);
    }
  }

  /** Refreshed when a row enters a block. */
  public static CachePolicy of(Reach reach) {
    return new CachePolicy(reach, 0, Integer.MAX_VALUE, DEFAULT_BYTES);
  }

  /** The same, refreshed every so many evaluations too. */
  public CachePolicy withRefresh(int evaluations) {
    return new CachePolicy(reach, evaluations, changed, bytes);
  }

  /** The same, refreshed too when more than so many tokens differ. */
  public CachePolicy withChanged(int tokens) {
    return new CachePolicy(reach, refresh, tokens, bytes);
  }

  /** The same with other memory. */
  public CachePolicy withBytes(long most) {
    return new CachePolicy(reach, refresh, changed, most);
  }

  /** Whether nothing is kept. */
  public boolean isNone() {
    return reach == Reach.NONE;
  }

  /**
   * What an evaluation computes of a row whose first mask is at a position.
   *
   * @param lookBack positions before the block whose hidden states its logits are made of
   */
  Window window(UnmaskingPolicy policy, TokenTemplate template, int firstMask, int lookBack) {
    int length = template.length();
    if (isNone()) {
      return new Window(0, length);
    }
    int block = policy.block(template, firstMask);
    int first = firstMask;
    int last = firstMask;
    for (int i = template.firstOpen(); i <= template.lastOpen(); i++) {
      if (template.isOpen(i) && policy.block(template, i) == block) {
        first = Math.min(first, i);
        last = i;
      }
    }
    return new Window(Math.max(0, first - lookBack), reach == Reach.PREFIX ? length : last + 1);
  }

  /**
   * Checks that there is something to keep of a template, and memory for it.
   *
   * @param name of the network
   * @throws IllegalArgumentException with the rule and both values
   */
  void check(UnmaskingPolicy policy, TokenTemplate template, TokenPredictor predictor, int copies, String name) {
    if (isNone() || template.openCount() == 0) {
      return;
    }
    if (predictor.keyBytes() == 0) {
      throw new IllegalArgumentException("cache: keys can be kept of networks whose keys depend on the tokens alone, " + name + " is "
          + (predictor.conditioned() ? "told the noise level" : "none of them"));
    }
    boolean some = false;
    for (int i : template.openPositions()) {
      Window w = window(policy, template, i, predictor.lookBack());
      some |= w.to() - w.from() < template.length();
    }
    if (!some) {
      throw new IllegalArgumentException("cache: " + reach.word() + " keeps what is " + (reach == Reach.PREFIX ? "before" : "outside")
          + " the active block, and " + policy.name() + " has one block of all " + template.length()
          + " positions; a block length is needed");
    }
    long needed = Math.multiplyExact((long) template.length() * copies, predictor.keyBytes());
    if (needed > bytes) {
      throw new IllegalArgumentException("cache: the keys and values of a row of " + template.length() + " tokens take " + needed
          + " bytes, the limit is " + bytes);
    }
  }

  @Override
  public String toString() {
    return isNone() ? "no cache" : reach.word() + " cache" + (refresh > 0 ? ", refresh " + refresh : "")
        + (changed < Integer.MAX_VALUE ? ", at most " + changed + " tokens changed" : "");
  }
}
