package org.anabranch.model.slots;

import java.util.Arrays;
import java.util.OptionalInt;
import org.anabranch.solver.automaton.TokenAutomaton;
import org.anabranch.solver.masked.TokenSlot;

/**
 * A slot as it is asked for: a name, a type, and how values are laid into it.
 *
 * @param name  its name
 * @param type  what it holds
 * @param width positions; empty for as many as the longest value takes
 * @param pad   the token that fills up shorter values; empty for none
 * @param side  where pads stand
 */
public record SlotSpec(String name, SlotType type, OptionalInt width, OptionalInt pad, TokenAutomaton.Side side) {
  /** A slot as wide as its values, none of which is shorter. */
  public static SlotSpec of(String name, SlotType type) {
    return new SlotSpec(name, type, OptionalInt.empty(), OptionalInt.empty(), TokenAutomaton.Side.RIGHT);
  }

  /** The same with a width. */
  public SlotSpec withWidth(int positions) {
    return new SlotSpec(name, type, OptionalInt.of(positions), pad, side);
  }

  /** The same with a token that fills up shorter values. */
  public SlotSpec withPad(int token, TokenAutomaton.Side where) {
    return new SlotSpec(name, type, width, OptionalInt.of(token), where);
  }

  /**
   * The slot in tokens.
   *
   * @param from its first position
   * @throws IllegalArgumentException naming the rule and both values if values do not fit the width, need a pad or a width, or cannot
   * be     written in the vocabulary
   */
  public TokenSlot at(int from, Vocabulary vocabulary) {
    TokenAutomaton values = type.compile(vocabulary, pad.orElse(-1));
    if (values.shortest().isEmpty()) {
      throw new IllegalArgumentException("slot " + name + ": needs at least one value, " + type + " has none in the model's "
          + vocabulary.size() + " tokens");
    }
    if (width.isEmpty() && values.longest().isEmpty()) {
      throw new IllegalArgumentException("slot " + name + ": needs a width, values of " + type + " may have any length");
    }
    int positions = width.orElseGet(() -> values.longest().getAsInt());
    boolean tooLong = values.longest().isPresent() && values.longest().getAsInt() > positions;
    if (type.needsRoomForAll() && tooLong) {
      throw new IllegalArgumentException("slot " + name + ": all values must fit into its " + positions + " positions, " + type
          + " has one of " + values.longest().getAsInt());
    }
    if (type.needsRoomForAll() && pad.isEmpty() && values.shortest().getAsInt() < positions) {
      throw new IllegalArgumentException("slot " + name + ": needs a pad token, " + type + " has a value of "
          + values.shortest().getAsInt() + " tokens for " + positions + " positions");
    }
    return new TokenSlot(name, from, positions, pad.isPresent() ? values.padded(pad.getAsInt(), side) : values);
  }

  /** The value that tokens of the slot stand for, its pads left out. */
  public String value(int[] tokens, Vocabulary vocabulary) {
    int from = 0;
    int to = tokens.length;
    while (pad.isPresent() && side == TokenAutomaton.Side.RIGHT && to > 0 && tokens[to - 1] == pad.getAsInt()) {
      to--;
    }
    while (pad.isPresent() && side == TokenAutomaton.Side.LEFT && from < to && tokens[from] == pad.getAsInt()) {
      from++;
    }
    return vocabulary.decode(Arrays.copyOfRange(tokens, from, to));
  }
}
