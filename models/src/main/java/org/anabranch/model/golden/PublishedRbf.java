package org.anabranch.model.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Prediction;

/**
 * Rollover budget forcing as its authors' code has it (KAIST-Visual-AI-Group/Flow-Inference-Time-Scaling, commit b65bb07, class RBF),
 * with what is questionable in it: a rollover is measured against the best that a chain ever promised, the memory of a step is emptied
 * by every advance, and the result is the look-ahead that the last step remembers. No search uses it; {@code rbf-literal} is the same
 * loop over a process, and {@code rbf} the mended method.
 */
final class PublishedRbf {
  private static final double LEAST = -1e9;

  /**
   * What a run is asked.
   *
   * @param chains in lock-step
   * @param pool   first noises of each
   */
  record Config(int chains, int pool, int steps, int evaluations, String diffusion, double norm) {}

  /** What is to be seen after an iteration; one value, or one row, for each chain. */
  record Trace(long evaluations, double[] best, double[] t, Tensor x, long[] made, long[] count, long[] quota) {}

  private final Config config;
  private final RbfFormulas formulas;
  private final double[] target;
  private final List<Trace> traces = new ArrayList<>();
  private Tensor x;
  private Tensor v;
  private Tensor stepX;
  private Tensor stepV;
  private Tensor stepData;
  private final double[] best;
  private final double[] stepBest;
  private final double[] t;
  private final long[] count;
  private final long[] made;
  private final long[] quota;
  private final long share;
  private long evaluations;

  PublishedRbf(Config config, RbfFormulas formulas, double[] target) {
    this.config = config;
    this.formulas = formulas;
    this.target = target;
    int b = config.chains();
    this.best = RbfFormulas.all(b, LEAST);
    this.stepBest = RbfFormulas.all(b, LEAST);
    this.t = RbfFormulas.all(b, 1);
    this.count = new long[b];
    this.made = new long[b];
    this.quota = new long[b];
    this.share = (config.evaluations() - (long) config.pool() * b) / ((long) config.steps() * b);
    Arrays.fill(count, 1);
    Arrays.fill(quota, share);
  }

  /** The grid that is dense near the noise: where a uniform clock stands on it. */
  private static double clock(double query) {
    return Math.sqrt(1 - (1 - query) * (1 - query));
  }

  /**
   * Runs until the evaluations are spent.
   *
   * @param noises [chains * pool, row...] the first of each pool, chain by chain
   * @param steps  [iterations, chains, row...] what the iterations draw
   */
  void run(Tensor noises, List<Tensor> steps) {
    begin(noises);
    for (Tensor z : steps) {
      if (evaluations + config.chains() >= config.evaluations()) {
        return;
      }
      iterate(z);
    }
  }

  private void begin(Tensor noises) {
    double[] ones = RbfFormulas.all(noises.rows(), 1);
    Tensor u = formulas.velocity(noises, ones);
    Tensor data = formulas.convert(Prediction.DATA, noises, u, ones);
    evaluations = noises.rows();
    double[] rewards = rewards(data);
    int[] first = new int[config.chains()];
    for (int c = 0; c < first.length; c++) {
      first[c] = c * config.pool();
      for (int i = first[c] + 1; i < (c + 1) * config.pool(); i++) {
        first[c] = rewards[i] > rewards[first[c]] ? i : first[c];
      }
      best[c] = rewards[first[c]];
    }
    x = take(noises, first);
    v = take(u, first);
    stepData = take(data, first);
    stepX = Tensor.zeros(x.dtype(), x.shape());
    stepV = Tensor.zeros(x.dtype(), x.shape());
  }

  private void iterate(Tensor z) {
    int b = config.chains();
    double[] now = new double[b];
    double[] next = new double[b];
    double[] before = new double[b];
    double[] dt = new double[b];
    double[] g = new double[b];
    for (int c = 0; c < b; c++) {
      before[c] = Math.max(0, t[c] - 1.0 / config.steps());
      now[c] = clock(t[c]);
      next[c] = clock(before[c]);
      dt[c] = now[c] - next[c];
      g[c] = formulas.diffusion(config.diffusion(), config.norm(), now[c]);
    }
    Tensor y = formulas.step(x, v, now, dt, g, z);
    Tensor u = formulas.velocity(y, next);
    evaluations += b;
    Tensor data = formulas.convert(Prediction.DATA, y, u, next);
    double[] rewards = rewards(data);
    for (int c = 0; c < b; c++) {
      boolean gain = rewards[c] > best[c];
      boolean may = made[c] < config.steps() - 2;
      boolean full = count[c] % quota[c] == 0 && !gain && may;
      if (rewards[c] > stepBest[c]) {
        stepBest[c] = rewards[c];
        put(u, stepV, c);
        put(y, stepX, c);
        put(data, stepData, c);
      }
      if (gain) {
        best[c] = rewards[c];
      }
      if (gain && may) {
        quota[c] = quota[c] - count[c] + share;
        advance(c, before[c], y, u);
      } else if (full) {
        quota[c] = share;
        advance(c, before[c], stepX, stepV);
      }
      count[c]++;
    }
    traces.add(new Trace(evaluations, best.clone(), t.clone(), take(x, all()), made.clone(), count.clone(), quota.clone()));
  }

  private void advance(int c, double to, Tensor state, Tensor velocity) {
    t[c] = to;
    put(state, x, c);
    put(velocity, v, c);
    count[c] = 0;
    made[c]++;
    stepBest[c] = LEAST;
  }

  /** One for each iteration. */
  List<Trace> traces() {
    return traces;
  }

  /** The look-ahead that is returned, [1, row...]. */
  Tensor result() {
    return take(stepData, new int[] {winner()});
  }

  /** Its reward. */
  double reward() {
    return stepBest[winner()];
  }

  private int winner() {
    int first = 0;
    for (int c = 1; c < stepBest.length; c++) {
      first = stepBest[c] > stepBest[first] ? c : first;
    }
    return first;
  }

  /** -mean (data - target)^2 of every row. */
  private double[] rewards(Tensor data) {
    double[] out = new double[data.rows()];
    for (int i = 0; i < data.size(); i++) {
      double d = data.get(i) - target[i % target.length];
      out[i / target.length] -= d * d / target.length;
    }
    return out;
  }

  private int[] all() {
    int[] out = new int[config.chains()];
    Arrays.setAll(out, i -> i);
    return out;
  }

  private static void put(Tensor from, Tensor to, int row) {
    System.arraycopy(from.doubles(), row * from.rowSize(), to.doubles(), row * from.rowSize(), from.rowSize());
  }

  private static Tensor take(Tensor from, int[] rows) {
    int[] dims = from.shape().toArray();
    dims[0] = rows.length;
    Tensor out = Tensor.zeros(from.dtype(), Shape.of(dims));
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(from.doubles(), rows[i] * from.rowSize(), out.doubles(), i * from.rowSize(), from.rowSize());
    }
    return out;
  }
}
