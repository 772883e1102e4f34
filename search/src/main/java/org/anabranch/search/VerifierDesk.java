package org.anabranch.search;

import java.util.Arrays;
import java.util.OptionalLong;
import org.anabranch.engine.Tensor;

/**
 * Where verifiers are called: counts rows against their limit, turns NaN into -infinity, and names the verifier that throws.
 *
 * <p>Not thread-safe.
 */
final class VerifierDesk {
  private final long limit;
  private long calls;
  private double cost;
  private long nanScores;

  VerifierDesk(OptionalLong limit) {
    this.limit = limit.orElse(Long.MAX_VALUE);
  }

  /**
   * Scores a batch.
   *
   * @throws IllegalStateException if the limit does not cover it, in which case the verifier is not called
   * @throws VerifierException     if the verifier throws; the rows are counted
   */
  double[] score(String role, Verifier verifier, Tensor samples, int[] conditions) {
    int rows = conditions.length;
    if (rows > remaining()) {
      throw new IllegalStateException("verifier calls: " + rows + " rows to score, " + remaining() + " of " + limit + " left");
    }
    double[] scores = new double[rows];
    Arrays.fill(scores, Double.NaN);
    calls += rows;
    cost += rows * verifier.costPerCall();
    try {
      verifier.score(samples, conditions.clone(), scores);
    } catch (RuntimeException e) {
      throw new VerifierException(role, verifier.name(), rows, e);
    }
    for (int i = 0; i < rows; i++) {
      if (Double.isNaN(scores[i])) {
        scores[i] = Double.NEGATIVE_INFINITY;
        nanScores++;
      }
    }
    return scores;
  }

  long remaining() {
    return limit - calls;
  }

  long calls() {
    return calls;
  }

  double cost() {
    return cost;
  }

  long nanScores() {
    return nanScores;
  }
}
