package org.anabranch.solver;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/** Accepted states, stage states (the new states at the end of a step) and velocities of an {@link AdaptiveRun}, by slot. */
final class AdaptiveBuffers {
  /** Elements of a row that are copied rather than buffers exchanged. */
  private static final int COPIED = 8;

  final int width;
  /** Whether the arrays {@link #x}, {@link #y} and {@link #k} stand behind the tensors; they are empty else. */
  final boolean doubles;
  /** All slots. */
  Tensor state;
  Tensor stage;
  final Tensor[] velocity;
  /** One slot. */
  Tensor[] stateOf;
  Tensor[] stageOf;
  final Tensor[][] velocityOf;
  double[] x;
  double[] y;
  final double[][] k;

  AdaptiveBuffers(int slots, int stages, DType type, Shape rowShape) {
    Shape shape = Shapes.batch(slots, rowShape);
    this.doubles = type == DType.F64;
    this.state = Tensor.zeros(type, shape);
    this.width = Math.toIntExact(rowShape.size());
    this.stage = Tensor.zeros(type, shape);
    this.velocity = new Tensor[stages];
    Arrays.setAll(velocity, j -> Tensor.zeros(type, shape));
    this.x = doubles ? state.doubles() : new double[0];
    this.y = doubles ? stage.doubles() : x;
    this.k = new double[doubles ? stages : 0][];
    Arrays.setAll(k, j -> velocity[j].doubles());
    this.stateOf = new Tensor[slots];
    this.stageOf = new Tensor[slots];
    this.velocityOf = new Tensor[slots][stages];
    for (int s = 0; s < slots; s++) {
      stateOf[s] = state.rows(s, 1);
      stageOf[s] = stage.rows(s, 1);
      for (int j = 0; j < stages; j++) {
        velocityOf[s][j] = velocity[j].rows(s, 1);
      }
    }
  }

  /** Moves the state and first velocity of a slot into another, whose row is done. */
  void replace(int s, int by) {
    RowSweeps.copy(stateOf[by], stateOf[s]);
    RowSweeps.copy(velocityOf[by][0], velocityOf[s][0]);
  }

  /**
   * Makes the end of a slot's step its beginning: the buffers of a long single row change places, of others the elements are copied. (A
   * store of a reference is not free: the garbage collector is told of it.)
   *
   * @return whether buffers changed places
   */
  boolean moveOn(int s) {
    int last = velocity.length - 1;
    if (doubles && width <= COPIED) {
      double[] first = k[0];
      double[] end = k[last];
      for (int i = s * width; i < (s + 1) * width; i++) {
        x[i] = y[i];
        first[i] = end[i];
      }
      return false;
    }
    if (stateOf.length > 1) {
      RowSweeps.copy(stageOf[s], stateOf[s]);
      RowSweeps.copy(velocityOf[s][last], velocityOf[s][0]);
      return false;
    }
    Tensor whole = state;
    state = stage;
    stage = whole;
    Tensor[] rows = stateOf;
    stateOf = stageOf;
    stageOf = rows;
    Tensor v = velocity[0];
    velocity[0] = velocity[last];
    velocity[last] = v;
    Tensor row = velocityOf[0][0];
    velocityOf[0][0] = velocityOf[0][last];
    velocityOf[0][last] = row;
    if (doubles) {
      double[] array = x;
      x = y;
      y = array;
      array = k[0];
      k[0] = k[last];
      k[last] = array;
    }
    return true;
  }
}
