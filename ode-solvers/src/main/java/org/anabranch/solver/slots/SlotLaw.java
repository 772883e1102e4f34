package org.anabranch.solver.slots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The model's probabilities of a slot's values, normalised over the values that the slot can have, the likeliest first.
 *
 * @param slot          the slot's name
 * @param method        how they were computed
 * @param values        token sequences of the slot's width, pads included
 * @param probabilities of each; they sum to 1 where {@code complete}
 * @param complete      whether all values are listed
 * @param logMass       log of the model's probability that the slot holds one of its values at all, in nats; NaN where unknown
 * @param standardError of a probability by sampling at most, 0 where it was computed
 */
public record SlotLaw(String slot, Method method, List<int[]> values, double[] probabilities, boolean complete, double logMass,
    double standardError) {
  /** How probabilities of values are computed. */
  public enum Method {
    /** The chain rule over the slot's positions from left to right: as many evaluations as values have distinct beginnings. */
    CHAIN,
    /** One evaluation: the product of the positions' own probabilities, as if they did not see each other. */
    ONE_SHOT,
    /** Frequencies of values in samples. */
    SAMPLING
  }

  /** Checks the sizes. */
  public SlotLaw {
    if (values.isEmpty() || values.size() != probabilities.length) {
      throw new IllegalArgumentException("slot law: needs a probability per value and at least one, got " + probabilities.length
          + " for " + values.size() + " values");
    }
  }

  /** From log-weights of all values: softmax. */
  static SlotLaw ofLogWeights(String slot, Method method, List<int[]> values, double[] logWeights) {
    double largest = Arrays.stream(logWeights).max().orElseThrow();
    double[] p = new double[logWeights.length];
    double sum = 0;
    for (int v = 0; v < p.length; v++) {
      p[v] = largest == Double.NEGATIVE_INFINITY ? 1 : StrictMath.exp(logWeights[v] - largest);
      sum += p[v];
    }
    for (int v = 0; v < p.length; v++) {
      p[v] /= sum;
    }
    double mass = largest == Double.NEGATIVE_INFINITY ? largest : largest + StrictMath.log(sum);
    return sorted(slot, method, values, p, true, mass, 0);
  }

  /** The shares of values in samples of the slot; values that were not drawn are not listed. */
  public static SlotLaw ofSamples(String slot, List<int[]> drawn) {
    TreeMap<int[], Integer> counts = new TreeMap<>(Arrays::compare);
    drawn.forEach(v -> counts.merge(v, 1, Integer::sum));
    double[] p = counts.values().stream().mapToDouble(n -> (double) n / drawn.size()).toArray();
    return sorted(slot, Method.SAMPLING, new ArrayList<>(counts.keySet()), p, false, Double.NaN, 0.5 / StrictMath.sqrt(drawn.size()));
  }

  static SlotLaw sorted(String slot, Method method, List<int[]> values, double[] p, boolean complete, double logMass,
      double standardError) {
    int[] order = IntStream.range(0, p.length).boxed().sorted(Comparator.<Integer>comparingDouble(v -> -p[v])
        .thenComparing(values::get, Arrays::compare)).mapToInt(Integer::intValue).toArray();
    return new SlotLaw(slot, method, Arrays.stream(order).mapToObj(values::get).toList(),
        Arrays.stream(order).mapToDouble(v -> p[v]).toArray(), complete, logMass, standardError);
  }

  /** The place of a value in the list, -1 if it is not there. */
  public int indexOf(int[] value) {
    return IntStream.range(0, values.size()).filter(v -> Arrays.equals(values.get(v), value)).findFirst().orElse(-1);
  }

  /** The same with calibrated probabilities; the order of the values stays. */
  public SlotLaw calibrated(Calibration calibration) {
    if (!complete) {
      throw new IllegalArgumentException("calibration: needs the probabilities of all values, " + slot + " has " + values.size()
          + " listed of more");
    }
    return new SlotLaw(slot, method, values, calibration.apply(probabilities), true, logMass, standardError);
  }

  @Override
  public String toString() {
    return slot + ", " + values.size() + " values by " + method;
  }
}
