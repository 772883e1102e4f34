package org.anabranch.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Platform threads that help one caller at a time through the chunks of a job.
 *
 * <p>A job is a number of chunks fixed by its shape alone, so results cannot depend on the threads; the caller and the workers
 * claim chunks until none is left, and the caller returns when all have run. Idle workers spin for a bounded while and then
 * park. A caller that finds the pool busy with another's job runs its chunks itself. {@link #run} allocates nothing.
 *
 * <p>Threading: any thread may call {@link #run}, except from inside a chunk of the same pool (it would run inline). Threads
 * are daemons; {@link #close()} stops them.
 */
public final class WorkerPool implements AutoCloseable {
  /** The chunks of a job. */
  @FunctionalInterface
  public interface Chunks {
    /**
     * Runs one chunk.
     *
     * @param chunk  0 .. chunks - 1
     * @param worker 0 .. threads - 1, constant on a thread during the job: an index of scratch memory
     */
    void run(int chunk, int worker);
  }

  /** Floating-point operations below which a second thread costs more than it gives. */
  public static final long INLINE_FLOPS = 400_000;

  private static final int SPINS = 20_000;

  private final Thread[] workers;
  private final AtomicBoolean busy = new AtomicBoolean();
  /** Upper half: job number; lower half: chunks not yet claimed. */
  private final AtomicLong ticket = new AtomicLong();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicInteger parked = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean closed;
  private Chunks body;

  /**
   * A pool in which up to {@code threads} threads work on a job, the caller among them.
   *
   * @param threads at least 1; 1 runs everything on the caller
   */
  public WorkerPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: must be >= 1, got " + threads);
    }
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      int worker = i + 1;
      workers[i] = Thread.ofPlatform().daemon().name("anabranch-worker-" + worker).start(() -> work(worker));
    }
  }

  private static final class Shared {
    static final WorkerPool POOL = new WorkerPool(
        Integer.getInteger("anabranch.threads", Math.max(1, Runtime.getRuntime().availableProcessors())));
  }

  /**
   * The pool of this JVM: as many threads as the container may use (the JVM reads the control group's quota), or
   * {@code -Danabranch.threads=N}.
   */
  public static WorkerPool shared() {
    return Shared.POOL;
  }

  /** Threads that work on a job, the caller included. */
  public int threads() {
    return workers.length + 1;
  }

  /** Runs the chunks 0 .. chunks - 1, on this thread alone if there is only one or the pool is busy. */
  public void run(int chunks, Chunks job) {
    if (workers.length == 0 || chunks <= 1 || !busy.compareAndSet(false, true)) {
      for (int i = 0; i < chunks; i++) {
        job.run(i, 0);
      }
      return;
    }
    try {
      body = job;
      unfinished.set(chunks);
      ticket.set(((ticket.get() >>> 32) + 1) << 32 | chunks);
      if (parked.get() > 0) {
        for (Thread t : workers) {
          LockSupport.unpark(t);
        }
      }
      drain(0);
      for (int spins = 0; unfinished.get() > 0; spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(20_000);
        }
      }
      Throwable t = failure.getAndSet(null);
      if (t != null) {
        rethrow(t);
      }
    } finally {
      body = null;
      busy.set(false);
    }
  }

  /** Runs the chunks on this thread if the work is small, else as {@link #run(int, Chunks)}. */
  public void run(int chunks, long flops, Chunks job) {
    if (flops < INLINE_FLOPS) {
      for (int i = 0; i < chunks; i++) {
        job.run(i, 0);
      }
    } else {
      run(chunks, job);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread t : workers) {
      LockSupport.unpark(t);
    }
  }

  private void drain(int worker) {
    while (true) {
      long t = ticket.get();
      int left = (int) t;
      if (left == 0) {
        return;
      }
      if (ticket.compareAndSet(t, t - 1)) {
        // The claim keeps the job alive: the caller cannot return before this chunk is counted as finished.
        try {
          body.run(left - 1, worker);
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
        } finally {
          unfinished.decrementAndGet();
        }
      }
    }
  }

  private void work(int worker) {
    int idle = 0;
    while (!closed) {
      if ((int) ticket.get() > 0) {
        drain(worker);
        idle = 0;
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        parked.incrementAndGet();
        if ((int) ticket.get() == 0 && !closed) {
          LockSupport.park(this);
        }
        parked.decrementAndGet();
        idle = 0;
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void rethrow(Throwable t) throws T {
    throw (T) t;
  }
}
