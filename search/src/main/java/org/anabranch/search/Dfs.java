package org.anabranch.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;

/**
 * Depth-first search with backtracking: a particle goes on while its look-ahead promises enough, and is taken back if not.
 *
 * <pre>
 *   at a look, with d = depth in steps and B backtracks left of a particle:
 *     promise >= threshold   go on
 *     else if B > 0          B := B - 1, add the noise of d steps (a fresh start at step 0), go on from there
 *     else                   go on from the best of what the particle has been at this look
 * </pre>
 *
 * Every particle decides alone; published code sums the scores of a batch, so that one bad sample takes all of them back. Looks at the
 * last step judge finished samples. Without a fixed threshold the one of a look is a quantile of the first promises seen there in the
 * run, at most {@value #REFERENCE} of them; published thresholds are set by hand for each task.
 *
 * <p>Evaluations of a particle of S steps, of a one-stage method: S at least and S + B (d + 1) at most, the look that was refused
 * among them; S + B d if only samples are judged. A backtrack that would leave a
 * particle under way unpaid for is not made. Particles that decide alike go on as one batch. When a pass is over, another begins, of
 * as many particles as could use all their backtracks, one at least. Verifier calls: one at each look, and one for the sample.
 *
 * <p>Reference: Zhang et al. 2025, "Inference-time scaling of diffusion models through classical search", arXiv 2505.23614.
 */
public final class Dfs implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "dfs";
  /** Promises that a quantile is taken of, at most. */
  static final int REFERENCE = 1024;

  private final Options options;

  /** A depth-first search with these options. */
  public Dfs(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param particles  in a pass, at least 1
   * @param backtracks of a particle, at least 0
   * @param depth      of a backtrack, as a share of the steps, 0 to 1; one step at least
   * @param start      the first look, as a share of the steps, 0 to 1
   * @param every      between looks, as a share of the steps, above 0
   * @param threshold  what a particle must promise; without it, the quantile
   * @param quantile   of the promises seen at a look, 0 to 1, that a particle must reach
   * @param passes     most passes; without it, as many as the budget affords
   * @param local      gradient steps between the looks
   */
  public record Options(int particles, int backtracks, double depth, double start, double every, OptionalDouble threshold,
      double quantile, OptionalInt passes, LocalSearch local) {
    /**
     * The published choice: 4 backtracks, depth, first look and interval a quarter of the steps; 4 particles, no gradients. The
     * quantile 0.8: of 0.5, 0.8 and 0.9 the best at equal evaluations on the toy in 16 dimensions, where 0.5 gains nothing.
     */
    public static final Options DEFAULT = new Options(4, 4, 0.25, 0.25, 0.25, OptionalDouble.empty(), 0.8, OptionalInt.empty(),
        LocalSearch.NONE);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("particles", particles);
      Ranges.notNegative("backtracks", backtracks);
      Ranges.fraction("depth", depth);
      Ranges.fraction("start", start);
      Ranges.positive("every", every);
      Ranges.fraction("quantile", quantile);
      passes.ifPresent(v -> Ranges.atLeastOne("passes", v));
    }

    static Options from(Params p) {
      return new Options(p.integer("particles").orElse(DEFAULT.particles), p.integer("backtracks").orElse(DEFAULT.backtracks),
          p.real("depth").orElse(DEFAULT.depth), p.real("start").orElse(DEFAULT.start), p.real("every").orElse(DEFAULT.every),
          p.real("threshold"), p.real("quantile").orElse(DEFAULT.quantile), p.integer("passes"),
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
    options.local().check(run);
    Search search = new Search(run);
    return Passes.run(run, options.passes().orElse(Integer.MAX_VALUE), number -> search.pass());
  }

  /** What a particle has left, and the best it has been at each look. */
  private static final class Particle {
    private final Map<Integer, Population> best = new HashMap<>();
    private final Map<Integer, Double> scores = new HashMap<>();
    private int backtracks;
  }

  /** Particles at one step. */
  private record Cohort(Population p, List<Particle> particles) {}

  /** The search at work. */
  private final class Search {
    private final SearchRun run;
    private final int steps;
    private final boolean[] looks;
    private final Route guided;
    private final Route plain;
    private final int back;
    private int backtracks;
    private final List<List<Double>> seen = new ArrayList<>();
    private final List<Cohort> cohorts = new ArrayList<>();

    Search(SearchRun run) {
      this.run = run;
      Generator generator = run.request().generator();
      this.steps = generator.steps();
      this.looks = Route.schedule(steps, options.start(), options.every(), steps);
      this.guided = options.local().route(generator, run.process(), looks);
      this.plain = Route.plain(generator);
      this.back = Math.max(1, (int) Math.rint(options.depth() * steps));
      for (int s = 0; s <= steps; s++) {
        seen.add(new ArrayList<>());
      }
    }

    Admission pass() {
      boolean affordable = run.evaluationsLeft() >= guided.ahead(0);
      long most = affordable ? guided.ahead(0) + options.backtracks() * dearest() : plain.ahead(0);
      this.backtracks = Math.min(options.backtracks(), run.rowsLeft() - 3);
      int room = Math.max(1, run.rowsLeft() / (3 + backtracks)); // a particle, its copy, its probe, and its best at each look
      int wanted = Math.min(options.particles(), room);
      int rows = (int) Math.max(1, Math.min(wanted, Math.min(run.evaluationsLeft() / most, run.verifierCallsLeft())));
      run.openRound(Math.multiplyExact(options.particles(), most), Math.min(rows * most, run.evaluationsLeft()));
      List<Particle> particles = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        particles.add(new Particle());
      }
      cohorts.add(new Cohort(run.begin(rows), particles));
      Admission a = Admission.ADMITTED;
      while (!cohorts.isEmpty() && a == Admission.ADMITTED) {
        a = proceed(affordable);
      }
      cohorts.forEach(c -> run.settle(c.p()));
      cohorts.clear();
      particles.forEach(p -> run.release(p.best.values()));
      run.closeRound(0);
      return a;
    }

    /** What the dearest backtrack adds to a particle's way. */
    private long dearest() {
      return IntStream.rangeClosed(1, steps).filter(s -> looks[s]).mapToLong(this::price).max().orElse(0);
    }

    private long price(int step) {
      return guided.ahead(Math.max(0, step - back)) - guided.afterLook(step);
    }

    private long rows() {
      return cohorts.stream().mapToLong(c -> c.p().rows()).sum();
    }

    /** Takes the cohort that is furthest behind to its next look. */
    private Admission proceed(boolean affordable) {
      Cohort c = cohorts.stream().reduce((x, y) -> y.p().step() < x.p().step() ? y : x).orElseThrow();
      do {
        Admission a = affordable ? options.local().step(run, c.p(), rows()) : run.advance(c.p(), c.p().step() + 1);
        if (a != Admission.ADMITTED) {
          return a;
        }
      } while (c.p().step() < steps && !(affordable && looks[c.p().step()]));
      int step = c.p().step();
      if (affordable && looks[step] && run.verifierCallsLeft() >= c.p().rows() + rows()) {
        Admission a = run.look(c.p());
        if (a != Admission.ADMITTED) {
          return a;
        }
        cohorts.remove(c);
        decide(c, step);
      }
      cohorts.stream().filter(x -> x.p().step() == steps).forEach(x -> run.settle(x.p()));
      cohorts.removeIf(x -> x.p().step() == steps);
      return Admission.ADMITTED;
    }

    private void decide(Cohort c, int step) {
      double[] scores = run.promise(c.p());
      double threshold = threshold(c, scores, step);
      long due = cohorts.stream().mapToLong(x -> x.p().rows() * guided.ahead(x.p().step())).sum()
          + c.p().rows() * guided.afterLook(step);
      List<Integer> on = new ArrayList<>();
      List<Integer> again = new ArrayList<>();
      for (int i = 0; i < scores.length; i++) {
        Particle particle = c.particles().get(i);
        if (scores[i] >= threshold) {
          on.add(i);
        } else {
          boolean gained = !particle.best.containsKey(step) || scores[i] > particle.scores.get(step);
          if (particle.backtracks < backtracks && due + price(step) <= run.evaluationsLeft()) {
            due += price(step);
            again.add(i);
            if (gained) {
              Population before = particle.best.put(step, Branches.take(run, c.p(), List.of(i)));
              run.release(before == null ? List.of() : List.of(before));
              particle.scores.put(step, scores[i]);
            }
          } else if (gained) {
            on.add(i);
          } else {
            cohorts.add(new Cohort(particle.best.get(step), List.of(particle)));
          }
        }
      }
      keep(c, on);
      takeBack(c, again, step);
      if (on.size() < scores.length) {
        run.process().release(c.p());
      }
    }

    private void keep(Cohort c, List<Integer> rows) {
      if (!rows.isEmpty()) {
        cohorts.add(rows.size() == c.p().rows() ? c
            : new Cohort(Branches.take(run, c.p(), rows), rows.stream().map(c.particles()::get).toList()));
      }
    }

    private void takeBack(Cohort c, List<Integer> rows, int step) {
      if (rows.isEmpty()) {
        return;
      }
      Population p = Branches.take(run, c.p(), rows);
      List<Particle> particles = rows.stream().map(c.particles()::get).toList();
      TrajectoryKey[] keys = new TrajectoryKey[p.rows()];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = Branches.retry(p.draw(i), step, particles.get(i).backtracks++);
      }
      run.process().rewind(p, Math.max(0, step - back), keys);
      cohorts.add(new Cohort(p, particles));
    }

    /** What must be promised at a step, with what the particles that come there first promise among what has been seen. */
    private double threshold(Cohort c, double[] scores, int step) {
      if (options.threshold().isPresent()) {
        return options.threshold().getAsDouble();
      }
      List<Double> reference = seen.get(step);
      for (int i = 0; i < scores.length; i++) {
        if (c.particles().get(i).backtracks == 0 && reference.size() < REFERENCE) {
          int at = Collections.binarySearch(reference, scores[i]);
          reference.add(at < 0 ? -at - 1 : at, scores[i]);
        }
      }
      return reference.isEmpty() ? Double.NEGATIVE_INFINITY
          : reference.get((int) Math.rint(options.quantile() * (reference.size() - 1)));
    }
  }
}
