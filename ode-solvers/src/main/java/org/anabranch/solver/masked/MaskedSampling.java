package org.anabranch.solver.masked;

import java.util.Optional;

/**
 * How sequences are drawn: which positions ({@link UnmaskingPolicy}), which tokens ({@link TokenLaw}), with which guidance, and what is
 * special about tokens that end a text.
 *
 * @param guidance s of classifier-free guidance u + (s + 1) (c - u), where u are the logits with the given tokens masked; 0 for none.
 *                 A guided evaluation costs 2
 * @param correction how committed tokens are corrected on the way
 * @param exact    whether a generator is refused unless it draws from the network's own law
 * @param cache    which positions an evaluation computes anew
 */
public record MaskedSampling(UnmaskingPolicy policy, TokenLaw law, double guidance, EndRule ends, Correction correction,
    boolean exact, CachePolicy cache) {
  /** Checks the range. */
  public MaskedSampling {
    if (!(guidance >= 0 && guidance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("guidance: must be finite and >= 0, got " + guidance);
    }
    if (ends.mode() == EndRule.Mode.DEFER && !(policy instanceof OrderedUnmasking)) {
      throw new IllegalArgumentException("end of text: tokens can be deferred in an order of positions, " + policy.name()
          + " has none");
    }
  }

  /** By a policy, from a law. */
  public static MaskedSampling of(UnmaskingPolicy policy, TokenLaw law) {
    return new MaskedSampling(policy, law, 0, EndRule.NONE, Correction.NONE, false, CachePolicy.NONE);
  }

  /** The same, guided. */
  public MaskedSampling withGuidance(double scale) {
    return new MaskedSampling(policy, law, scale, ends, correction, exact, cache);
  }

  /** The same with a rule for the end of a text. */
  public MaskedSampling withEnds(EndRule rule) {
    return new MaskedSampling(policy, law, guidance, rule, correction, exact, cache);
  }

  /** The same with committed tokens corrected on the way. */
  public MaskedSampling withCorrection(Correction how) {
    return new MaskedSampling(policy, law, guidance, ends, how, exact, cache);
  }

  /** The same, refused unless exact. */
  public MaskedSampling exactly() {
    return new MaskedSampling(policy, law, guidance, ends, correction, true, cache);
  }

  /** The same with a cache. */
  public MaskedSampling withCache(CachePolicy kept) {
    return new MaskedSampling(policy, law, guidance, ends, correction, exact, kept);
  }

  /** Whether anything is drawn. */
  public boolean isStochastic() {
    return policy.isRandom() || !law.isGreedy();
  }

  /** The most that a row can cost in rounds {@code from} to {@code to} - 1. */
  long evaluations(int from, int to) {
    return (long) (to - from) * costPerRow() + correction.evaluations(from, to);
  }

  /** Network rows that an evaluation of one row costs, corrections apart. */
  public int costPerRow() {
    return guidance == 0 ? 1 : 2;
  }

  /** Why sequences are not drawn from the law that the network's conditionals define; empty if they are. */
  public Optional<String> inexactness(TokenTemplate template) {
    if (!law.isModel()) {
      return Optional.of("tokens are drawn with " + law);
    }
    if (guidance != 0) {
      return Optional.of("guidance " + guidance + " changes the law");
    }
    if (ends.mode() != EndRule.Mode.NONE) {
      return Optional.of("the rule for the end of a text changes the law");
    }
    if (!cache.isNone() && cache.refresh() != 1) {
      return Optional.of("keys of a cache are not those of the present tokens");
    }
    if (!correction.isNone()) {
      return Optional.of("a correction rewrites tokens that were drawn");
    }
    // With one open position the law cut to what is allowed is the conditional law.
    if (template.isRestricted() && template.openCount() > 1) {
      return Optional.of("allowed tokens cut one position's law after the other, which is not the law given that all hold");
    }
    return policy.inexactness(template);
  }

  /** One line for reports. */
  public String description() {
    return policy.name() + ", " + law + (guidance == 0 ? "" : ", guidance " + guidance)
        + (correction.isNone() ? "" : ", " + correction) + (cache.isNone() ? "" : ", " + cache);
  }
}
