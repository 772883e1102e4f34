package org.anabranch.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * Beginnings from the posterior at the noise end, N(z; 0, I) exp(a v(z)) / Z0, v the value of the look-ahead there.
 *
 * <p>Preconditioned Crank-Nicolson: z' = sqrt(1 - r^2) z + r w with w ~ N(0, I), taken with probability min(1, exp(a v(z') - a v(z))),
 * leaves it as it is. A state is a {@link Start.Near}, so that it is a function of keys.
 *
 * <p>C chains begin from C independent starts resampled by exp(a v), whose mean estimates Z0. So every state of every chain, after
 * no move as after many, is weighted by that estimate right on average, and a filter that goes on from them has no bias in its Z. N
 * beginnings cost N + C burnIn looks: a chain gives the state after its burn-in, and then one after each move.
 */
final class NoisePosterior {
  private final SearchRun run;
  private final ParticleSchedule schedule;
  private final double radius;
  private final double tilt;
  private final TrajectoryKey key;
  private final TrajectoryKey[] keys;
  private final Start[] starts;
  private Population states;
  private final double[] value;
  private final double[] values;
  private List<Population> particles = List.of();
  private double logZ;
  private int moves;

  /**
   * Chains.
   *
   * @param key what acceptance draws with
   */
  NoisePosterior(SearchRun run, ParticleSchedule schedule, double radius, double tilt, TrajectoryKey key) {
    this.run = run;
    this.schedule = schedule;
    this.radius = radius;
    this.tilt = tilt;
    this.key = key;
    int chains = schedule.chains();
    this.keys = new TrajectoryKey[chains];
    this.starts = new Start[chains];
    this.value = new double[chains];
    this.values = new double[schedule.rows()];
  }

  /** The beginnings, evaluated. */
  List<Population> particles() {
    return particles;
  }

  /** Their values. */
  double[] values() {
    return values;
  }

  /** log of the estimate of Z0. */
  double logZ() {
    return logZ;
  }

  /** Runs the chains as one round of the ledger; if a limit stops them, what they stand at is settled. */
  Admission go() {
    Generator g = run.request().generator();
    long looks = (long) schedule.chains() * schedule.burnIn() + schedule.rows();
    run.openRound(looks * g.evaluationsPerLook(), looks * g.evaluationsPerLook());
    List<Population> fresh = new ArrayList<>();
    int batch = run.request().batchRows();
    for (int from = 0; from < keys.length; from += batch) {
      fresh.add(run.begin(Math.min(batch, keys.length - from)));
    }
    Admission a = first(fresh);
    if (a != Admission.ADMITTED) {
      run.settle(fresh);
    } else {
      a = chains();
      if (a != Admission.ADMITTED) {
        run.settle(states);
      }
    }
    run.closeRound(0);
    return a;
  }

  private Admission first(List<Population> fresh) {
    int at = 0;
    List<Population.Row> rows = new ArrayList<>();
    for (Population p : fresh) {
      Admission a = run.look(p);
      if (a != Admission.ADMITTED) {
        return a;
      }
      double[] v = run.promise(p);
      for (int i = 0; i < v.length; i++) {
        keys[at] = p.start(i).key();
        starts[at] = p.start(i);
        rows.add(new Population.Row(p, i));
        value[at++] = finite(v[i]);
      }
    }
    double[] log = Arrays.stream(value).map(v -> tilt * v).toArray();
    logZ = LogWeights.logMean(log);
    int[] ancestors = Resampler.ancestors(
        Resampler.MULTINOMIAL.counts(LogWeights.normalised(log), log.length, key, 0));
    Start[] startsBefore = starts.clone();
    double[] valueBefore = value.clone();
    for (int c = 0; c < ancestors.length; c++) {
      starts[c] = startsBefore[ancestors[c]];
      value[c] = valueBefore[ancestors[c]];
    }
    states = run.process().gather(Arrays.stream(ancestors).mapToObj(rows::get).toList());
    run.release(fresh);
    return Admission.ADMITTED;
  }

  private Admission chains() {
    for (int m = 0; m < schedule.burnIn(); m++) {
      Admission a = move(keys.length);
      if (a != Admission.ADMITTED) {
        return a;
      }
    }
    List<Population> given = new ArrayList<>();
    List<Population.Row> rows = new ArrayList<>();
    List<Start> draws = new ArrayList<>();
    while (rows.size() < values.length) {
      int count = Math.min(keys.length, values.length - rows.size());
      Admission a = rows.isEmpty() ? Admission.ADMITTED : move(count);
      if (a != Admission.ADMITTED) {
        return a;
      }
      for (int c = 0; c < count; c++) {
        values[rows.size() + c] = value[c];
        draws.add(new Start.Fresh(keys[c].child(-1L - rows.size() - c)));
      }
      given.add(run.process().gather(states.first(count)));
      rows.addAll(given.getLast().first(count));
    }
    run.process().release(states);
    particles = ParticlePass.gather(run, rows, draws);
    run.release(given);
    return Admission.ADMITTED;
  }

  /** One move of the first {@code count} chains. */
  private Admission move(int count) {
    GenerativeProcess process = run.process();
    int move = moves++;
    int batch = run.request().batchRows();
    List<Population.Row> next = new ArrayList<>(states.first(keys.length));
    List<Population> proposed = new ArrayList<>();
    for (int from = 0; from < count; from += batch) {
      List<Start> proposals = new ArrayList<>();
      for (int c = from; c < Math.min(count, from + batch); c++) {
        proposals.add(new Start.Near(starts[c], keys[c].child(move), radius));
      }
      int[] conditions = new int[proposals.size()];
      Arrays.fill(conditions, run.request().condition());
      Population p = process.start(proposals, conditions);
      proposed.add(p);
      Admission a = run.look(p);
      if (a != Admission.ADMITTED) {
        return a;
      }
      double[] v = run.promise(p);
      for (int i = 0; i < v.length; i++) {
        int c = from + i;
        double promise = finite(v[i]);
        double u = RandomStream.uniform(key, 1 + move, Purpose.SEARCH, c);
        if (StrictMath.log(u) < tilt * (promise - value[c])) {
          starts[c] = proposals.get(i);
          next.set(c, new Population.Row(p, i));
          value[c] = promise;
        }
      }
    }
    Population before = states;
    states = process.gather(next);
    process.release(before);
    run.release(proposed);
    return Admission.ADMITTED;
  }

  /** No opinion counts as 0. */
  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }
}
