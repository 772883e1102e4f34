package org.anabranch.solver;

/**
 * How the length of a step follows from the errors of the steps before it.
 *
 * <p>An error is the norm of the estimated error in units of the tolerance: a step is accepted where it is at most 1. All
 * arithmetic is in double with {@link StrictMath}. Immutable and thread-safe.
 */
public sealed interface StepController permits StepController.Elementary, StepController.Pid,
    StepController.Constant {
  /** Errors below this count as this in the history, so that no power of zero arises. */
  double SMALLEST_ERROR = 1e-12;

  /**
   * What the length of the attempted step is multiplied by.
   *
   * @param error      of the attempt, &gt;= 0
   * @param last       of the last accepted step, 1 before there is one
   * @param beforeLast of the accepted step before that, 1 before there is one
   * @param order      of the error estimate: it is O(h^order)
   */
  double factor(double error, double last, double beforeLast, int order);

  /** The least factor. */
  double smallest();

  /** A remainder of this many steps is taken in one, so that no sliver of a step is left before the end. */
  default double stretch() {
    return 1 + 1e-10;
  }

  /** Whether a step of this error is taken. A step with a value that is not finite never is. */
  default boolean accepts(double error) {
    return error <= 1;
  }

  /** torchdiffeq's: safety 0.9, factors from 0.2 to 10. */
  static StepController standard() {
    return new Elementary(0.9, 0.2, 10);
  }

  /** Proportional-integral with gains 0.4 and 0.3 for problems on the edge of stability, safety 0.9, factors from 0.2 to 10. */
  static StepController pi() {
    return new Pid(0.4, 0.3, 0, 0.9, 0.2, 10);
  }

  /**
   * Hairer's elementary controller in torchdiffeq's form:
   * <pre>
   *   factor = min(largest, max(safety / error^(1/order), least)),  least = 1 where error &lt; 1, else smallest
   * </pre>
   * so that an accepted step is never followed by a shorter one. The factor of an error of zero is the largest.
   *
   * <p>Reference: torchdiffeq {@code misc.py}, _optimal_step_size; Hairer, Norsett, Wanner I, section II.4.
   */
  record Elementary(double safety, double smallest, double largest) implements StepController {
    /** Checks the ranges. */
    public Elementary {
      check(safety, smallest, largest);
    }

    @Override
    public double factor(double error, double last, double beforeLast, int order) {
      if (error == 0) {
        return largest;
      }
      if (error < 1 && error >= keeping(order)) {
        return 1;
      }
      double least = error < 1 ? 1 : smallest;
      return Math.min(largest, Math.max(safety / power(error, 1.0 / order), least));
    }

    /** A little over safety^order: from there on an accepted step is followed by one of its length, without a root. */
    private double keeping(int order) {
      double power = 1 + 1e-9;
      for (int i = 0; i < order; i++) {
        power *= safety;
      }
      return power;
    }
  }

  /**
   * Soderlind's digital filter with proportional, integral and differential gains:
   * <pre>
   *   factor = safety error^(-(p + i + d)/order) last^((p + 2 d)/order) beforeLast^(-d/order)
   * </pre>
   * kept in [smallest, largest], and at most {@code safety} after a rejection. p = d = 0 and i = 1 is the elementary controller
   * without its rule for accepted steps.
   *
   * <p>Reference: Soderlind 2003, Digital filters in adaptive time-stepping, ACM TOMS 29; the parametrisation is diffrax'
   * {@code PIDController}.
   */
  record Pid(double proportional, double integral, double differential, double safety, double smallest, double largest)
      implements StepController {
    /** Checks the ranges. */
    public Pid {
      check(safety, smallest, largest);
      if (!(proportional >= 0 && integral > 0 && differential >= 0)
          || Double.isInfinite(proportional + integral + differential)) {
        throw new IllegalArgumentException("controller: gains must be finite and >= 0, the integral one > 0, got "
            + proportional + ", " + integral + " and " + differential);
      }
    }

    @Override
    public double factor(double error, double last, double beforeLast, int order) {
      if (error == 0) {
        return largest;
      }
      double f = safety * power(error, -(proportional + integral + differential) / order)
          * power(Math.max(last, SMALLEST_ERROR), (proportional + 2 * differential) / order)
          * power(Math.max(beforeLast, SMALLEST_ERROR), -differential / order);
      return Math.max(smallest, Math.min(error <= 1 ? largest : safety, f));
    }
  }

  /**
   * Steps of the length of the first, whatever their errors: a method in fixed steps, with the states between them, the events and the
   * limits of an adaptive one. The tolerance then says only how exactly the equations of an implicit method are solved.
   */
  record Constant() implements StepController {
    @Override
    public double factor(double error, double last, double beforeLast, int order) {
      return 1;
    }

    @Override
    public double smallest() {
      return 1;
    }

    @Override
    public double stretch() {
      // The sum of a million equal steps may be off by so much of one.
      return 1 + 1e-6;
    }

    @Override
    public boolean accepts(double error) {
      return !Double.isNaN(error);
    }
  }

  /** x^p for x &gt; 0 to a few ulp. {@link StrictMath#pow} allocates 96 bytes a call. */
  static double power(double x, double p) {
    return StrictMath.exp(p * StrictMath.log(x));
  }

  private static void check(double safety, double smallest, double largest) {
    if (!(safety > 0 && safety < 1) || !(smallest > 0 && smallest < 1) || !(largest > 1 && largest < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("controller: needs 0 < safety < 1, 0 < smallest < 1 < largest, got safety " + safety
          + ", smallest " + smallest + " and largest " + largest);
    }
  }
}
