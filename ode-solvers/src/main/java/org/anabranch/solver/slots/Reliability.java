package org.anabranch.solver.slots;

import java.util.ArrayList;
import java.util.List;

/**
 * How far probabilities can be relied on: of the slots whose likeliest value has a probability near c, a share of c should be right.
 *
 * @param items       slots with a known answer
 * @param accuracy    share of slots whose likeliest value is right
 * @param confidence  mean probability of the likeliest value
 * @param error       expected calibration error: sum over bins of n / N |accuracy - confidence|
 * @param likelihood  mean of -log p(right value), nats; a probability of 0 counts as 1e-12
 * @param brier       mean of sum over values (p - [right])^2
 * @param bins        of equal width in the probability of the likeliest value
 */
public record Reliability(int items, double accuracy, double confidence, double error, double likelihood, double brier,
    List<Bin> bins) {
  /** Bins of the usual plot. */
  public static final int BINS = 15;

  /** Slots whose likeliest value has a probability within some range; means are NaN where there are none. */
  public record Bin(double from, double to, int count, double confidence, double accuracy) {}

  /**
   * Measures items under a calibration, {@code new Calibration.Temperature(1)} for none.
   *
   * @throws IllegalArgumentException if there is no item
   */
  public static Reliability of(List<Calibration.Item> items, Calibration calibration) {
    if (items.isEmpty()) {
      throw new IllegalArgumentException("reliability: needs at least one slot with a known answer, got 0");
    }
    int[] count = new int[BINS];
    double[] sumConfidence = new double[BINS];
    double[] sumRight = new double[BINS];
    double loss = 0;
    double brier = 0;
    for (Calibration.Item item : items) {
      double[] p = calibration.apply(item.probabilities());
      int best = 0;
      for (int v = 0; v < p.length; v++) {
        best = p[v] > p[best] ? v : best;
        double off = p[v] - (v == item.right() ? 1 : 0);
        brier += off * off;
      }
      loss -= StrictMath.log(Math.max(Calibration.Temperature.FLOOR, p[item.right()]));
      int bin = Math.clamp((int) (p[best] * BINS), 0, BINS - 1);
      count[bin]++;
      sumConfidence[bin] += p[best];
      sumRight[bin] += best == item.right() ? 1 : 0;
    }
    int n = items.size();
    double error = 0;
    double right = 0;
    double confidence = 0;
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      error += Math.abs(sumRight[b] - sumConfidence[b]) / n;
      right += sumRight[b];
      confidence += sumConfidence[b] / n;
      bins.add(new Bin((double) b / BINS, (b + 1.0) / BINS, count[b], sumConfidence[b] / count[b], sumRight[b] / count[b]));
    }
    return new Reliability(n, right / n, confidence, error, loss / n, brier / n, List.copyOf(bins));
  }
}
