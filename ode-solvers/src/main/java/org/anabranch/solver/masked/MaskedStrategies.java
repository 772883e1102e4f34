package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The strategies by which a search may branch that draws no noise: orders of unmasking, with the likeliest token everywhere.
 *
 * @param named    a strategy by its name, as many rounds as the generator
 * @param standard the names that a search gets that asks for none, at least one
 */
public record MaskedStrategies(Function<String, ? extends UnmaskingPolicy> named, List<String> standard) {
  /** By noise of the order, which gives a confident model's samples their variety; measured on Sudoku. */
  public static final List<String> STANDARD = List.of("confidence", "log-confidence:0.1", "log-confidence:0.1", "log-confidence:0.1");

  /** Copies the list. */
  public MaskedStrategies {
    standard = List.copyOf(standard);
    if (standard.isEmpty()) {
      throw new IllegalArgumentException("strategies: needs at least one, got 0");
    }
  }

  /** The orders by their words, with the scale of their noise after a colon. */
  static MaskedStrategies orders(int steps) {
    return new MaskedStrategies(name -> ordered(name, steps), STANDARD);
  }

  /**
   * An order by its word, in even rounds: {@code confidence}, or {@code log-confidence:0.1} with noise of that scale.
   *
   * @throws IllegalArgumentException for an unknown word (listing the known ones), or if what follows the colon is no number
   */
  public static OrderedUnmasking ordered(String name, int steps) {
    int colon = name.indexOf(':');
    String word = colon < 0 ? name : name.substring(0, colon);
    Optional<Order> order = Arrays.stream(Order.values()).filter(o -> o.word().equals(word)).findFirst();
    if (order.isEmpty()) {
      throw new IllegalArgumentException("strategy: no order is named '" + word + "', there are "
          + Arrays.stream(Order.values()).map(Order::word).toList());
    }
    try {
      return OrderedUnmasking.of(steps, order.get()).withNoise(colon < 0 ? 0 : Double.parseDouble(name.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("strategy: what follows the colon must be a number, got '" + name + "'", e);
    }
  }
}
