package org.anabranch.search;

/** A verifier threw. The search is over; generator, verifier and request may be used again. */
public final class VerifierException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  VerifierException(String role, String verifier, int rows, RuntimeException cause) {
    super(role + " " + verifier + ": failed on a batch of " + rows + (rows == 1 ? " row: " : " rows: ") + cause, cause);
  }
}
