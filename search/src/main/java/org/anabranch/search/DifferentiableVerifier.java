package org.anabranch.search;

import org.anabranch.engine.Tensor;

/** A verifier that knows which way its score rises. */
public interface DifferentiableVerifier extends Verifier {
  /**
   * Scores a batch, as {@link #score}, and gives the gradients of the scores.
   *
   * @param samples    [rows, sample shape...], not written
   * @param conditions [rows] condition ids
   * @param out        [rows] receives the scores, the bits of {@link #score}; holds NaN on entry
   * @param gradients  [rows, sample shape...] receives d score / d sample; holds 0 on entry
   */
  void score(Tensor samples, int[] conditions, double[] out, Tensor gradients);
}
