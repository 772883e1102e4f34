package org.anabranch.model.checkpoint;

/** A checkpoint, config or output file that breaks a rule; the message is one sentence with the rule and both values. */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the sentence alone. */
  public CheckpointException(String message) {
    super(message);
  }

  /** With the sentence and what led to it. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
