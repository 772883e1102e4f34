package org.anabranch.solver.masked;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a sequence is unmasked: in each round, which positions, how many, and whether tokens are masked again. Which token is the
 * {@link TokenLaw}'s business.
 *
 * <p>A policy ends within {@link #steps()} rounds, whatever happens on the way. Immutable; safe from any thread.
 */
public interface UnmaskingPolicy {
  /** One word or two for reports. */
  String name();

  /** Rounds at most: the cap on a row's evaluations. */
  int steps();

  /**
   * Decides what becomes of a row after its evaluation. At the last step nothing may stay masked.
   *
   * @param round the row, its masked positions and what the network says of them
   */
  void decide(UnmaskingRound round);

  /**
   * What {@link #decide} reads of the network through {@link UnmaskingRound#draw}, {@link UnmaskingRound#likeliest},
   * {@link UnmaskingRound#score} and {@link UnmaskingRound#commit}, so that a device keeps its logits; empty where it reads
   * distributions as wholes.
   *
   * @param positions the row's masked positions
   */
  default Optional<RoundReading> reading(MaskedRow row, int step, int[] positions) {
    return Optional.empty();
  }

  /**
   * The time t of a row about to be evaluated, 1 where all is masked and 0 at the data: what a network that takes noise levels is told.
   *
   * <p>Without a schedule of its own a policy's time is the share of the open positions that are masked.
   */
  default double time(MaskedRow row, int step) {
    return row.open() == 0 ? 0 : (double) row.masked() / row.open();
  }

  /** Whether the positions are drawn, tokens apart. */
  default boolean isRandom() {
    return true;
  }

  /** Whether unmasked tokens may be masked again, so that a row without masks is not done. */
  default boolean remasks() {
    return false;
  }

  /**
   * The probability that the forward process masks a token between two steps; empty if the number of masks, not a clock, says where a
   * row stands: a rewound row then gets as many masks as it had.
   */
  default OptionalDouble remaskChance(int from, int to) {
    return OptionalDouble.empty();
  }

  /**
   * Whether what becomes of a row depends on its tokens, the step and the row's numbers alone, so that it may be an action of a
   * search.
   */
  default boolean isOfState() {
    return false;
  }

  /**
   * How many more masks a row may have at a step, so that the rounds from there on still fill it: any number, unless said otherwise.
   */
  default int spareMasks(MaskedRow row, int step) {
    return row.open();
  }

  /**
   * Why a sequence is not drawn from the law that the network's conditionals define, tokens being drawn from the model; empty if it is.
   */
  Optional<String> inexactness(TokenTemplate template);

  /**
   * The block that a position belongs to, from 0: blocks are unmasked one after the other.
   *
   * @param template where the open positions begin and end
   */
  default int block(TokenTemplate template, int position) {
    return 0;
  }

  /**
   * Checks that this can unmask a template.
   *
   * @throws IllegalArgumentException naming the rule and both values
   */
  default void check(TokenTemplate template) {}
}
