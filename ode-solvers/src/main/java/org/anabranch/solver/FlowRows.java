package org.anabranch.solver;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * The rows that a {@link FlowStepper} moves: their states, keys and conditions, and what the last evaluation saw and said.
 *
 * <p>Two state buffers take turns. The evaluation that a look-ahead is made from belongs to either of them: a method that
 * evaluates at the beginning of its step writes the new state into the spare and calls {@link #swap}; one that evaluates at a
 * state of its own keeps that in the spare and overwrites the state.
 *
 * <p>Threading: one thread at a time, that of its process.
 */
public final class FlowRows {
  private final int[] conditions;
  private final int[][] conditionBlocks;
  private final TrajectoryKey[] keys;
  private final RowBlocks velocity;
  private final RowHistory history;
  private RowBlocks state;
  private RowBlocks spare;
  private boolean hasVelocity;
  private boolean velocityOfState;
  private double evaluatedAt;

  /**
   * Rows of zeros.
   *
   * @param conditions one per row, kept
   * @param keys       one per row, kept
   * @param past       predictions that each row can remember, {@link FlowMethod#history}
   */
  public FlowRows(DType dtype, Shape rowShape, int[] conditions, TrajectoryKey[] keys, int maxRows, int past) {
    this.conditions = conditions;
    this.conditionBlocks = RowBlocks.cut(conditions, maxRows);
    this.keys = keys;
    Shape shape = Shapes.batch(conditions.length, rowShape);
    this.state = new RowBlocks(Tensor.zeros(dtype, shape), maxRows);
    this.spare = new RowBlocks(Tensor.zeros(dtype, shape), maxRows);
    this.velocity = new RowBlocks(Tensor.zeros(dtype, shape), maxRows);
    this.history = new RowHistory(dtype, shape, past, maxRows);
  }

  /** Number of rows. */
  public int count() {
    return conditions.length;
  }

  /** The condition of row i. */
  public int condition(int i) {
    return conditions[i];
  }

  /** The conditions, cut into the blocks of the states. */
  public int[][] conditionBlocks() {
    return conditionBlocks;
  }

  /** The key that row i draws its later numbers with. */
  public TrajectoryKey key(int i) {
    return keys[i];
  }

  /** The states. */
  public RowBlocks state() {
    return state;
  }

  /** The other buffer. */
  public RowBlocks spare() {
    return spare;
  }

  /** Receives the velocity that look-aheads are made from. */
  public RowBlocks velocity() {
    return velocity;
  }

  /** What the rows remember of earlier steps. */
  public RowHistory history() {
    return history;
  }

  /** Whether an evaluation has been made. */
  public boolean hasVelocity() {
    return hasVelocity;
  }

  /** The time of that evaluation. */
  public double evaluatedAt() {
    return evaluatedAt;
  }

  /** The states that {@link #velocity} was evaluated at. */
  public RowBlocks evaluated() {
    return velocityOfState ? state : spare;
  }

  /** Says that {@link #velocity} is about to be overwritten, so that a field that throws leaves no half-written look-ahead. */
  public void evaluating() {
    hasVelocity = false;
  }

  /** Says that {@link #velocity} holds u(state, t), or u(spare, t). */
  public void evaluated(double t, boolean atState) {
    evaluatedAt = t;
    velocityOfState = atState;
    hasVelocity = true;
  }

  /** The spare buffer, just written, becomes the state; the old state is kept as the spare. */
  public void swap() {
    RowBlocks old = state;
    state = spare;
    spare = old;
    velocityOfState = !velocityOfState;
  }

  /** The buffer that a new state may be written to without losing the state that the velocity belongs to. */
  RowBlocks writable() {
    return hasVelocity && velocityOfState ? spare : state;
  }

  /** Gives the rows new keys. */
  void rekey(TrajectoryKey[] fresh) {
    System.arraycopy(fresh, 0, keys, 0, keys.length);
  }

  /** Makes row i of {@code child} a copy of row {@code parents[i]}, for all rows of the child. */
  void copyTo(FlowRows child, int[] parents) {
    child.hasVelocity = hasVelocity;
    child.velocityOfState = velocityOfState;
    child.evaluatedAt = evaluatedAt;
    history.copyTo(child.history, parents);
    for (int i = 0; i < parents.length; i++) {
      state.copyRow(parents[i], child.state.whole(), i);
      if (hasVelocity) {
        velocity.copyRow(parents[i], child.velocity.whole(), i);
        if (!velocityOfState) {
          spare.copyRow(parents[i], child.spare.whole(), i);
        }
      }
    }
  }
}
