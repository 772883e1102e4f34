package org.anabranch.solver;

import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * The states of a batch of trajectories, and what the last evaluation at the beginning of a step saw and said.
 *
 * <p>Two state buffers take turns. The one that is not {@link #state} is the target of the next step; after the step it holds
 * the state before it, which the velocity belongs to.
 */
final class FlowPopulation implements Population {
  final FlowProcess owner;
  final Start[] starts;
  final int[] conditions;
  final int[][] conditionBlocks;
  /** u(evaluated, evaluatedAt), if evaluations have been made. */
  final RowBlocks velocity;
  RowBlocks state;
  RowBlocks spare;
  int step;
  boolean hasVelocity;
  /** Whether the velocity belongs to {@link #state}, else to {@link #spare}. */
  boolean velocityOfState;
  double evaluatedAt;

  FlowPopulation(FlowProcess owner, Start[] starts, int[] conditions, int maxRows, DType dtype, Shape rowShape) {
    this.owner = owner;
    this.starts = starts;
    this.conditions = conditions;
    this.conditionBlocks = RowBlocks.cut(conditions, maxRows);
    Shape shape = Shapes.batch(starts.length, rowShape);
    this.state = new RowBlocks(Tensor.zeros(dtype, shape), maxRows);
    this.spare = new RowBlocks(Tensor.zeros(dtype, shape), maxRows);
    this.velocity = new RowBlocks(Tensor.zeros(dtype, shape), maxRows);
  }

  @Override
  public int rows() {
    return starts.length;
  }

  @Override
  public int step() {
    return step;
  }

  @Override
  public Start start(int i) {
    return starts[i];
  }

  @Override
  public int condition(int i) {
    return conditions[i];
  }

  /** The states that {@link #velocity} was evaluated at. */
  RowBlocks evaluated() {
    return velocityOfState ? state : spare;
  }

  /** The spare buffer, just written, becomes the state; the old state, which the velocity belongs to, is kept. */
  void swap() {
    RowBlocks old = state;
    state = spare;
    spare = old;
    velocityOfState = false;
  }

  @Override
  public String toString() {
    return "population of " + starts.length + " rows at step " + step;
  }
}
