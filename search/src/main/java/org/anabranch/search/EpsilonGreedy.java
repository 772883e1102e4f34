package org.anabranch.search;

import java.util.Optional;
import java.util.Set;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Start;

/**
 * Epsilon-greedy search of noise trajectories: at every step the noise itself is searched, around the best noise found for that
 * step, the pivot.
 *
 * <pre>
 *   each round: candidates z = sqrt(1 - r^2) pivot + r w, r = radius U(0, 1), or with probability epsilon fresh
 *               pivot = best of pivot and candidates, by the guide of the look-ahead after the step
 * </pre>
 * The published code adds a step of length U(0, 0.15 sqrt(d)) to the pivot, which makes the noise longer than the model expects,
 * and replaces the pivot by the best candidate even if that is worse; here the neighbours are again standard normal, and the pivot
 * stays in the pool, so that the promise of a step never falls from round to round.
 *
 * <p>Evaluations of S steps, K rounds of N candidates, a one-stage method: 1 + (S - 1) K N, against S (K N + 1) as published.
 * Reference: Tang et al. 2025, arXiv 2506.03164.
 */
public final class EpsilonGreedy implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "epsilon-greedy";

  private final Options options;

  /** The search with these options. */
  public EpsilonGreedy(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param candidates per round, at least 1; they are one batch
   * @param proposals  most candidates per step, at least 1; the policy deals fewer where the budget is small
   * @param radius     largest perturbation of the pivot, 0 (none) to 1 (fresh)
   * @param epsilon    share of the candidates that are fresh, 0 to 1, dealt by lot
   * @param depth      most neighbours between a fresh noise and a candidate, at least 1: where the pivot is as far from one,
   *                   candidates are drawn around what it was drawn around. Without a bound the noise of a step climbs out of its law
   */
  public record Options(int candidates, int proposals, double radius, double epsilon, int depth) {
    /** Rounds of 4, up to 80 candidates a step as published (20 rounds), epsilon 0.4 as published, radius 0.5, depth 1. */
    public static final Options DEFAULT = new Options(4, 80, 0.5, 0.4, 1);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("candidates", candidates);
      Ranges.atLeastOne("proposals", proposals);
      Ranges.fraction("radius", radius);
      Ranges.fraction("epsilon", epsilon);
      Ranges.atLeastOne("depth", depth);
    }

    static Options from(Params p) {
      return new Options(p.integer("candidates").orElse(DEFAULT.candidates), p.integer("proposals").orElse(DEFAULT.proposals),
          p.real("radius").orElse(DEFAULT.radius), p.real("epsilon").orElse(DEFAULT.epsilon),
          p.integer("depth").orElse(DEFAULT.depth));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> policies() {
    return Set.copyOf(BudgetPolicy.names());
  }

  @Override
  public boolean needsStepNoise() {
    return true;
  }

  @Override
  public Outcome run(SearchRequest request) {
    StepSearch.Plan plan = new StepSearch.Plan(1, 1, 1, 1, options.proposals(), options.candidates(), true, false, false,
        (values, each, keys, step) -> StepSearch.best(values, each), this::propose);
    return StepSearch.run(this, request, plan, BudgetPolicy.EVEN);
  }

  /** The first round is fresh: its best is the first pivot. */
  private Start propose(TrajectoryKey parent, int n, Optional<Start> pivot) {
    TrajectoryKey own = parent.child(n);
    if (pivot.isEmpty() || RandomStream.uniform(own, 0, Purpose.SEARCH, 0) < options.epsilon()) {
      return new Start.Fresh(own);
    }
    Start centre = pivot.get();
    if (centre instanceof Start.Near near && near.neighbours().length >= options.depth()) {
      centre = near.centre();
    }
    return new Start.Near(centre, own, options.radius() * RandomStream.uniform(own, 0, Purpose.SEARCH, 1));
  }
}
