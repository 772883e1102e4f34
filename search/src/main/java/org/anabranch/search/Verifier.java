package org.anabranch.search;

import org.anabranch.engine.Tensor;

/**
 * Scores samples; higher is better.
 *
 * <p>A verifier has no role yet. {@link Guide}, {@link Selector} and {@link Judge} give it one, and are what searches and
 * reports take, so that a held-out judge cannot slip into a search. NaN says "no opinion": a search ranks it as -infinity and
 * counts it. An infinite score is a score.
 *
 * <p>Threading: called by one thread at a time per search; a verifier shared by concurrent searches must be thread-safe.
 */
public interface Verifier {
  /** Name for reports and errors. */
  String name();

  /**
   * An estimate of what scoring one row costs, in row-evaluations of the generator; 0 for a negligible one.
   *
   * <p>It is reported in a column of its own ({@link Ledger#verifierCost}) and never charged against evaluations, because no
   * published comparison does so and the figures would not be comparable.
   */
  default double costPerCall() {
    return 0;
  }

  /** The largest score that there is: a search that stops early stops there. +infinity if none is known. */
  default double ceiling() {
    return Double.POSITIVE_INFINITY;
  }

  /** The least score that there is; -infinity if none is known. */
  default double floor() {
    return Double.NEGATIVE_INFINITY;
  }

  /** The same verifier, with bounds of its scores. */
  default Verifier within(double floor, double ceiling) {
    return new BoundedVerifier(this, floor, ceiling);
  }

  /**
   * Scores a batch. A row's score must depend on that row and its condition only.
   *
   * @param samples    [rows, sample shape...], not written
   * @param conditions [rows] condition ids
   * @param out        [rows] receives the scores; holds NaN on entry
   */
  void score(Tensor samples, int[] conditions, double[] out);

  /** A verifier that costs nothing worth counting, from a batched function. */
  static Verifier of(String name, Scoring scoring) {
    return new FunctionVerifier(name, scoring);
  }

  /** A verifier that costs nothing worth counting, from a function of one sample. */
  static Verifier ofRows(String name, RowScoring scoring) {
    return new FunctionVerifier(name, (samples, conditions, out) -> {
      for (int i = 0; i < conditions.length; i++) {
        out[i] = scoring.score(samples.rows(i, 1), conditions[i]);
      }
    });
  }

  /** {@link Verifier#score} as a function. */
  @FunctionalInterface
  interface Scoring {
    /** See {@link Verifier#score}. */
    void score(Tensor samples, int[] conditions, double[] out);
  }

  /** The score of one sample. */
  @FunctionalInterface
  interface RowScoring {
    /** Scores the one row of {@code sample}, [1, sample shape...]. */
    double score(Tensor sample, int condition);
  }
}
