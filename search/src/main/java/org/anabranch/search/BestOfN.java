package org.anabranch.search;

import java.util.OptionalInt;
import org.anabranch.solver.Admission;

/**
 * Draws independent trajectories and returns the best: argmax over i &lt; N of score(sample(key_i)).
 *
 * <p>Candidate i starts from {@code TrajectoryKey.root(seed, i)}, so the candidates of a smaller N are among those of a
 * larger one, bit for bit, and the best score never falls as N grows. A round of the ledger is one wave of the request's
 * batch rows. What remains of the budget and does not cover a trajectory is left unspent.
 *
 * <p>Stratified, the starts of every 16 share a random direction, and their projections on it are drawn from the 16 intervals of equal
 * probability: each start alone is N(0, I), together they spread. Needs a generator of continuous samples.
 *
 * <p>The honest baseline of inference-time scaling: every other algorithm is compared with it at equal evaluations.
 */
public final class BestOfN implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "best-of-n";

  private final Options options;

  /** Best of as many as these options and the budget allow. */
  public BestOfN(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param n          most trajectories; without it, as many as the budget affords
   * @param stratified whether the noise is stratified along a random direction of every 16 trajectories
   */
  public record Options(OptionalInt n, boolean stratified) {
    /** As many trajectories as the budget affords, independent. */
    public static final Options DEFAULT = new Options(OptionalInt.empty(), false);

    /** Checks the range. */
    public Options {
      if (n.isPresent() && n.getAsInt() < 1) {
        throw new IllegalArgumentException("n: must be >= 1, got " + n.getAsInt());
      }
    }

    /** At most n trajectories, independent. */
    public static Options of(int n) {
      return new Options(OptionalInt.of(n), false);
    }

    static Options from(Params p) {
      return new Options(p.integer("n"), p.flag("stratified").orElse(DEFAULT.stratified));
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
    long n = options.n().isPresent() ? options.n().getAsInt() : Long.MAX_VALUE;
    while (run.drawn() < n) {
      int want = (int) Math.min(run.batchRows(), n - run.drawn());
      int rows = run.affordable(want);
      if (rows == 0) {
        return run.finish(Status.BUDGET_SPENT);
      }
      Admission a = run.drawRound(want, Strata.starts(request.seed(), run.drawn(), rows, options.stratified()));
      if (a != Admission.ADMITTED) {
        return run.finish(Status.stoppedBy(a));
      }
    }
    return run.finish(Status.COMPLETED);
  }
}
