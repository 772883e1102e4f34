package org.anabranch.model.text;

/**
 * A seam for what reads tokenizers: found by {@link java.util.ServiceLoader}. Implementations have a public constructor without
 * parameters and are stateless.
 */
public interface TokenizerProvider {
  /** What it is, for messages. */
  String description();

  /**
   * Makes the tokenizer of a checkpoint's files.
   *
   * @throws org.anabranch.model.checkpoint.CheckpointException with one sentence, if the files describe none that it knows, or if it
   *     cannot work on this machine
   */
  Tokenizer open(TokenizerFiles files);
}
