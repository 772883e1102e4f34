package org.anabranch.search;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/** Where the next simulation of a tree goes. Immutable. */
sealed interface TreePolicy {
  /** Most children of a node that so many simulations have gone through. */
  long limit(long visits);

  /** The child that a simulation goes to. */
  int choose(SearchTree tree, int node, TrajectoryKey key);

  /**
   * A child with probability proportional to exp(lambda v).
   *
   * @param children most children of a node
   */
  record Boltzmann(double lambda, int children) implements TreePolicy {
    @Override
    public long limit(long visits) {
      return children;
    }

    @Override
    public int choose(SearchTree tree, int node, TrajectoryKey key) {
      return draw(tree, node, tree.childrenOf(node), key);
    }

    /** One of these children of a node. */
    int draw(SearchTree tree, int node, int[] children, TrajectoryKey key) {
      double[] share = Weights.normalised(tree.values(children), lambda);
      double left = RandomStream.uniform(key, tree.step(node) + 1, Purpose.SEARCH, 0);
      int k = 0;
      while (k + 1 < share.length && left >= share[k]) {
        left -= share[k++];
      }
      return children[k];
    }
  }

  /**
   * The child of the largest v + exploration sqrt(log N / n), the first of equals, with N the node's visits and n the child's.
   *
   * @param widening ceil(widening N^exponent) children at most, one at least
   */
  record Optimistic(double exploration, double widening, double exponent) implements TreePolicy {
    @Override
    public long limit(long visits) {
      return Math.max(1, (long) Math.ceil(widening * StrictMath.pow(visits, exponent)));
    }

    @Override
    public int choose(SearchTree tree, int node, TrajectoryKey key) {
      int[] children = tree.childrenOf(node);
      double[] values = tree.values(children);
      double log = StrictMath.log(Math.max(1, tree.visits(node)));
      int best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < children.length; k++) {
        double bound = values[k] + exploration * StrictMath.sqrt(log / Math.max(1, tree.visits(children[k])));
        if (bound > most) {
          most = bound;
          best = k;
        }
      }
      return children[best];
    }
  }
}
