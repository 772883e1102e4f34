package org.anabranch.model.slots;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.State;
import dk.brics.automaton.Transition;
import java.util.HashMap;
import java.util.Map;

/**
 * An automaton over UTF-16 as one over the bytes of UTF-8, each a character from 0 to 255: a range of code points is a few ranges of
 * bytes, and what is left of a character after its first bytes is one state for all characters that go on alike. Not deterministic.
 *
 * <p>Surrogates count only in pairs; a lone one has no UTF-8.
 */
final class Utf8Automaton {
  private static final int CONTINUATION = 0x80;
  private static final int BITS = 6;
  /** The last code points of one, two, three and four bytes. */
  private static final int[] LAST = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};
  private static final int[] LEAD = {0, 0xC0, 0xE0, 0xF0};

  private final Map<State, State> states = new HashMap<>();
  /** States inside a character, by the bytes that are still to come and where they lead. */
  private final Map<Rest, State> inside = new HashMap<>();

  private Utf8Automaton() {}

  /** Bytes still to come, as the code points' last bits from low to high. */
  private record Rest(int bytes, int low, int high, State to) {}

  /** Translates an automaton, whose states it leaves as they are. */
  static Automaton of(Automaton characters) {
    Utf8Automaton translation = new Utf8Automaton();
    for (State from : characters.getStates()) {
      for (Transition t : from.getTransitions()) {
        translation.add(from, t);
      }
    }
    Automaton out = new Automaton();
    out.setInitialState(translation.state(characters.getInitialState()));
    out.setDeterministic(false);
    return out;
  }

  private State state(State of) {
    return states.computeIfAbsent(of, s -> {
      State made = new State();
      made.setAccept(s.isAccept());
      return made;
    });
  }

  private void add(State from, Transition t) {
    State source = state(from);
    range(source, t.getMin(), Math.min(t.getMax(), Character.MIN_SURROGATE - 1), state(t.getDest()));
    range(source, Math.max(t.getMin(), Character.MAX_SURROGATE + 1), t.getMax(), state(t.getDest()));
    int low = Math.max(t.getMin(), Character.MIN_HIGH_SURROGATE);
    int high = Math.min(t.getMax(), Character.MAX_HIGH_SURROGATE);
    if (low > high) {
      return;
    }
    for (Transition second : t.getDest().getTransitions()) {
      char least = (char) Math.max(second.getMin(), Character.MIN_LOW_SURROGATE);
      char most = (char) Math.min(second.getMax(), Character.MAX_LOW_SURROGATE);
      if (least > most) {
        continue;
      }
      State to = state(second.getDest());
      if (least == Character.MIN_LOW_SURROGATE && most == Character.MAX_LOW_SURROGATE) {
        range(source, Character.toCodePoint((char) low, least), Character.toCodePoint((char) high, most), to);
      } else {
        for (int h = low; h <= high; h++) {
          range(source, Character.toCodePoint((char) h, least), Character.toCodePoint((char) h, most), to);
        }
      }
    }
  }

  /** Adds the code points from low to high, if there are any. */
  private void range(State from, int low, int high, State to) {
    int first = 0;
    for (int bytes = 1; bytes <= LAST.length; bytes++) {
      int least = Math.max(low, first);
      int most = Math.min(high, LAST[bytes - 1]);
      if (least <= most) {
        bytes(from, LEAD[bytes - 1], bytes - 1, least, most, to);
      }
      first = LAST[bytes - 1] + 1;
    }
  }

  /** Adds one byte, {@code lead} and the bits above those of the {@code rest} bytes that follow, and then these. */
  private void bytes(State from, int lead, int rest, int low, int high, State to) {
    int shift = BITS * rest;
    int ones = (1 << shift) - 1;
    int first = low >> shift;
    int last = high >> shift;
    if (rest == 0) {
      from.addTransition(new Transition((char) (lead + low), (char) (lead + high), to));
    } else if (first == last) {
      one(from, lead + first, lead + last, rest, low & ones, high & ones, to);
    } else {
      // The first and the last may be cut; those between are whole.
      boolean cutBelow = (low & ones) != 0;
      boolean cutAbove = (high & ones) != ones;
      if (cutBelow) {
        one(from, lead + first, lead + first, rest, low & ones, ones, to);
      }
      if (cutAbove) {
        one(from, lead + last, lead + last, rest, 0, high & ones, to);
      }
      int least = cutBelow ? first + 1 : first;
      int most = cutAbove ? last - 1 : last;
      if (least <= most) {
        one(from, lead + least, lead + most, rest, 0, ones, to);
      }
    }
  }

  private void one(State from, int least, int most, int rest, int low, int high, State to) {
    Rest key = new Rest(rest, low, high, to);
    State next = inside.get(key);
    if (next == null) {
      next = new State();
      inside.put(key, next);
      bytes(next, CONTINUATION, rest - 1, low, high, to);
    }
    from.addTransition(new Transition((char) least, (char) most, next));
  }
}
