package org.anabranch.search;

import org.anabranch.engine.Tensor;

/** A verifier made of a name and a function. */
record FunctionVerifier(String name, Verifier.Scoring scoring) implements Verifier {
  @Override
  public void score(Tensor samples, int[] conditions, double[] out) {
    scoring.score(samples, conditions, out);
  }
}
