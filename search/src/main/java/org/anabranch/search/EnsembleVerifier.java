package org.anabranch.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;

/**
 * Several verifiers as one that is cautious where they disagree:
 *
 * <pre>
 *   score = m - caution s     m = mean of the members' scores, s = sqrt(mean of their squares about m)
 * </pre>
 * A search that may use one network finds what that network errs on; members with errors of their own disagree there. The members must
 * score in one unit. Caution 0 is the mean, 1 of two members is the lesser score.
 *
 * <p>NaN where a member has no opinion; an infinite mean is the score. Costs what the members cost together. Allocates a score per
 * member and row, and a gradient. Threading: as the members. The pessimism of mean minus deviations is that of Coste et al. 2023,
 * Reward Model Ensembles Help Mitigate Overoptimization (arXiv 2310.02743), who subtract the variance.
 */
public sealed class EnsembleVerifier implements Verifier permits EnsembleVerifier.WithGradients {
  private final List<Verifier> members;
  private final double caution;

  private EnsembleVerifier(List<? extends Verifier> members, double caution) {
    this.members = List.copyOf(members);
    this.caution = caution;
  }

  /**
   * An ensemble; a {@link DifferentiableVerifier} if all its members are.
   *
   * @param members at least 1
   * @param caution standard deviations subtracted, finite and at least 0
   * @throws IllegalArgumentException if a value is out of range
   */
  public static EnsembleVerifier of(List<? extends Verifier> members, double caution) {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("ensemble: needs at least 1 member, got 0");
    }
    if (!(caution >= 0 && caution < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("ensemble: caution must be finite and >= 0, got " + caution);
    }
    return members.stream().allMatch(DifferentiableVerifier.class::isInstance)
        ? new WithGradients(members.stream().map(DifferentiableVerifier.class::cast).toList(), caution)
        : new EnsembleVerifier(members, caution);
  }

  /**
   * What the members say of a sample.
   *
   * @param mean         of their scores
   * @param disagreement the standard deviation of their scores, NaN where the mean is not finite
   */
  public record Opinion(double mean, double disagreement) {}

  @Override
  public final String name() {
    String names = members.stream().map(Verifier::name).collect(Collectors.joining(", "));
    return caution == 0 ? "mean of " + names : "mean - " + caution + " deviations of " + names;
  }

  @Override
  public final double costPerCall() {
    return members.stream().mapToDouble(Verifier::costPerCall).sum();
  }

  @Override
  public final void score(Tensor samples, int[] conditions, double[] out) {
    List<Opinion> opinions = opinions(samples, conditions);
    for (int r = 0; r < out.length; r++) {
      out[r] = score(opinions.get(r));
    }
  }

  /**
   * Mean and disagreement of every row, at the cost of a score.
   *
   * @param samples    [rows, sample shape...], not written
   * @param conditions [rows]
   */
  public final List<Opinion> opinions(Tensor samples, int[] conditions) {
    List<double[]> scores = new ArrayList<>();
    for (Verifier member : members) {
      double[] s = unknown(conditions.length);
      member.score(samples, conditions.clone(), s);
      scores.add(s);
    }
    return among(scores, conditions.length);
  }

  private double score(Opinion o) {
    return Double.isFinite(o.mean) ? o.mean - caution * o.disagreement : o.mean;
  }

  private static List<Opinion> among(List<double[]> scores, int rows) {
    List<Opinion> out = new ArrayList<>(rows);
    for (int r = 0; r < rows; r++) {
      double mean = 0;
      for (double[] s : scores) {
        mean += s[r] / scores.size();
      }
      double squares = 0;
      for (double[] s : scores) {
        squares += (s[r] - mean) * (s[r] - mean);
      }
      out.add(new Opinion(mean, Double.isFinite(mean) ? Math.sqrt(squares / scores.size()) : Double.NaN));
    }
    return out;
  }

  private static double[] unknown(int rows) {
    double[] s = new double[rows];
    Arrays.fill(s, Double.NaN);
    return s;
  }

  /**
   * Members that all give gradients: {@code dm - caution mean((score - m) dscore) / s}, of which the second term is 0 where the
   * members agree.
   */
  static final class WithGradients extends EnsembleVerifier implements DifferentiableVerifier {
    private final List<DifferentiableVerifier> slopes;
    private final double caution;

    private WithGradients(List<DifferentiableVerifier> members, double caution) {
      super(members, caution);
      this.slopes = members;
      this.caution = caution;
    }

    @Override
    public void score(Tensor samples, int[] conditions, double[] out, Tensor gradients) {
      List<double[]> scores = new ArrayList<>();
      List<Tensor> each = new ArrayList<>();
      for (DifferentiableVerifier member : slopes) {
        double[] s = unknown(conditions.length);
        Tensor g = Tensor.zeros(gradients.dtype(), gradients.shape());
        member.score(samples, conditions.clone(), s, g);
        scores.add(s);
        each.add(g);
      }
      List<Opinion> opinions = among(scores, conditions.length);
      int width = gradients.rowSize();
      for (int r = 0; r < out.length; r++) {
        Opinion o = opinions.get(r);
        out[r] = super.score(o);
        boolean differ = o.disagreement > 0;
        for (int i = r * width; i < (r + 1) * width; i++) {
          double sum = 0;
          for (int m = 0; m < each.size(); m++) {
            double share = differ ? 1 - caution * (scores.get(m)[r] - o.mean) / o.disagreement : 1;
            sum += share * each.get(m).get(i);
          }
          put(gradients, i, sum / each.size());
        }
      }
    }

    private static void put(Tensor t, int i, double value) {
      if (t.dtype() == DType.F64) {
        t.doubles()[t.offset() + i] = value;
      } else {
        t.floats()[t.offset() + i] = (float) value;
      }
    }
  }
}
