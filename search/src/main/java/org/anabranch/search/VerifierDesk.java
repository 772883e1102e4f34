package org.anabranch.search;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.anabranch.engine.Tensor;

/**
 * Where verifiers are called: counts rows against their limit, turns NaN into -infinity, and names the verifier that throws.
 *
 * <p>Not thread-safe.
 */
final class VerifierDesk {
  private final long limit;
  private final OptionalLong granted;
  private final double dearest;
  private long calls;
  private double cost;
  private long nanScores;

  /**
   * A desk.
   *
   * @param limit   on rows scored
   * @param granted on their cost, in row-evaluations
   * @param dearest the most that a row costs
   */
  VerifierDesk(OptionalLong limit, OptionalLong granted, double dearest) {
    this.limit = limit.orElse(Long.MAX_VALUE);
    this.granted = granted;
    this.dearest = dearest;
    if (remaining() < 1) {
      throw new IllegalArgumentException("verifier cost: " + granted.getAsLong() + " granted, one call costs up to " + dearest);
    }
  }

  /**
   * Scores a batch.
   *
   * @throws IllegalStateException if the limit does not cover it, in which case the verifier is not called
   * @throws VerifierException     if the verifier throws; the rows are counted
   */
  double[] score(String role, Verifier verifier, Tensor samples, int[] conditions) {
    return score(role, verifier, conditions, scores -> verifier.score(samples, conditions.clone(), scores));
  }

  /** As {@link #score}, with the gradients; a gradient that is not finite becomes 0. */
  double[] gradient(String role, DifferentiableVerifier verifier, Tensor samples, int[] conditions, Tensor gradients) {
    double[] out = score(role, verifier, conditions, scores -> verifier.score(samples, conditions.clone(), scores, gradients));
    Rows.zeroIfNotFinite(gradients);
    return out;
  }

  private double[] score(String role, Verifier verifier, int[] conditions, Consumer<double[]> scoring) {
    int rows = conditions.length;
    if (rows > remaining()) {
      throw new IllegalStateException("verifier calls: " + rows + " rows to score, " + remaining() + " of " + limit + " left");
    }
    double[] scores = new double[rows];
    Arrays.fill(scores, Double.NaN);
    calls += rows;
    cost += rows * verifier.costPerCall();
    try {
      scoring.accept(scores);
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
    return granted.isEmpty() || dearest == 0 ? limit - calls
        : Math.min(limit - calls, (long) ((granted.getAsLong() - cost) / dearest));
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
