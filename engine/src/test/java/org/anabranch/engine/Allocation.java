package org.anabranch.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the heap bytes that a thread allocates, for tests that promise none. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Bytes that this thread allocates in 1000 runs, after 2000 runs of warm-up. */
  public static long bytes(Runnable body) {
    for (int i = 0; i < 2000; i++) {
      body.run();
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1000; i++) {
      body.run();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** Bytes that a thread has allocated since it began. */
  public static long soFar(Thread thread) {
    return THREADS.getThreadAllocatedBytes(thread.threadId());
  }
}
