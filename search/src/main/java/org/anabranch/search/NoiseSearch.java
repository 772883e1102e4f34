package org.anabranch.search;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Start;

/**
 * Zero-order search of the starting noise around the best start found so far, the incumbent.
 *
 * <p>Round 0 draws a pool of fresh starts. Every later round draws neighbours of the incumbent, {@code sqrt(1 - r^2)
 * noise(incumbent) + r z}, which keep the noise's variance; a share of them may be fresh starts instead. The best of
 * incumbent and neighbours is the next incumbent, so the best score never falls. (The published epsilon-greedy code replaces
 * its pivot by the best neighbour even if that is worse; arXiv 2506.03164. Ma et al., arXiv 2501.09732, describe the
 * zero-order search.)
 *
 * <p>A start is a chain of neighbours back to a fresh start, and making its noise walks the chain. Every gain lengthens it by
 * one; at {@link Options#depth} it stops growing: from then on neighbours are drawn around the incumbent's own centre. Both
 * memory and recursion are so bounded by the depth.
 *
 * <p>Trajectory i, fresh, starts from {@code TrajectoryKey.root(seed, i)} as in {@link BestOfN}; a neighbour has a child key
 * of the incumbent's. One ledger entry per round. The result does not depend on the batch rows.
 */
public final class NoiseSearch implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "noise-search";

  private final Options options;

  /** Noise search with these options. */
  public NoiseSearch(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param pool          fresh starts of round 0, at least 1
   * @param neighbours    trajectories per later round, at least 1
   * @param radius        size of the perturbation, 0 (none) to 1 (a fresh start)
   * @param freshFraction share of the later rounds' trajectories that are fresh starts (epsilon), 0 to 1, dealt evenly
   * @param patience      rounds without gain after which the search is saturated; without it, never
   * @param depth         most neighbours in a chain of starts, at least 1
   * @param stratified    whether the pool's noise is stratified along a random direction, a stratum for each start of the pool
   */
  public record Options(int pool, int neighbours, double radius, double freshFraction, OptionalInt patience, int depth,
      boolean stratified) {
    /**
     * Pool 4, neighbours 4, radius 0.5, no fresh starts, no patience, depth 128.
     *
     * <p>Of pools and neighbours 2, 4, 8 and radii 0.2 to 0.6, the middle that beats best-of-n from 8 trajectories on, for a
     * smooth reward in 16 and in 256 dimensions. From 64 trajectories on, a radius of 0.3 is better. The longest chain of
     * 4000 trajectories was 31 at radius 0.5 and 114 at radius 0.2.
     */
    public static final Options DEFAULT = new Options(4, 4, 0.5, 0, OptionalInt.empty(), 128, false);

    /** An independent pool. */
    public Options(int pool, int neighbours, double radius, double freshFraction, OptionalInt patience, int depth) {
      this(pool, neighbours, radius, freshFraction, patience, depth, false);
    }

    /** Checks the ranges. */
    public Options {
      atLeastOne("pool", pool);
      atLeastOne("neighbours", neighbours);
      fraction("radius", radius);
      fraction("freshFraction", freshFraction);
      patience.ifPresent(v -> atLeastOne("patience", v));
      atLeastOne("depth", depth);
    }

    static Options from(Params p) {
      return new Options(p.integer("pool").orElse(DEFAULT.pool), p.integer("neighbours").orElse(DEFAULT.neighbours),
          p.real("radius").orElse(DEFAULT.radius), p.real("freshFraction").orElse(DEFAULT.freshFraction),
          p.integer("patience"), p.integer("depth").orElse(DEFAULT.depth),
          p.flag("stratified").orElse(DEFAULT.stratified));
    }

    private static void atLeastOne(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + ": must be >= 1, got " + value);
      }
    }

    private static void fraction(String name, double value) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException(name + ": must be in [0, 1], got " + value);
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(NAME, request);
    if (options.stratified()) {
      run.needs().continuous();
    }
    List<Start> starts = new ArrayList<>();
    int rows = run.affordable(options.pool());
    for (int i = 0; i < rows; i++) {
      starts.add(options.stratified() ? Strata.start(request.seed(), i, options.pool()) : fresh(request, i));
    }
    Admission a = run.drawRound(options.pool(), starts);
    int stale = 0;
    while (a == Admission.ADMITTED) {
      rows = run.affordable(options.neighbours());
      if (rows == 0) {
        return run.finish(Status.BUDGET_SPENT);
      }
      Candidate incumbent = run.best().orElseThrow();
      a = run.drawRound(options.neighbours(), around(request, incumbent.start(), run.drawn(), rows));
      boolean gained = run.best().orElseThrow() != incumbent;
      stale = gained ? 0 : stale + 1;
      if (a == Admission.ADMITTED && options.patience().isPresent() && stale >= options.patience().getAsInt()) {
        return run.finish(Status.SATURATED);
      }
    }
    return run.finish(Status.stoppedBy(a));
  }

  private List<Start> around(SearchRequest request, Start incumbent, long drawn, int rows) {
    Start centre = depth(incumbent) >= options.depth() ? ((Start.Near) incumbent).centre() : incumbent;
    List<Start> starts = new ArrayList<>(rows);
    for (long index = drawn; index < drawn + rows; index++) {
      starts.add(isFresh(index) ? fresh(request, index)
          : new Start.Near(centre, incumbent.key().child(index), options.radius()));
    }
    return starts;
  }

  /** Deals the fresh starts evenly: the count after i trajectories is floor(i * freshFraction). */
  private boolean isFresh(long index) {
    double f = options.freshFraction();
    return Math.floor((index + 1) * f) > Math.floor(index * f);
  }

  private static Start fresh(SearchRequest request, long index) {
    return new Start.Fresh(TrajectoryKey.root(request.seed(), index));
  }

  private static int depth(Start start) {
    int depth = 0;
    for (Start s = start; s instanceof Start.Near near; s = near.centre()) {
      depth++;
    }
    return depth;
  }
}
