package org.anabranch.search;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.solver.Admission;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * Rollover budget forcing as published, for comparison; {@link Rbf} is the form to use.
 *
 * <pre>
 *   B chains in lock-step, each from the best of 25 noises; d = (budget - 25 B) / (S B) proposals per step
 *   propose x' from the chain's state, look at it;  best = the largest promise the chain ever had
 *   v(x') > best, fewer than S - 2 steps made:  go to x', the next step's quota is what is left of this one's plus d
 *   quota used, no gain, fewer than S - 2 steps made:  go to the step's best proposal, the next step's quota is d
 *   until the next proposals would reach the budget
 *   result: the look-ahead of the best proposal of the last step, of the best chain
 * </pre>
 * The result is a look-ahead, two steps before the data, and is entered as an incomplete candidate. Two more defects are kept: a
 * chain's best is never lowered, and a step's memory is emptied by a rollover, so that the result may be worse than what was seen.
 *
 * <p>The published budget counts 25 B + B per round and stops below it: 498 of 500 with S = 10 and B = 2, whose step quota is 22.
 * Needs a one-stage stochastic method. One round of the ledger for the pool and one for each round of proposals. Reference: Kim et
 * al. 2025, arXiv 2503.19385, {@code rbf/rbf.py}.
 */
public final class LiteralRbf implements SearchAlgorithm {
  /** The name by which {@link Algorithms} knows it. */
  public static final String NAME = "rbf-literal";

  /** Rounds in a row that cost nothing before the search gives up: chains without masks propose themselves for ever. */
  private static final int MOST_FREE = 100;

  private final Options options;

  /** The search with these options. */
  public LiteralRbf(Options options) {
    this.options = options;
  }

  /**
   * Options.
   *
   * @param chains at least 1
   * @param pool   noises that a chain chooses its first from, at least 1
   */
  public record Options(int chains, int pool) {
    /** Two chains, 25 noises each. */
    public static final Options DEFAULT = new Options(2, 25);

    /** Checks the ranges. */
    public Options {
      Ranges.atLeastOne("chains", chains);
      Ranges.atLeastOne("pool", pool);
    }

    static Options from(Params p) {
      return new Options(p.integer("chains").orElse(DEFAULT.chains), p.integer("pool").orElse(DEFAULT.pool));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsStepNoise() {
    return true;
  }

  /**
   * As {@link SearchAlgorithm#run}.
   *
   * @throws IllegalArgumentException also if the evaluations or verifier calls do not cover the pools and one proposal per chain
   */
  @Override
  public Outcome run(SearchRequest request) {
    SearchRun run = SearchRun.begin(this, request);
    int steps = request.generator().steps();
    long look = request.generator().evaluationsPerLook();
    if (steps < 2 || request.generator().evaluationsAfterLook(0, 1) != 0) {
      throw new IllegalArgumentException(NAME + ": needs at least 2 steps of a method of one evaluation each, got "
          + request.generator().description());
    }
    long least = (options.pool() + 1L) * options.chains();
    if (run.evaluationsLeft() / look < least || run.verifierCallsLeft() < least + options.chains()) {
      throw new IllegalArgumentException(NAME + ": needs evaluations and verifier calls for " + options.pool()
          + " noises and one proposal of each of " + options.chains() + " chains, " + least * look + " and " + (least
          + options.chains()) + ", got " + run.evaluationsLeft() + " and " + run.verifierCallsLeft());
    }
    run.requireRows((options.pool() + 3L) * options.chains(), "the pools of " + NAME);
    return new Chains(run, look).go();
  }

  /** One chain: its state, what it promised, and its account. */
  private static final class Chain {
    private Population at;
    private double best;
    private Population stepBest;
    private double stepPromise = Double.NEGATIVE_INFINITY;
    private long quota;
    private long count = 1;
    private int made;
    private long proposals;
  }

  /** All chains at work. */
  private final class Chains {
    private final SearchRun run;
    private final GenerativeProcess process;
    private final long look;
    private final int steps;
    private final List<Chain> chains = new ArrayList<>();
    private long quota;

    Chains(SearchRun run, long look) {
      this.run = run;
      this.process = run.process();
      this.look = look;
      this.steps = run.request().generator().steps();
    }

    Outcome go() {
      long granted = run.evaluationsLeft();
      Admission a = pools();
      quota = (granted / look - (long) options.pool() * options.chains()) / ((long) steps * options.chains());
      chains.forEach(c -> c.quota = Math.max(1, quota));
      long free = 0;
      while (a == Admission.ADMITTED && run.evaluationsLeft() > options.chains() * look
          && run.verifierCallsLeft() >= 2L * options.chains() && free < MOST_FREE) {
        long before = run.evaluationsLeft();
        a = round();
        free = run.evaluationsLeft() < before ? 0 : free + 1;
      }
      Chain winner = chains.stream().filter(c -> c.stepBest != null)
          .reduce((x, y) -> y.stepPromise > x.stepPromise ? y : x).orElse(null);
      if (winner != null) {
        run.openRound(0, 0);
        run.settleLookAheads(winner.stepBest);
        run.closeRound(0);
      }
      return run.finish(a != Admission.ADMITTED ? Status.stoppedBy(a) : free < MOST_FREE ? Status.BUDGET_SPENT : Status.SATURATED);
    }

    private Admission pools() {
      Population all = run.begin(options.chains() * options.pool());
      run.openRound(all.rows() * look, all.rows() * look);
      Admission a = run.look(all);
      if (a != Admission.ADMITTED) {
        run.closeRound(0);
        return a;
      }
      double[] values = run.promise(all);
      for (int row : StepSearch.best(values, options.pool())) {
        Chain c = new Chain();
        c.at = one(all, row, all.draw(row));
        c.best = values[row];
        c.stepBest = c.at; // until there is a proposal, so that a deadline finds an answer
        chains.add(c);
      }
      process.release(all);
      run.closeRound(0);
      return a;
    }

    private Admission round() {
      run.openRound(options.chains() * look, options.chains() * look);
      Admission a = Admission.ADMITTED;
      for (Chain c : chains) {
        a = a == Admission.ADMITTED ? propose(c) : a;
      }
      run.closeRound(0);
      return a;
    }

    private Admission propose(Chain c) {
      Population x = one(c.at, 0, new Start.Fresh(c.at.draw(0).key().child(c.proposals++)));
      Admission a = run.advance(x, c.at.step() + 1);
      a = a == Admission.ADMITTED ? run.look(x) : a;
      if (a != Admission.ADMITTED) {
        return a;
      }
      double v = run.promise(x)[0];
      List<Population> before = List.of(c.at, c.stepBest);
      boolean gain = v > c.best;
      if (v > c.stepPromise) {
        c.stepPromise = v;
        c.stepBest = x;
      }
      boolean can = c.made < steps - 2;
      boolean full = c.count % c.quota == 0 && !gain && can;
      if (gain) {
        c.best = v;
      }
      if (gain && can) {
        move(c, x, c.quota - c.count + quota);
      } else if (full) {
        move(c, c.stepBest, quota);
      }
      c.count++;
      before.stream().filter(p -> p != c.at && p != c.stepBest).forEach(process::release);
      if (x != c.at && x != c.stepBest) {
        process.release(x);
      }
      return a;
    }

    private void move(Chain c, Population to, long next) {
      c.at = to;
      c.quota = Math.max(1, next);
      c.count = 0;
      c.made++;
      c.stepPromise = Double.NEGATIVE_INFINITY;
    }

    private Population one(Population p, int row, Start draw) {
      return process.gather(List.of(new Population.Row(p, row)), List.of(draw));
    }
  }
}
