package org.anabranch.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * Random search, then noise search along the winner's path (RS+NS).
 *
 * <pre>
 *   part 1: the best of as many fresh trajectories as {@code random} of the budget pays; its start is the first candidate
 *   part 2: for each of the times 0, .2, .4, .6, .75, .8, .85, .9, .95 of the path:
 *           b roll-outs to the data from each candidate, with noise of their own; their states at the next time are stored;
 *           the stored states of the {@code keep} best samples are the next candidates
 * </pre>
 * What is mended of the published code: the score is that of the model's own direction of time and the drift of the noised
 * path has the sign that keeps the marginals, since the noise is that of the generator's own stochastic solver (as published the
 * variance grows to 1.4 times the data's); "divergence-free" noise, which is not, is left out; roll-outs are charged, so that "8
 * x" means 8 times: a noise search over all times costs 3.55 b trajectories for each candidate kept.
 *
 * <p>Reference: Kutak et al. 2025, arXiv 2510.17786, {@code mcts_single_flow.py}.
 */
public final class NoiseTrajectories implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "rs-ns";
  /** The times of the path that roll-outs start from. */
  private static final double[] TIMES = {0, 0.2, 0.4, 0.6, 0.75, 0.8, 0.85, 0.9, 0.95};

  private final Options options;

  /** The search with these options. */
  public NoiseTrajectories(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param random   part of the budget for the random search, 0 (noise search alone) to 1
   * @param keep     candidates that go on, at least 1
   * @param branches most roll-outs of each per time, at least 1; the budget may pay fewer
   */
  public record Options(double random, int keep, int branches) {
    /** A quarter for the random search, one candidate, up to 64 roll-outs. */
    public static final Options DEFAULT = new Options(0.25, 1, 64);

    /** Checks the ranges. */
    public Options {
      Ranges.fraction("random", random);
      Ranges.atLeastOne("keep", keep);
      Ranges.atLeastOne("branches", branches);
    }

    static Options from(Params p) {
      return new Options(p.real("random").orElse(DEFAULT.random), p.integer("keep").orElse(DEFAULT.keep),
          p.integer("branches").orElse(DEFAULT.branches));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The steps that roll-outs start from: each once, where several times fall into one step. */
  static int[] starts(int steps) {
    return Arrays.stream(TIMES).mapToInt(t -> (int) Math.round(t * steps)).filter(s -> s < steps).distinct().toArray();
  }

  @Override
  public boolean needsStepNoise() {
    return true;
  }

  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(this, request);
    Generator g = request.generator();
    long one = g.evaluationsPerTrajectory();
    long all = Arrays.stream(starts(g.steps())).mapToLong(s -> g.evaluations(s, g.steps())).sum();
    while (run.evaluationsLeft() >= one && run.verifierCallsLeft() > 0) {
      Pass pass = new Pass(run);
      long left = run.evaluationsLeft();
      boolean searches = run.rowsLeft() > 2 * options.keep() && left - one >= options.keep() * all
          && run.verifierCallsLeft() > options.keep() * (long) pass.from.length;
      long random = searches ? Math.clamp((long) (options.random() * left), one, left - options.keep() * all) : left;
      long calls = run.verifierCallsLeft() - (searches ? options.keep() * (long) pass.from.length : 0);
      Admission a = pass.random(Math.max(1, Math.min(calls, random / one)));
      a = a == Admission.ADMITTED && searches ? pass.noise(all) : a;
      if (a != Admission.ADMITTED) {
        return run.finish(Status.stoppedBy(a));
      }
      pass.forget();
    }
    return run.finish(Status.BUDGET_SPENT);
  }

  /** One pass: a random search, and a noise search if the budget pays one. */
  private final class Pass {
    private final SearchRun run;
    private final GenerativeProcess process;
    private final Generator generator;
    private final int steps;
    private final int[] from;
    private Optional<Population.Row> winner = Optional.empty();
    private double best = Double.NEGATIVE_INFINITY;

    Pass(SearchRun run) {
      this.run = run;
      this.process = run.process();
      this.generator = run.request().generator();
      this.steps = generator.steps();
      this.from = starts(steps);
    }

    /** So many fresh trajectories, in waves of the request's batch rows. */
    Admission random(long wanted) {
      long left = wanted;
      while (left > 0) {
        int most = Math.min(run.request().batchRows(), run.rowsLeft() / 2); // trajectories and their starts
        int rows = run.affordable((int) Math.min(most, left));
        if (rows == 0) {
          return Admission.ADMITTED;
        }
        left -= rows;
        Population start = run.begin(rows);
        Population p = process.gather(start.first(rows));
        long cost = rows * generator.evaluationsPerTrajectory();
        run.openRound(cost, cost);
        Admission a = run.advance(p, steps);
        double[] scores = run.settle(p);
        run.closeRound(0);
        if (a != Admission.ADMITTED) {
          return a;
        }
        for (int i = 0; i < rows; i++) {
          if (scores[i] > best || winner.isEmpty()) {
            best = scores[i];
            Population one = Branches.take(run, start, List.of(i));
            forget();
            winner = Optional.of(one.first(1).getFirst());
          }
        }
        process.release(start);
      }
      return Admission.ADMITTED;
    }

    /** Lets go of the winner's start. */
    void forget() {
      winner.ifPresent(w -> process.release(w.population()));
      winner = Optional.empty();
    }

    /** The noise search from the winner's start. */
    Admission noise(long all) {
      List<Population.Row> candidates = List.of(winner.orElseThrow());
      long branches = Math.min(options.branches(), Math.min(run.evaluationsLeft() / (options.keep() * all),
          run.verifierCallsLeft() / (options.keep() * (long) from.length)));
      branches = Math.min(branches, run.rowsLeft() / (2L * options.keep())); // roll-outs, and the states that they passed
      for (int round = 0; round < from.length; round++) {
        int count = (int) Math.max(1, round == 0 ? options.keep() * branches : branches);
        Population p = branch(candidates, count, round);
        run.release(candidates.stream().map(Population.Row::population).distinct().toList());
        long cost = p.rows() * generator.evaluations(from[round], steps);
        run.openRound(cost, cost);
        int store = round + 1 < from.length ? from[round + 1] : steps;
        Admission a = run.advance(p, store);
        Population stored = process.gather(p.first(p.rows()));
        a = a == Admission.ADMITTED ? run.advance(p, steps) : a;
        double[] scores = run.settle(p);
        run.closeRound(0);
        if (a != Admission.ADMITTED) {
          return a;
        }
        candidates = Arrays.stream(Beam.largest(scores, options.keep())).mapToObj(i -> new Population.Row(stored, i)).toList();
      }
      run.release(candidates.stream().map(Population.Row::population).distinct().toList());
      return Admission.ADMITTED;
    }

    private Population branch(List<Population.Row> candidates, int count, int round) {
      List<Population.Row> parents = new ArrayList<>();
      List<Start> draws = new ArrayList<>();
      for (Population.Row c : candidates) {
        TrajectoryKey key = c.draw().key();
        for (int i = 0; i < count; i++) {
          parents.add(c);
          draws.add(new Start.Fresh(key.child(((long) round << 32) + i)));
        }
      }
      return process.gather(parents, draws);
    }
  }
}
