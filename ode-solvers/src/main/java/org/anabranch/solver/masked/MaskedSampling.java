package org.anabranch.solver.masked;

import java.util.Optional;

/**
 * How sequences are drawn: which positions ({@link UnmaskingPolicy}), which tokens ({@link TokenLaw}), with which guidance, and what is
 * special about tokens that end a text.
 *
 * @param guidance s of classifier-free guidance u + (s + 1) (c - u), where u are the logits with the given tokens masked; 0 for none.
 *                 A guided evaluation costs 2
 * @param exact    whether a generator is refused unless it draws from the network's own law
 */
public record MaskedSampling(UnmaskingPolicy policy, TokenLaw law, double guidance, EndRule ends, boolean exact) {
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
    return new MaskedSampling(policy, law, 0, EndRule.NONE, false);
  }

  /** The same, guided. */
  public MaskedSampling withGuidance(double scale) {
    return new MaskedSampling(policy, law, scale, ends, exact);
  }

  /** The same with a rule for the end of a text. */
  public MaskedSampling withEnds(EndRule rule) {
    return new MaskedSampling(policy, law, guidance, rule, exact);
  }

  /** The same, refused unless exact. */
  public MaskedSampling exactly() {
    return new MaskedSampling(policy, law, guidance, ends, true);
  }

  /** Whether anything is drawn. */
  public boolean isStochastic() {
    return policy.isRandom() || !law.isGreedy();
  }

  /** Network rows that an evaluation of one row costs. */
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
    // With one open position the law cut to what is allowed is the conditional law.
    if (template.isRestricted() && template.openCount() > 1) {
      return Optional.of("allowed tokens cut one position's law after the other, which is not the law given that all hold");
    }
    return policy.inexactness(template);
  }

  /** One line for reports. */
  public String description() {
    return policy.name() + ", " + law + (guidance == 0 ? "" : ", guidance " + guidance);
  }
}
