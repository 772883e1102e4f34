package org.anabranch.model.text;

/**
 * Cuts text into the tokens of a model's vocabulary, and puts tokens together again.
 *
 * <p>Special tokens that are written out in a text, such as {@code <|endoftext|>}, become their ids; none is added.
 *
 * <p>Immutable and thread-safe until it is closed, which frees memory outside the heap.
 */
public interface Tokenizer extends AutoCloseable {
  /**
   * The tokens of a text.
   *
   * @throws IllegalArgumentException if a token of the text has no id and the vocabulary has none for the unknown
   */
  Encoding encode(String text);

  /**
   * The text of tokens.
   *
   * @param special whether special tokens are written out; otherwise they are left out
   * @throws IllegalArgumentException if an id is negative
   */
  String decode(int[] ids, boolean special);

  /** What the checkpoint's files say of its tokens. */
  TokenizerFiles files();

  @Override
  void close();
}
