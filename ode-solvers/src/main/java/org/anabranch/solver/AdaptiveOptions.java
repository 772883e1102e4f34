package org.anabranch.solver;

import java.util.OptionalDouble;

/**
 * What an adaptive integration aims at, and its limits for each row.
 *
 * @param relative       rtol of the scale atol + rtol max(|x|, |x'|), an element's tolerated error in one step
 * @param absolute       atol
 * @param controller     how step lengths follow from errors
 * @param firstStep      length of the first step; by Hairer's rule, one more evaluation, where absent
 * @param maxSteps       attempted steps of a row, accepted and rejected
 * @param maxEvaluations evaluations of a row
 * @param end            what the last step does
 */
public record AdaptiveOptions(double relative, double absolute, StepController controller, OptionalDouble firstStep,
    long maxSteps, long maxEvaluations, End end) {
  /** Attempts of a row unless told otherwise. */
  public static final long DEFAULT_MAX_STEPS = 100_000;

  /** What the last step of a row does. */
  public enum End {
    /** It is cut to land on the end: no evaluation lies beyond it. */
    LAND,
    /** It may pass the end, whose state is then interpolated, as torchdiffeq does. The field must exist beyond the end. */
    PASS
  }

  /** Checks the ranges. */
  public AdaptiveOptions {
    if (!(relative >= 0 && relative < 1)) {
      throw new IllegalArgumentException("rtol: must be in [0, 1), got " + relative);
    }
    if (!(absolute > 0 && absolute < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("atol: must be finite and > 0, got " + absolute);
    }
    if (firstStep.isPresent() && !(firstStep.getAsDouble() > 0 && firstStep.getAsDouble() < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("first step: must be finite and > 0, got " + firstStep.getAsDouble());
    }
    if (maxSteps < 1) {
      throw new IllegalArgumentException("max steps: must be >= 1, got " + maxSteps);
    }
    if (maxEvaluations < 1) {
      throw new IllegalArgumentException("max evaluations: must be >= 1, got " + maxEvaluations);
    }
  }

  /** Tolerances with torchdiffeq's controller, Hairer's first step and {@value #DEFAULT_MAX_STEPS} steps, landing on the end. */
  public static AdaptiveOptions tolerances(double relative, double absolute) {
    return new AdaptiveOptions(relative, absolute, StepController.standard(), OptionalDouble.empty(), DEFAULT_MAX_STEPS,
        Long.MAX_VALUE, End.LAND);
  }

  /**
   * Steps of one length, the last cut to land on the end, each taken whatever its error.
   *
   * @param length    of a step
   * @param tolerance of the equations of an implicit method, relative and absolute
   */
  public static AdaptiveOptions fixed(double length, double tolerance) {
    return tolerances(tolerance, tolerance).withController(new StepController.Constant()).withFirstStep(length);
  }

  /** The same with another controller. */
  public AdaptiveOptions withController(StepController other) {
    return new AdaptiveOptions(relative, absolute, other, firstStep, maxSteps, maxEvaluations, end);
  }

  /** The same with the length of the first step given. */
  public AdaptiveOptions withFirstStep(double length) {
    return new AdaptiveOptions(relative, absolute, controller, OptionalDouble.of(length), maxSteps, maxEvaluations, end);
  }

  /** The same with another limit on attempted steps. */
  public AdaptiveOptions withMaxSteps(long steps) {
    return new AdaptiveOptions(relative, absolute, controller, firstStep, steps, maxEvaluations, end);
  }

  /** The same with another limit on evaluations. */
  public AdaptiveOptions withMaxEvaluations(long evaluations) {
    return new AdaptiveOptions(relative, absolute, controller, firstStep, maxSteps, evaluations, end);
  }

  /** The same with another last step. */
  public AdaptiveOptions withEnd(End other) {
    return new AdaptiveOptions(relative, absolute, controller, firstStep, maxSteps, maxEvaluations, other);
  }
}
