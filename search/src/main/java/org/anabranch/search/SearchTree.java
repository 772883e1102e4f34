package org.anabranch.search;

import java.util.Arrays;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Population;

/**
 * A tree of trajectories in arrays. Node 0 is above all starts; its children stand at step 0, a node of depth d at step d - 1, leaves
 * at the last step. A node's value is that of its sample, or above the leaves
 *
 * <pre>  v = (1 / lambda) log mean over children exp(lambda v[child])</pre>
 *
 * the soft Bellman backup over the children whose value is known. {@value #NODE_BYTES} bytes a node besides its state, twice that
 * where the arrays have just grown. Not thread-safe.
 */
final class SearchTree {
  /** No node. */
  static final int NONE = -1;

  /** Of one place in the arrays. */
  static final int NODE_BYTES = 8 * Integer.BYTES + 2 * Long.BYTES + Double.BYTES + 8;
  /** Nodes that the arrays have room for at first. */
  static final int FIRST = 64;

  private final double lambda;
  private int[] parent = new int[FIRST];
  private int[] firstChild = new int[FIRST];
  private int[] lastChild = new int[FIRST];
  private int[] sibling = new int[FIRST];
  private int[] children = new int[FIRST];
  private int[] done = new int[FIRST];
  private int[] number = new int[FIRST];
  private int[] depth = new int[FIRST];
  private long[] visits = new long[FIRST];
  private long[] path = new long[FIRST];
  private double[] value = new double[FIRST];
  private Population[] state = new Population[FIRST];
  private int size;
  private int states;
  private double[] scratch = new double[8];

  SearchTree(double lambda) {
    this.lambda = lambda;
    add(NONE);
  }

  /** Appends a child without a value, key or state. */
  int add(int above) {
    if (size == parent.length) {
      grow();
    }
    int node = size++;
    parent[node] = above;
    firstChild[node] = NONE;
    lastChild[node] = NONE;
    sibling[node] = NONE;
    value[node] = Double.NaN;
    if (above == NONE) {
      return node;
    }
    depth[node] = depth[above] + 1;
    number[node] = children[above];
    if (children[above]++ == 0) {
      firstChild[above] = node;
    } else {
      sibling[lastChild[above]] = node;
    }
    lastChild[above] = node;
    return node;
  }

  private void grow() {
    int room = 2 * size;
    parent = Arrays.copyOf(parent, room);
    firstChild = Arrays.copyOf(firstChild, room);
    lastChild = Arrays.copyOf(lastChild, room);
    sibling = Arrays.copyOf(sibling, room);
    children = Arrays.copyOf(children, room);
    done = Arrays.copyOf(done, room);
    number = Arrays.copyOf(number, room);
    depth = Arrays.copyOf(depth, room);
    visits = Arrays.copyOf(visits, room);
    path = Arrays.copyOf(path, room);
    value = Arrays.copyOf(value, room);
    state = Arrays.copyOf(state, room);
  }

  int size() {
    return size;
  }

  /** Nodes that the arrays have room for. */
  int room() {
    return parent.length;
  }

  int parent(int node) {
    return parent[node];
  }

  /** Which child of its parent a node is, from 0. */
  int number(int node) {
    return number[node];
  }

  int children(int node) {
    return children[node];
  }

  /** The step that a node stands at, -1 of the node above all. */
  int step(int node) {
    return depth[node] - 1;
  }

  long visits(int node) {
    return visits[node];
  }

  /** NaN while nothing below it is known. */
  double value(int node) {
    return value[node];
  }

  /** Counts a simulation that goes through a node, from here up. */
  void visit(int node) {
    for (int n = node; n != NONE; n = parent[n]) {
      visits[n]++;
    }
  }

  /** Gives a leaf its value and backs it up. */
  void score(int leaf, double score) {
    value[leaf] = score;
    for (int n = parent[leaf]; n != NONE; n = parent[n]) {
      int known = known(n);
      value[n] = Weights.softMean(scratch, known, lambda);
    }
  }

  /**
   * Says that nothing new can be found below a node: a leaf that has its score, or a node that has so many children without anything
   * new below them.
   *
   * @param most children of a node
   */
  void exhaust(int node, long most) {
    int n = node;
    while (parent[n] != NONE && ++done[parent[n]] == most) {
      n = parent[n];
    }
  }

  /** Children that nothing new can be found below. */
  int exhausted(int node) {
    return done[node];
  }

  /** Puts the known values below a node into {@link #scratch}. */
  private int known(int node) {
    int count = 0;
    scratch = children[node] > scratch.length ? new double[2 * children[node]] : scratch;
    for (int c = firstChild[node]; c != NONE; c = sibling[c]) {
      if (!Double.isNaN(value[c])) {
        scratch[count++] = value[c];
      }
    }
    return count;
  }

  /** The children in the order of their making. */
  int[] childrenOf(int node) {
    int[] out = new int[children[node]];
    int i = 0;
    for (int c = firstChild[node]; c != NONE; c = sibling[c]) {
      out[i++] = c;
    }
    return out;
  }

  /** The children whose value is known. */
  int[] knownChildrenOf(int node) {
    return Arrays.stream(childrenOf(node)).filter(c -> !Double.isNaN(value[c])).toArray();
  }

  /** The values of these children; one under way counts as the least known of them, or 0. */
  double[] values(int[] nodes) {
    double[] out = new double[nodes.length];
    double least = Double.POSITIVE_INFINITY;
    for (int n : nodes) {
      least = Double.isNaN(value[n]) ? least : Math.min(least, value[n]);
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = !Double.isNaN(value[nodes[i]]) ? value[nodes[i]] : least == Double.POSITIVE_INFINITY ? 0 : least;
    }
    return out;
  }

  void key(int node, TrajectoryKey key) {
    path[node] = key.path();
  }

  TrajectoryKey key(int node, long seed) {
    return new TrajectoryKey(seed, path[node]);
  }

  /** The row of a node, null where it has been dropped or not been made. */
  Population state(int node) {
    return state[node];
  }

  void state(int node, Population row) {
    states += row == null ? 0 : 1;
    states -= state[node] == null ? 0 : 1;
    state[node] = row;
  }

  /** Nodes with a state. */
  int states() {
    return states;
  }
}
