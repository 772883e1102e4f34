package org.anabranch.search;

import java.util.Arrays;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * How many copies each particle gets when n are drawn by weights W: integers C of sum n with E[C(i)] = n W(i).
 *
 * <p>They differ in the variance of C. Over n draws at W = (.15, .25, .6), n = 10: multinomial 1.275, 1.875 and 2.4; the others .25,
 * .25 and 0. Systematic and SSP keep every C(i) within 1 of n W(i); systematic depends on the order of the particles, and SSP is
 * the one for which consistency is proved in any order (Gerber, Chopin and Whiteley, arXiv 1708.05239).
 *
 * <p>Uniforms are those of the key and step, {@link Purpose#SEARCH}, element i for the i-th used. A particle of weight 0 is never
 * drawn. Safe from any thread.
 */
public enum Resampler {
  /** n independent draws. */
  MULTINOMIAL {
    @Override
    void draw(double[] weights, int n, double[] u, int[] counts) {
      Arrays.sort(u, 0, n);
      sweep(weights, n, u, counts);
    }
  },
  /** floor(n W(i)) copies, and independent draws by what is left over. */
  RESIDUAL {
    @Override
    void draw(double[] weights, int n, double[] u, int[] counts) {
      double[] rest = new double[weights.length];
      int left = n;
      for (int i = 0; i < rest.length; i++) {
        int whole = (int) (n * weights[i]);
        counts[i] += whole;
        rest[i] = n * weights[i] - whole;
        left -= whole;
      }
      if (left > 0) {
        double sum = Arrays.stream(rest).reduce(0, Double::sum);
        for (int i = 0; i < rest.length; i++) {
          rest[i] /= sum;
        }
        MULTINOMIAL.draw(rest, left, u, counts);
      }
    }
  },
  /** One draw in each of n strata of [0, 1], a uniform each. */
  STRATIFIED {
    @Override
    void draw(double[] weights, int n, double[] u, int[] counts) {
      for (int i = 0; i < n; i++) {
        u[i] = (i + u[i]) / n;
      }
      sweep(weights, n, u, counts);
    }
  },
  /** One draw in each of n strata, the same uniform for all. */
  SYSTEMATIC {
    @Override
    void draw(double[] weights, int n, double[] u, int[] counts) {
      double shift = u[0];
      for (int i = 0; i < n; i++) {
        u[i] = (i + shift) / n;
      }
      sweep(weights, n, u, counts);
    }
  },
  /**
   * Srinivasan's sampling process: floor(n W(i)) copies, and the fractions left over settle in pairs. Of two fractions a and b of
   * sum below 1, one takes all; else one rises to 1 and the other keeps a + b - 1; which, so that both keep their means.
   */
  SSP {
    @Override
    void draw(double[] weights, int n, double[] u, int[] counts) {
      int missing = n;
      double[] part = new double[weights.length];
      for (int i = 0; i < part.length; i++) {
        int whole = (int) (n * weights[i]);
        counts[i] += whole;
        part[i] = n * weights[i] - whole;
        missing -= whole;
      }
      int open = 0;
      for (int i = 1; i < part.length; i++) {
        double sum = part[open] + part[i];
        double first = sum < 1 ? part[open] / sum : (1 - part[i]) / (2 - sum);
        boolean openWins = sum > 0 && u[i] < first;
        int winner = openWins ? open : i;
        int loser = openWins ? i : open;
        if (sum < 1) {
          part[winner] = sum;
          open = winner;
        } else {
          counts[winner]++;
          missing--;
          part[loser] = sum - 1;
          open = loser;
        }
      }
      counts[weights[open] > 0 ? open : lastPositive(weights)] += missing;
    }
  };

  abstract void draw(double[] weights, int n, double[] u, int[] counts);

  /**
   * Draws.
   *
   * @param weights at least one, none negative, of sum 1
   * @param n       copies to draw, at least 1
   * @return copies of each particle, of sum n
   * @throws IllegalArgumentException if there are no weights, or n is below 1
   */
  public int[] counts(double[] weights, int n, TrajectoryKey key, long step) {
    if (weights.length == 0 || n < 1) {
      throw new IllegalArgumentException("resampler: needs at least one weight and one draw, got " + weights.length + " and " + n);
    }
    double[] u = new double[Math.max(n, weights.length)];
    RandomStream.uniforms(key, step, Purpose.SEARCH, u, 0, u.length);
    int[] counts = new int[weights.length];
    draw(weights, n, u, counts);
    return counts;
  }

  /** The particle that each of n copies is of, in their order. */
  static int[] ancestors(int[] counts) {
    int[] out = new int[Arrays.stream(counts).sum()];
    int at = 0;
    for (int i = 0; i < counts.length; i++) {
      Arrays.fill(out, at, at + counts[i], i);
      at += counts[i];
    }
    return out;
  }

  /** Where ascending points of (0, 1) fall among the weights laid end to end. */
  private static void sweep(double[] weights, int n, double[] points, int[] counts) {
    int last = lastPositive(weights);
    int i = 0;
    double to = weights[0];
    for (int j = 0; j < n; j++) {
      while (i < last && points[j] > to) {
        i++;
        to += weights[i];
      }
      counts[weights[i] > 0 ? i : last]++;
    }
  }

  private static int lastPositive(double[] weights) {
    int last = weights.length - 1;
    while (last > 0 && weights[last] == 0) {
      last--;
    }
    return last;
  }
}
