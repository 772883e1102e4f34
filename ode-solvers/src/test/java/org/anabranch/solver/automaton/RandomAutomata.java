package org.anabranch.solver.automaton;

import java.util.Random;

/** Automata for tests. */
public final class RandomAutomata {
  private RandomAutomata() {}

  /** A random automaton: any states, edges and ends. */
  public static TokenAutomaton next(Random random, int vocabulary) {
    TokenAutomaton.Builder b = new TokenAutomaton.Builder();
    int states = 1 + random.nextInt(5);
    for (int q = 0; q < states; q++) {
      b.state();
    }
    for (int q = 0; q < states; q++) {
      for (int t = 0; t < vocabulary; t++) {
        if (random.nextInt(3) > 0) {
          b.edge(q, random.nextInt(states), t);
        }
      }
      if (random.nextInt(2) == 0) {
        b.accept(q);
      }
    }
    return b.build("random");
  }
}
