package org.anabranch.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * Breadth-first search: particles go forward together, and at some steps each is copied or dropped by what its look-ahead promises.
 * With f[k] = exp(lambda promise[k]) and the N particles of the start,
 *
 * <pre>  n[k] = rint(N f[k] / sum f),  ties to even</pre>
 *
 * {@code bfs} copies particle k n[k] times; {@code bfs-prune} keeps it once if n[k] > 0. Rounding may ask for more than N copies: the
 * particles that promise most then come first. A particle kept keeps its draws, so that pruning changes
 * no sample; its copies get draws of their own.
 *
 * <p>An optimiser, not a sampler: it weighs by f at every look, where a sampler weighs by ratios of successive f, so that every
 * further look tilts the law again. Published code cuts surplus copies by position (images) or lets the
 * population grow by them (mazes); the rule above replaces both.
 *
 * <p>Evaluations of S steps and N particles, of a one-stage method: N S at most, less where the population shrinks; the looks
 * serve the next step. Methods that evaluate elsewhere pay one more for each look. Gradient steps ({@link LocalSearch}) cost what
 * they say there. When a pass is over, another begins with fresh particles, fewer if the budget does not cover all. With no
 * verifier calls to spare, or one particle, no look is made.
 *
 * <p>Reference: Zhang et al. 2025, "Inference-time scaling of diffusion models through classical search", arXiv 2505.23614.
 */
public final class Bfs implements SearchAlgorithm {
  /** The name of the variant that copies. */
  public static final String NAME = "bfs";
  /** The name of the variant that only drops. */
  public static final String PRUNE_NAME = "bfs-prune";

  private final Options options;

  /** A breadth-first search with these options. */
  public Bfs(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param prune     whether particles are dropped only
   * @param particles at the start of a pass, at least 1
   * @param start     the first look, as a share of the steps, 0 to 1
   * @param every     between looks, as a share of the steps, above 0
   * @param lambda    how much the promise counts, also for gradients; above 0
   * @param passes    most passes; without it, as many as the budget affords
   * @param local     gradient steps between the looks
   */
  public record Options(boolean prune, int particles, double start, double every, double lambda, OptionalInt passes,
      LocalSearch local) {
    /** The published choice: 12 particles, looks at a quarter, a half and three quarters of the steps, lambda 1; no gradients. */
    public static final Options DEFAULT = new Options(false, 12, 0.25, 0.25, 1, OptionalInt.empty(), LocalSearch.NONE);
    /** The published choice for pruning: 8 particles. */
    public static final Options PRUNE = new Options(true, 8, 0.25, 0.25, 1, OptionalInt.empty(), LocalSearch.NONE);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("particles", particles);
      Ranges.fraction("start", start);
      Ranges.positive("every", every);
      Ranges.positive("lambda", lambda);
      passes.ifPresent(v -> Ranges.atLeastOne("passes", v));
    }

    static Options from(Params p, Options otherwise) {
      double lambda = p.real("lambda").orElse(otherwise.lambda);
      return new Options(otherwise.prune, p.integer("particles").orElse(otherwise.particles),
          p.real("start").orElse(otherwise.start), p.real("every").orElse(otherwise.every), lambda, p.integer("passes"),
          LocalSearch.from(p, otherwise.local, lambda));
    }
  }

  @Override
  public String name() {
    return options.prune() ? PRUNE_NAME : NAME;
  }

  @Override
  public boolean needsStepNoise() {
    return !options.prune();
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(this, request);
    options.local().check(run);
    Generator generator = request.generator();
    boolean[] looks = Route.schedule(generator.steps(), options.start(), options.every(), generator.steps() - 1);
    Route guided = options.local().route(generator, run.process(), looks);
    Route plain = Route.plain(generator);
    return Passes.run(run, options.passes().orElse(Integer.MAX_VALUE), number -> pass(run, looks, guided, plain));
  }

  private Admission pass(SearchRun run, boolean[] looks, Route guided, Route plain) {
    boolean affordable = run.evaluationsLeft() >= guided.ahead(0);
    long cost = affordable ? guided.ahead(0) : plain.ahead(0);
    int most = Math.min(options.particles(), run.rowsLeft() / 2); // particles and the copies that go on
    int rows = (int) Math.min(most, Math.min(run.evaluationsLeft() / cost, run.verifierCallsLeft()));
    run.openRound(Math.multiplyExact(options.particles(), cost), rows * cost);
    Population p = run.begin(rows);
    Admission a = Admission.ADMITTED;
    for (int step = 0; step < run.request().generator().steps() && a == Admission.ADMITTED; step++) {
      if (affordable && looks[step] && p.rows() > 1 && run.verifierCallsLeft() >= p.rows() + rows) {
        a = run.look(p);
        p = a == Admission.ADMITTED ? choose(run, p, rows) : p;
      }
      if (a == Admission.ADMITTED) {
        a = affordable ? options.local().step(run, p, rows) : run.advance(p, step + 1);
      }
    }
    run.settle(p);
    run.closeRound(0);
    return a;
  }

  private Population choose(SearchRun run, Population p, int most) {
    int[] counts = counts(Weights.normalised(run.promise(p), options.lambda()), most, options.prune());
    List<Population.Row> parents = new ArrayList<>();
    List<Start> draws = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      for (int n = 0; n < counts[i]; n++) {
        parents.add(new Population.Row(p, i));
        draws.add(n == 0 ? p.draw(i) : Branches.copy(p.draw(i), p.step(), n));
      }
    }
    Population q = run.process().gather(parents, draws);
    run.process().release(p);
    return q;
  }

  /**
   * How often each particle goes on.
   *
   * @param share of each particle, sum 1
   * @param most  particles that may go on, N
   * @param prune whether each goes on once at most
   */
  static int[] counts(double[] share, int most, boolean prune) {
    int[] counts = new int[share.length];
    int room = most;
    List<Integer> order = IntStream.range(0, share.length).boxed()
        .sorted(Comparator.<Integer>comparingDouble(k -> -share[k]).thenComparing(k -> k)).toList();
    for (int k : order) {
      int wanted = (int) Math.rint(most * share[k]);
      counts[k] = Math.min(room, prune ? Math.min(1, wanted) : wanted);
      room -= counts[k];
    }
    return counts;
  }
}
