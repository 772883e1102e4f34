package org.anabranch.search;

import java.util.OptionalInt;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;

/**
 * Local search with the gradient of a verifier: particles go forward alone, moved and pushed at every noise level as
 * {@link LocalSearch} says. No selection but that of the best sample in the end.
 *
 * <p>As the rate falls and the moves become many, moves alone sample p_t(x) exp(lambda score(look-ahead)) at each level; at a finite
 * rate e the variance of a Gaussian is 1 / (1 - e sigma^2 / 4) times too large. The pushes rho and mu are an ascent with no law.
 *
 * <p>Evaluations of a particle of S steps, of a one-stage method: S + (S - 1) moves, and two more for every pull back through the
 * model. When a pass is over, another begins. With a budget below a pass, or no verifier calls to spare, trajectories go as they are.
 *
 * <p>Needs a generator of continuous samples and a guide, or selector, with gradients.
 *
 * <p>Reference: Zhang et al. 2025, arXiv 2505.23614; Ye et al. 2024, arXiv 2409.15761.
 */
public final class Langevin implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "langevin";

  private final Options options;

  /** A local search with these options. */
  public Langevin(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param particles in a pass, at least 1
   * @param passes    most passes; without it, as many as the budget affords
   * @param local     what is done at every step
   */
  public record Options(int particles, OptionalInt passes, LocalSearch local) {
    /** 8 particles, and the pushes published for images with a move per step. */
    public static final Options DEFAULT = new Options(8, OptionalInt.empty(), LocalSearch.STANDARD);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("particles", particles);
      passes.ifPresent(v -> Ranges.atLeastOne("passes", v));
    }

    static Options from(Params p) {
      return new Options(p.integer("particles").orElse(DEFAULT.particles), p.integer("passes"),
          LocalSearch.from(p, DEFAULT.local, p.real("lambda").orElse(DEFAULT.local.lambda())));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(NAME, request);
    run.needs().continuous();
    options.local().check(run);
    Generator generator = request.generator();
    Route pushed = options.local().route(generator, run.process(), new boolean[generator.steps() + 1]);
    Route plain = Route.plain(generator);
    return Passes.run(run, options.passes().orElse(Integer.MAX_VALUE), number -> pass(run, pushed, plain));
  }

  private Admission pass(SearchRun run, Route pushed, Route plain) {
    boolean affordable = run.evaluationsLeft() >= pushed.ahead(0);
    long cost = affordable ? pushed.ahead(0) : plain.ahead(0);
    int most = Math.min(options.particles(), run.rowsLeft() / 2); // particles and their probes
    int rows = (int) Math.min(most, Math.min(run.evaluationsLeft() / cost, run.verifierCallsLeft()));
    run.openRound(Math.multiplyExact(options.particles(), cost), rows * cost);
    Population p = run.begin(rows);
    Admission a = Admission.ADMITTED;
    for (int step = 0; step < run.request().generator().steps() && a == Admission.ADMITTED; step++) {
      a = affordable ? options.local().step(run, p, p.rows()) : run.advance(p, step + 1);
    }
    run.settle(p);
    run.closeRound(0);
    return a;
  }
}
