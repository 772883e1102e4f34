package org.anabranch.search;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;

/**
 * How far a set of samples is spread, by the root mean square distance d(x, y) = |x - y| / sqrt(elements), of integers (tokens) by the
 * root of the share of elements that differ.
 *
 * <pre>
 *   meanDistance = mean of d(x[i], x[j]) over i &lt; j
 *   effective    = n^2 / sum over i, j of K[i, j]^2,   K[i, j] = exp(-d^2 / (2 h^2)), h = {@value #BANDWIDTH}
 * </pre>
 * {@code effective} is the Vendi score of order 2: n samples that are far apart count n, n equal ones count 1, a few tight groups about
 * as many as there are groups. It needs no reference; {@link #coverage} compares with one. References: Friedman and Dieng 2023 (arXiv
 * 2210.02410); Pasarkar and Dieng 2024 (arXiv 2310.12952) for other orders.
 *
 * @param samples      that were counted: those whose elements are all finite
 * @param meanDistance in the unit of a sample's elements; 0 for fewer than 2 samples
 * @param effective    number of samples that differ, 1 to {@code samples}; 0 for none
 */
public record Diversity(int samples, double meanDistance, double effective) {
  /** Width of the kernel, for data of deviation about 1/2 to 1 per element, which is what flows are trained on. */
  public static final double BANDWIDTH = 0.25;

  /** Of tensors of one shape. */
  public static Diversity of(List<Tensor> samples) {
    boolean tokens = samples.stream().anyMatch(t -> !t.dtype().isFloat());
    return among(samples.stream().map(t -> doubles(t, 0, (int) t.size())).filter(Diversity::isFinite).toArray(double[][]::new), tokens);
  }

  /** Of a batch [rows, sample shape...]. */
  public static Diversity of(Tensor batch) {
    return among(finiteRows(batch), !batch.dtype().isFloat());
  }

  private static Diversity among(double[][] x, boolean tokens) {
    int n = x.length;
    double distances = 0;
    double squares = n;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double d = tokens ? differing(x[i], x[j]) : distance(x[i], x[j]);
        distances += d;
        squares += 2 * StrictMath.exp(-d * d / (BANDWIDTH * BANDWIDTH));
      }
    }
    return new Diversity(n, n < 2 ? 0 : distances / (0.5 * n * (n - 1)), n == 0 ? 0 : n / squares * n);
  }

  /**
   * The share of reference samples that have a sample in their neighbourhood, the ball to their k-th nearest other reference sample.
   * The expectation for samples of the reference's own law nears 1 - 2^-k as there are more of both, equally many.
   *
   * <p>Reference: Naeem et al. 2020, Reliable Fidelity and Diversity Metrics for Generative Models (arXiv 2002.09797), section 3.
   *
   * @param reference [references, sample shape...], more than k finite rows, such as fresh samples of the generator
   * @param batch     [rows, sample shape...]
   * @param k         1 or more
   * @throws IllegalArgumentException if there are too few references
   */
  public static double coverage(Tensor reference, Tensor batch, int k) {
    double[][] references = finiteRows(reference);
    double[][] x = finiteRows(batch);
    if (k < 1 || references.length <= k) {
      throw new IllegalArgumentException("coverage: needs 1 <= k < references, got k " + k + " and " + references.length
          + " references");
    }
    int hit = 0;
    for (double[] centre : references) {
      double[] near = Arrays.stream(references).filter(r -> r != centre).mapToDouble(r -> distance(centre, r)).sorted().toArray();
      hit += Arrays.stream(x).anyMatch(s -> distance(centre, s) <= near[k - 1]) ? 1 : 0;
    }
    return (double) hit / references.length;
  }

  /** Root mean square of the differences. */
  static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum / a.length);
  }

  private static double differing(double[] a, double[] b) {
    return Math.sqrt((double) IntStream.range(0, a.length).filter(i -> a[i] != b[i]).count() / a.length);
  }

  /** The rows as doubles, without those that hold an infinity or NaN. */
  private static double[][] finiteRows(Tensor batch) {
    int width = batch.rowSize();
    return IntStream.range(0, batch.rows()).mapToObj(r -> doubles(batch, r * width, width)).filter(Diversity::isFinite)
        .toArray(double[][]::new);
  }

  private static double[] doubles(Tensor t, int from, int count) {
    return IntStream.range(from, from + count).mapToDouble(t::get).toArray();
  }

  private static boolean isFinite(double[] x) {
    return Arrays.stream(x).allMatch(Double::isFinite);
  }
}
