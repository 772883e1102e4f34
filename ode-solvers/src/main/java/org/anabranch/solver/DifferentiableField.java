package org.anabranch.solver;

import org.anabranch.engine.Tensor;

/**
 * A velocity field with Jacobian-vector products J d, J = du/dx at fixed time and condition.
 *
 * <p>Products are exact derivatives of the formulas, in the arithmetic of the field: no differences. They are linear in d up to
 * rounding, and depend on their own row and tangent only, to the last bit.
 */
public interface DifferentiableField extends VelocityField {
  /**
   * Network rows that a {@link Meter} is charged for one product: by default what one evaluation costs. A row with p products is
   * charged {@code costPerRow() + p * costPerTangent()}.
   */
  default int costPerTangent() {
    return costPerRow();
  }

  /**
   * Evaluates the velocity and its products with several tangents per row.
   *
   * @param x         [rows, rowShape...], not written
   * @param t         [rows] times
   * @param condition [rows] condition ids
   * @param tangents  [rows * p, rowShape...], p >= 1; tangents r p to r p + p - 1 belong to row r; not written
   * @param v         [rows, rowShape...] receives u(x, t), the bits of {@link #evaluate}; not x
   * @param products  [rows * p, rowShape...] receives J d; not the tangents
   */
  void evaluate(Tensor x, double[] t, int[] condition, Tensor tangents, Tensor v, Tensor products);
}
