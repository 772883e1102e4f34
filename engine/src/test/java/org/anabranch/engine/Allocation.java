package org.anabranch.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the heap bytes that threads allocate, for tests that promise none. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /**
   * Bytes that this thread and the others allocate in 1000 runs: the least of ten rounds after one of warm-up.
   *
   * <p>The least, because the optimising compiler itself now and then costs a round some bytes (never under -Xint); what
   * a run allocates itself is in every round.
   */
  public static long bytes(Runnable body, Thread... others) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round <= 10; round++) {
      long before = soFar(others);
      for (int i = 0; i < 1000; i++) {
        body.run();
      }
      long bytes = soFar(others) - before;
      least = round == 0 ? least : Math.min(least, bytes);
    }
    return least;
  }

  private static long soFar(Thread[] others) {
    long sum = THREADS.getCurrentThreadAllocatedBytes();
    for (Thread t : others) {
      sum += THREADS.getThreadAllocatedBytes(t.threadId());
    }
    return sum;
  }
}
