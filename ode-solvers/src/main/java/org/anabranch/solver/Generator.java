package org.anabranch.solver;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;

/** A model with its sampler: all that is fixed before a request arrives. */
public interface Generator {
  /** Shape of one sample. */
  Shape sampleShape();

  /** Element type of states and samples. */
  DType dtype();

  /** Number of steps from start to finish. */
  int steps();

  /** Evaluations that one row costs from step {@code from} to step {@code to}, guidance included. */
  long evaluations(int from, int to);

  /** Evaluations that one row costs where {@link GenerativeProcess#evaluate} is asked for, guidance included. */
  long evaluationsPerLook();

  /** Evaluations that one row costs from step {@code from} to step {@code to} if it has been evaluated at {@code from}. */
  long evaluationsAfterLook(int from, int to);

  /** Whether any of the steps from {@code from} to {@code to} draws numbers, so that branches of one row go different ways. */
  boolean isStochastic(int from, int to);

  /** Whether any step draws numbers. */
  default boolean isStochastic() {
    return isStochastic(0, steps());
  }

  /** Evaluations of one whole trajectory. */
  default long evaluationsPerTrajectory() {
    return evaluations(0, steps());
  }

  /**
   * Bytes that a row of a population holds: its state, what an evaluation leaves with it, and a look-ahead made of that. The network's
   * own buffers, whose size is that of a batch, are not counted.
   */
  default long bytesPerRow() {
    return 4 * sampleShape().size() * dtype().bytes();
  }

  /** One line for reports: model, solver, steps. */
  String description();

  /** A process that charges this meter. The process belongs to the calling thread. */
  GenerativeProcess open(Meter meter);
}
