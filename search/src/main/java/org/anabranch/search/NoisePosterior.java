package org.anabranch.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/**
 * Beginnings from the posterior at the noise end, N(z; 0, I) exp(a v(z)) / Z0, v the value of the look-ahead there.
 *
 * <p>Preconditioned Crank-Nicolson: z' = sqrt(1 - r^2) z + r w with w ~ N(0, I), taken with probability min(1, exp(a v(z') - a v(z))),
 * leaves it as it is. A state is a {@link Start.Near}, so that it is a function of keys. With the gradient of v through the model the
 * proposal is z' = c z + (1 - c) s^2 a grad v(z) + r s w, c = sqrt(1 - r^2), taken by Metropolis and Hastings' rule: Langevin dynamics
 * (Cotter et al. 2013, pCNL). A state is then its own, and its start that of the noise it came from.
 *
 * <p>C chains begin from C independent starts resampled by exp(a v), whose mean estimates Z0. So every state of every chain, after
 * no move as after many, is weighted by that estimate right on average, and a filter that goes on from them has no bias in its Z. N
 * beginnings cost N + C burnIn looks: a chain gives the state after its burn-in, and then one after each move.
 */
final class NoisePosterior {
  private final SearchRun run;
  private final ParticleSchedule schedule;
  private final double radius;
  private final boolean steered;
  private final double tilt;
  private final TrajectoryKey key;
  private final TrajectoryKey[] keys;
  private final Start[] starts;
  private Population states;
  private final double[] value;
  private final double[] values;
  private List<Population> particles = List.of();
  private double logZ;
  private final long perLook;
  private Tensor gradient;
  private int moves;

  /**
   * Chains.
   *
   * @param key what acceptance draws with
   */
  NoisePosterior(SearchRun run, ParticleSchedule schedule, NoiseChains chain, double tilt, TrajectoryKey key) {
    this.run = run;
    this.schedule = schedule;
    this.radius = chain.radius();
    this.steered = chain.gradient();
    this.perLook = run.request().generator().evaluationsPerLook() + chain.perMove(run);
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
    long looks = (long) schedule.chains() * schedule.burnIn() + schedule.rows();
    run.openRound(looks * perLook, looks * perLook);
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
    List<Tensor> gradients = new ArrayList<>();
    for (Population p : fresh) {
      Judged judged = judge(p);
      if (judged.admission() != Admission.ADMITTED) {
        return judged.admission();
      }
      judged.gradient().ifPresent(gradients::add);
      double[] v = judged.values();
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
    gradient = steered ? Rows.regroup(gradients, ancestors, ancestors.length).getFirst() : gradient;
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
        proposals.add(steered ? new Start.Fresh(keys[c].child(move)) : new Start.Near(starts[c], keys[c].child(move), radius));
      }
      Population p = propose(proposals, from);
      proposed.add(p);
      Judged judged = judge(p);
      if (judged.admission() != Admission.ADMITTED) {
        return judged.admission();
      }
      double[] v = judged.values();
      double[] ratio = judged.gradient().isPresent() ? hastings(p, judged.gradient().get(), from) : new double[v.length];
      for (int i = 0; i < v.length; i++) {
        int c = from + i;
        double promise = finite(v[i]);
        double u = RandomStream.uniform(key, 1 + move, Purpose.SEARCH, c);
        if (StrictMath.log(u) < tilt * (promise - value[c]) + ratio[i]) {
          if (steered) {
            Rows.set(gradient, c, judged.gradient().get(), i);
          } else {
            starts[c] = proposals.get(i);
          }
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

  /** What rows promise, and grad of a v with respect to the state if chains are steered. */
  private record Judged(Admission admission, double[] values, Optional<Tensor> gradient) {}

  private Judged judge(Population p) {
    Admission a = run.look(p);
    if (a != Admission.ADMITTED || !steered) {
      return new Judged(a, a == Admission.ADMITTED ? run.promise(p) : new double[0], Optional.empty());
    }
    Tensor g = RowAlgebra.zerosLike(run.process().lookAhead(p));
    double[] v = run.promise(p, g);
    a = run.needs().continuous().pullBack(p, g, true);
    Rows.scale(g, tilt);
    Rows.zeroIfNotFinite(g);
    return new Judged(a, v, Optional.of(g));
  }

  private Population propose(List<Start> proposals, int from) {
    if (!steered) {
      int[] conditions = new int[proposals.size()];
      Arrays.fill(conditions, run.request().condition());
      return run.process().start(proposals, conditions);
    }
    Population p = run.process().gather(states.first(from + proposals.size()).subList(from, from + proposals.size()));
    run.needs().continuous().crankNicolson(p, gradient.rows(from, proposals.size()), radius, proposals);
    return p;
  }

  /** log (prior q back) / (prior q forth) of the proposals p of the chains from {@code from} on. */
  private double[] hastings(Population p, Tensor g, int from) {
    Tensor x = run.needs().continuous().state(states);
    Tensor y = run.needs().continuous().state(p);
    double s = run.needs().continuous().priorDeviation();
    double keep = StrictMath.sqrt(1 - radius * radius);
    int width = y.rowSize();
    double[] out = new double[p.rows()];
    for (int i = 0; i < y.size(); i++) {
      int at = from * width + i;
      double forth = y.get(i) - keep * x.get(at) - (1 - keep) * s * s * gradient.get(at);
      double back = x.get(at) - keep * y.get(i) - (1 - keep) * s * s * g.get(i);
      out[i / width] += (forth * forth - back * back) / (2 * radius * radius * s * s)
          + (x.get(at) * x.get(at) - y.get(i) * y.get(i)) / (2 * s * s);
    }
    return out;
  }

  /** No opinion counts as 0. */
  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }
}
