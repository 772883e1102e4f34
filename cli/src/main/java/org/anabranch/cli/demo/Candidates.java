package org.anabranch.cli.demo;

import org.anabranch.engine.Tensor;

/**
 * All candidates of one seed with what the two networks said of them. Candidate j of slot s has the index
 * {@code s * perSlot() + j}.
 */
final class Candidates {
  private final long seed;
  private final int perSlot;
  private final double[] scores;
  private final int[] judged;
  private final float[][] features;
  private final Tensor pictures;
  private int slots;

  /**
   * Room for one seed.
   *
   * @param perSlot  candidates of a slot
   * @param pictured slots whose images are kept
   */
  Candidates(long seed, int slots, int perSlot, int pictured, int side) {
    int n = slots * perSlot;
    this.seed = seed;
    this.perSlot = perSlot;
    this.scores = new double[n];
    this.judged = new int[n];
    this.features = new float[n][];
    this.pictures = Tensor.zeros(Math.min(slots, pictured) * perSlot, 1, side, side);
  }

  /** Enters the next slots. */
  void add(Judged rows, Tensor samples) {
    int first = slots * perSlot;
    int n = rows.judged().length;
    for (int i = 0; i < n; i++) {
      scores[first + i] = rows.scores()[i];
      judged[first + i] = rows.judged()[i];
      features[first + i] = rows.features()[i];
    }
    int kept = Math.min(n, pictures.rows() - first);
    if (kept > 0) {
      int size = pictures.rowSize();
      System.arraycopy(samples.floats(), samples.offset(), pictures.floats(), first * size, kept * size);
    }
    slots += n / perSlot;
  }

  long seed() {
    return seed;
  }

  /** Candidates of a slot. */
  int perSlot() {
    return perSlot;
  }

  /** Slots drawn so far. */
  int slots() {
    return slots;
  }

  /** Index of the candidate that best-of-N returns: the highest score among the first N, the earlier of equals. */
  int best(int slot, int n) {
    int first = slot * perSlot;
    int best = first;
    for (int i = first + 1; i < first + n; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  /** The selector's score of a candidate: the verifier's log p(label | image), in nats. */
  double score(int candidate) {
    return scores[candidate];
  }

  /** The digit that the judge sees. */
  int judged(int candidate) {
    return judged[candidate];
  }

  /** Whether the judge sees the digit that was asked for. */
  boolean right(int candidate) {
    return judged[candidate] == DemoPlan.label(candidate / perSlot);
  }

  /** The judge's features of the answers for one N, [slots][width]. */
  double[][] features(int n) {
    double[][] out = new double[slots][];
    for (int s = 0; s < slots; s++) {
      float[] f = features[best(s, n)];
      out[s] = new double[f.length];
      for (int i = 0; i < f.length; i++) {
        out[s][i] = f[i];
      }
    }
    return out;
  }

  /** Slots whose images were kept and drawn. */
  int pictured() {
    return Math.min(slots, pictures.rows() / perSlot);
  }

  /** The images of the pictured slots, one row per candidate. */
  Tensor pictures() {
    return pictures;
  }
}
