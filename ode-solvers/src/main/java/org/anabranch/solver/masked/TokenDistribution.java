package org.anabranch.solver.masked;

import java.util.Arrays;

/**
 * One position's distribution over the vocabulary: the model's p, softmax of the logits over the tokens that may stand there, and
 * the law's q, the same at a temperature and cut.
 *
 * <p>Belongs to an {@link UnmaskingRound} and is overwritten by the next position. Sums run over ascending ids in double, so that no
 * bit depends on anything but the logits. Allocates nothing. Threading: one thread at a time.
 */
public final class TokenDistribution {
  private final TokenLaw law;
  private final double[] model;
  private final double[] shaped;
  private final long[] ranked;
  private final double[] point;
  private int best;

  /** A distribution to be loaded. */
  public TokenDistribution(int vocabulary, TokenLaw law) {
    this.law = law;
    this.model = new double[vocabulary];
    this.shaped = law.isModel() || law.equals(TokenLaw.GREEDY) ? model : new double[vocabulary];
    this.ranked = law.topK() > 0 || law.topP() < 1 ? new long[vocabulary] : new long[0];
    this.point = law.isGreedy() ? new double[vocabulary] : new double[0];
  }

  /** p of every token, [V]; 0 where a token may not stand. Not to be written. */
  public double[] model() {
    return model;
  }

  /**
   * q of every token, [V]: softmax(l / temperature) cut and renormalised, where temperature 0 counts as 1, so that a greedy draw has
   * a confidence. Not to be written.
   */
  public double[] shaped() {
    return shaped;
  }

  /** The likeliest token, the lowest id among equals. */
  public int best() {
    return best;
  }

  /** Whether the token drawn is {@link #best()}. */
  public boolean isGreedy() {
    return law.isGreedy();
  }

  /** All mass on {@link #best()}: a greedy law as probabilities. */
  double[] point() {
    Arrays.fill(point, 0);
    point[best] = 1;
    return point;
  }

  /** The largest of p less the second largest. */
  public static double margin(double[] p) {
    double first = 0;
    double second = 0;
    for (double v : p) {
      if (v > first) {
        second = first;
        first = v;
      } else if (v > second) {
        second = v;
      }
    }
    return first - second;
  }

  /** -sum p log p in nats. */
  public static double entropy(double[] p) {
    double h = 0;
    for (double v : p) {
      if (v > 0) {
        h -= v * StrictMath.log(v);
      }
    }
    return h;
  }

  /**
   * Reads the logits of a position.
   *
   * @param logits a token that may not stand there has -infinity
   */
  public void load(float[] logits, int offset) {
    best = 0;
    for (int v = 1; v < model.length; v++) {
      if (logits[offset + v] > logits[offset + best]) {
        best = v;
      }
    }
    softmax(logits, offset, 1, model);
    if (shaped != model) {
      softmax(logits, offset, law.temperature() == 0 ? 1 : law.temperature(), shaped);
      if (ranked.length > 0) {
        cut(logits, offset);
      }
    }
  }

  private void softmax(float[] logits, int offset, double temperature, double[] out) {
    double largest = logits[offset + best];
    double sum = 0;
    for (int v = 0; v < out.length; v++) {
      out[v] = StrictMath.exp((logits[offset + v] - largest) / temperature);
      sum += out[v];
    }
    for (int v = 0; v < out.length; v++) {
      out[v] /= sum;
    }
  }

  /** Cuts q to the likeliest tokens: the nucleus first, then top-k, in the order of the reference code. */
  private void cut(float[] logits, int offset) {
    for (int v = 0; v < shaped.length; v++) {
      ranked[v] = (long) ~ascending(logits[offset + v]) << Integer.SIZE | v;
    }
    Arrays.sort(ranked);
    int keep = law.topP() < 1 ? nucleus() : shaped.length;
    if (law.topK() > 0) {
      keep = Math.min(keep, law.topK());
    }
    double mass = 0;
    for (int i = 0; i < keep; i++) {
      mass += shaped[(int) ranked[i]];
    }
    for (int i = keep; i < ranked.length; i++) {
      shaped[(int) ranked[i]] = 0;
    }
    for (int v = 0; v < shaped.length; v++) {
      shaped[v] /= mass;
    }
  }

  private int nucleus() {
    int keep = 0;
    double mass = 0;
    while (keep < shaped.length) {
      double next = mass + shaped[(int) ranked[keep]];
      if (keep > 0 && (law.crossing() ? mass : next) > law.topP()) {
        break;
      }
      mass = next;
      keep++;
    }
    return keep;
  }

  /** An int that orders as the float does. */
  private static int ascending(float value) {
    int bits = Float.floatToIntBits(value);
    return bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
  }
}
