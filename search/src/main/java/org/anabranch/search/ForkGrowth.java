package org.anabranch.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ForkingProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.StateKey;

/**
 * Grows the graph of {@link UnMaskFork} from one start by waves of simulations. All simulations of a wave are chosen before any runs,
 * each with the visits of those before it in place, and then run level by level: what they need of one level is one batch, what two of
 * them need is made once, what has been made before costs nothing.
 *
 * <p>Rows are held for nodes that have an untried action. A row that was dropped is made again from the nearest one above it, and is
 * charged; were it another state, the process would not be deterministic, and that is an error. Not thread-safe.
 */
final class ForkGrowth {
  private static final int NODE_BYTES = 100;
  private static final int EDGE_BYTES = 40;

  private final SearchRun run;
  private final UnMaskFork.Options options;
  private final ForkingProcess process;
  private final Generator generator;
  private final List<ForkingProcess.Action> actions;
  private final int[] steps;
  private final int last;
  private final ForkGraph graph;
  private final ForkGraph.Scale scale;
  private final Map<StateKey, Double> known;
  private final Population start;
  private final long bytesPerNode;
  private final int mostNodes;
  private final int mostLanes;
  private final int mostStates;
  private int counted;
  private int lanes = 1;
  private long simulations;
  private boolean spent;

  /**
   * A graph of its start.
   *
   * @param steps of the levels, from 0 to the generator's last
   * @param known scores of samples, shared by all graphs of a run
   */
  ForkGrowth(SearchRun run, UnMaskFork.Options options, ForkingProcess process, List<ForkingProcess.Action> actions, int[] steps,
      Map<StateKey, Double> known) {
    this.run = run;
    this.options = options;
    this.process = process;
    this.generator = run.request().generator();
    this.actions = actions;
    this.steps = steps;
    this.last = steps.length - 1;
    this.known = known;
    Verifier verifier = run.request().selector().verifier();
    this.scale = new ForkGraph.Scale(verifier.floor(), verifier.ceiling());
    int families = 1 + actions.stream().mapToInt(ForkingProcess.Action::family).max().orElseThrow();
    this.graph = new ForkGraph(actions.size(), families, process::release);
    this.bytesPerNode = NODE_BYTES + EDGE_BYTES * actions.size();
    // A simulation makes an edge and remakes another at every level, each a row of its own and one in a batch.
    int perLane = last * (2 + families) + 4;
    run.requireRows(perLane + 2L, "a simulation");
    this.mostNodes = (int) Math.min(options.nodes(), Math.max(1 + last, run.bytesLeft() / 4 / bytesPerNode));
    long rows = (run.bytesLeft() - mostNodes * bytesPerNode) / generator.bytesPerRow();
    this.mostLanes = (int) Math.clamp(rows / 2 / perLane, 1, options.lanes());
    this.mostStates = (int) Math.clamp(rows - 2 - (long) mostLanes * perLane, 0, options.states());
    this.start = run.begin(1);
    graph.resolve(process.key(start, 0), 0, 0, 0);
    if (options.trunk()) {
      graph.close(0);
    }
  }

  /** Whether evaluations or verifier calls do not cover the next simulation. */
  boolean isSpent() {
    return spent;
  }

  /** Simulations so far. */
  long simulations() {
    return simulations;
  }

  /** Nodes so far. */
  int nodes() {
    return graph.size();
  }

  /** Simulates until the graph is done or full, the best there can be is found, or a limit is reached. */
  Admission grow(long most) {
    Admission a = Admission.ADMITTED;
    while (a == Admission.ADMITTED && !spent && !graph.isDone(0) && simulations < most && !run.isSolved()
        && (graph.size() == 1 || graph.size() + last <= mostNodes)) {
      a = wave(most);
      run.hold((graph.size() - counted) * bytesPerNode);
      counted = graph.size();
    }
    return a;
  }

  /** A simulation: the edges that it has gone through, where it stands, and the action that it goes on by. */
  private static final class Lane {
    private final List<int[]> edges = new ArrayList<>();
    private int node;
    private int action;
  }

  /** Lets go of everything. */
  void close() {
    IntStream.range(0, graph.size()).forEach(graph::drop);
    process.release(start);
    run.release(counted * bytesPerNode);
    counted = 0;
  }

  private Admission wave(long most) {
    List<Lane> all = new ArrayList<>();
    Set<Integer> blocked = new HashSet<>();
    long cost = 0;
    long calls = run.verifierCallsLeft();
    long room = mostNodes - graph.size();
    boolean full = false;
    while (!full && all.size() < lanes && simulations < most && (all.isEmpty() || (all.size() + 1L) * last <= room)) {
      Lane lane = new Lane();
      if (!descend(lane, blocked)) {
        break;
      }
      long more = cost(lane.node);
      full = all.size() >= calls || more > run.evaluationsLeft() - cost;
      if (!full) {
        simulations++;
        cost += more;
        graph.child(lane.node, lane.action, ForkGraph.PENDING);
        lane.edges.forEach(e -> graph.visit(e[0], e[1]));
        graph.visit(lane.node, lane.action);
        all.add(lane);
      }
    }
    spent = full && all.isEmpty();
    if (all.isEmpty()) {
      return Admission.ADMITTED;
    }
    lanes = Math.min(mostLanes, 2 * lanes);
    run.openRound(cost, cost);
    Admission a = new Wave(all).go();
    run.closeRound(0);
    return a;
  }

  /** Follows the most promising edges to an untried action; false if there is none that no simulation of the wave has taken. */
  private boolean descend(Lane lane, Set<Integer> blocked) {
    lane.node = 0;
    lane.edges.clear();
    while (!graph.isDone(0) && !blocked.contains(0)) {
      int action = graph.untried(lane.node);
      if (action >= 0) {
        lane.action = action;
        return true;
      }
      int next = promising(lane.node, blocked);
      if (next >= 0) {
        lane.edges.add(new int[] {lane.node, next});
        lane.node = graph.child(lane.node, next);
        continue;
      }
      if (!graph.settle(lane.node)) {
        blocked.add(lane.node);
      }
      lane.node = 0;
      lane.edges.clear();
    }
    return false;
  }

  /** The action of the largest worth + exploration sqrt(log N / n) of those that lead to something new, the first of equals, or -1. */
  private int promising(int node, Set<Integer> blocked) {
    double log = StrictMath.log(Math.max(1, graph.visits(node)));
    int best = -1;
    double bound = Double.NEGATIVE_INFINITY;
    for (int a = 0; a < actions.size(); a++) {
      int c = graph.child(node, a);
      if (c < 0 || graph.isDone(c) || blocked.contains(c)) {
        continue;
      }
      double b = graph.worth(node, a, options.most(), scale)
          + options.exploration() * StrictMath.sqrt(log / Math.max(1, graph.visits(node, a)));
      if (b > bound) {
        bound = b;
        best = a;
      }
    }
    return best;
  }

  /** Evaluations of the way from a node to a sample, and of the node if it must be made again; at most. */
  private long cost(int node) {
    int from = node;
    while (from != 0 && graph.anyState(from) == null) {
      from = graph.parent(from);
    }
    Population row = graph.anyState(from);
    int step = steps[graph.level(from)];
    return from == node && row != null && process.isEvaluated(row) && actions.stream().allMatch(a -> a.family() == 0)
        ? generator.evaluationsAfterLook(step, generator.steps()) : generator.evaluations(step, generator.steps());
  }

  /** Whether an evaluation at the state is the first of the step, so that it serves every action of its family. */
  private boolean shares(int step) {
    return generator.evaluationsPerLook() + generator.evaluationsAfterLook(step, step + 1) == generator.evaluations(step, step + 1);
  }

  /** The simulations of a wave on their way. */
  private final class Wave {
    private final List<Lane> all;
    private final List<Set<List<Integer>>> again = new ArrayList<>();
    private final Set<Integer> touched = new LinkedHashSet<>();

    Wave(List<Lane> all) {
      this.all = all;
      for (int l = 0; l < last; l++) {
        again.add(new LinkedHashSet<>());
      }
      all.forEach(lane -> need(lane.node));
    }

    /** Sees to it that a node has a row when its child is made. */
    private void need(int node) {
      for (int n = node; n != 0 && graph.anyState(n) == null; n = graph.parent(n)) {
        again.get(graph.level(graph.parent(n))).add(List.of(graph.parent(n), graph.by(n)));
      }
    }

    /** Whether an edge must be made: it has not been, or what follows it by the same action has not been and its rows were dropped. */
    private boolean isMissing(int node, int action) {
      int n = graph.child(node, action);
      while (n >= 0 && graph.level(n) < last && graph.anyState(n) == null) {
        n = graph.child(n, options.home() ? 0 : action);
      }
      return n < 0;
    }

    Admission go() {
      for (int l = 0; l < last; l++) {
        Set<List<Integer>> edges = new LinkedHashSet<>(again.get(l));
        for (Lane lane : all) {
          if (graph.level(lane.node) == l && isMissing(lane.node, lane.action)) {
            edges.add(List.of(lane.node, lane.action));
          }
        }
        Admission a = make(List.copyOf(edges), l);
        if (a != Admission.ADMITTED) {
          return a;
        }
        for (Lane lane : all) {
          if (graph.level(lane.node) == l) {
            lane.edges.add(new int[] {lane.node, lane.action});
            lane.node = graph.child(lane.node, lane.action);
            lane.action = options.home() ? 0 : lane.action;
          }
        }
      }
      for (Lane lane : all) {
        graph.backUp(lane.edges, graph.score(lane.node));
        for (int i = lane.edges.size() - 1; i >= 0 && graph.settle(lane.edges.get(i)[0]); i--) {
          touched.add(lane.edges.get(i)[0]);
        }
      }
      drop();
      return Admission.ADMITTED;
    }

    /** Makes edges of one level, the rows of a batch at a time. */
    private Admission make(List<List<Integer>> edges, int l) {
      int most = run.request().batchRows();
      for (int from = 0; from < edges.size(); from += most) {
        Admission a = makeSome(edges.subList(from, Math.min(edges.size(), from + most)), l);
        if (a != Admission.ADMITTED) {
          return a;
        }
      }
      return Admission.ADMITTED;
    }

    private Admission makeSome(List<List<Integer>> edges, int l) {
      List<List<Integer>> blind = edges.stream().map(e -> List.of(e.getFirst(), family(e))).distinct()
          .filter(s -> !process.isEvaluated(row(s.getFirst(), s.getLast()))).toList();
      if (!blind.isEmpty() && shares(steps[l])) {
        Population p = process.gather(blind.stream().map(s -> new Population.Row(row(s.getFirst(), s.getLast()), 0)).toList());
        Admission a = run.look(p);
        if (a != Admission.ADMITTED) {
          run.settle(p);
          return a;
        }
        for (int i = 0; i < p.rows(); i++) {
          graph.state(blind.get(i).getFirst(), blind.get(i).getLast(), one(p, i));
        }
        process.release(p);
      }
      Population p = process.gather(edges.stream().map(e -> new Population.Row(row(e.getFirst(), family(e)), 0)).toList());
      process.choose(p, edges.stream().map(e -> actions.get(e.getLast())).toList());
      Admission a = run.advance(p, steps[l + 1]);
      if (a != Admission.ADMITTED) {
        run.settle(p);
        return a;
      }
      List<Integer> fresh = new ArrayList<>();
      for (int i = 0; i < p.rows(); i++) {
        int node = edges.get(i).getFirst();
        int action = edges.get(i).getLast();
        touched.add(node);
        int size = graph.size();
        int to = graph.resolve(process.key(p, i), l + 1, node, action);
        int before = graph.child(node, action);
        if (before >= 0 && before != to) {
          throw new IllegalStateException("fork: " + actions.get(action).name() + " led from one state to two; the process is not"
              + " deterministic");
        }
        graph.child(node, action, to);
        if (to == size && l + 1 == last) {
          fresh.add(i);
        } else if (l + 1 < last && graph.anyState(to) == null) {
          graph.state(to, actions.get(action).family(), one(p, i));
          touched.add(to);
        }
      }
      if (!fresh.isEmpty()) {
        score(p, fresh, edges);
      }
      process.release(p);
      return Admission.ADMITTED;
    }

    /** Scores the samples that no graph of the run has come to before. */
    private void score(Population p, List<Integer> fresh, List<List<Integer>> edges) {
      Map<Integer, StateKey> keys = new HashMap<>();
      fresh.forEach(i -> keys.put(i, process.key(p, i)));
      List<Integer> unknown = fresh.stream().filter(i -> !known.containsKey(keys.get(i))).toList();
      if (!unknown.isEmpty()) {
        double[] scores = run.settle(unknown.size() == p.rows() ? p : Branches.take(run, p, unknown));
        IntStream.range(0, scores.length).forEach(j -> known.put(keys.get(unknown.get(j)), scores[j]));
      }
      for (int i : fresh) {
        graph.score(graph.child(edges.get(i).getFirst(), edges.get(i).getLast()), known.get(keys.get(i)));
      }
    }

    /** A node's row under an action of a family. */
    private Population row(int node, int family) {
      if (graph.state(node, family) == null) {
        Population any = node == 0 && graph.anyState(0) == null ? start : graph.anyState(node);
        Population own = one(any, 0);
        process.choose(own, List.of(actions.stream().filter(a -> a.family() == family).findFirst().orElseThrow()));
        graph.state(node, family, own);
        touched.add(node);
      }
      return graph.state(node, family);
    }

    private int family(List<Integer> edge) {
      return actions.get(edge.getLast()).family();
    }

    private Population one(Population p, int i) {
      return Branches.take(run, p, List.of(i));
    }

    /** Lets go of rows that no action wants any more, and beyond the limit of those that the fewest simulations went through. */
    private void drop() {
      touched.stream().filter(graph::isExpanded).forEach(graph::drop);
      if (graph.held() > mostStates) {
        IntStream.range(0, graph.size()).filter(n -> graph.anyState(n) != null).boxed()
            .sorted(Comparator.<Integer>comparingLong(graph::visits).thenComparing(Comparator.reverseOrder()))
            .limit(Math.max(0, graph.held() - mostStates * 3L / 4)).forEach(graph::drop);
      }
    }
  }
}
