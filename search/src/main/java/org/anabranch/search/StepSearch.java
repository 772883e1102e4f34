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
 * The loop of all searches that branch at every step: each chain proposes children, the children are looked at, and as many as
 * there are chains go on. What proposes and what chooses is the algorithm's ({@link Plan}), how many proposals a step gets is the
 * policy's.
 *
 * <p>A decision from step a to b with m children per chain costs, where the parents are evaluated,
 * {@code chains m (afterLook(a, b) + look)} row-evaluations: of a method that begins its steps at the state, one for each child,
 * and nothing for the children of the last step, which are samples: as many are drawn as the widest decision before drew, and one
 * where the step draws no noise. A child that goes on is not evaluated again. With m = 1 nothing is looked at and no verifier
 * asked. Everything a decision asks is one batch.
 *
 * <p>What the chains need to come to their end is held back from the first evaluation on. A pass that is over is followed by
 * another with fresh starts while a trajectory is affordable. Not thread-safe.
 */
final class StepSearch {
  /** What chooses who goes on. */
  interface Choice {
    /**
     * The children that go on, as many as there are chains.
     *
     * @param values the promise of child n of chain c at {@code c * each + n}
     * @param each   children per chain
     * @param keys   one per chain, for choices by lot
     * @param step   the step that the decision began at
     */
    int[] choose(double[] values, int each, TrajectoryKey[] keys, int step);
  }

  /** What proposes. */
  interface Proposals {
    /**
     * What child n of a chain draws its numbers with.
     *
     * @param parent the key of the chain
     * @param best   the draw of the best child so far in this decision; empty in its first wave
     */
    Start draw(TrajectoryKey parent, int n, Optional<Start> best);

    /** Children with numbers of their own. */
    static Start fresh(TrajectoryKey parent, int n, Optional<Start> best) {
      return new Start.Fresh(parent.child(n));
    }
  }

  /**
   * What makes the algorithm.
   *
   * @param chains     that go on after each decision
   * @param shares     passes that share the budget evenly; what they leave goes to further passes
   * @param block      steps per decision
   * @param pool       fresh starts per chain, of which the one that promises most begins it
   * @param most       children per chain and decision
   * @param wave       children per chain that are looked at together where a decision may end before its grant is used
   * @param waves      whether proposals come in waves under any policy
   * @param endsAtGain whether a decision ends at the first child that promises more than its chain did when the decision began
   * @param lot        whether the last decision's choice is the result, rather than the best of its samples
   */
  record Plan(int chains, int shares, int block, int pool, int most, int wave, boolean waves, boolean endsAtGain, boolean lot,
      Choice choice, Proposals proposals) {}

  private final SearchRun run;
  private final Plan plan;
  private final BudgetPolicy policy;
  private final GenerativeProcess process;
  private final Generator generator;
  private final int steps;
  private final long look;
  private boolean saturated;

  private StepSearch(SearchRun run, Plan plan, BudgetPolicy policy) {
    this.run = run;
    this.plan = plan;
    this.policy = policy;
    this.process = run.process();
    this.generator = run.request().generator();
    this.steps = generator.steps();
    this.look = generator.evaluationsPerLook();
  }

  /** Runs an algorithm; a policy in the request takes the place of its usual one. */
  static Outcome run(SearchAlgorithm algorithm, SearchRequest request, Plan plan, BudgetPolicy usual) {
    SearchRun run = SearchRun.begin(algorithm, request);
    return new StepSearch(run, plan, request.policy().orElse(usual)).passes();
  }

  /** The largest value of each chain, the first of equals. */
  static int[] best(double[] values, int each) {
    int[] chosen = new int[values.length / each];
    for (int c = 0; c < chosen.length; c++) {
      chosen[c] = c * each;
      for (int i = c * each + 1; i < (c + 1) * each; i++) {
        if (values[i] > values[chosen[c]]) {
          chosen[c] = i;
        }
      }
    }
    return chosen;
  }

  private Outcome passes() {
    long one = generator.evaluationsPerTrajectory();
    for (int pass = 0; run.evaluationsLeft() >= one && run.verifierCallsLeft() > 0 && !saturated; pass++) {
      long left = run.evaluationsLeft();
      long share = pass < plan.shares() ? Math.max(one, left / (plan.shares() - pass)) : left;
      Admission a = new Pass(left - share).go();
      if (a != Admission.ADMITTED) {
        return run.finish(Status.stoppedBy(a));
      }
    }
    return run.finish(saturated ? Status.SATURATED : Status.BUDGET_SPENT);
  }

  /** One pass from noise to data. */
  private final class Pass {
    private final long floor;
    private final int chains;
    private double[] standing;
    private int widest = 1;

    /** A pass that leaves so many evaluations to others. */
    Pass(long floor) {
      this.floor = floor;
      long affordable = left() / generator.evaluationsPerTrajectory();
      int room = Math.max(1, run.rowsLeft() / SearchRun.LEAST_ROWS);
      this.chains = (int) Math.min(Math.min(plan.chains(), room), Math.min(affordable, run.verifierCallsLeft()));
      this.standing = new double[chains];
      Arrays.fill(standing, Double.NEGATIVE_INFINITY);
    }

    private long left() {
      return run.evaluationsLeft() - floor;
    }

    Admission go() {
      Population p = run.begin(chains);
      int pool = poolSize();
      if (pool > 1) {
        Population more = pool(p, pool);
        run.openRound((long) chains * plan.pool() * look, (long) chains * pool * look);
        Admission a = run.look(more);
        if (a != Admission.ADMITTED) {
          run.settle(more);
          run.closeRound(0);
          return a;
        }
        double[] values = run.promise(more);
        int[] chosen = best(values, pool);
        List<Population.Row> rows = Arrays.stream(chosen).mapToObj(i -> new Population.Row(more, i)).toList();
        p = process.gather(rows);
        process.release(more);
        Arrays.setAll(standing, c -> values[chosen[c]]);
        run.closeRound(0);
      }
      int decisions = Math.ceilDiv(steps, plan.block());
      int from = (decisions - 1) * plan.block();
      boolean lastIsFree = decisions > 1 && generator.evaluationsAfterLook(from, steps) == 0;
      BudgetPolicy.Dealer dealer = policy.open(Math.max(0, left() - bare(p)), decisions - (lastIsFree ? 1 : 0));
      for (int d = 0; d < decisions; d++) {
        int to = Math.min(steps, p.step() + plan.block());
        Decision decision = new Decision(p, to, dealer, lastIsFree && to == steps ? 0 : dealer.deal(d));
        Admission a = decision.make();
        if (a != Admission.ADMITTED) {
          return a;
        }
        p = decision.survivors;
      }
      saturated |= dealer.isSaturated();
      return Admission.ADMITTED;
    }

    /** As many as a quarter of what is above the bare trajectories pays, and verifier calls and memory allow. */
    private int poolSize() {
      long extra = left() - chains * generator.evaluationsPerTrajectory();
      long unit = chains * look;
      long calls = (run.verifierCallsLeft() - chains) / chains;
      long room = (run.rowsLeft() + chains) / (2L * chains); // the chains' own are held already, and all are copied once
      return (int) Math.max(1, Math.min(Math.min(plan.pool(), room), Math.min(1 + extra / 4 / unit, calls)));
    }

    /** The starts of the chains, each followed by more fresh ones. */
    private Population pool(Population p, int each) {
      Population others = run.begin(chains * (each - 1));
      List<Population.Row> parents = new ArrayList<>();
      for (int c = 0; c < chains; c++) {
        parents.add(new Population.Row(p, c));
        for (int i = 0; i < each - 1; i++) {
          parents.add(new Population.Row(others, c * (each - 1) + i));
        }
      }
      Population all = process.gather(parents);
      run.release(List.of(p, others));
      return all;
    }

    /** What the chains cost from here to the end. */
    private long bare(Population p) {
      return chains * rest(p.step(), process.isEvaluated(p));
    }

    private long rest(int from, boolean evaluated) {
      return evaluated ? generator.evaluationsAfterLook(from, steps) : generator.evaluations(from, steps);
    }

    /** One decision of a pass. */
    private final class Decision {
      private final Population parents;
      private final int to;
      private final BudgetPolicy.Dealer dealer;
      private final boolean last;
      private final long dealt;
      private final List<Population> children = new ArrayList<>();
      private double[][] values = new double[chains][0];
      private Population survivors;

      Decision(Population parents, int to, BudgetPolicy.Dealer dealer, long dealt) {
        this.parents = parents;
        this.to = to;
        this.dealer = dealer;
        this.last = to == steps;
        this.dealt = dealt;
        this.survivors = parents;
      }

      Admission make() {
        long child = generator.evaluationsAfterLook(parents.step(), to) + (last ? 0 : look);
        long begin = process.isEvaluated(parents) ? 0 : chains * look;
        long hold = last ? 0 : chains * generator.evaluationsAfterLook(to, steps);
        long bare = bare(parents);
        long pays = child == 0 ? Long.MAX_VALUE : (left() - begin - hold) / (chains * child);
        long calls = run.verifierCallsLeft() / chains;
        calls = last && !plan.lot() ? calls / (plan.waves() ? 2 : 1) : calls - 1;
        long mayDeal = child == 0 ? widest : 1 + Math.min(dealt, left() - bare) / (chains * child);
        mayDeal = generator.isStochastic(parents.step(), to) ? mayDeal : 1; // else all children are one
        int room = run.rowsLeft() / chains - 1; // one child of each chain is copied when it goes on
        int most = (int) Math.max(1, Math.min(Math.min(Math.min(plan.most(), room), mayDeal), Math.min(pays, calls)));
        widest = Math.max(widest, most);
        long cost = most == 1 ? bare - (last ? 0 : chains * rest(to, false)) : begin + chains * child * most;
        long before = run.evaluationsLeft();
        run.openRound(Math.max(cost, begin + chains * child * plan.most()), cost);
        Admission a = most == 1 ? process.advance(parents, to) : propose(most);
        if (a == Admission.ADMITTED && last) {
          settle();
        } else if (a != Admission.ADMITTED) {
          abandon();
        }
        long carried = child == 0 ? 0 : close(child);
        run.closeRound(a == Admission.ADMITTED ? Math.min(carried, cost - (before - run.evaluationsLeft())) : 0);
        return a;
      }

      /** Takes in what was under way when a limit struck: the children that were looked at, or their parents. */
      private void abandon() {
        List<Population> seen = children.stream().filter(q -> q.step() == to && process.isEvaluated(q)).toList();
        (seen.isEmpty() ? List.of(parents) : seen).forEach(run::settle);
      }

      /** What the policy counts is children beyond the first. */
      private long close(long child) {
        int each = values[0].length;
        long extra = each > 1 ? (each - 1) * chains * child : 0;
        return dealer.close(Math.min(dealt, extra), gain());
      }

      private double gain() {
        return Arrays.stream(values).mapToDouble(OrderStatistics::gainOfNext).average().orElseThrow();
      }

      private Admission propose(int most) {
        Admission a = run.look(parents);
        boolean inWaves = plan.waves() || !last && (plan.endsAtGain() || policy.endsEarly());
        int wave = inWaves ? plan.wave() : most;
        boolean enough = false;
        for (int done = 0; done < most && !enough && a == Admission.ADMITTED; done += wave) {
          Population q = branch(done, Math.min(wave, most - done));
          a = run.advance(q, to);
          if (a == Admission.ADMITTED) {
            a = run.look(q);
          }
          children.add(q);
          if (a == Admission.ADMITTED && !(last && !plan.lot() && !inWaves)) {
            enough = take(run.promise(q), most - done - wave);
          }
        }
        if (a == Admission.ADMITTED && (!last || plan.lot())) {
          choose();
        }
        return a;
      }

      /** The children done .. done + count - 1 of every chain, chain by chain. */
      private Population branch(int done, int count) {
        List<Population.Row> rows = new ArrayList<>(chains * count);
        List<Start> draws = new ArrayList<>(chains * count);
        for (int c = 0; c < chains; c++) {
          Optional<Start> best = bestDraw(c);
          for (int n = done; n < done + count; n++) {
            rows.add(new Population.Row(parents, c));
            draws.add(plan.proposals().draw(parents.draw(c).key(), n, best));
          }
        }
        return process.gather(rows, draws);
      }

      private Optional<Start> bestDraw(int chain) {
        if (values[chain].length == 0) {
          return Optional.empty();
        }
        int n = best(values[chain], values[chain].length)[0];
        return Optional.of(row(chain, n).draw());
      }

      /** Child n of a chain: waves are all of one size but for the last. */
      private Population.Row row(int chain, int n) {
        int from = 0;
        for (Population q : children) {
          int each = q.rows() / chains;
          if (n < from + each) {
            return new Population.Row(q, chain * each + n - from);
          }
          from += each;
        }
        throw new IllegalStateException("child " + n + " of " + from);
      }

      /** Takes the promises of a wave in; true if the decision has seen enough. */
      private boolean take(double[] promises, int left) {
        int each = promises.length / chains;
        boolean gained = false;
        for (int c = 0; c < chains; c++) {
          int known = values[c].length;
          values[c] = Arrays.copyOf(values[c], known + each);
          System.arraycopy(promises, c * each, values[c], known, each);
          for (int n = known; n < known + each; n++) {
            gained |= values[c][n] > standing[c];
          }
        }
        return plan.endsAtGain() && gained || left > 0 && !dealer.goOn(gain(), left);
      }

      private void choose() {
        int each = values[0].length;
        double[] all = new double[chains * each];
        TrajectoryKey[] keys = new TrajectoryKey[chains];
        for (int c = 0; c < chains; c++) {
          System.arraycopy(values[c], 0, all, c * each, each);
          keys[c] = parents.draw(c).key();
        }
        int[] chosen = plan.choice().choose(all, each, keys, parents.step());
        List<Population.Row> rows = Arrays.stream(chosen).mapToObj(i -> row(i / each, i % each)).toList();
        survivors = process.gather(rows);
        run.release(children);
        process.release(parents);
        standing = Arrays.stream(chosen).mapToDouble(i -> all[i]).toArray();
      }

      /** The samples of the last step: those chosen by lot, or all. */
      private void settle() {
        if (children.isEmpty() || plan.lot()) {
          run.settle(survivors);
        } else {
          children.forEach(run::settle);
          process.release(parents);
        }
      }
    }
  }
}
