package org.anabranch.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ForkingProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.StateKey;

/**
 * Monte-Carlo tree search over actions that draw nothing: strategies, or models, each of which leads from a state to one state.
 *
 * <pre>
 *   levels  0 = start &lt; l1 &lt; ... &lt; D = sample; an edge is an action taken from one level to the next
 *   select  while every action of a node is tried: argmax Q[edge] + exploration sqrt(log N / n[edge])
 *   expand  the first untried action
 *   roll    out by the same action to a sample, every state on the way a node
 *   back up the score along the edges: their mean, and their largest
 * </pre>
 *
 * Since actions are deterministic, what they have led to is kept: an edge is paid for once, states that are reached in several ways
 * are one
 * node, and equal samples are scored once. Nothing is searched twice: a node below which all has been seen is passed over, so that A
 * actions over D levels end after at most A^D simulations with the best sample there is.
 *
 * <p>Q is a share of the way from the worst score to the best, so that exploration has one meaning: by the verifier's bounds where
 * it has
 * both, else by the scores seen so far. Simulations are chosen in waves of 1, 2, 4, ... up to {@code lanes}, each of which counts those
 * before it as worth nothing yet (virtual loss), and run as one batch a level. The search ends when the verifier's largest score is
 * found; when all has been seen it ends too, unless an action depends on the start, with which it goes on from another one.
 *
 * <p>Evaluations: each edge once, its first evaluation shared by all actions of a model. Verifier calls: one per new sample. Memory:
 * rows of nodes with untried actions, at most {@code states} of them between waves.
 *
 * <p>Reference: Misaki and Akiba 2026 (Sakana AI), UnMaskFork; from its description.
 */
public final class UnMaskFork implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "unmaskfork";

  private final Options options;

  /** A search with these options. */
  public UnMaskFork(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param actions     names that the process knows; none for its standard ones
   * @param levels      parts of the way that are still to go where edges end, in (0, 1), apart from start and end: of an even unmasking
   *                    the mask ratios
   * @param trunk       whether the way to the first level is the first action's alone, so that all simulations share it
   * @param home        whether simulations are rolled out by the first action instead of the one that they began with
   * @param exploration at least 0, in units of the range of scores
   * @param most        whether Q is the largest score of an edge instead of the mean
   * @param lanes       most simulations of a wave; 1 is the sequential method
   * @param simulations most of them; without it, as many as the budget affords
   * @param nodes       most nodes of a graph, about 100 bytes each and 40 for each of its actions
   * @param states      most rows held between waves; with 0 and one lane every simulation starts over, which is the search without its
   *                    cache
   */
  public record Options(List<String> actions, List<Double> levels, boolean trunk, boolean home, double exploration, boolean most, int
      lanes,
      OptionalInt simulations, int nodes, int states) {
    /** The standard actions, levels as published, exploration 1, mean, waves of at most 16, 2^18 nodes, 4096 rows. */
    public static final Options DEFAULT = new Options(List.of(), List.of(.9, .8, .7, .6, .5, .4, .2), false, true, 1, false, 16,
        OptionalInt.empty(), 1 << 18, 4096);

    /** Copies the lists and checks the ranges. */
    public Options {
      actions = List.copyOf(actions);
      levels = List.copyOf(levels);
      for (double level : levels) {
        if (!(level > 0 && level < 1)) {
          throw new IllegalArgumentException("levels: must be in (0, 1), got " + level);
        }
      }
      Ranges.notNegative("exploration", exploration);
      Ranges.atLeastOne("lanes", lanes);
      simulations.ifPresent(n -> Ranges.atLeastOne("simulations", n));
      Ranges.atLeastOne("nodes", nodes);
      if (states < 0) {
        throw new IllegalArgumentException("states: must be >= 0, got " + states);
      }
    }

    static Options from(Params p) {
      return new Options(p.texts("actions").orElse(DEFAULT.actions), p.reals("levels").orElse(DEFAULT.levels),
          p.flag("trunk").orElse(DEFAULT.trunk), p.word("rollout", List.of("same",
              "first")).map("first"::equals).orElse(DEFAULT.home), p.real("exploration").orElse(DEFAULT.exploration),
              p.word("backup", List.of("mean", "max")).map("max"::equals)
          .orElse(DEFAULT.most), p.integer("lanes").orElse(DEFAULT.lanes), p.integer("simulations"),
          p.integer("nodes").orElse(DEFAULT.nodes), p.integer("states").orElse(DEFAULT.states));
    }

    /** The steps at which edges end, from 0 to the last. */
    int[] steps(Generator generator) {
      int all = generator.steps();
      return IntStream.concat(IntStream.of(0, all),
          levels.stream().mapToInt(level -> (int) Math.clamp(Math.rint((1 - level) * all), 0, all))).distinct().sorted().toArray();
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(NAME, request);
    ForkingProcess process = run.forking();
    List<ForkingProcess.Action> actions = process.actions(options.actions().isEmpty() ? process.standardActions() : options.actions());
    int[] steps = options.steps(request.generator());
    long most = options.simulations().isPresent() ? options.simulations().getAsInt() : Long.MAX_VALUE;
    boolean again = actions.stream().anyMatch(ForkingProcess.Action::dependsOnStart);
    Map<StateKey, Double> known = new HashMap<>();
    long simulations = 0;
    long before;
    do {
      if (run.affordable(1) == 0) {
        return run.finish(Status.BUDGET_SPENT);
      }
      before = run.evaluationsLeft();
      ForkGrowth growth = new ForkGrowth(run, options, process, actions, steps, known);
      Admission a = growth.grow(most - simulations);
      simulations += growth.simulations();
      if (a != Admission.ADMITTED || growth.isSpent()) {
        return run.finish(a != Admission.ADMITTED ? Status.stoppedBy(a) : Status.BUDGET_SPENT);
      }
      // A graph that cost nothing has no successor: all of it is given.
    } while (again && simulations < most && !run.isSolved() && run.evaluationsLeft() < before);
    return run.finish(Status.COMPLETED);
  }
}
