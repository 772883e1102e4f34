package org.anabranch.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * Search over paths: trajectories run nearly to the data; then each is noised again in several ways and integrated a little
 * further than it had come, and the best of all go on.
 *
 * <pre>
 *   N trajectories to step s = S - ceil(tail S)
 *   while s &lt; S:  K copies of each, noised back by f = floor(forward S) steps and integrated to s + 1;  the best N go on;  s =
 *   s + 1
 * </pre>
 * The one search of paths that needs no noise in the sampler: what it adds it adds itself, by the forward process, so an ordinary
 * solver is as good as a stochastic one. Between the rounds the parents stay in the running, so that a round never loses; as
 * published they do not.
 *
 * <p>Evaluations of one pass with a one-stage method, T = S - s rounds: N s + N K sum of (min(f, s) + 2) over the rounds, less one
 * look at the last. K is what the budget pays. Defaults after Kim et al. 2025 (arXiv 2503.19385, {@code rewind_trainer.py}: noised
 * by 780 of 1000, back by 810, from 120 on). Reference: Ma et al. 2025, arXiv 2501.09732.
 */
public final class SearchOverPaths implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "sop";

  private final Options options;

  /** The search with these options. */
  public SearchOverPaths(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param width   trajectories that go on, at least 1
   * @param copies  most copies of each per round, at least 1; the budget may pay fewer
   * @param tail    part of the path before the data in which it searches, 0 to 1, at least one step
   * @param forward part of the path by which copies are noised, 0 to 1, at least one step
   */
  public record Options(int width, int copies, double tail, double forward) {
    /** Width 2, up to 16 copies, the last eighth of the path, noised by 0.78 of it. */
    public static final Options DEFAULT = new Options(2, 16, 0.12, 0.78);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("width", width);
      Ranges.atLeastOne("copies", copies);
      Ranges.fraction("tail", tail);
      Ranges.fraction("forward", forward);
    }

    static Options from(Params p) {
      return new Options(p.integer("width").orElse(DEFAULT.width), p.integer("copies").orElse(DEFAULT.copies),
          p.real("tail").orElse(DEFAULT.tail), p.real("forward").orElse(DEFAULT.forward));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(NAME, request);
    long one = request.generator().evaluationsPerTrajectory();
    while (run.evaluationsLeft() >= one && run.verifierCallsLeft() > 0) {
      Admission a = new Pass(run).go();
      if (a != Admission.ADMITTED) {
        return run.finish(Status.stoppedBy(a));
      }
    }
    return run.finish(Status.BUDGET_SPENT);
  }

  /** One pass from noise to data. */
  private final class Pass {
    private final SearchRun run;
    private final GenerativeProcess process;
    private final Generator generator;
    private final int steps;
    private final int back;
    private final int first;
    private final int width;
    private final int copies;

    Pass(SearchRun run) {
      this.run = run;
      this.process = run.process();
      this.generator = run.request().generator();
      this.steps = generator.steps();
      this.first = steps - Math.clamp((long) Math.ceil(options.tail() * steps), 1, steps);
      this.back = (int) Math.max(1, Math.floor(options.forward() * steps));
      int room = run.rowsLeft() / SearchRun.LEAST_ROWS;
      int trajectories = (int) Math.min(Math.min(options.width(), room), Math.min(run.verifierCallsLeft(),
          run.evaluationsLeft() / generator.evaluationsPerTrajectory()));
      int affordable = copies(trajectories);
      // One trajectory searched is worth more than several that are not.
      this.width = affordable == 0 ? 1 : trajectories;
      this.copies = affordable == 0 ? copies(1) : affordable;
    }

    /** Copies that all rounds can pay beside the trajectories themselves. */
    private int copies(int trajectories) {
      long bare = trajectories * generator.evaluationsPerTrajectory();
      long perCopy = 0;
      long looks = 0;
      for (int s = first; s < steps; s++) {
        perCopy += generator.evaluations(Math.max(0, s - back), s + 1) + look(s + 1);
        looks += look(s + 1);
      }
      long evaluations = (run.evaluationsLeft() - bare - trajectories * looks) / (trajectories * perCopy);
      long rounds = steps - first;
      long calls = (run.verifierCallsLeft() / trajectories - rounds) / rounds;
      int room = run.rowsLeft() / trajectories - 2; // the trajectories, and those that go on
      return (int) Math.max(0, Math.min(Math.min(options.copies(), room), Math.min(evaluations, calls)));
    }

    private long look(int step) {
      return step == steps ? 0 : generator.evaluationsPerLook();
    }

    Admission go() {
      Population p = run.begin(width);
      long cost = width * generator.evaluations(0, first);
      run.openRound(cost, cost);
      Admission a = run.advance(p, first);
      if (a != Admission.ADMITTED) {
        run.settle(p);
      }
      run.closeRound(0);
      while (p.step() < steps && a == Admission.ADMITTED) {
        Round round = new Round(p);
        a = round.make();
        p = round.next;
      }
      return a;
    }

    /** One round: from the parents' step to the next. */
    private final class Round {
      private final Population parents;
      private Population next;

      Round(Population parents) {
        this.parents = parents;
        this.next = parents;
      }

      Admission make() {
        int to = parents.step() + 1;
        long rest = width * (process.isEvaluated(parents) ? generator.evaluationsAfterLook(parents.step(), to)
            : generator.evaluations(parents.step(), to));
        long each = generator.evaluations(Math.max(0, parents.step() - back), to);
        long asked = rest + width * options.copies() * each + width * (1L + options.copies()) * look(to);
        long granted = copies == 0 ? rest : rest + width * copies * each + width * (1L + copies) * look(to);
        run.openRound(asked, granted);
        List<Population> all = new ArrayList<>(List.of(parents));
        Admission a = Admission.ADMITTED;
        if (copies > 0) {
          Population noised = noised();
          all.add(noised);
          a = run.advance(noised, to);
        }
        a = a == Admission.ADMITTED ? run.advance(parents, to) : a;
        if (a == Admission.ADMITTED && to < steps && copies > 0) {
          a = choose(all);
        } else if (a == Admission.ADMITTED && to == steps) {
          all.forEach(run::settle);
        }
        if (a != Admission.ADMITTED) {
          run.settle(parents);
        }
        run.closeRound(0);
        return a;
      }

      private Population noised() {
        List<Population.Row> rows = new ArrayList<>();
        List<Start> draws = new ArrayList<>();
        TrajectoryKey[] keys = new TrajectoryKey[width * copies];
        for (int i = 0; i < keys.length; i++) {
          keys[i] = parents.draw(i / copies).key().child(((long) parents.step() << 32) + i % copies);
          rows.add(new Population.Row(parents, i / copies));
          draws.add(new Start.Fresh(keys[i]));
        }
        Population noised = process.gather(rows, draws);
        process.rewind(noised, Math.max(0, parents.step() - back), keys);
        return noised;
      }

      private Admission choose(List<Population> all) {
        List<Population.Row> rows = new ArrayList<>();
        double[] values = new double[0];
        for (Population p : all) {
          Admission a = run.look(p);
          if (a != Admission.ADMITTED) {
            return a;
          }
          double[] promises = run.promise(p);
          int known = values.length;
          values = Arrays.copyOf(values, known + promises.length);
          System.arraycopy(promises, 0, values, known, promises.length);
          rows.addAll(p.first(p.rows()));
        }
        List<Population.Row> best = Arrays.stream(Beam.largest(values, width)).mapToObj(rows::get).toList();
        next = process.gather(best);
        run.release(all);
        return Admission.ADMITTED;
      }
    }
  }
}
