package org.anabranch.solver.slots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.masked.Conditionals;
import org.anabranch.solver.masked.TokenSlot;
import org.anabranch.solver.masked.TokenTemplate;

/**
 * Exact draws given that slots hold: p(x | every slot of x has one of its values).
 *
 * <p>The slots come first, all of them together, by enumeration: each combination of values has its probability by the chain rule over
 * the slots' open positions from left to right, normalised over the combinations. A draw fills the template's slots; what is left open
 * is drawn by an exact sampler with no slot to heed, which gives the conditional law of the chain that begins with the slots. Cutting
 * one position's law after the other during unmasking does not (its weight is {@code MaskedRow.logMass}).
 *
 * <p>Costs the evaluations of {@link ChainRule.Span#evaluations} once, and none per draw. Immutable and thread-safe.
 */
public final class ExactSlots {
  private final TokenTemplate template;
  private final int[] positions;
  private final SlotLaw law;
  private final double[] cumulative;

  private ExactSlots(TokenTemplate template, int[] positions, SlotLaw law) {
    this.template = template;
    this.positions = positions;
    this.law = law;
    this.cumulative = law.probabilities();
    Arrays.parallelPrefix(cumulative, Double::sum);
  }

  /**
   * Enumerates the slots of a template.
   *
   * @param most the most combinations of values
   * @return empty if the meter stopped it
   * @throws IllegalArgumentException if the template has no open slot, or more combinations
   */
  public static Optional<ExactSlots> of(TokenTemplate template, Conditionals network, int most) {
    List<TokenSlot> slots = template.slots().stream().sorted((a, b) -> Integer.compare(a.from(), b.from())).toList();
    int[] positions = slots.stream().flatMapToInt(s -> IntStream.range(s.from(), s.end()).filter(template::isOpen)).toArray();
    if (positions.length == 0) {
      throw new IllegalArgumentException("exact slots: need an open position in a slot, the template has " + slots.size()
          + " slots and none open");
    }
    double count = slots.stream().mapToDouble(s -> template.values(s.name()).count()).reduce(1, (a, b) -> a * b);
    if (count > most) {
      throw new IllegalArgumentException(String.format(Locale.ROOT,
          "exact slots: at most %d combinations of values are enumerated, there are %.0f", most, count));
    }
    List<int[]> combinations = List.of(new int[0]);
    for (TokenSlot slot : slots) {
      List<int[]> longer = new ArrayList<>();
      for (int[] begin : combinations) {
        for (int[] value : template.values(slot.name()).sequences(most)) {
          int[] open = IntStream.range(0, slot.width()).filter(i -> template.isOpen(slot.from() + i)).map(i -> value[i]).toArray();
          int[] all = Arrays.copyOf(begin, begin.length + open.length);
          System.arraycopy(open, 0, all, begin.length, open.length);
          longer.add(all);
        }
      }
      combinations = longer;
    }
    ChainRule.Span span = new ChainRule.Span(template.tokens(), template.mask(), positions, combinations);
    List<int[]> values = combinations;
    return ChainRule.logProbabilities(network, List.of(span))
        .map(logs -> new ExactSlots(template, positions, SlotLaw.ofLogWeights("all", SlotLaw.Method.CHAIN, values, logs[0])));
  }

  /** The law of the combinations: values hold the tokens of all open slot positions from left to right. */
  public SlotLaw law() {
    return law;
  }

  /** The template with its slots filled by a draw, a function of the key alone. */
  public TokenTemplate draw(TrajectoryKey key) {
    // Elements from 8 L on belong to no token of a row: its own take 4 L, those drawn again another 4 L.
    double u = RandomStream.uniform(key, 0, Purpose.TOKEN, 8L * template.length()) * cumulative[cumulative.length - 1];
    int at = 0;
    while (at < cumulative.length - 1 && u >= cumulative[at]) {
      at++;
    }
    TokenTemplate filled = template;
    for (int j = 0; j < positions.length; j++) {
      filled = filled.withGiven(positions[j], law.values().get(at)[j]);
    }
    return filled;
  }
}
