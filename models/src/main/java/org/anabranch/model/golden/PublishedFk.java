package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * FK steering as its authors' code has it (zacharyhorvitz/Fk-Diffusion-Steering, commit 9413005, class FKD; the versions for text
 * and for images differ), with what is wrong in it: where nothing is resampled weights are forgotten and past rewards advance all
 * the same, and the products of potentials stay as they were. No search uses it; {@code fk} is the method with that mended.
 */
final class PublishedFk {
  /** What the two versions and their callers choose; resampling is at steps first, first + interval, ..., and the last. */
  record Config(String potential, boolean text, boolean adaptive, int first, int interval, int steps, double lambda, double low,
      double high) {}

  private final Config config;
  private double[] past;
  private double[] product;

  PublishedFk(Config config, int particles) {
    this.config = config;
    this.past = new double[particles];
    this.product = new double[particles];
    Arrays.fill(product, 1);
  }

  /** Whether a potential selects at the last step only: best of n, and importance sampling. */
  static boolean atTheEndOnly(String potential) {
    return potential.equals("bon") || potential.equals("is");
  }

  double[] past() {
    return past;
  }

  double[] product() {
    return product;
  }

  /** The particles that go on after a step; draw j takes the first whose sum of weights reaches u[j] of the whole. */
  int[] step(int step, double[] rewards, double[] u) {
    int n = rewards.length;
    int[] same = IntStream.range(0, n).toArray();
    boolean last = step == config.steps() - 1;
    boolean endOnly = atTheEndOnly(config.potential());
    if (!last && (endOnly || step < config.first() || (step - config.first()) % config.interval() != 0)) {
      return same;
    }
    double[] r = new double[n];
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      r[i] = switch (config.potential()) {
        case "max" -> Math.max(rewards[i], past[i]);
        case "add" -> rewards[i] + past[i];
        default -> rewards[i];
      };
      double rise = config.potential().equals("diff") ? r[i] - past[i] : r[i];
      w[i] = Math.exp(config.lambda() * rise);
      if (last && !endOnly && !config.potential().equals("diff")) {
        w[i] /= product[i];
      }
      w[i] = Double.isNaN(w[i]) ? 0 : Math.clamp(w[i], config.low(), config.high());
    }
    if (config.potential().equals("bon")) {
      return IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble((Integer i) -> r[i]).reversed())
          .mapToInt(i -> i).toArray();
    }
    double sum = Arrays.stream(w).sum();
    if (sum == 0 && config.text()) {
      Arrays.fill(w, 1);
      sum = n;
    }
    boolean gated = config.adaptive() || last && !config.text();
    if (gated && sum * sum / Arrays.stream(w).map(v -> v * v).sum() >= 0.5 * n) {
      past = r;
      return same;
    }
    int[] parents = new int[n];
    for (int j = 0; j < n; j++) {
      double reached = w[0];
      while (parents[j] < n - 1 && reached < u[j] * sum) {
        reached += w[++parents[j]];
      }
    }
    past = Arrays.stream(parents).mapToDouble(i -> r[i]).toArray();
    double[] before = product;
    product = Arrays.stream(parents).mapToDouble(i -> before[i] * w[i]).toArray();
    return parents;
  }
}
