package org.anabranch.solver;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
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
  private final Start[] draws;
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
   * @param draws      what each row draws its later numbers with, kept
   * @param past       predictions that each row can remember, {@link FlowMethod#history}
   */
  public FlowRows(DType dtype, Shape rowShape, int[] conditions, Start[] draws, int maxRows, int past) {
    this(() -> Tensor.zeros(dtype, Shapes.batch(conditions.length, rowShape)), conditions, draws, maxRows, past);
  }

  /** The same in F32 in the memory of the kernels. */
  FlowRows(Kernels kernels, Shape rowShape, int[] conditions, Start[] draws, int maxRows, int past) {
    this(() -> kernels.allocate(DType.F32, Shapes.batch(conditions.length, rowShape)), conditions, draws, maxRows, past);
  }

  private FlowRows(Supplier<Tensor> memory, int[] conditions, Start[] draws, int maxRows, int past) {
    this.conditions = conditions;
    this.conditionBlocks = RowBlocks.cut(conditions, maxRows);
    this.draws = draws;
    this.state = new RowBlocks(memory.get(), maxRows);
    this.spare = new RowBlocks(memory.get(), maxRows);
    this.velocity = new RowBlocks(memory.get(), maxRows);
    this.history = new RowHistory(memory, past, maxRows);
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

  /** Starts of their own with these keys. */
  public static Start[] fresh(TrajectoryKey[] keys) {
    Start[] out = new Start[keys.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = new Start.Fresh(keys[i]);
    }
    return out;
  }

  /** What all rows draw their later numbers with; not to be written. */
  public Start[] draws() {
    return draws;
  }

  /** What row i draws its later numbers with. */
  public Start draw(int i) {
    return draws[i];
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

  /** Whether {@link #velocity} is that of the states: the next step need not evaluate them again. */
  public boolean isEvaluated() {
    return hasVelocity && velocityOfState;
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

  /** Gives the rows new numbers. */
  void redraw(Start[] fresh) {
    System.arraycopy(fresh, 0, draws, 0, draws.length);
  }

  /** Takes over what is the same for all rows of {@code parent}: what was evaluated, and how much past there is. */
  void inherit(FlowRows parent) {
    hasVelocity = parent.hasVelocity;
    velocityOfState = parent.velocityOfState;
    evaluatedAt = parent.evaluatedAt;
    history.inherit(parent.history);
  }

  /** Whether a row of {@code other} can stand beside the rows of this in one population. */
  boolean agreesWith(FlowRows other) {
    return hasVelocity == other.hasVelocity && (!hasVelocity || velocityOfState == other.velocityOfState
        && evaluatedAt == other.evaluatedAt) && history.count() == other.history.count();
  }

  /** All buffers. */
  List<RowBlocks> buffers() {
    List<RowBlocks> all = new ArrayList<>(history.buffers());
    Collections.addAll(all, state, velocity, spare);
    return all;
  }

  /** The buffers that a copy of a row consists of, in one order for all rows that {@link #agreesWith agree}. */
  List<RowBlocks> copied() {
    return buffers().subList(0, history.capacity() + (!hasVelocity ? 1 : velocityOfState ? 2 : 3));
  }

  /** Makes row {@code to} of {@code child}, which has inherited from this, a copy of row {@code from}. */
  void copyRow(int from, FlowRows child, int to) {
    history.copyRow(from, child.history, to);
    state.copyRow(from, child.state.whole(), to);
    if (hasVelocity) {
      velocity.copyRow(from, child.velocity.whole(), to);
      if (!velocityOfState) {
        spare.copyRow(from, child.spare.whole(), to);
      }
    }
  }
}
