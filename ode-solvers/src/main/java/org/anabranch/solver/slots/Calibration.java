package org.anabranch.solver.slots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A map from a model's probabilities of the values of a slot to probabilities that agree with how often values are right, fitted on
 * slots whose right value is known.
 *
 * <p>Immutable and thread-safe.
 */
public sealed interface Calibration {
  /**
   * The calibrated probabilities.
   *
   * @param probabilities of all values, summing to 1
   */
  double[] apply(double[] probabilities);

  /** One line for reports. */
  String description();

  /**
   * A slot with a known answer.
   *
   * @param probabilities of all values
   * @param right         the number of the right one
   */
  record Item(double[] probabilities, int right) {
    /** Checks the range. */
    public Item {
      if (right < 0 || right >= probabilities.length) {
        throw new IllegalArgumentException("calibration: the right value must be in [0, " + (probabilities.length - 1) + "], got "
            + right);
      }
    }
  }

  /**
   * Temperature scaling: q(v) ~ p(v)^(1 / T), with the T of the least negative log-likelihood. The order of values stays.
   *
   * <p>Reference: Guo et al. 2017, arXiv 1706.04599.
   *
   * @param temperature T; above 1 the model was too sure
   */
  record Temperature(double temperature) implements Calibration {
    private static final double LEAST = 0.05;
    private static final double MOST = 20;
    private static final double GOLDEN = (StrictMath.sqrt(5) - 1) / 2;
    private static final int ROUNDS = 60;
    /** Probabilities below this count as this, so that a value that a network calls impossible costs much and not everything. */
    static final double FLOOR = 1e-12;

    /** Checks the range. */
    public Temperature {
      if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("calibration: a temperature must be finite and > 0, got " + temperature);
      }
    }

    @Override
    public double[] apply(double[] probabilities) {
      double[] out = new double[probabilities.length];
      double largest = Double.NEGATIVE_INFINITY;
      for (int v = 0; v < out.length; v++) {
        out[v] = StrictMath.log(Math.max(FLOOR, probabilities[v])) / temperature;
        largest = Math.max(largest, out[v]);
      }
      double sum = 0;
      for (int v = 0; v < out.length; v++) {
        out[v] = StrictMath.exp(out[v] - largest);
        sum += out[v];
      }
      for (int v = 0; v < out.length; v++) {
        out[v] /= sum;
      }
      return out;
    }

    @Override
    public String description() {
      return "temperature " + temperature;
    }

    /**
     * The temperature of the least negative log-likelihood, by a golden section over log T: the likelihood is convex in 1 / T, so it
     * has one minimum.
     *
     * @throws IllegalArgumentException if there is no item
     */
    public static Temperature fit(List<Item> items) {
      requireItems(items);
      double low = StrictMath.log(LEAST);
      double high = StrictMath.log(MOST);
      double a = high - GOLDEN * (high - low);
      double b = low + GOLDEN * (high - low);
      double atA = loss(items, a);
      double atB = loss(items, b);
      for (int round = 0; round < ROUNDS; round++) {
        if (atA <= atB) {
          high = b;
          b = a;
          atB = atA;
          a = high - GOLDEN * (high - low);
          atA = loss(items, a);
        } else {
          low = a;
          a = b;
          atA = atB;
          b = low + GOLDEN * (high - low);
          atB = loss(items, b);
        }
      }
      return new Temperature(StrictMath.exp((low + high) / 2));
    }

    private static double loss(List<Item> items, double logTemperature) {
      Temperature t = new Temperature(StrictMath.exp(logTemperature));
      double sum = 0;
      for (Item item : items) {
        sum -= StrictMath.log(Math.max(Double.MIN_NORMAL, t.apply(item.probabilities())[item.right()]));
      }
      return sum;
    }
  }

  /**
   * Isotonic regression of "this value is right" on its probability, over all values of all slots together, by pooling adjacent
   * violators; between the knots it is linear, and the values of a slot are normalised afterwards.
   *
   * <p>Reference: Zadrozny and Elkan 2002, Transforming classifier scores into accurate multiclass probability estimates.
   *
   * @param from probabilities of the model, ascending
   * @param to   the share of right values there, not falling
   */
  record Isotonic(double[] from, double[] to) implements Calibration {
    /** Checks the order. */
    public Isotonic {
      boolean ordered = from.length == to.length && from.length > 0;
      for (int i = 0; ordered && i < from.length; i++) {
        ordered = from[i] >= 0 && from[i] <= 1 && to[i] >= 0 && to[i] <= 1 && (i == 0 || from[i] > from[i - 1] && to[i] >= to[i - 1]);
      }
      if (!ordered) {
        throw new IllegalArgumentException("calibration: isotonic knots must lie in [0, 1], rise and not fall, got "
            + Arrays.toString(from) + " and " + Arrays.toString(to));
      }
      from = from.clone();
      to = to.clone();
    }

    @Override
    public double[] apply(double[] probabilities) {
      double[] out = new double[probabilities.length];
      double sum = 0;
      for (int v = 0; v < out.length; v++) {
        out[v] = at(probabilities[v]);
        sum += out[v];
      }
      for (int v = 0; v < out.length; v++) {
        out[v] /= sum;
      }
      return out;
    }

    private double at(double p) {
      int i = Arrays.binarySearch(from, p);
      if (i >= 0) {
        return to[i];
      }
      int above = -i - 1;
      if (above == 0 || above == from.length) {
        return to[above == 0 ? 0 : above - 1];
      }
      double share = (p - from[above - 1]) / (from[above] - from[above - 1]);
      return to[above - 1] + share * (to[above] - to[above - 1]);
    }

    @Override
    public String description() {
      return "isotonic, " + from.length + " knots";
    }

    /**
     * Fits by pooling adjacent violators. No level is closer to 0 or 1 than half a pair of all, so that nothing becomes impossible.
     *
     * @throws IllegalArgumentException if there is no item
     */
    public static Isotonic fit(List<Item> items) {
      requireItems(items);
      /** A value's probability and whether it is right. */
      record Pair(double p, int right) {}

      List<Pair> pairs = new ArrayList<>();
      for (Item item : items) {
        for (int v = 0; v < item.probabilities().length; v++) {
          pairs.add(new Pair(item.probabilities()[v], v == item.right() ? 1 : 0));
        }
      }
      pairs.sort(Comparator.comparingDouble(Pair::p));
      int n = 0;
      double[] sumP = new double[pairs.size()];
      double[] right = new double[pairs.size()];
      double[] count = new double[pairs.size()];
      for (Pair pair : pairs) {
        sumP[n] = pair.p();
        right[n] = pair.right();
        count[n] = 1;
        n++;
        // Equal probabilities are one place, whatever their order was.
        while (n > 1 && (right[n - 2] * count[n - 1] >= right[n - 1] * count[n - 2]
            || sumP[n - 2] * count[n - 1] == sumP[n - 1] * count[n - 2])) {
          sumP[n - 2] += sumP[n - 1];
          right[n - 2] += right[n - 1];
          count[n - 2] += count[n - 1];
          n--;
        }
      }
      double least = 0.5 / pairs.size();
      double[] from = new double[n];
      double[] to = new double[n];
      int knots = 0;
      for (int i = 0; i < n; i++) {
        double p = Math.min(1, sumP[i] / count[i]);
        // Means that rounding has made equal are one knot, at the higher level.
        knots -= knots > 0 && p <= from[knots - 1] ? 1 : 0;
        from[knots] = p;
        to[knots++] = Math.clamp(right[i] / count[i], least, 1 - least);
      }
      return new Isotonic(Arrays.copyOf(from, knots), Arrays.copyOf(to, knots));
    }
  }

  private static void requireItems(List<Item> items) {
    if (items.isEmpty()) {
      throw new IllegalArgumentException("calibration: needs at least one slot with a known answer, got 0");
    }
  }
}
