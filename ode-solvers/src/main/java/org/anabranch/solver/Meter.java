package org.anabranch.solver;

import java.util.function.BooleanSupplier;

/**
 * Counts network evaluations, and the memory of populations, against hard limits.
 *
 * <p>One row through the network is 1, a guided row 2. {@link #used()} never exceeds {@link #granted()}. The deadline is asked
 * before every batched evaluation, so it is overshot by at most one; the first evaluation is admitted even when the deadline
 * has already passed, so that there is always an answer to return.
 *
 * <p>Memory is what a process says that its populations hold, from their making until they are released; what nobody releases counts
 * to the end. {@link #peakBytes()} never exceeds {@link #grantedBytes()}: a search asks first, by {@link #freeBytes()}.
 *
 * <p>Not thread-safe, except that {@code cancelled} may change on any thread.
 */
public final class Meter {
  private final long granted;
  private final long deadlineNanos;
  private final boolean hasDeadline;
  /** Without any limit there is nothing to ask. */
  private final boolean open;
  private final BooleanSupplier cancelled;
  private final long grantedBytes;
  private long used;
  private long positions;
  private long allPositions;
  private long heldBytes;
  private long peakBytes;

  private Meter(long granted, boolean hasDeadline, long deadlineNanos, BooleanSupplier cancelled, long grantedBytes, boolean open) {
    if (granted < 0) {
      throw new IllegalArgumentException("meter: evaluations granted must be >= 0, got " + granted);
    }
    this.granted = granted;
    this.hasDeadline = hasDeadline;
    this.deadlineNanos = deadlineNanos;
    this.cancelled = cancelled;
    this.grantedBytes = grantedBytes;
    this.open = open;
  }

  /** A meter without limits. */
  public static Meter unlimited() {
    return new Meter(Long.MAX_VALUE, false, 0, () -> false, Long.MAX_VALUE, true);
  }

  /** A meter with a limit on evaluations and a cancellation flag. */
  public static Meter of(long granted, BooleanSupplier cancelled) {
    return new Meter(granted, false, 0, cancelled, Long.MAX_VALUE, false);
  }

  /**
   * A meter with a limit on evaluations, a deadline and a cancellation flag.
   *
   * @param deadlineNanos an instant on the scale of {@link System#nanoTime()}
   */
  public static Meter of(long granted, long deadlineNanos, BooleanSupplier cancelled) {
    return new Meter(granted, true, deadlineNanos, cancelled, Long.MAX_VALUE, false);
  }

  /** A meter that has counted nothing, with these limits and one on memory. */
  public Meter withMemory(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("meter: bytes granted must be >= 0, got " + bytes);
    }
    return new Meter(granted, hasDeadline, deadlineNanos, cancelled, bytes, open);
  }

  /** Charges the evaluations if all limits admit them; otherwise charges nothing and says why. */
  public Admission admit(long evaluations) {
    if (open) {
      used += evaluations;
      return Admission.ADMITTED;
    }
    if (cancelled.getAsBoolean()) {
      return Admission.CANCELLED;
    }
    if (evaluations > granted - used) {
      return Admission.BUDGET_SPENT;
    }
    if (used > 0 && pastDeadline()) {
      return Admission.DEADLINE;
    }
    used += evaluations;
    return Admission.ADMITTED;
  }

  /** What {@link #admit} would say, without charging. */
  public Admission peek(long evaluations) {
    Admission a = admit(evaluations);
    if (a == Admission.ADMITTED) {
      used -= evaluations;
    }
    return a;
  }

  /** Whether the deadline has passed. */
  public boolean pastDeadline() {
    return hasDeadline && System.nanoTime() - deadlineNanos >= 0;
  }

  /**
   * Counts memory as held.
   *
   * @throws IllegalStateException if the limit does not cover it; nothing is counted then
   */
  public void hold(long bytes) {
    if (bytes > freeBytes()) {
      throw new IllegalStateException("memory: " + grantedBytes + " bytes granted, " + heldBytes + " held, cannot hold another "
          + bytes);
    }
    heldBytes += bytes;
    peakBytes = Math.max(peakBytes, heldBytes);
  }

  /** Counts held memory as free. */
  public void release(long bytes) {
    if (bytes > heldBytes) {
      throw new IllegalStateException("memory: " + heldBytes + " bytes held, cannot release " + bytes);
    }
    heldBytes -= bytes;
  }

  /** The limit on memory, {@link Long#MAX_VALUE} without one. */
  public long grantedBytes() {
    return grantedBytes;
  }

  /** Memory that may still be held. */
  public long freeBytes() {
    return grantedBytes - heldBytes;
  }

  /** The most that was held at once. */
  public long peakBytes() {
    return peakBytes;
  }

  /** The limit. */
  public long granted() {
    return granted;
  }

  /** Evaluations charged so far. */
  public long used() {
    return used;
  }

  /** Evaluations left. */
  public long remaining() {
    return granted - used;
  }

  /**
   * Notes what evaluations of sequences computed; no limit is on it.
   *
   * @param computed positions that the network computed
   * @param all      positions of the sequences that were evaluated
   */
  public void computed(long computed, long all) {
    positions += computed;
    allPositions += all;
  }

  /**
   * Positions of sequences that the network computed: what an evaluation costs where keys and values of others are kept. 0 where
   * samples are no sequences.
   */
  public long positions() {
    return positions;
  }

  /** Positions that the same evaluations would have computed without a cache. */
  public long allPositions() {
    return allPositions;
  }
}
