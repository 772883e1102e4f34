package org.anabranch.solver;

import java.util.List;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * What a search sees of a generator in motion, the same for flows, masked tokens and forecasts.
 *
 * <p>Every evaluation is charged to the {@link Meter} that the process was opened with; there is no way to evaluate that does
 * not charge. A trajectory's bits depend on the model, its start, its keys and its condition only.
 *
 * <p>Threading: one thread at a time.
 */
public interface GenerativeProcess {
  /** The description that this process was opened from. */
  Generator generator();

  /** The meter that is charged. */
  Meter meter();

  /**
   * Begins trajectories at step 0; costs nothing.
   *
   * @param conditions one id per start
   * @throws IllegalArgumentException if a condition is out of range
   */
  Population start(List<Start> starts, int[] conditions);

  /**
   * Moves all rows to a later step, one batched evaluation at a time.
   *
   * <p>Stops before the first evaluation that is not admitted; the population then stands at the last step completed.
   *
   * @return {@link Admission#ADMITTED} if {@code toStep} was reached, else the limit that stopped it
   */
  Admission advance(Population p, int toStep);

  /** Whether an evaluation has been made, so that {@link #lookAhead} has something to say. */
  boolean canLookAhead(Population p);

  /**
   * The denoised estimate of every row, E[data | state], from the last evaluation made; costs nothing.
   *
   * @return a new tensor [rows, sample shape...]
   * @throws IllegalStateException before the first evaluation
   */
  Tensor lookAhead(Population p);

  /**
   * Takes all rows back to an earlier step by adding the noise that the forward process adds in between.
   *
   * @param keys the keys of that noise and of the rows' later numbers, one per row
   */
  void rewind(Population p, int toStep, TrajectoryKey[] keys);

  /**
   * A new population made of copies of rows of this one, at the same step.
   *
   * @param parents the row that each new row copies; a row may be copied often or never
   * @param keys    the new rows' keys
   */
  Population fork(Population p, int[] parents, TrajectoryKey[] keys);

  /**
   * The samples of a population that has reached the last step.
   *
   * @return a new tensor [rows, sample shape...]
   * @throws IllegalStateException if the last step has not been reached
   */
  Tensor finish(Population p);
}
