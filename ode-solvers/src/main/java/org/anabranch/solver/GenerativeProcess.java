package org.anabranch.solver;

import java.util.Arrays;
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
   * Evaluates the states that the rows stand at, unless that has been done: the look-ahead is then of these states. The next step
   * begins with this evaluation and is not charged for it again, unless its method begins elsewhere
   * ({@link Generator#evaluationsAfterLook}). At the last step there is nothing to evaluate.
   *
   * @return {@link Admission#ADMITTED} if the rows are evaluated, else the limit that stopped it
   */
  Admission evaluate(Population p);

  /** Whether {@link #evaluate} would cost nothing: the rows are evaluated where they stand, or stand at the last step. */
  boolean isEvaluated(Population p);

  /**
   * Moves all rows to a later step, one batched evaluation at a time.
   *
   * <p>Stops before the first evaluation that is not admitted; the population then stands at the last step completed. A step that
   * needs no evaluation, because the rows are evaluated already, is always made.
   *
   * @return {@link Admission#ADMITTED} if {@code toStep} was reached, else the limit that stopped it
   */
  Admission advance(Population p, int toStep);

  /** Whether an evaluation has been made, or the last step reached, so that {@link #lookAhead} has something to say. */
  boolean canLookAhead(Population p);

  /**
   * The denoised estimate of every row, E[data | state], from the last evaluation made; at the last step the samples themselves.
   * Costs nothing.
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
   * Takes back, in some rows and where they stand, a few of the things that they have settled and are least certain of: {@code
   * count} of
   * them, drawn evenly from the {@code pool} least certain with the row's own numbers. Costs nothing. A row whose remaining steps could
   * not settle so many again takes back fewer.
   *
   * <p>A process whose rows settle nothing before the last step, such as a flow, has nothing to take back.
   *
   * @param count at least 0
   * @param pool  at least {@code count}
   */
  default void reopen(Population p, int[] rows, int count, int pool) {}

  /**
   * A new population made of copies of rows of this one, at the same step.
   *
   * @param parents the row that each new row copies; a row may be copied often or never
   * @param keys    the new rows' keys
   */
  default Population fork(Population p, int[] parents, TrajectoryKey[] keys) {
    List<Population.Row> rows = Arrays.stream(parents).mapToObj(i -> new Population.Row(p, i)).toList();
    return gather(rows, Arrays.stream(keys).<Start>map(Start.Fresh::new).toList());
  }

  /**
   * A new population made of copies of rows of any populations of this process that stand at one step and are alike in what has
   * been evaluated.
   *
   * <p>Two copies of one row go different ways under a stochastic method if, and only if, their draws differ. An ordinary method
   * draws no numbers.
   *
   * @param parents the row that each new row copies; a row may be copied often
   * @param draws   what the new rows draw the numbers of their later steps with
   */
  Population gather(List<Population.Row> parents, List<Start> draws);

  /** As {@link #gather(List, List)}, each row with its own draws: the rows go on as they would have. */
  default Population gather(List<Population.Row> rows) {
    return gather(rows, rows.stream().map(Population.Row::draw).toList());
  }

  /**
   * The samples of a population that has reached the last step.
   *
   * @return a new tensor [rows, sample shape...]
   * @throws IllegalStateException if the last step has not been reached
   */
  Tensor finish(Population p);
}
