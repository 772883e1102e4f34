package org.anabranch.solver;

import org.anabranch.engine.Kernels;

/**
 * How the rows of a flow are moved along a grid: an ordinary or a stochastic differential equation in fixed steps.
 *
 * <p>Immutable and thread-safe; what works is the {@link FlowStepper} it opens.
 */
public interface FlowMethod {
  /** The name for reports. */
  String name();

  /** Evaluations of the field that one row costs in step {@code step} of {@code steps}, guidance not counted. */
  int evaluations(int step, int steps);

  /** Whether the first evaluation of step {@code step} is at the state itself, so that a look-ahead's evaluation serves it. */
  default boolean beginsAtState(int step, int steps) {
    return true;
  }

  /** Whether a step of the grid draws numbers, so that branches of one row go different ways in it. */
  default boolean drawsNoise(VelocityField field, TimeGrid grid, int step) {
    return false;
  }

  /** Whether its steppers move rows by the kernels' operations alone, so that rows of F32 may stand on a device. */
  default boolean stepsOnDevice() {
    return false;
  }

  /** How many predictions of earlier steps a row must remember: 0 for a method of single steps. */
  default int history() {
    return 0;
  }

  /**
   * Checks that the method has finite coefficients in every step, and that the field says what it needs.
   *
   * @throws IllegalArgumentException naming the rule, the time and the value
   */
  default void check(VelocityField field, TimeGrid grid) {
    check(field.interpolant(), grid);
  }

  /**
   * Checks that the method has finite coefficients in every step.
   *
   * @throws IllegalArgumentException naming the rule, the time and the value
   */
  void check(Interpolant path, TimeGrid grid);

  /**
   * A stepper for one thread, with the field and kernels of that thread.
   *
   * @param kernels in whose memory the rows stand: the heap unless it {@link #stepsOnDevice}
   */
  FlowStepper open(VelocityField field, TimeGrid grid, Kernels kernels, int maxRows);
}
