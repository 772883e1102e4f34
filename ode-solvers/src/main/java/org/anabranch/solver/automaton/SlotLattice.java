package org.anabranch.solver.automaton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The sequences of one length in an automaton's language, as a graph of layers: an edge of layer i stands for the tokens that lead from
 * a state before position i to one after it. Only edges on a path from the start to an accepting end are kept.
 *
 * <p>With F(i) the states that what is committed before position i can reach, and B(i) those from which it can still end, the tokens
 * that may stand at an open position are exactly
 * <pre>
 *   A(i) = { t : F(i) -t-> B(i + 1) }
 * </pre>
 * whatever the order in which positions are committed. A token of A(i) leaves every other position at least one.
 *
 * <p>Immutable and thread-safe; a call takes O(edges) set operations and allocates its results.
 */
public final class SlotLattice {
  /** What a token without probability counts: low enough to be taken only where nothing else ends the sequence. */
  private static final double LEAST = -1e30;

  private final int width;
  private final int start;
  private final int[][] from;
  private final int[][] to;
  private final BitSet[][] tokens;
  private final BitSet ends;

  private SlotLattice(int start, int[][] from, int[][] to, BitSet[][] tokens, BitSet ends) {
    this.width = from.length;
    this.start = start;
    this.from = from;
    this.to = to;
    this.tokens = tokens;
    this.ends = ends;
  }

  /** What a sum or a search over sequences asks: the logarithm of a token's weight at a position of the slot. */
  public interface Scores {
    /** log weight of a token at the i-th position; may be -infinity. */
    double of(int position, int token);
  }

  /**
   * The sequences of a language that fill some positions.
   *
   * @param allowed for each position the only tokens, null for all of the language
   * @return empty if there is no such sequence
   */
  public static Optional<SlotLattice> of(TokenAutomaton language, BitSet[] allowed) {
    int width = allowed.length;
    BitSet[] forward = new BitSet[width + 1];
    forward[0] = new BitSet();
    forward[0].set(language.start());
    List<List<Edge>> layers = new ArrayList<>();
    // Labels cut to the same tokens are one set: a class of a large vocabulary takes kilobytes at every edge.
    Map<BitSet, Map<BitSet, BitSet>> cut = new HashMap<>();
    for (int i = 0; i < width; i++) {
      List<Edge> layer = new ArrayList<>();
      forward[i + 1] = new BitSet();
      for (int q = forward[i].nextSetBit(0); q >= 0; q = forward[i].nextSetBit(q + 1)) {
        for (int e = 0; e < language.edges(q); e++) {
          BitSet label = language.label(q, e);
          if (allowed[i] != null) {
            BitSet of = allowed[i];
            label = cut.computeIfAbsent(of, a -> new IdentityHashMap<>()).computeIfAbsent(label, l -> intersection(l, of));
          }
          if (!label.isEmpty()) {
            layer.add(new Edge(q, language.target(q, e), label));
            forward[i + 1].set(language.target(q, e));
          }
        }
      }
      layers.add(layer);
    }
    BitSet ends = new BitSet();
    forward[width].stream().filter(language::isAccepting).forEach(ends::set);
    if (ends.isEmpty()) {
      return Optional.empty();
    }
    int[][] from = new int[width][];
    int[][] to = new int[width][];
    BitSet[][] tokens = new BitSet[width][];
    BitSet useful = ends;
    for (int i = width - 1; i >= 0; i--) {
      BitSet after = useful;
      List<Edge> kept = layers.get(i).stream().filter(e -> after.get(e.to())).toList();
      from[i] = kept.stream().mapToInt(Edge::from).toArray();
      to[i] = kept.stream().mapToInt(Edge::to).toArray();
      tokens[i] = kept.stream().map(Edge::tokens).toArray(BitSet[]::new);
      useful = new BitSet();
      Arrays.stream(from[i]).forEach(useful::set);
    }
    return Optional.of(new SlotLattice(language.start(), from, to, tokens, ends));
  }

  private static BitSet intersection(BitSet label, BitSet allowed) {
    BitSet both = (BitSet) label.clone();
    both.and(allowed);
    return both.cardinality() == label.cardinality() ? label : both;
  }

  private record Edge(int from, int to, BitSet tokens) {}

  /** Positions. */
  public int width() {
    return width;
  }

  /** Number of sequences, as a double: exact up to 2^53. */
  public double count() {
    double[] all = new double[size()];
    all[start] = 1;
    for (int i = 0; i < width; i++) {
      double[] next = new double[all.length];
      for (int e = 0; e < from[i].length; e++) {
        next[to[i][e]] += all[from[i][e]] * tokens[i][e].cardinality();
      }
      all = next;
    }
    double[] last = all;
    return ends.stream().mapToDouble(q -> last[q]).sum();
  }

  /** States that any layer mentions, as an array's length. */
  private int size() {
    int most = Math.max(start, ends.length() - 1);
    for (int i = 0; i < width; i++) {
      most = Math.max(most, Math.max(Arrays.stream(from[i]).max().orElse(0), Arrays.stream(to[i]).max().orElse(0)));
    }
    return most + 1;
  }

  /**
   * All sequences in ascending order.
   *
   * @throws IllegalArgumentException if there are more than {@code most}
   */
  public List<int[]> sequences(int most) {
    if (count() > most) {
      throw new IllegalArgumentException(String.format(Locale.ROOT,
          "slot: enumeration takes at most %d values, there are %.0f", most, count()));
    }
    List<int[]> out = new ArrayList<>();
    walk(0, start, new int[width], out);
    out.sort(Arrays::compare);
    return out;
  }

  private void walk(int i, int state, int[] path, List<int[]> out) {
    if (i == width) {
      if (ends.get(state)) {
        out.add(path.clone());
      }
      return;
    }
    for (int e = 0; e < from[i].length; e++) {
      if (from[i][e] == state) {
        BitSet set = tokens[i][e];
        for (int t = set.nextSetBit(0); t >= 0; t = set.nextSetBit(t + 1)) {
          path[i] = t;
          walk(i + 1, to[i][e], path, out);
        }
      }
    }
  }

  /**
   * The tokens that may stand at each position, given those that are committed.
   *
   * @param row    tokens of which those from {@code offset} on are the slot's
   * @param mask   the id that says that a position is open
   * @return for each position the allowed tokens; for a committed one, that token alone
   * @throws IllegalStateException if what is committed is no part of a sequence
   */
  public BitSet[] allowed(int[] row, int offset, int mask) {
    BitSet[] forward = new BitSet[width + 1];
    forward[0] = new BitSet();
    forward[0].set(start);
    for (int i = 0; i < width; i++) {
      int token = row[offset + i];
      forward[i + 1] = new BitSet();
      for (int e = 0; e < from[i].length; e++) {
        if (forward[i].get(from[i][e]) && (token == mask || tokens[i][e].get(token))) {
          forward[i + 1].set(to[i][e]);
        }
      }
    }
    BitSet[] sets = new BitSet[width];
    BitSet back = (BitSet) ends.clone();
    back.and(forward[width]);
    for (int i = width - 1; i >= 0; i--) {
      int token = row[offset + i];
      sets[i] = new BitSet();
      BitSet before = new BitSet();
      for (int e = 0; e < from[i].length; e++) {
        if (forward[i].get(from[i][e]) && back.get(to[i][e]) && (token == mask || tokens[i][e].get(token))) {
          before.set(from[i][e]);
          if (token == mask) {
            sets[i].or(tokens[i][e]);
          } else {
            sets[i].set(token);
          }
        }
      }
      back = before;
    }
    if (width > 0 && back.isEmpty()) {
      throw new IllegalStateException("slot: what is committed must be part of a value, "
          + Arrays.toString(Arrays.copyOfRange(row, offset, offset + width)) + " is not");
    }
    return sets;
  }

  /**
   * The sequence of the largest sum of scores among those that agree with what is committed, by the Viterbi recursion; of equals the
   * one whose last differing token is the lowest. A score of -infinity counts as -1e30, so that there is always an answer.
   *
   * @throws IllegalStateException if what is committed is no part of a sequence
   */
  public int[] best(int[] row, int offset, int mask, Scores scores) {
    BitSet[] open = allowed(row, offset, mask);
    int n = size();
    double[] best = new double[n];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    best[start] = 0;
    int[][] token = new int[width][n];
    int[][] parent = new int[width][n];
    for (int i = 0; i < width; i++) {
      double[] next = new double[n];
      Arrays.fill(next, Double.NEGATIVE_INFINITY);
      for (int e = 0; e < from[i].length; e++) {
        double before = best[from[i][e]];
        if (before == Double.NEGATIVE_INFINITY) {
          continue;
        }
        BitSet set = (BitSet) tokens[i][e].clone();
        set.and(open[i]);
        for (int t = set.nextSetBit(0); t >= 0; t = set.nextSetBit(t + 1)) {
          double score = before + (row[offset + i] == mask ? Math.max(LEAST, scores.of(i, t)) : 0);
          int q = to[i][e];
          if (score > next[q] || score == next[q] && t < token[i][q]) {
            next[q] = score;
            token[i][q] = t;
            parent[i][q] = from[i][e];
          }
        }
      }
      best = next;
    }
    int at = -1;
    for (int q = ends.nextSetBit(0); q >= 0; q = ends.nextSetBit(q + 1)) {
      at = at < 0 || best[q] > best[at] ? q : at;
    }
    int[] out = new int[width];
    for (int i = width - 1; i >= 0; i--) {
      out[i] = token[i][at];
      at = parent[i][at];
    }
    return out;
  }

  /** log of the sum over all sequences of the product of their tokens' weights, by the forward recursion. */
  public double logSum(Scores scores) {
    int n = size();
    double[] all = new double[n];
    Arrays.fill(all, Double.NEGATIVE_INFINITY);
    all[start] = 0;
    for (int i = 0; i < width; i++) {
      double[] next = new double[n];
      Arrays.fill(next, Double.NEGATIVE_INFINITY);
      for (int e = 0; e < from[i].length; e++) {
        for (int t = tokens[i][e].nextSetBit(0); t >= 0; t = tokens[i][e].nextSetBit(t + 1)) {
          next[to[i][e]] = logAdd(next[to[i][e]], all[from[i][e]] + scores.of(i, t));
        }
      }
      all = next;
    }
    double sum = Double.NEGATIVE_INFINITY;
    for (int q = ends.nextSetBit(0); q >= 0; q = ends.nextSetBit(q + 1)) {
      sum = logAdd(sum, all[q]);
    }
    return sum;
  }

  private static double logAdd(double a, double b) {
    double high = Math.max(a, b);
    return high == Double.NEGATIVE_INFINITY ? high : high + StrictMath.log1p(StrictMath.exp(Math.min(a, b) - high));
  }
}
