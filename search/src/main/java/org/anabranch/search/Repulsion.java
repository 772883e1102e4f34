package org.anabranch.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.ContinuousProcess;
import org.anabranch.solver.Population;

/**
 * Pushes the particles of a population apart, down the gradient of the mean pairwise energy of their look-aheads m[i]:
 *
 * <pre>
 *   k[i, j]  = exp(-d(m[i], m[j])^2 / (2 h^2)),   2 h^2 = median(d)^2 / log(n + 1) over the pairs of now
 *   shift[i] = weight (1 - step / steps) / (n - 1) sum over j of k[i, j] (m[i] - m[j]),   x[i] = x[i] + alpha shift[i]
 * </pre>
 * with d the root mean square distance, so that the weight has no unit: two near particles move apart by up to twice the weight times
 * their distance. The push fades towards the data, where it would move samples off the modes instead of into others. Equal look-aheads
 * do not part: particles must differ to begin with.
 *
 * <p>What is sampled is no longer the model's law, and weights of a particle method no longer correct for it: a way to spread, not to
 * sample. Costs no evaluation: the look-aheads are those of the step before. Reference: Corso et al. 2024, Particle Guidance (arXiv
 * 2310.13102), its fixed potential; the width of the kernel is that of Liu and Wang 2016 (arXiv 1608.04471), with n + 1 for n.
 *
 * <p>Stateless. A call allocates three copies of the look-aheads. O(n^2) distances.
 *
 * @param weight finite and at least 0; at 0 nothing is touched, to the bit
 */
public record Repulsion(double weight) {
  /** Checks the weight. */
  public Repulsion {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("repulsion: must be finite and >= 0, got " + weight);
    }
  }

  /**
   * The particles of a population that stands in batches, pushed.
   *
   * <p>For use between steps. The batches given are left as they are, with their look-aheads, for the case that a limit stops the next
   * step; those returned have to be evaluated. At weight 0, before the first evaluation and at the last step the batches themselves are
   * returned.
   *
   * @param batches at one step
   */
  public List<Population> apart(ContinuousProcess process, List<Population> batches) {
    if (weight == 0 || batches.getFirst().step() == process.generator().steps()
        || !batches.stream().allMatch(process::canLookAhead)) {
      return batches;
    }
    List<Tensor> lookAheads = batches.stream().map(process::lookAhead).toList();
    double[][] shifts = shifts(lookAheads, weight * (1 - (double) batches.getFirst().step() / process.generator().steps()));
    List<Population> out = new ArrayList<>();
    int at = 0;
    for (int b = 0; b < batches.size(); b++) {
      Population p = batches.get(b);
      Population moved = process.gather(p.first(p.rows()));
      Tensor shift = Tensor.zeros(lookAheads.get(b).dtype(), lookAheads.get(b).shape());
      for (int i = 0; i < p.rows(); i++) {
        put(shifts[at++], shift, i);
      }
      process.displace(moved, shift);
      out.add(moved);
    }
    return out;
  }

  /** Pushes the rows of one population where they are; they have to be evaluated then. The look-ahead stays until that. */
  void push(ContinuousProcess process, Population p) {
    Tensor lookAhead = process.lookAhead(p);
    double[][] shifts = shifts(List.of(lookAhead), weight * (1 - (double) p.step() / process.generator().steps()));
    Tensor shift = Tensor.zeros(lookAhead.dtype(), lookAhead.shape());
    for (int i = 0; i < p.rows(); i++) {
      put(shifts[i], shift, i);
    }
    process.displace(p, shift);
  }

  /** The shifts of all rows of the batches at a strength, [rows][elements]. */
  static double[][] shifts(List<Tensor> lookAheads, double strength) {
    double[][] m = lookAheads.stream().flatMap(t -> IntStream.range(0, t.rows()).mapToObj(i -> row(t, i))).toArray(double[][]::new);
    int n = m.length;
    double[][] shifts = new double[n][n == 0 ? 0 : m[0].length];
    double[] pairs = new double[n * (n - 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        pairs[count++] = Diversity.distance(m[i], m[j]);
      }
    }
    double[] sorted = pairs.clone();
    Arrays.sort(sorted);
    double median = count == 0 ? 0 : sorted[count / 2];
    if (!(median > 0 && median < Double.POSITIVE_INFINITY)) {
      return shifts;
    }
    double rate = StrictMath.log(n + 1) / (median * median);
    count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double d = pairs[count++];
        double share = strength / (n - 1) * StrictMath.exp(-rate * d * d);
        for (int e = 0; e < m[i].length && share > 0; e++) {
          double push = share * (m[i][e] - m[j][e]);
          shifts[i][e] += push;
          shifts[j][e] -= push;
        }
      }
    }
    return shifts;
  }

  private static double[] row(Tensor t, int i) {
    int width = t.rowSize();
    return IntStream.range(0, width).mapToDouble(e -> t.get((long) i * width + e)).toArray();
  }

  private static void put(double[] from, Tensor to, int row) {
    int at = to.offset() + row * from.length;
    for (int e = 0; e < from.length; e++) {
      if (to.dtype() == DType.F64) {
        to.doubles()[at + e] = from[e];
      } else {
        to.floats()[at + e] = (float) from[e];
      }
    }
  }
}
