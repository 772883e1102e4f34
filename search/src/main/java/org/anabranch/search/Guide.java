package org.anabranch.search;

/**
 * A verifier in the role that steers: it judges look-aheads while a search runs.
 *
 * @param verifier what scores
 */
public record Guide(Verifier verifier) {
  /** A guide from a batched function. */
  public static Guide of(String name, Verifier.Scoring scoring) {
    return new Guide(Verifier.of(name, scoring));
  }

  /** A guide from a function of one sample. */
  public static Guide ofRows(String name, Verifier.RowScoring scoring) {
    return new Guide(Verifier.ofRows(name, scoring));
  }
}
