package org.anabranch.solver;

/**
 * result = x * state + y * prediction, elementwise.
 *
 * @param x factor of the state
 * @param y factor of the prediction
 */
public record LinearMap(double x, double y) {
  /** The result for one element. */
  public double apply(double state, double prediction) {
    return x * state + y * prediction;
  }
}
