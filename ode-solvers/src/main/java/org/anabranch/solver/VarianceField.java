package org.anabranch.solver;

import org.anabranch.engine.Tensor;

/**
 * A velocity field that also says how large the noise of an ancestral step should be, element by element, on the scale of
 * Nichol and Dhariwal 2021: -1 is the least variance of the step, 1 the largest.
 */
public interface VarianceField extends VelocityField {
  /** Whether {@link #evaluate(Tensor, double[], int[], Tensor, Tensor)} has something to say: some networks of a kind do not. */
  default boolean predictsVariance() {
    return true;
  }

  /**
   * Evaluates velocity and variance; costs one evaluation.
   *
   * @param x         [rows, rowShape...], not written
   * @param t         [rows] times
   * @param condition [rows] condition ids
   * @param v         [rows, rowShape...] receives u(x, t)
   * @param variance  [rows, rowShape...] receives the place between the least and the largest logarithm of the variance
   */
  void evaluate(Tensor x, double[] t, int[] condition, Tensor v, Tensor variance);
}
