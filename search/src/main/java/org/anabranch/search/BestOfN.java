package org.anabranch.search;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Start;

/**
 * Draws independent trajectories and returns the best: argmax over i &lt; N of score(sample(key_i)).
 *
 * <p>Candidate i starts from {@code TrajectoryKey.root(seed, i)}, so the candidates of a smaller N are among those of a
 * larger one, bit for bit, and the best score never falls as N grows. A round of the ledger is one wave of the request's
 * batch rows. What remains of the budget and does not cover a trajectory is left unspent.
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
   * @param n most trajectories; without it, as many as the budget affords
   */
  public record Options(OptionalInt n) {
    /** As many trajectories as the budget affords. */
    public static final Options DEFAULT = new Options(OptionalInt.empty());

    /** Checks the range. */
    public Options {
      if (n.isPresent() && n.getAsInt() < 1) {
        throw new IllegalArgumentException("n: must be >= 1, got " + n.getAsInt());
      }
    }

    /** At most n trajectories. */
    public static Options of(int n) {
      return new Options(OptionalInt.of(n));
    }

    static Options from(Params p) {
      return new Options(p.integer("n"));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(NAME, request);
    long n = options.n().isPresent() ? options.n().getAsInt() : Long.MAX_VALUE;
    while (run.drawn() < n) {
      int want = (int) Math.min(request.batchRows(), n - run.drawn());
      int rows = run.affordable(want);
      if (rows == 0) {
        return run.finish(Status.BUDGET_SPENT);
      }
      Admission a = run.drawRound(want, fresh(request.seed(), run.drawn(), rows));
      if (a != Admission.ADMITTED) {
        return run.finish(Status.stoppedBy(a));
      }
    }
    return run.finish(Status.COMPLETED);
  }

  private static List<Start> fresh(long seed, long from, int rows) {
    return LongStream.range(from, from + rows).<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(seed, i))).toList();
  }
}
