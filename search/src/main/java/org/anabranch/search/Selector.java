package org.anabranch.search;

/**
 * A verifier in the role that chooses: it picks the result among candidates.
 *
 * @param verifier what scores
 */
public record Selector(Verifier verifier) {
  /** A selector from a batched function. */
  public static Selector of(String name, Verifier.Scoring scoring) {
    return new Selector(Verifier.of(name, scoring));
  }

  /** A selector from a function of one sample. */
  public static Selector ofRows(String name, Verifier.RowScoring scoring) {
    return new Selector(Verifier.ofRows(name, scoring));
  }
}
