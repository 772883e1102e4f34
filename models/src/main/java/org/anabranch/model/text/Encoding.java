package org.anabranch.model.text;

/**
 * A text as tokens.
 *
 * @param ids    of the tokens
 * @param starts index of each token's first char in the text, as {@link String#charAt} counts
 * @param ends   index after its last one; equal to the start where a token stands for no text
 */
public record Encoding(int[] ids, int[] starts, int[] ends) {
  /** Checks that all have one length. */
  public Encoding {
    if (ids.length != starts.length || ids.length != ends.length) {
      throw new IllegalArgumentException("encoding: needs a start and an end per token, got " + starts.length + " and " + ends.length
          + " for " + ids.length);
    }
  }

  /** Number of tokens. */
  public int length() {
    return ids.length;
  }
}
