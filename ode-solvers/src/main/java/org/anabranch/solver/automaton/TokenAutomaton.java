package org.anabranch.solver.automaton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A deterministic finite automaton over token ids: the token sequences that a slot may hold.
 *
 * <p>An edge carries a set of tokens, so that a class of a large vocabulary is one edge. Every sequence has one path at most: sums over
 * paths are sums over sequences. Immutable and thread-safe.
 */
public final class TokenAutomaton {
  private final String description;
  private final int start;
  private final BitSet accepting;
  private final int[][] targets;
  private final BitSet[][] tokens;

  private TokenAutomaton(String description, int start, BitSet accepting, int[][] targets, BitSet[][] tokens) {
    this.description = description;
    this.start = start;
    this.accepting = accepting;
    this.targets = targets;
    this.tokens = tokens;
  }

  /** On which side of a value the pad tokens stand that fill a slot. */
  public enum Side {
    /** Before the value. */
    LEFT,
    /** After the value. */
    RIGHT
  }

  /** Collects states and edges; state 0 is the start. Not thread-safe. */
  public static final class Builder {
    private final List<Map<Integer, BitSet>> edges = new ArrayList<>();
    private final BitSet accepting = new BitSet();

    /** A new state's number. */
    public int state() {
      edges.add(new HashMap<>());
      return edges.size() - 1;
    }

    /** States so far. */
    public int states() {
      return edges.size();
    }

    /** Where a token leads; -1 where it leads nowhere. */
    public int target(int from, int token) {
      for (Map.Entry<Integer, BitSet> e : edges.get(from).entrySet()) {
        if (e.getValue().get(token)) {
          return e.getKey();
        }
      }
      return -1;
    }

    /**
     * Adds an edge.
     *
     * @throws IllegalArgumentException if the token is negative, or leads somewhere else already
     */
    public Builder edge(int from, int to, int token) {
      int before = token < 0 ? -1 : target(from, token);
      if (token < 0 || before >= 0 && before != to) {
        throw new IllegalArgumentException("automaton: a token must be >= 0 and lead from state " + from + " to one state, token "
            + token + " leads to " + to + (before < 0 ? "" : " and " + before));
      }
      edges.get(from).computeIfAbsent(to, t -> new BitSet()).set(token);
      return this;
    }

    /**
     * Adds an edge of many tokens.
     *
     * @throws IllegalArgumentException if one of them leads somewhere else already
     */
    public Builder edges(int from, int to, BitSet tokens) {
      for (Map.Entry<Integer, BitSet> e : edges.get(from).entrySet()) {
        if (e.getKey() != to && e.getValue().intersects(tokens)) {
          throw new IllegalArgumentException("automaton: a token must lead from state " + from + " to one state, some of " + tokens
              + " lead to " + to + " and " + e.getKey());
        }
      }
      edges.get(from).computeIfAbsent(to, t -> new BitSet()).or(tokens);
      return this;
    }

    /** Makes a state an end of sequences. */
    public Builder accept(int state) {
      accepting.set(state);
      return this;
    }

    /**
     * The automaton.
     *
     * @param description what the sequences are, for errors, such as {@code one of [yes, no]}
     */
    public TokenAutomaton build(String description) {
      int n = edges.size();
      int[][] targets = new int[n][];
      BitSet[][] tokens = new BitSet[n][];
      for (int q = 0; q < n; q++) {
        targets[q] = edges.get(q).keySet().stream().sorted().mapToInt(Integer::intValue).toArray();
        tokens[q] = new BitSet[targets[q].length];
        for (int e = 0; e < tokens[q].length; e++) {
          tokens[q][e] = (BitSet) edges.get(q).get(targets[q][e]).clone();
        }
      }
      return new TokenAutomaton(description, 0, (BitSet) accepting.clone(), targets, tokens);
    }
  }

  /**
   * The automaton of some sequences, which may have different lengths.
   *
   * @throws IllegalArgumentException if there is none, or a token is negative
   */
  public static TokenAutomaton ofSequences(String description, List<int[]> sequences) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("automaton: needs at least one sequence, " + description + " has 0");
    }
    Builder b = new Builder();
    b.state();
    for (int[] sequence : sequences) {
      int at = 0;
      for (int token : sequence) {
        int next = token < 0 ? -1 : b.target(at, token);
        if (next < 0) {
          next = b.state();
          b.edge(at, next, token);
        }
        at = next;
      }
      b.accept(at);
    }
    return b.build(description);
  }

  /**
   * The same sequences with any number of pad tokens on one side of them, so that shorter ones fill a slot too.
   *
   * @throws IllegalArgumentException if a sequence holds the pad token, as nobody could tell where the value ends
   */
  public TokenAutomaton padded(int pad, Side side) {
    if (tokens().get(pad)) {
      throw new IllegalArgumentException("slot: the pad token must not occur in a value, " + pad + " occurs in " + description);
    }
    int n = targets.length;
    int[][] to = Arrays.copyOf(targets, n + 1);
    BitSet[][] by = Arrays.copyOf(tokens, n + 1);
    BitSet ends = (BitSet) accepting.clone();
    BitSet only = new BitSet();
    only.set(pad);
    if (side == Side.RIGHT) {
      to[n] = new int[] {n};
      by[n] = new BitSet[] {only};
      for (int q = accepting.nextSetBit(0); q >= 0; q = accepting.nextSetBit(q + 1)) {
        append(to, by, q, n, only);
      }
      ends.set(n);
      return new TokenAutomaton(description, start, ends, to, by);
    }
    to[n] = targets[start].clone();
    by[n] = tokens[start].clone();
    append(to, by, n, n, only);
    ends.set(n, accepting.get(start));
    return new TokenAutomaton(description, n, ends, to, by);
  }

  private static void append(int[][] to, BitSet[][] by, int from, int target, BitSet tokens) {
    int n = to[from].length;
    to[from] = Arrays.copyOf(to[from], n + 1);
    by[from] = Arrays.copyOf(by[from], n + 1);
    to[from][n] = target;
    by[from][n] = tokens;
  }

  /** Every token that stands on an edge. */
  public BitSet tokens() {
    BitSet all = new BitSet();
    for (BitSet[] of : tokens) {
      for (BitSet set : of) {
        all.or(set);
      }
    }
    return all;
  }

  /** Whether a sequence belongs to the language. */
  public boolean accepts(int... ids) {
    int at = start;
    for (int i = 0; i < ids.length && at >= 0; i++) {
      at = next(at, ids[i]);
    }
    return at >= 0 && accepting.get(at);
  }

  private int next(int from, int token) {
    for (int e = 0; e < targets[from].length; e++) {
      if (tokens[from][e].get(token)) {
        return targets[from][e];
      }
    }
    return -1;
  }

  /** Tokens of the shortest sequence; empty if there is no sequence at all. */
  public OptionalInt shortest() {
    BitSet now = new BitSet();
    now.set(start);
    for (int length = 0; length <= targets.length; length++) {
      if (now.intersects(accepting)) {
        return OptionalInt.of(length);
      }
      now = after(now);
    }
    return OptionalInt.empty();
  }

  /** Tokens of the longest sequence; empty if they may be arbitrarily long, or if there is none. */
  public OptionalInt longest() {
    BitSet now = new BitSet();
    now.set(start);
    OptionalInt longest = OptionalInt.empty();
    // An endless language has a sequence of n to 2 n - 1 tokens, n being the number of states; a finite one has none so long.
    for (int length = 0; length < 2 * targets.length; length++) {
      if (now.intersects(accepting)) {
        longest = OptionalInt.of(length);
      }
      now = after(now);
    }
    return longest.isPresent() && longest.getAsInt() >= targets.length ? OptionalInt.empty() : longest;
  }

  private BitSet after(BitSet now) {
    BitSet next = new BitSet();
    for (int q = now.nextSetBit(0); q >= 0; q = now.nextSetBit(q + 1)) {
      for (int e = 0; e < targets[q].length; e++) {
        if (!tokens[q][e].isEmpty()) {
          next.set(targets[q][e]);
        }
      }
    }
    return next;
  }

  /** What the sequences are. */
  public String description() {
    return description;
  }

  int states() {
    return targets.length;
  }

  int start() {
    return start;
  }

  boolean isAccepting(int state) {
    return accepting.get(state);
  }

  int edges(int state) {
    return targets[state].length;
  }

  int target(int state, int edge) {
    return targets[state][edge];
  }

  BitSet label(int state, int edge) {
    return tokens[state][edge];
  }

  @Override
  public String toString() {
    return description;
  }
}
