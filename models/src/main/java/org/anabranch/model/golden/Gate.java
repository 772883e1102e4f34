package org.anabranch.model.golden;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import org.anabranch.engine.Tensor;

/**
 * How far a result may be from its reference.
 *
 * <p>Against float64: {@code max|x - ref| <= 8 yardstick + 1e-6 max|ref|}, where the yardstick is the official fp32 code's own
 * largest error; against fp32, which carries an error of its own, 16 yardsticks. Integers must be equal. Entries at the -1e6
 * level, which stand for a logarithm of zero in masked diffusion, are compared apart, relatively.
 */
public final class Gate {
  private static final double WIDE_FACTOR = 8;
  private static final double NARROW_FACTOR = 16;
  private static final double RELATIVE = 1e-6;
  private static final double LOG_ZERO = -1e6;

  /** What a comparison found. */
  public enum Status {
    /** Within the gate. */
    PASSED,
    /** Outside it. */
    FAILED,
    /** Nothing here computes this output. */
    NOT_COMPUTED
  }

  /**
   * One row of a report.
   *
   * @param output    the output's name
   * @param status    the verdict
   * @param error     the largest distance, infinite if the shapes differ or a value is NaN
   * @param allowed   the gate
   * @param magnitude the largest absolute value of the reference
   * @param against   {@code out64}, {@code out}, {@code exact} or {@code informational}
   * @param remark    one sentence, empty when there is nothing to say
   */
  public record Result(String output, Status status, double error, double allowed, double magnitude, String against,
      String remark) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%-36s %-12s error %.3e allowed %.3e max|ref| %.3e %s%s", output, status, error,
          allowed, magnitude, against, remark.isEmpty() ? "" : " (" + remark + ")");
    }
  }

  private Gate() {}

  /** The row of an output that nothing here computes. */
  public static Result notComputed(String output) {
    return new Result(output, Status.NOT_COMPUTED, Double.NaN, Double.NaN, Double.NaN, "", "");
  }

  /** The row of a count that need not be equal: it passes, and says both where they differ. */
  public static Result inform(String output, Tensor ours, GoldenFolder.Reference reference) {
    Result r = compare(output, ours, reference, OptionalDouble.empty());
    return new Result(output, Status.PASSED, r.error(), Double.POSITIVE_INFINITY, r.magnitude(), "informational", r.remark());
  }

  /** Compares a result with its reference. */
  public static Result compare(String output, Tensor ours, GoldenFolder.Reference reference, OptionalDouble yardstick) {
    return compare(output, ours, reference, yardstick, 0);
  }

  /**
   * Compares a result with its reference.
   *
   * @param looseness added to the gate, relative to the largest reference value: the tolerance of an adaptive solver
   */
  public static Result compare(String output, Tensor ours, GoldenFolder.Reference reference, OptionalDouble yardstick,
      double looseness) {
    Tensor ref = reference.value();
    String against = !ref.dtype().isFloat() ? "exact" : reference.wide() ? "out64" : "out";
    if (!Arrays.equals(ours.shape().toArray(), ref.shape().toArray())) {
      return new Result(output, Status.FAILED, Double.POSITIVE_INFINITY, 0, Double.NaN, against,
          "shape " + ours.shape() + ", the reference has " + ref.shape());
    }
    double magnitude = 0;
    double error = 0;
    long worst = -1;
    for (long i = 0; i < ref.size(); i++) {
      double r = ref.get(i);
      double e = distance(ours.get(i), r);
      if (Math.abs(r - LOG_ZERO) < -0.1 * LOG_ZERO && e <= -RELATIVE * r) {
        continue;
      }
      magnitude = Double.isFinite(r) ? Math.max(magnitude, Math.abs(r)) : magnitude;
      if (e > error) {
        error = e;
        worst = i;
      }
    }
    double factor = reference.wide() ? WIDE_FACTOR : NARROW_FACTOR;
    double allowed = against.equals("exact") ? 0 : factor * yardstick.orElse(0) + (RELATIVE + looseness) * magnitude;
    boolean passed = error <= allowed;
    String remark = passed ? "" : "element " + worst + " is " + ours.get(worst) + ", the reference " + ref.get(worst);
    return new Result(output, passed ? Status.PASSED : Status.FAILED, error, allowed, magnitude, against, remark);
  }

  private static double distance(double a, double b) {
    if (Double.compare(a, b) == 0) {
      return 0;
    }
    double d = Math.abs(a - b);
    return Double.isNaN(d) ? Double.POSITIVE_INFINITY : d;
  }
}
