package org.anabranch.solver;

import org.anabranch.engine.Tensor;

/**
 * A crossing to be found on a row's way: where a function g(x, t) of its state changes its sign.
 *
 * <p>g is asked at the ends of every accepted step. Where the signs differ the crossing is bracketed on the step's dense output until
 * the times on both sides are neighbours, so that it is as exact as the {@linkplain AdaptiveOdeSolver states between steps}; the later
 * side is reported. A start with g = 0 is no crossing, nor is a g that is NaN at an end. Two crossings within one step cancel and
 * are not seen.
 *
 * @param g         the function
 * @param direction which changes of sign count, as time runs in the integration
 * @param terminal  whether the row stops there, with {@link AdaptiveResult.Status#EVENT}
 */
public record OdeEvent(Function g, Direction direction, boolean terminal) {
  /** A continuous function of a row's state. */
  @FunctionalInterface
  public interface Function {
    /**
     * g(x, t). Charges nothing; a function that costs evaluations charges its own meter.
     *
     * @param x         [1, rowShape...], valid during the call, not written
     * @param t         time
     * @param condition of the row
     */
    double value(Tensor x, double t, int condition);
  }

  /** Changes of sign. */
  public enum Direction {
    /** From below zero to above. */
    RISING,
    /** From above zero to below. */
    FALLING,
    /** Both. */
    ANY;

    boolean counts(double from, double to) {
      return from < 0 && to >= 0 && this != FALLING || from > 0 && to <= 0 && this != RISING;
    }
  }

  /** An event that stops the row. */
  public static OdeEvent terminal(Function g, Direction direction) {
    return new OdeEvent(g, direction, true);
  }

  /** An event that is reported only. */
  public static OdeEvent passing(Function g, Direction direction) {
    return new OdeEvent(g, direction, false);
  }
}
