package org.anabranch.search;

import org.anabranch.engine.Tensor;

/** A verifier whose scores have known bounds. */
record BoundedVerifier(Verifier of, double floor, double ceiling) implements Verifier {
  BoundedVerifier {
    if (!(floor < ceiling)) {
      throw new IllegalArgumentException("verifier: the least score must be below the largest, got " + floor + " and " + ceiling);
    }
  }

  @Override
  public String name() {
    return of.name();
  }

  @Override
  public double costPerCall() {
    return of.costPerCall();
  }

  @Override
  public void score(Tensor samples, int[] conditions, double[] out) {
    of.score(samples, conditions, out);
  }
}
