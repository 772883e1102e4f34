package org.anabranch.model.slots;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.State;
import dk.brics.automaton.Transition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.solver.automaton.TokenAutomaton;

/**
 * An automaton over characters, or over bytes, as one over the tokens of a vocabulary: a token leads where its characters lead, so
 * every way to cut a value into tokens is a path. Sets of states are the states, found as they are reached, so the
 * result is deterministic.
 *
 * <p>A state's tokens are found by a walk over the vocabulary's {@link TokenTexts} in a table of the states after each class of
 * characters, filled in as it is asked: some milliseconds a state with 126,000 tokens.
 */
final class TokenLift {
  /** States over tokens at most: beyond this an expression is refused. */
  static final int MOST_STATES = 10_000;
  /** Bytes of the sets of tokens at most. */
  static final long MOST_BYTES = 128L << 20;
  private static final int UNKNOWN = -2;
  private static final int NONE = -1;

  private final Vocabulary vocabulary;
  private final String description;
  private final TokenAutomaton.Builder builder = new TokenAutomaton.Builder();
  /** The first character of each class: characters of one class lead to the same states from anywhere. */
  private final char[] classes;
  private final byte[] classOfAscii = new byte[0x100];
  private final boolean small;
  /** Sets of states over characters, more than those over tokens: also the ones inside a token. */
  private final Map<Set<State>, Integer> numbers = new HashMap<>();
  private final List<Set<State>> sets = new ArrayList<>();
  private final List<int[]> table = new ArrayList<>();
  /** The number over tokens of a set, where it has one. */
  private final Map<Integer, Integer> states = new HashMap<>();
  private final List<Integer> order = new ArrayList<>();
  /** The tokens that lead from the state at hand to each set. */
  private BitSet[] edges = new BitSet[64];
  private final BitSet reached = new BitSet();
  private long bytes;

  private TokenLift(Vocabulary vocabulary, String description, char[] classes) {
    this.vocabulary = vocabulary;
    this.description = description;
    this.classes = classes;
    this.small = classes.length < Byte.MAX_VALUE;
    for (int c = 0; small && c < classOfAscii.length; c++) {
      classOfAscii[c] = (byte) search((char) c);
    }
  }

  /**
   * Lifts an automaton.
   *
   * @param noToken a token that no value may hold, such as the pad; -1 for none
   * @throws IllegalArgumentException if it takes more than {@value #MOST_STATES} states, or more memory than {@value #MOST_BYTES} bytes
   */
  static TokenAutomaton of(Automaton characters, Vocabulary vocabulary, int noToken, String description) {
    // The singleton form of the library has no states until it is asked to have them.
    characters.expandSingleton();
    Automaton units = vocabulary.inBytes() ? Utf8Automaton.of(characters) : characters;
    TreeSet<Character> starts = new TreeSet<>(Set.of(Character.MIN_VALUE));
    for (State s : units.getStates()) {
      for (Transition t : s.getTransitions()) {
        starts.add(t.getMin());
        if (t.getMax() < Character.MAX_VALUE) {
          starts.add((char) (t.getMax() + 1));
        }
      }
    }
    char[] classes = new char[starts.size()];
    int n = 0;
    for (char c : starts) {
      classes[n++] = c;
    }
    return new TokenLift(vocabulary, description, classes).lift(Set.of(units.getInitialState()), noToken);
  }

  private TokenAutomaton lift(Set<State> start, int noToken) {
    state(number(start));
    TokenTexts texts = vocabulary.texts();
    for (int at = 0; at < order.size(); at++) {
      reached.clear();
      texts.walk(order.get(at), this::step, (id, to) -> {
        if (id != noToken) {
          reach(id, to);
        }
      });
      // By the number of the set, which is the order in which walks reach them: the result depends on no table's order.
      for (int to = reached.nextSetBit(0); to >= 0; to = reached.nextSetBit(to + 1)) {
        BitSet tokens = edges[to];
        edges[to] = null;
        bytes += tokens.length() / Byte.SIZE;
        if (bytes > MOST_BYTES) {
          throw new IllegalArgumentException("slot: an automaton over tokens may take " + (MOST_BYTES >> 20) + " MiB, " + description
              + " needs more with the model's " + vocabulary.size() + " tokens");
        }
        builder.edges(at, state(to), tokens);
      }
    }
    return builder.build(description);
  }

  /** Notes that a token leads from the state at hand to a set. */
  private void reach(int id, int to) {
    if (to >= edges.length) {
      edges = Arrays.copyOf(edges, 2 * to);
    }
    if (edges[to] == null) {
      edges[to] = new BitSet(vocabulary.size());
      reached.set(to);
    }
    edges[to].set(id);
  }

  /** The number over tokens of a set of states. */
  private int state(int set) {
    Integer known = states.get(set);
    if (known != null) {
      return known;
    }
    if (order.size() == MOST_STATES) {
      throw tooMany();
    }
    int number = builder.state();
    states.put(set, number);
    order.add(set);
    if (sets.get(set).stream().anyMatch(State::isAccept)) {
      builder.accept(number);
    }
    return number;
  }

  private IllegalArgumentException tooMany() {
    return new IllegalArgumentException("slot: an automaton over tokens may have " + MOST_STATES + " states, " + description
        + " needs more");
  }

  private int number(Set<State> set) {
    Integer known = numbers.get(set);
    if (known != null) {
      return known;
    }
    // Most states over characters are states over tokens too: twice as many are enough for all that could be built.
    if (sets.size() == 2 * MOST_STATES) {
      throw tooMany();
    }
    numbers.put(set, sets.size());
    sets.add(set);
    int[] row = new int[classes.length];
    Arrays.fill(row, UNKNOWN);
    table.add(row);
    return sets.size() - 1;
  }

  private int step(int from, char c) {
    int k = small && c < classOfAscii.length ? classOfAscii[c] : search(c);
    int to = table.get(from)[k];
    if (to == UNKNOWN) {
      Set<State> next = new HashSet<>();
      for (State state : sets.get(from)) {
        for (Transition t : state.getTransitions()) {
          if (t.getMin() <= c && c <= t.getMax()) {
            next.add(t.getDest());
          }
        }
      }
      to = next.isEmpty() ? NONE : number(next);
      table.get(from)[k] = to;
    }
    return to;
  }

  private int search(char c) {
    int at = Arrays.binarySearch(classes, c);
    return at >= 0 ? at : -at - 2;
  }
}
