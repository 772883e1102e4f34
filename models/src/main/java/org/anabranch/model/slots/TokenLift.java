package org.anabranch.model.slots;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.State;
import dk.brics.automaton.Transition;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.anabranch.solver.automaton.TokenAutomaton;

/**
 * An automaton over characters as one over the tokens of a vocabulary: a token leads where its characters lead, so every way to cut a
 * value into tokens is a path. Sets of states are the states, found as they are reached, so the result is deterministic.
 */
final class TokenLift {
  /** States over tokens at most: beyond this an expression is refused. */
  static final int MOST_STATES = 10_000;

  private final Vocabulary vocabulary;
  private final TokenAutomaton.Builder builder = new TokenAutomaton.Builder();
  private final Map<Set<State>, Integer> numbers = new HashMap<>();
  private final ArrayDeque<Set<State>> open = new ArrayDeque<>();

  private TokenLift(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * Lifts an automaton.
   *
   * @param noToken a token that no value may hold, such as the pad; -1 for none
   * @throws IllegalArgumentException if it takes more than {@value #MOST_STATES} states
   */
  static TokenAutomaton of(Automaton characters, Vocabulary vocabulary, int noToken, String description) {
    // The singleton form of the library has no states until it is asked to have them.
    characters.expandSingleton();
    return new TokenLift(vocabulary).lift(Set.of(characters.getInitialState()), noToken, description);
  }

  private TokenAutomaton lift(Set<State> start, int noToken, String description) {
    number(start, description);
    while (!open.isEmpty()) {
      Set<State> from = open.remove();
      int number = numbers.get(from);
      Map<Character, Set<State>> first = new HashMap<>();
      for (int id = 0; id < vocabulary.size(); id++) {
        String text = vocabulary.text(id);
        if (id == noToken || text.isEmpty()) {
          continue;
        }
        Set<State> to = first.computeIfAbsent(text.charAt(0), c -> step(from, c));
        for (int i = 1; i < text.length() && !to.isEmpty(); i++) {
          to = step(to, text.charAt(i));
        }
        if (!to.isEmpty()) {
          builder.edge(number, number(to, description), id);
        }
      }
    }
    return builder.build(description);
  }

  private int number(Set<State> states, String description) {
    Integer known = numbers.get(states);
    if (known != null) {
      return known;
    }
    if (numbers.size() == MOST_STATES) {
      throw new IllegalArgumentException("slot: an automaton over tokens may have " + MOST_STATES + " states, " + description
          + " needs more");
    }
    int number = builder.state();
    numbers.put(states, number);
    open.add(states);
    if (states.stream().anyMatch(State::isAccept)) {
      builder.accept(number);
    }
    return number;
  }

  private static Set<State> step(Set<State> from, char c) {
    Set<State> to = new HashSet<>();
    for (State state : from) {
      for (Transition t : state.getTransitions()) {
        if (t.getMin() <= c && c <= t.getMax()) {
          to.add(t.getDest());
        }
      }
    }
    return to;
  }
}
