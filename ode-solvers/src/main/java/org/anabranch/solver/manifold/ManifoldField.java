package org.anabranch.solver.manifold;

import org.anabranch.engine.Tensor;

/**
 * A velocity field on a manifold, evaluated for a batch of rows in double.
 *
 * <p>A row's velocity depends on its own point, time and condition only, to the last bit, whatever its batch mates.
 * Threading: an instance belongs to one thread at a time.
 */
public interface ManifoldField {
  /** Where the points lie. */
  Manifold manifold();

  /** Network rows that one evaluation of one row costs: 1, or 2 with classifier-free guidance. */
  int costPerRow();

  /**
   * Checks a condition id before any evaluation is spent.
   *
   * @throws IllegalArgumentException naming the id and the range
   */
  void checkCondition(int condition);

  /**
   * Evaluates the velocity.
   *
   * @param x         [rows, width], F64, not written
   * @param t         [rows] times
   * @param condition [rows] condition ids
   * @param v         [rows, tangentWidth], F64, receives tangent vectors at x
   */
  void evaluate(Tensor x, double[] t, int[] condition, Tensor v);
}
