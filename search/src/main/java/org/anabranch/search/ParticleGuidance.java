package org.anabranch.search;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.solver.Admission;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.Population;

/**
 * Best of sets of particles that repel one another on their way: {@link Repulsion} after every step but the last.
 *
 * <p>A pass draws {@code particles} trajectories together; passes follow until the budget is spent, each a round of the ledger of
 * {@code particles evaluationsPerTrajectory} evaluations; the last is of as many particles as are affordable. The repulsion costs no
 * evaluation. For candidates that differ: the best score gains only where the good samples are in modes that independent ones miss. At
 * repulsion 0 the candidates are those of {@link BestOfN}, bit for bit.
 *
 * <p>Trajectory i starts from {@code TrajectoryKey.root(seed, i)}. The result does not depend on the batch rows. Reference: Corso et
 * al. 2024, Particle Guidance (arXiv 2310.13102), with a fixed potential.
 */
public final class ParticleGuidance implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "particle-guidance";

  private final Options options;

  /** Particle guidance with these options. */
  public ParticleGuidance(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param particles trajectories that are drawn together, 2 to {@value #MOST}
   * @param repulsion the push, {@link Repulsion#weight}
   */
  public record Options(int particles, Repulsion repulsion) {
    /** Most particles: their look-aheads are held at once, and their distances grow with the square. */
    public static final int MOST = 256;
    /**
     * 16 particles, repulsion 1: of 8 particles on a mixture of 9 modes, 5.8 modes instead of 4.9 at 0.3 nats of log-density; at 2
     * it is 6.3 modes at 1.5 nats, at 4 nothing is gained any more.
     */
    public static final Options DEFAULT = new Options(16, new Repulsion(1));

    /** Checks the range. */
    public Options {
      if (particles < 2 || particles > MOST) {
        throw new IllegalArgumentException("particles: must be in [2, " + MOST + "], got " + particles);
      }
    }

    static Options from(Params p) {
      return new Options(p.integer("particles").orElse(DEFAULT.particles),
          new Repulsion(p.real("repulsion").orElse(DEFAULT.repulsion.weight())));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(this, request);
    ContinuousProcess process = run.needs().continuous();
    long cost = request.generator().evaluationsPerTrajectory();
    int most = Math.min(options.particles(), run.rowsLeft() / 2); // particles, and where they were before the push
    for (int rows = run.affordable(most); rows > 0; rows = run.affordable(most)) {
      run.openRound(options.particles() * cost, rows * cost);
      Admission a = pass(run, process, rows);
      run.closeRound(0);
      if (a != Admission.ADMITTED) {
        return run.finish(Status.stoppedBy(a));
      }
    }
    return run.finish(Status.BUDGET_SPENT);
  }

  private Admission pass(SearchRun run, ContinuousProcess process, int rows) {
    SearchRequest request = run.request();
    List<Population> batches = new ArrayList<>();
    for (int from = 0; from < rows; from += request.batchRows()) {
      batches.add(run.begin(Math.min(request.batchRows(), rows - from)));
    }
    Admission a = Admission.ADMITTED;
    for (int step = 0; step < request.generator().steps() && a == Admission.ADMITTED; step++) {
      List<Population> pushed = options.repulsion().apart(process, batches);
      for (int b = 0; b < batches.size() && a == Admission.ADMITTED; b++) {
        a = run.advance(pushed.get(b), step + 1);
        if (a == Admission.ADMITTED) {
          Population before = batches.set(b, pushed.get(b));
          run.release(before == pushed.get(b) ? List.of() : List.of(before));
        }
      }
    }
    batches.forEach(run::settle);
    return a;
  }
}
