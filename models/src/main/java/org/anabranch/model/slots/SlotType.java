package org.anabranch.model.slots;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.BasicAutomata;
import dk.brics.automaton.BasicOperations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.anabranch.solver.automaton.TokenAutomaton;

/** What a slot holds, in words: one of some texts, an integer of a range, or a text that matches a regular expression. */
public sealed interface SlotType {
  /**
   * The values as an automaton over tokens, pads apart.
   *
   * @param pad the token that fills up a slot and that no value may hold, -1 for none
   * @throws IllegalArgumentException if there is no value, a text is not made of the vocabulary's tokens, or an expression is refused
   */
  TokenAutomaton compile(Vocabulary vocabulary, int pad);

  /** Whether a value shorter than the slot is meant to be there, so that it needs a pad, rather than to be left out. */
  default boolean needsRoomForAll() {
    return true;
  }

  /**
   * One of several texts, each cut into tokens as the vocabulary does.
   *
   * @param values at least one, all different
   */
  record Choice(List<String> values) implements SlotType {
    /** Checks the number. */
    public Choice {
      values = List.copyOf(values);
      if (values.isEmpty() || values.stream().anyMatch(String::isEmpty) || new HashSet<>(values).size() < values.size()) {
        throw new IllegalArgumentException("slot: a choice needs at least one text, none empty and none twice, got " + values);
      }
    }

    @Override
    public TokenAutomaton compile(Vocabulary vocabulary, int pad) {
      return TokenAutomaton.ofSequences(toString(), values.stream().map(v -> cut(v, vocabulary)).toList());
    }

    /** The tokens of a value, all of them text. */
    private static int[] cut(String value, Vocabulary vocabulary) {
      int[] ids = vocabulary.encode(value);
      for (int id : ids) {
        if (vocabulary.units(id).isEmpty()) {
          throw new IllegalArgumentException("slot: a value is made of tokens that are text, '" + value
              + "' has the special token " + id);
        }
      }
      return ids;
    }

    @Override
    public String toString() {
      return "one of " + values;
    }
  }

  /** What is said of zeros before an integer. */
  enum Zeros {
    /** None: 7. */
    NONE,
    /** Any number: 7, 07, 007. */
    ALLOWED,
    /** As many as make all integers equally long: 07 in [0, 99]. */
    FIXED;

    /** The name in lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An integer in decimal digits, a minus before a negative one. In a vocabulary whose tokens have several characters, up to
   * {@value #MOST_LISTED} values are cut into tokens as the vocabulary does, as a choice's are; else in any way.
   *
   * @param low  the least
   * @param high the largest
   */
  record IntegerRange(int low, int high, Zeros zeros) implements SlotType {
    /** Checks the range. */
    public IntegerRange {
      if (low > high || low == Integer.MIN_VALUE) {
        throw new IllegalArgumentException("slot: an integer range needs low <= high, got [" + low + ", " + high + "]");
      }
    }

    /** Values that are cut one by one. */
    static final int MOST_LISTED = 4096;

    @Override
    public TokenAutomaton compile(Vocabulary vocabulary, int pad) {
      if (zeros != Zeros.ALLOWED && (long) high - low < MOST_LISTED && vocabulary.texts().longest() > 1) {
        return listed(vocabulary);
      }
      List<Automaton> parts = new ArrayList<>();
      int digits = Math.max(digits(Math.abs(low)), digits(Math.abs(high)));
      if (high >= 0) {
        parts.add(naturals(Math.max(0, low), high, digits));
      }
      if (low < 0) {
        parts.add(BasicOperations.concatenate(BasicAutomata.makeChar('-'), naturals(Math.max(1, -high), -low, digits)));
      }
      return TokenLift.of(BasicOperations.union(parts), vocabulary, pad, toString());
    }

    private TokenAutomaton listed(Vocabulary vocabulary) {
      int digits = Math.max(digits(Math.abs(low)), digits(Math.abs(high)));
      String format = zeros == Zeros.FIXED ? "%0" + digits + "d" : "%d";
      return TokenAutomaton.ofSequences(toString(), IntStream.rangeClosed(low, high)
          .mapToObj(n -> vocabulary.encode((n < 0 ? "-" : "") + String.format(Locale.ROOT, format, Math.abs(n)))).toList());
    }

    private Automaton naturals(int from, int to, int digits) {
      if (zeros == Zeros.FIXED) {
        return BasicAutomata.makeInterval(from, to, digits);
      }
      if (zeros == Zeros.ALLOWED) {
        return BasicAutomata.makeInterval(from, to, 0);
      }
      List<Automaton> byLength = new ArrayList<>();
      for (int n = digits(from); n <= digits(to); n++) {
        long least = n == 1 ? 0 : (long) Math.pow(10, n - 1);
        long most = (long) Math.pow(10, n) - 1;
        byLength.add(BasicAutomata.makeInterval((int) Math.max(from, least), (int) Math.min(to, most), n));
      }
      return BasicOperations.union(byLength);
    }

    private static int digits(int n) {
      return Integer.toString(n).length();
    }

    @Override
    public String toString() {
      return "an integer in [" + low + ", " + high + "]" + (zeros == Zeros.NONE ? "" : ", zeros " + zeros.word());
    }
  }

  /** A text that matches a regular expression as a whole. Cut into tokens in any way. Without a pad it fills the slot. */
  record Expression(String regex) implements SlotType {
    @Override
    public TokenAutomaton compile(Vocabulary vocabulary, int pad) {
      return TokenLift.of(RegexSyntax.parse(regex), vocabulary, pad, toString());
    }

    @Override
    public boolean needsRoomForAll() {
      return false;
    }

    @Override
    public String toString() {
      return "/" + regex + "/";
    }
  }
}
