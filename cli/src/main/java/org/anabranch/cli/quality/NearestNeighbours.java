package org.anabranch.cli.quality;

import java.util.Arrays;

/**
 * Fidelity and diversity by neighbourhoods in feature space.
 *
 * <p>Every point of a set carries a ball that reaches to its k-th nearest other point of the set; the balls are the set's
 * estimated support. Precision is the share of samples in the support of the reference, recall the share of the reference in
 * the support of the samples (Kynkaanniemi et al. 2019). Recall depends on the number of samples: compare equal n only.
 */
public final class NearestNeighbours {
  private final double[][] reference;
  private final double[] radii;
  private final int k;

  /**
   * A reference set.
   *
   * @param reference [n][width], more than k vectors
   * @param k         which neighbour a ball reaches to, at least 1
   */
  public NearestNeighbours(double[][] reference, int k) {
    this.reference = reference;
    this.k = k;
    this.radii = radii(reference, k);
  }

  /**
   * Shares in [0, 1].
   *
   * @param precision samples inside the reference's support
   * @param recall    reference points inside the samples' support
   */
  public record Coverage(double precision, double recall) {}

  /**
   * Compares samples with the reference.
   *
   * @param samples [n][width], more than k vectors
   */
  public Coverage coverage(double[][] samples) {
    double[] own = radii(samples, k);
    boolean[] covered = new boolean[reference.length];
    int inside = 0;
    for (int i = 0; i < samples.length; i++) {
      boolean near = false;
      for (int j = 0; j < reference.length; j++) {
        double d = squared(samples[i], reference[j]);
        near |= d <= radii[j];
        covered[j] |= d <= own[i];
      }
      inside += near ? 1 : 0;
    }
    int found = 0;
    for (boolean c : covered) {
      found += c ? 1 : 0;
    }
    return new Coverage((double) inside / samples.length, (double) found / reference.length);
  }

  /**
   * The mean Euclidean distance of two different vectors of the same class, over all such pairs: variety that does not count
   * how far the classes lie apart.
   *
   * @param classes one class id per vector
   */
  public static double meanDistanceWithinClasses(double[][] set, int[] classes) {
    double sum = 0;
    long pairs = 0;
    for (int i = 0; i < set.length; i++) {
      for (int j = 0; j < i; j++) {
        if (classes[i] == classes[j]) {
          sum += StrictMath.sqrt(squared(set[i], set[j]));
          pairs++;
        }
      }
    }
    return pairs == 0 ? Double.NaN : sum / pairs;
  }

  /** Squared distances to the k-th nearest other point. */
  private static double[] radii(double[][] set, int k) {
    if (k < 1 || set.length <= k) {
      throw new IllegalArgumentException("neighbours: needs 1 <= k < number of vectors, got k " + k + " and " + set.length
          + " vectors");
    }
    double[] out = new double[set.length];
    double[] row = new double[set.length];
    for (int i = 0; i < set.length; i++) {
      for (int j = 0; j < set.length; j++) {
        row[j] = squared(set[i], set[j]);
      }
      row[i] = -1;
      Arrays.sort(row);
      out[i] = row[k];
    }
    return out;
  }

  private static double squared(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double d = a[i] - b[i];
      sum += d * d;
    }
    return sum;
  }
}
