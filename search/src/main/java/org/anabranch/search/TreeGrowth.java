package org.anabranch.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * Grows a tree by rounds of simulations. A simulation goes down from the top by the policy, makes a new child where a node may have
 * more, follows it to a sample with every state on the way as a node, and backs the sample's value up. The simulations of a round are
 * chosen before any of them runs, each with the visits of those before it in place; values are touched only by backups. Their states
 * of one step are evaluated as one batch. With one simulation a round this is the sequential method.
 *
 * <p>A state is evaluated once for all its children, where a step begins with an evaluation at the state; else its children are made
 * one evaluation each. If more states are held than allowed, those of nodes that can have no more children go first, then those of the
 * fewest visits; a state that is missed is made again from the nearest one above it, with the same keys and so to the same bits, and
 * its evaluations are charged like any other. A simulation costs one trajectory at most, with or without that. Under a limit on memory
 * the nodes may take a quarter of what is left, and lanes and states are as many as the rest holds.
 *
 * <p>Not thread-safe.
 */
final class TreeGrowth {
  /** Simulations in a row that find nothing new, after which a tree is done as if all of it had been seen. */
  static final int BARREN = 1000;

  private final SearchRun run;
  private final TreeLimits limits;
  private final TreePolicy policy;
  private final GenerativeProcess process;
  private final Generator generator;
  private final int steps;
  private final long seed;
  private final TrajectoryKey lot;
  private final SearchTree tree;
  private final Map<Integer, Tensor> kept = new HashMap<>();
  private final boolean keeps;
  private final long perLeaf;
  private int room;
  private long simulations;
  private int barren;
  private boolean spent;

  /** What ends a tree, and what it may hold. */
  record TreeLimits(long rollouts, int lanes, int nodes, int states) {
    /** Rows of a simulation besides the states of its way: its children before they get rows of their own, and one state held. */
    private static final int SPARE = 3;

    /**
     * What of these the memory left covers. A lane takes a row for each step of its way and some while they are copied.
     *
     * @param perLeaf bytes held for each leaf besides
     * @throws IllegalArgumentException if it does not cover one lane
     */
    private TreeLimits within(SearchRun run, long perLeaf) {
      Generator g = run.request().generator();
      long perNode = SearchTree.NODE_BYTES + perLeaf;
      long room = SearchTree.FIRST;
      long bytes = run.bytesLeft();
      while (room < g.steps() + 2L || room < nodes && 2 * room * perNode * 3 / 2 <= bytes / 4) {
        room *= 2;
      }
      long most = (bytes - room * perNode * 3 / 2) / g.bytesPerRow(); // half as much again while the arrays grow
      long lane = g.steps() + SPARE;
      if (most < lane + 1) {
        throw new IllegalArgumentException("memory: " + bytes + " bytes left, a tree of " + g.steps() + " steps holds at least "
            + (lane + 1) + " rows of " + g.bytesPerRow() + " and " + room + " nodes of " + perNode * 3 / 2 + ", "
            + ((lane + 1) * g.bytesPerRow() + room * perNode * 3 / 2));
      }
      long width = Math.min(lanes, (most - 1) / lane);
      return new TreeLimits(rollouts, (int) width, (int) Math.min(nodes, room), (int) Math.min(states, most - width * lane));
    }

    TreeLimits {
      Ranges.atLeastOne("rollouts", rollouts);
      Ranges.atLeastOne("lanes", lanes);
      Ranges.atLeastOne("nodes", nodes);
      Ranges.atLeastOne("states", states);
    }
  }

  /**
   * A tree with no nodes.
   *
   * @param number of the tree in the run
   * @param keeps  whether the samples of the leaves are kept
   */
  TreeGrowth(SearchRun run, TreeLimits limits, TreePolicy policy, double lambda, long number, boolean keeps) {
    this.run = run;
    this.perLeaf = keeps ? run.request().generator().sampleShape().size() * run.request().generator().dtype().bytes() : 0;
    this.limits = limits.within(run, perLeaf);
    this.policy = policy;
    this.process = run.process();
    this.generator = run.request().generator();
    this.steps = generator.steps();
    this.seed = run.request().seed();
    this.lot = TrajectoryKey.root(seed, number);
    this.tree = new SearchTree(lambda);
    this.keeps = keeps;
    this.room = tree.room();
    run.hold((long) room * SearchTree.NODE_BYTES);
  }

  /** Lets go of everything. */
  void close() {
    for (int n = 1; n < tree.size(); n++) {
      put(n, null);
    }
    run.release((long) room * SearchTree.NODE_BYTES + kept.size() * perLeaf);
    kept.clear();
    room = 0;
  }

  SearchTree tree() {
    return tree;
  }

  /** The sample of a leaf, if samples are kept. */
  Tensor sample(int leaf) {
    return kept.get(leaf);
  }

  /** Simulations so far. */
  long simulations() {
    return simulations;
  }

  /** Whether evaluations or verifier calls do not cover the next simulation. */
  boolean isSpent() {
    return spent;
  }

  /** As {@link #grow}, of a tree that nobody reads afterwards. */
  Admission growAndClose() {
    Admission a = grow();
    close();
    return a;
  }

  /** Simulates until the tree is done or a limit is reached. */
  Admission grow() {
    Admission a = Admission.ADMITTED;
    while (a == Admission.ADMITTED && !spent && simulations < limits.rollouts() && barren < BARREN
        && !isFull() && tree.exhausted(0) < policy.limit(Long.MAX_VALUE)) {
      a = round();
    }
    return a;
  }

  /** Whether the nodes allowed do not cover a whole simulation; one is always made. */
  private boolean isFull() {
    return tree.size() > 1 && tree.size() + steps + 1 > limits.nodes();
  }

  private Admission round() {
    Round round = new Round();
    int calls = run.request().guide().isPresent() ? 2 : 1;
    boolean full = false;
    for (int lane = 0; lane < limits.lanes() && simulations < limits.rollouts() && !full; lane++) {
      int node = descend();
      if (tree.step(node) == steps) {
        simulations++;
        barren++;
        tree.visit(node);
        continue;
      }
      long cost = cost(node, round);
      boolean callable = run.verifierCallsLeft() >= (round.leaves.isEmpty() ? 1 : (long) calls * (round.leaves.size() + 1));
      full = !callable || cost > run.evaluationsLeft() - round.cost || isFull();
      spent = full && round.leaves.isEmpty();
      if (!full) {
        simulations++;
        barren = 0;
        round.add(node, cost);
      }
    }
    if (round.leaves.isEmpty()) {
      return Admission.ADMITTED;
    }
    run.openRound(round.cost, round.cost);
    Admission a = round.go();
    run.closeRound(0);
    drop();
    return a;
  }

  /** The node that gets a new child, or a leaf that has been there before. */
  private int descend() {
    TrajectoryKey key = lot.child(simulations);
    int node = 0;
    while (tree.step(node) < steps && tree.children(node) >= policy.limit(tree.visits(node))) {
      node = policy.choose(tree, node, key);
    }
    return node;
  }

  /** Evaluations of a new child of a node and the way to its sample, and of the node if it must be made again; at most. */
  private long cost(int node, Round round) {
    int from = tree.step(node);
    if (from < 0) {
      return generator.evaluations(0, steps);
    }
    int held = node;
    while (tree.step(held) > 0 && tree.state(held) == null && !round.makes(held)) {
      held = tree.parent(held);
    }
    boolean evaluated = held == node && tree.state(held) != null && process.isEvaluated(tree.state(held));
    return evaluated ? generator.evaluationsAfterLook(from, from + 1) + generator.evaluations(from + 1, steps)
        : generator.evaluations(tree.step(held), steps);
  }

  /** Whether an evaluation at the state is the first of the step, so that it serves every child. */
  private boolean shares(int step) {
    return generator.evaluationsPerLook() + generator.evaluationsAfterLook(step, step + 1) == generator.evaluations(step, step + 1);
  }

  /** Drops states until a quarter of the room is free. */
  private void drop() {
    if (tree.states() <= limits.states()) {
      return;
    }
    IntStream.range(1, tree.size()).filter(n -> tree.state(n) != null).boxed()
        .sorted(Comparator.<Integer>comparingInt(n -> policy.limit(Long.MAX_VALUE) <= tree.children(n) ? 0 : 1)
            .thenComparingLong(tree::visits).thenComparing(Comparator.reverseOrder()))
        .limit(tree.states() - limits.states() * 3L / 4).forEach(n -> put(n, null));
  }

  /** Gives a node a state, or none, and lets go of the one that it had. */
  private void put(int node, Population row) {
    Population before = tree.state(node);
    tree.state(node, row);
    if (before != null) {
      process.release(before);
    }
  }

  /** Appends a child; growing arrays count twice while they are copied. */
  private int add(int above) {
    int node = tree.add(above);
    if (tree.room() > room) {
      run.hold((long) tree.room() * SearchTree.NODE_BYTES);
      run.release((long) room * SearchTree.NODE_BYTES);
      room = tree.room();
    }
    return node;
  }

  /** The nodes to be made in one round, by step. */
  private final class Round {
    private final List<List<Integer>> nodes = new ArrayList<>();
    private final List<Integer> leaves = new ArrayList<>();
    private final int old = tree.size();
    private long cost;

    Round() {
      for (int s = 0; s <= steps; s++) {
        nodes.add(new ArrayList<>());
      }
    }

    boolean makes(int node) {
      return node >= old || nodes.get(tree.step(node)).contains(node);
    }

    /** Appends the way from a new child of a node to its sample. */
    void add(int node, long evaluations) {
      cost += evaluations;
      need(node);
      int n = node;
      while (tree.step(n) < steps) {
        n = TreeGrowth.this.add(n);
        nodes.get(tree.step(n)).add(n);
      }
      leaves.add(n);
      tree.visit(n);
    }

    /** Sees to it that a node has a state when its child is made. */
    private void need(int node) {
      for (int n = node; n != 0 && tree.state(n) == null && !makes(n); n = tree.parent(n)) {
        nodes.get(tree.step(n)).add(n);
      }
    }

    Admission go() {
      begin();
      for (int s = 0; s < steps; s++) {
        List<Integer> next = nodes.get(s + 1);
        Admission a = next.isEmpty() ? Admission.ADMITTED : advance(next, s);
        if (a != Admission.ADMITTED) {
          return a;
        }
      }
      return Admission.ADMITTED;
    }

    private void begin() {
      List<Integer> fresh = nodes.getFirst().stream().filter(n -> n >= old).toList();
      List<Integer> again = nodes.getFirst().stream().filter(n -> n < old).toList();
      if (!fresh.isEmpty()) {
        Population p = run.begin(fresh.size());
        for (int i = 0; i < p.rows(); i++) {
          tree.key(fresh.get(i), p.start(i).key());
        }
        spread(p, fresh);
      }
      if (!again.isEmpty()) {
        int[] conditions = again.stream().mapToInt(n -> run.request().condition()).toArray();
        spread(process.start(again.stream().<Start>map(n -> new Start.Fresh(tree.key(n, seed))).toList(), conditions), again);
      }
    }

    /** Makes the nodes of step s + 1. */
    private Admission advance(List<Integer> next, int s) {
      next.stream().filter(n -> n >= old).forEach(n -> tree.key(n, tree.key(tree.parent(n), seed).child(tree.number(n))));
      List<Integer> blind = shares(s)
          ? next.stream().map(tree::parent).distinct().filter(n -> !process.isEvaluated(tree.state(n))).toList() : List.of();
      if (!blind.isEmpty()) {
        Population p = gather(blind);
        Admission a = run.look(p);
        if (a != Admission.ADMITTED) {
          run.settle(p);
          return a;
        }
        spread(p, blind);
      }
      List<Population.Row> parents = next.stream().map(n -> new Population.Row(tree.state(tree.parent(n)), 0)).toList();
      Population p = process.gather(parents, next.stream().<Start>map(n -> new Start.Fresh(tree.key(n, seed))).toList());
      Admission a = run.advance(p, s + 1);
      if (a != Admission.ADMITTED || s + 1 == steps) {
        finish(p, a);
      } else {
        spread(p, next);
      }
      return a;
    }

    /** The samples, or what is under way when a limit has been reached. */
    private void finish(Population p, Admission a) {
      if (a != Admission.ADMITTED) {
        run.settle(p);
        return;
      }
      boolean guided = run.request().guide().isPresent() && run.verifierCallsLeft() >= 2L * p.rows();
      double[] values = guided ? run.promise(p) : null;
      Tensor samples = keeps ? process.finish(p) : null;
      double[] scores = run.settle(p);
      for (int i = 0; i < leaves.size(); i++) {
        tree.score(leaves.get(i), guided ? values[i] : scores[i]);
        tree.exhaust(leaves.get(i), policy.limit(Long.MAX_VALUE));
        if (keeps) {
          run.hold(perLeaf);
          kept.put(leaves.get(i), Rows.copy(samples, i, generator.sampleShape()));
        }
      }
    }

    private Population gather(List<Integer> some) {
      return process.gather(some.stream().map(n -> new Population.Row(tree.state(n), 0)).toList());
    }

    /** Gives every node a row of its own. */
    private void spread(Population p, List<Integer> to) {
      for (int i = 0; i < to.size(); i++) {
        put(to.get(i), p.rows() == 1 ? p : Branches.take(run, p, List.of(i)));
      }
      if (p.rows() > 1) {
        process.release(p);
      }
    }
  }
}
