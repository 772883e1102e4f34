package org.anabranch.search;

/**
 * Asks a running search to stop; it then returns the best found so far.
 *
 * <p>The search looks before every batched evaluation. A token stays cancelled; a search started with a cancelled token
 * evaluates nothing. Thread-safe.
 */
public final class Cancellation {
  private volatile boolean cancelled;

  /** Asks for the stop; calling it again changes nothing. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether the stop has been asked for. */
  public boolean isCancelled() {
    return cancelled;
  }
}
