package org.anabranch.jmh.peer;

/** A library that cannot be used here; the message is one sentence with the reason. */
public final class PeerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a reason alone. */
  public PeerException(String message) {
    super(message);
  }

  /** With the failure behind it. */
  public PeerException(String message, Throwable cause) {
    super(message, cause);
  }
}
