package org.anabranch.search;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.solver.Population;
import org.anabranch.solver.StateKey;

/**
 * States that actions lead to, in arrays: node 0 is the start, every other node a state at one of the levels, each found once
 * however it
 * was reached. Edge (node, action) leads to one node: it is the cache, and what simulations that went through it were worth. About 100
 * bytes a node and 40 an edge besides the states. Not thread-safe.
 */
final class ForkGraph {
  /** An edge that has not been made. */
  static final int UNTRIED = -1;
  /** An edge that a simulation under way makes. */
  static final int PENDING = -2;
  /** An edge that is not to be made. */
  static final int CLOSED = -3;

  private final int actions;
  private final int families;
  private final Map<StateKey, Integer> index = new HashMap<>();
  private int[] child = {};
  private long[] visits = {};
  private long[] scored = {};
  private double[] sum = {};
  private double[] most = {};
  private int[] level = {};
  private int[] parent = {};
  private int[] by = {};
  private double[] score = {};
  private boolean[] done = {};
  private Population[] state = {};
  private int size;
  private int held;
  private double least = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;

  ForkGraph(int actions, int families) {
    this.actions = actions;
    this.families = families;
  }

  /** The node of a state, made if it is new. */
  int resolve(StateKey key, int atLevel, int above, int action) {
    Integer known = index.get(key);
    if (known != null) {
      return known;
    }
    if (size == level.length) {
      grow(Math.max(64, 2 * size));
    }
    int node = size++;
    index.put(key, node);
    level[node] = atLevel;
    parent[node] = above;
    by[node] = action;
    return node;
  }

  private void grow(int room) {
    int old = level.length;
    child = Arrays.copyOf(child, room * actions);
    Arrays.fill(child, old * actions, child.length, UNTRIED);
    visits = Arrays.copyOf(visits, room * actions);
    scored = Arrays.copyOf(scored, room * actions);
    sum = Arrays.copyOf(sum, room * actions);
    most = Arrays.copyOf(most, room * actions);
    Arrays.fill(most, old * actions, most.length, Double.NEGATIVE_INFINITY);
    level = Arrays.copyOf(level, room);
    parent = Arrays.copyOf(parent, room);
    by = Arrays.copyOf(by, room);
    score = Arrays.copyOf(score, room);
    Arrays.fill(score, old, room, Double.NaN);
    done = Arrays.copyOf(done, room);
    state = Arrays.copyOf(state, room * families);
  }

  int size() {
    return size;
  }

  int level(int node) {
    return level[node];
  }

  /** The node from which a node was first reached. */
  int parent(int node) {
    return parent[node];
  }

  /** The action by which a node was first reached. */
  int by(int node) {
    return by[node];
  }

  int child(int node, int action) {
    return child[node * actions + action];
  }

  void child(int node, int action, int to) {
    child[node * actions + action] = to;
  }

  /** The first action that has not been tried, or -1. */
  int untried(int node) {
    for (int a = 0; a < actions; a++) {
      if (child(node, a) == UNTRIED) {
        return a;
      }
    }
    return -1;
  }

  /** Leaves a node its first action only. */
  void close(int node) {
    for (int a = 1; a < actions; a++) {
      child(node, a, CLOSED);
    }
  }

  /** Whether all edges of a node have been made that are to be. */
  boolean isExpanded(int node) {
    for (int a = 0; a < actions; a++) {
      if (child(node, a) == UNTRIED || child(node, a) == PENDING) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing new can be found below a node. */
  boolean isDone(int node) {
    return done[node];
  }

  /** Looks whether all children of a node are done. */
  boolean settle(int node) {
    boolean all = true;
    for (int a = 0; a < actions && all; a++) {
      int c = child(node, a);
      all = c == CLOSED || c >= 0 && done[c];
    }
    done[node] |= all;
    return done[node];
  }

  /** A sample's score, NaN of a node that has none. */
  double score(int node) {
    return score[node];
  }

  /** Gives a sample its score; nothing is below it. */
  void score(int node, double value) {
    score[node] = value;
    done[node] = true;
    if (Double.isFinite(value)) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
  }

  long visits(int node, int action) {
    return visits[node * actions + action];
  }

  /** Simulations that went through a node. */
  long visits(int node) {
    long n = 0;
    for (int a = 0; a < actions; a++) {
      n += visits(node, a);
    }
    return n;
  }

  /** Counts a simulation that goes through an edge; until it is backed up it is worth the least, so that others go elsewhere. */
  void visit(int node, int action) {
    visits[node * actions + action]++;
  }

  /** Backs a sample's score up along the edges of a simulation. An infinitely bad one counts as the worst that is finite. */
  void backUp(List<int[]> edges, double value) {
    for (int[] e : edges) {
      int i = e[0] * actions + e[1];
      most[i] = Math.max(most[i], value);
      if (Double.isFinite(value)) {
        sum[i] += value;
        scored[i]++;
      }
    }
  }

  /** Mean or largest score of the simulations through an edge, as a share of the way from the worst score to the best. */
  double worth(int node, int action, boolean byMost, Scale scale) {
    int i = node * actions + action;
    double low = scale.isBounded() ? scale.low() : least;
    double range = (scale.isBounded() ? scale.high() : largest) - low;
    if (!(range > 0) || visits[i] == 0) {
      return 0;
    }
    return byMost ? Double.isFinite(most[i]) ? (most[i] - low) / range : 0 : (sum[i] - scored[i] * low) / range / visits[i];
  }

  /** The scores' bounds, if both are finite. */
  record Scale(double low, double high) {
    boolean isBounded() {
      return Double.isFinite(low) && Double.isFinite(high);
    }
  }

  /** The row of a node under an action of a family, null where it is not held. */
  Population state(int node, int family) {
    return state[node * families + family];
  }

  /** Any row of a node, null where none is held. */
  Population anyState(int node) {
    for (int f = 0; f < families; f++) {
      if (state(node, f) != null) {
        return state(node, f);
      }
    }
    return null;
  }

  void state(int node, int family, Population row) {
    int i = node * families + family;
    held += (row == null ? 0 : 1) - (state[i] == null ? 0 : 1);
    state[i] = row;
  }

  /** Lets go of a node's rows. */
  void drop(int node) {
    for (int f = 0; f < families; f++) {
      state(node, f, null);
    }
  }

  /** Rows held. */
  int held() {
    return held;
  }
}
