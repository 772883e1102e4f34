package org.anabranch.search;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Admission;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * Hierarchical trajectory search: many trajectories at first, of which a window of the steps keeps geometrically fewer.
 *
 * <pre>
 *   in the steps s of the window [from H, to H), at most every {@code interval} + 1 of them:
 *     target = max(keep, ceil(width decay^-(s - from H)));  if more rows run than that:
 *       look at all;  score the look-aheads;  keep the best {@code survivors} that differ
 *       each gets its share of {@code target} copies: the first exact, the others with {@code reopened} of their {@code pool} reopened
 *       least certain things taken back, and draws of their own
 *   run the rows that are left to samples and score these
 * </pre>
 * With 16 rows of 32 steps and these defaults: 16 to 9 at step 4, to {@code keep} at step 8. H is all steps; the published code counts
 * the
 * steps of the first block, which {@code horizon} says. A flow has nothing to take back: its copies differ by their draws.
 *
 * <p>What scores is the request's guide, or its selector, and the selector picks. With {@code self} it is the model that prunes and
 * picks,
 * and pays for it: the scores of the outcome are then the model's opinions, {@link org.anabranch.solver.SelfJudging}.
 *
 * <p>Evaluations: a look is the next step's first evaluation for exact copies, so it is paid for again only by copies that were
 * changed.
 * As published every look is extra, its own questions are not counted, and baselines are billed steps that they do not make; here all
 * that
 * is evaluated is charged, once. Verifier calls: the rows looked at, and the rows kept. Where the budget does not cover a pass it
 * begins
 * with fewer rows; passes follow one another.
 *
 * <p>Reference: Prism (LLaDA_Prism, hts_sampler.py and verifier.py; the constants of its scripts).
 */
public final class Prism implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "prism";

  private final Options options;

  /** A search with these options. */
  public Prism(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param width     rows at first, at least 1
   * @param keep      rows at last, 1 to {@code width}
   * @param survivors rows that have copies, at least 1
   * @param from      part of the horizon before the window
   * @param to        part of the horizon before the window's end, at least {@code from}
   * @param decay     of the width per step, above 1
   * @param interval  steps without a decision after one
   * @param reopened  things taken back in a copy
   * @param pool      the copies' things are drawn from {@code pool} times as many
   * @param horizon   steps that the window is part of; 0 for all
   * @param distinct  whether look-aheads that are equal count as one
   * @param self      whether the model prunes and picks
   */
  public record Options(int width, int keep, int survivors, double from, double to, double decay, int interval, int reopened, int pool,
      int horizon, boolean distinct, boolean self) {
    /** As the published scripts for mathematics, on all steps. */
    public static final Options DEFAULT = new Options(16, 4, 2, .1, .6, 1.8, 3, 2, 3, 0, true, false);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("width", width);
      if (!(keep >= 1 && keep <= width)) {
        throw new IllegalArgumentException("keep: must be in [1, " + width + "], got " + keep);
      }
      Ranges.atLeastOne("survivors", survivors);
      Ranges.fraction("from", from);
      Ranges.fraction("to", to);
      if (from > to) {
        throw new IllegalArgumentException("from: must be at most to, got " + from + " and " + to);
      }
      if (!(decay > 1 && decay < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("decay: must be above 1, got " + decay);
      }
      Ranges.notNegative("interval", interval);
      Ranges.notNegative("reopened", reopened);
      Ranges.atLeastOne("pool", pool);
      Ranges.notNegative("horizon", horizon);
    }

    static Options from(Params p) {
      int width = p.integer("width").orElse(DEFAULT.width);
      return new Options(width, p.integer("keep").orElse(Math.min(width, DEFAULT.keep)),
          p.integer("survivors").orElse(DEFAULT.survivors), p.real("from").orElse(DEFAULT.from),
          p.real("to").orElse(DEFAULT.to), p.real("decay").orElse(DEFAULT.decay),
          p.integer("interval").orElse(DEFAULT.interval), p.integer("reopened").orElse(DEFAULT.reopened),
          p.integer("pool").orElse(DEFAULT.pool), p.integer("horizon").orElse(DEFAULT.horizon),
          p.flag("distinct").orElse(DEFAULT.distinct), p.flag("self").orElse(DEFAULT.self));
    }
  }

  /** At this step this many rows go on. */
  record Cut(int step, int target) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsStepNoise() {
    return true;
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(this, request);
    if (options.self()) {
      run.needs().selfJudging();
      run.warn("selector " + request.selector().verifier().name() + ": " + NAME + " did not ask it, scores are the model's own");
    }
    while (run.affordable(1) > 0 && !(run.isSolved() && !options.self())) {
      Pass pass = new Pass(run);
      if (pass.width == 0) {
        break;
      }
      Admission a = pass.go();
      if (a != Admission.ADMITTED) {
        return run.finish(Status.stoppedBy(a));
      }
    }
    return run.finish(run.isSolved() && !options.self() ? Status.COMPLETED : Status.BUDGET_SPENT);
  }

  /** When so many rows become how many. */
  List<Cut> cuts(int width, int keep, int steps) {
    int horizon = options.horizon() == 0 ? steps : Math.min(steps, options.horizon());
    int first = (int) (options.from() * horizon);
    int end = (int) (options.to() * horizon);
    List<Cut> cuts = new ArrayList<>();
    int rows = width;
    int next = first;
    for (int s = first; s < end; s++) {
      int target = Math.max(keep, (int) Math.ceil(width * StrictMath.pow(options.decay(), first - s)));
      if (s >= next && rows > target) {
        cuts.add(new Cut(s, target));
        rows = target;
        next = s + 1 + options.interval();
      }
    }
    return cuts;
  }

  /** From starts to samples. */
  private final class Pass {
    private final SearchRun run;
    private final GenerativeProcess process;
    private final Generator generator;
    private final int steps;
    private final long perVerdict;
    private final int width;
    private final int keep;

    Pass(SearchRun run) {
      this.run = run;
      this.process = run.process();
      this.generator = run.request().generator();
      this.steps = generator.steps();
      this.perVerdict = options.self() ? run.needs().selfJudging().evaluationsPerVerdict() : 0;
      int n = options.width();
      while (n > 0 && !isAffordable(n)) {
        n--;
      }
      this.width = n;
      this.keep = Math.min(n, options.keep());
    }

    private boolean isAffordable(int n) {
      int last = Math.min(n, options.keep());
      // Rows and their copies are there together.
      return 2L * n <= run.rowsLeft() && evaluations(n, last) <= run.evaluationsLeft()
          && (options.self() || calls(n, last) <= run.verifierCallsLeft());
    }

    /** Evaluations of a pass, at most. */
    private long evaluations(int n, int last) {
      long sum = 0;
      int rows = n;
      int at = 0;
      for (Cut cut : cuts(n, last, steps)) {
        sum += rows * (generator.evaluations(at, cut.step()) + generator.evaluationsPerLook() + perVerdict);
        rows = cut.target();
        at = cut.step();
      }
      return sum + rows * (generator.evaluations(at, steps) + perVerdict);
    }

    private long calls(int n, int last) {
      long sum = 0;
      int rows = n;
      for (Cut cut : cuts(n, last, steps)) {
        sum += rows;
        rows = cut.target();
      }
      return sum + rows;
    }

    Admission go() {
      Population p = run.begin(width);
      List<Cut> cuts = cuts(width, keep, steps);
      for (int i = 0; i <= cuts.size(); i++) {
        int to = i < cuts.size() ? cuts.get(i).step() : steps;
        long look = i < cuts.size() ? generator.evaluationsPerLook() : 0;
        long cost = p.rows() * (generator.evaluations(p.step(), to) + look + perVerdict);
        run.openRound(cost, cost);
        Admission a = run.advance(p, to);
        if (a == Admission.ADMITTED && to < steps) {
          a = run.look(p);
        }
        double[] scores = new double[p.rows()];
        if (a == Admission.ADMITTED && options.self()) {
          a = run.needs().selfJudging().judge(p, scores);
        }
        if (a != Admission.ADMITTED) {
          run.settle(p);
        } else if (to < steps) {
          p = children(p, options.self() ? scores : run.promise(p), cuts.get(i).target());
        } else if (options.self()) {
          run.settle(p, scores);
        } else {
          run.settle(p);
        }
        run.closeRound(0);
        if (a != Admission.ADMITTED) {
          return a;
        }
      }
      return Admission.ADMITTED;
    }

    /** Copies of the best, the first of each exact. */
    private Population children(Population p, double[] scores, int target) {
      int[] best = best(process.lookAhead(p), scores, Math.min(options.survivors(), target));
      List<Population.Row> rows = new ArrayList<>();
      List<Start> draws = new ArrayList<>();
      List<Integer> changed = new ArrayList<>();
      for (int i = 0; i < best.length; i++) {
        int copies = target / best.length + (i < target % best.length ? 1 : 0);
        for (int n = 0; n < copies; n++) {
          if (n > 0) {
            changed.add(rows.size());
          }
          rows.add(new Population.Row(p, best[i]));
          draws.add(n == 0 ? p.draw(best[i]) : Branches.copy(p.draw(best[i]), p.step(), n));
        }
      }
      Population next = process.gather(rows, draws);
      process.release(p);
      process.reopen(next, changed.stream().mapToInt(Integer::intValue).toArray(), options.reopened(),
          options.reopened() * options.pool());
      return next;
    }

    /** The best rows, those whose look-ahead is like that of a better one last. */
    private int[] best(Tensor ahead, double[] scores, int count) {
      int[] order = Beam.largest(scores, scores.length);
      List<Integer> distinct = new ArrayList<>();
      List<Integer> others = new ArrayList<>();
      for (int i : order) {
        boolean fresh = !options.distinct() || distinct.stream().noneMatch(j -> Rows.equal(ahead, i, j));
        (fresh ? distinct : others).add(i);
      }
      distinct.addAll(others);
      return distinct.stream().limit(count).mapToInt(Integer::intValue).toArray();
    }
  }
}
