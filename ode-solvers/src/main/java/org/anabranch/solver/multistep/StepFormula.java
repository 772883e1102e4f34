package org.anabranch.solver.multistep;

import java.util.Arrays;

/**
 * One step of a linear multistep method: x' = state x + sum_j predictions[j] m[j] + noise z.
 *
 * @param state       the factor of the present state
 * @param predictions the factors of the predictions, the present one first, then those of earlier steps, newest first
 * @param noise       the size of the standard normal z; 0 where none is drawn
 */
public record StepFormula(double state, double[] predictions, double noise) {
  /** Whether all factors are finite. */
  boolean isFinite() {
    return Double.isFinite(state) && Double.isFinite(noise) && Arrays.stream(predictions).allMatch(Double::isFinite);
  }

  @Override
  public String toString() {
    return state + " x + " + Arrays.toString(predictions) + " m + " + noise + " z";
  }
}
