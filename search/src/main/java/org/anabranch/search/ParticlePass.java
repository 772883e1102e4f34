package org.anabranch.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;

/** One pass of a {@link ParticleFilter}: its particles from their beginnings to their end, or to the limit that stopped them. */
final class ParticlePass {
  private final SearchRun run;
  private final ParticlePlan plan;
  private final SmcOptions options;
  private final ParticleSchedule schedule;
  private final long perPullBack;
  private final TrajectoryKey key;
  private final Generator generator;
  private final double[] log;
  private double[] level;
  private double[] memory;
  private List<Population> particles = new ArrayList<>();
  private List<Tensor> gradients = List.of();
  private double logZ;
  private boolean looked;
  private boolean pushed;
  private Admission admission = Admission.ADMITTED;
  private Optional<WeightedPass> result = Optional.empty();

  /**
   * A pass.
   *
   * @param key what resampling draws with
   */
  ParticlePass(SearchRun run, ParticlePlan plan, ParticleSchedule schedule, long perPullBack, TrajectoryKey key) {
    this.run = run;
    this.plan = plan;
    this.options = plan.options();
    this.schedule = schedule;
    this.perPullBack = perPullBack;
    this.key = key;
    this.generator = run.request().generator();
    this.log = new double[schedule.rows()];
    this.level = new double[schedule.rows()];
    this.memory = new double[schedule.rows()];
    Arrays.fill(memory, Double.NEGATIVE_INFINITY);
  }

  /** What stopped the pass, or {@link Admission#ADMITTED} if nothing did. */
  Admission admission() {
    return admission;
  }

  /** The particles at the end: none if a limit stopped the pass, or verifier calls did not cover the last scores. */
  Optional<WeightedPass> result() {
    return result;
  }

  /** Whether particles were looked at on the way. */
  boolean looked() {
    return looked;
  }

  /** Whether a step was pushed. */
  boolean pushed() {
    return pushed;
  }

  /** Makes the pass: one round of the ledger for each step, and one for chains of beginnings. */
  void go() {
    begin();
    for (int k = 0; k < generator.steps() && admission == Admission.ADMITTED; k++) {
      long each = ParticleSchedule.price(generator, k, schedule.looks()[k] && !plan.rewardsItself(), perPullBack);
      if (k == 0 && schedule.chains() > 0) {
        each -= generator.evaluationsPerLook();
      }
      run.openRound(schedule.rows() * each, schedule.rows() * each);
      admission = step(k);
      if (admission != Admission.ADMITTED) {
        run.settle(particles);
      } else if (k == generator.steps() - 1) {
        end();
      }
      run.closeRound(0);
    }
  }

  private void begin() {
    int batch = run.request().batchRows();
    if (schedule.chains() == 0) {
      for (int from = 0; from < schedule.rows(); from += batch) {
        particles.add(run.begin(Math.min(batch, schedule.rows() - from)));
      }
      return;
    }
    double tilt = options.lambda() * options.tempering().share(0, generator.steps());
    NoisePosterior start = new NoisePosterior(run, schedule, plan.chains().orElseThrow(), tilt, key.child(0));
    admission = start.go();
    if (admission == Admission.ADMITTED) {
      particles = start.particles();
      logZ = start.logZ();
      for (int i = 0; i < log.length; i++) {
        judge(i, start.values()[i], 0);
        log[i] = 0;
      }
    }
  }

  private Admission step(int k) {
    gradients = List.of();
    if (schedule.looks()[k]) {
      looked = true;
      Admission a = k == 0 && schedule.chains() > 0 ? Admission.ADMITTED : plan.rewardsItself() ? reward(k) : look(k);
      if (a != Admission.ADMITTED) {
        return a;
      }
      double[] weights = LogWeights.normalised(log);
      if (LogWeights.effective(weights) < options.threshold() * weights.length) {
        resample(weights, k);
      }
    }
    return move(k);
  }

  private Admission look(int k) {
    boolean steer = plan.gradient() != ParticlePlan.Gradient.NONE && run.needs().continuous().canSteer(particles.getFirst());
    gradients = new ArrayList<>();
    int at = 0;
    for (Population p : particles) {
      Admission a = run.look(p);
      if (a != Admission.ADMITTED) {
        return a;
      }
      double[] values;
      if (steer) {
        Tensor gradient = Tensor.zeros(generator.dtype(), run.needs().continuous().state(p).shape());
        values = run.promise(p, gradient);
        a = run.needs().continuous().pullBack(p, gradient, plan.gradient() == ParticlePlan.Gradient.MODEL);
        if (a != Admission.ADMITTED) {
          return a;
        }
        gradients.add(gradient);
      } else {
        values = run.promise(p);
      }
      for (double v : values) {
        judge(at++, v, k);
      }
    }
    return Admission.ADMITTED;
  }

  private Admission reward(int k) {
    double[] values = logPaths();
    for (int i = 0; i < values.length; i++) {
      judge(i, values[i], k);
    }
    return Admission.ADMITTED;
  }

  private double[] logPaths() {
    double[] values = new double[log.length];
    int at = 0;
    for (Population p : particles) {
      for (int i = 0; i < p.rows(); i++) {
        values[at++] = run.needs().pathLikelihood().logPath(p, i);
      }
    }
    return values;
  }

  private void judge(int i, double value, int k) {
    if (Double.isFinite(value)) {
      memory[i] = plan.potential().remember(memory[i], value);
      double tilt = options.lambda() * options.tempering().share(k, generator.steps());
      double next = plan.potential().level(level[i], tilt * memory[i]);
      log[i] += next - level[i];
      level[i] = next;
    }
  }

  /** Copies get keys of their own, the children of their parent's, which is not used again. */
  private void resample(double[] weights, int k) {
    logZ += LogWeights.logMean(log);
    int[] ancestors = Resampler.ancestors(options.resampler().counts(weights, weights.length, key, k));
    List<Population.Row> rows = new ArrayList<>();
    particles.forEach(p -> rows.addAll(p.first(p.rows())));
    List<Population.Row> parents = new ArrayList<>();
    List<Start> draws = new ArrayList<>();
    double[] levels = new double[log.length];
    double[] memories = new double[log.length];
    int copy = 0;
    for (int i = 0; i < ancestors.length; i++) {
      copy = i > 0 && ancestors[i] == ancestors[i - 1] ? copy + 1 : 0;
      Population.Row parent = rows.get(ancestors[i]);
      parents.add(parent);
      draws.add(new Start.Fresh(parent.draw().key().child(copy)));
      levels[i] = level[ancestors[i]];
      memories[i] = memory[ancestors[i]];
      log[i] = 0;
    }
    level = levels;
    memory = memories;
    if (!gradients.isEmpty()) {
      gradients = Rows.regroup(gradients, ancestors, run.request().batchRows());
    }
    List<Population> before = particles;
    particles = gather(run, parents, draws);
    run.release(before);
  }

  /** Rows as populations of the request's batch rows. */
  static List<Population> gather(SearchRun run, List<Population.Row> rows, List<Start> draws) {
    int batch = run.request().batchRows();
    List<Population> out = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += batch) {
      int to = Math.min(rows.size(), from + batch);
      out.add(run.process().gather(rows.subList(from, to), draws.subList(from, to)));
    }
    return out;
  }

  private Admission move(int k) {
    int at = 0;
    for (int c = 0; c < particles.size(); c++) {
      Population p = particles.get(c);
      Admission a;
      if (gradients.isEmpty()) {
        a = run.advance(p, k + 1);
      } else {
        double[] ratio = new double[p.rows()];
        Rows.scale(gradients.get(c), options.lambda() * options.tempering().share(k + 1, generator.steps()));
        a = run.needs().continuous().steer(p, gradients.get(c), ratio);
        for (int i = 0; i < ratio.length; i++) {
          log[at + i] += ratio[i];
          pushed |= ratio[i] != 0;
        }
      }
      if (a != Admission.ADMITTED) {
        return a;
      }
      at += p.rows();
    }
    return Admission.ADMITTED;
  }

  private List<double[]> settle(boolean byPaths, double[] paths) {
    return byPaths ? run.settle(particles, paths) : run.settle(particles);
  }

  private void end() {
    double[] paths = plan.rewardsItself() ? logPaths() : new double[0];
    boolean byPaths = plan.rewarded().filter(p -> p == SrSmc.Pick.LIKELIEST).isPresent();
    if (!schedule.judged()) {
      settle(byPaths, paths);
      return;
    }
    boolean guided = !plan.rewardsItself() && run.request().guide().isPresent();
    List<Tensor> samples = particles.stream().map(run.process()::finish).toList();
    List<double[]> promises = guided ? particles.stream().map(run::promise).toList() : List.of();
    List<double[]> scores = settle(byPaths, paths);
    double[] values = new double[log.length];
    int at = 0;
    if (plan.rewardsItself()) {
      System.arraycopy(paths, 0, values, 0, paths.length);
    }
    for (double[] own : plan.rewardsItself() ? List.<double[]>of() : guided ? promises : scores) {
      System.arraycopy(own, 0, values, at, own.length);
      at += own.length;
    }
    for (int i = 0; i < log.length; i++) {
      log[i] += options.lambda() * values[i] - level[i];
    }
    result = Optional.of(new WeightedPass(samples, LogWeights.normalised(log), values, logZ + LogWeights.logMean(log)));
  }
}
