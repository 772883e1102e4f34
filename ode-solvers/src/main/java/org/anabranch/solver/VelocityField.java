package org.anabranch.solver;

import java.util.function.Supplier;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;

/**
 * u(x, t) = dx/dt of a probability flow, evaluated for a batch of rows.
 *
 * <p>A row's velocity depends on its own state, time and condition only, to the last bit, whatever its batch mates.
 *
 * <p>Threading: an instance owns the scratch memory of one forward and belongs to one thread at a time.
 */
public interface VelocityField {
  /** Shape of one row's state, without the batch dimension. */
  Shape rowShape();

  /** F32 for networks, F64 for closed-form fields. */
  DType dtype();

  /** The time convention of t, and the path that the field was trained on. */
  Interpolant interpolant();

  /** Network rows that one evaluation of one row costs: 1, or 2 with classifier-free guidance. */
  int costPerRow();

  /**
   * Whether the velocity is finite at the data end of the path: not where it follows from a predicted noise, or sigmaDot is infinite.
   */
  default boolean isFiniteAtData() {
    return true;
  }

  /**
   * Whether the velocities are computed on a device: x and v may then both stand in the memory of its kernels, or both on the host,
   * from where they are moved each time; and one field serves all rows, the device being the parallelism.
   */
  default boolean onDevice() {
    return false;
  }

  /**
   * Checks a condition id before any evaluation is spent.
   *
   * @param condition what it means is the field's: a class id, the index of a context
   * @throws IllegalArgumentException naming the id and the range
   */
  void checkCondition(int condition);

  /**
   * Evaluates the velocity.
   *
   * @param x         [rows, rowShape...], not written
   * @param t         [rows] times, in the convention of {@link #interpolant()}
   * @param condition [rows] condition ids
   * @param v         [rows, rowShape...] receives u(x, t); not x
   */
  void evaluate(Tensor x, double[] t, int[] condition, Tensor v);

  /**
   * A field that spreads the rows of a batch over a pool's threads, each with a field of its own; batches too small for that go to one
   * field, and so do all if it is {@link #onDevice}. The same bits, and after the first batch of a size no allocation. Threading: one
   * caller at a time.
   *
   * @param makes one field for each thread
   */
  static VelocityField spread(Supplier<? extends VelocityField> makes, WorkerPool pool) {
    return RowParallelField.of(makes, pool);
  }
}
