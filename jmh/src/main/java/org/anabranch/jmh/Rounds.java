package org.anabranch.jmh;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times cases on a machine that is not quiet: all of them in turn, many rounds, by the CPU time of the calling thread as well
 * as by the clock.
 *
 * <p>A case runs often enough for its turn to last about {@value #TURN_NANOS} ns, so that reading the CPU time (about a
 * microsecond) does not show; one call before each turn brings its operands back into the caches. The CPU time of one thread
 * excludes what other processes take from it, but not what they do to the caches and the clock rate: the fast decile of the rounds
 * is nearest to the machine, the median to what a user sees. For more than one thread CPU time says nothing and the clock must do.
 */
public final class Rounds {
  /**
   * What to time.
   *
   * @param name        for the result
   * @param perCall     how often one call does the work
   * @param warmSeconds how long the body runs before the first round, at least
   * @param allocates   whether a warm call may allocate; of one that may not, allocation shows that the compiler is not done, since
   *                    until then every vector is an object, and it is warmed up to {@value #PATIENCE} times as long
   * @param body        one call
   */
  public record Case(String name, int perCall, double warmSeconds, boolean allocates, Runnable body) {}

  /**
   * Seconds per piece of work, and the heap bytes that the calling thread allocated for it.
   *
   * @param cpu   fast decile of CPU time
   * @param mid   median of CPU time
   * @param clock fastest turn by the clock
   * @param seen  median by the clock
   */
  public record Result(String name, double cpu, double mid, double clock, double seen, double bytes) {}

  /**
   * When to end.
   *
   * @param rounds  at most
   * @param seconds after so long no round begins, except the first {@value #LEAST}
   */
  public record Limits(int rounds, double seconds) {}

  private static final int LEAST = 3;
  private static final int PATIENCE = 20;
  private static final int CLEAN_CALLS = 8;
  private static final double CLEAN_SECONDS = 0.5;
  private static final double TURN_NANOS = 4e6;
  /** A call that lasts longer finds nothing in the caches that the call before it did not use itself. */
  private static final double LONG_NANOS = 50e6;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Rounds() {}

  /** As {@link #run(List, Limits, long)} without a limit of time. */
  public static List<Result> run(List<Case> cases, int rounds, long pauseMillis) {
    return run(cases, new Limits(rounds, Double.POSITIVE_INFINITY), pauseMillis);
  }

  /**
   * Warms every case up, then times all of them in turn.
   *
   * @param pauseMillis sleep before each turn, in which the threads of the last case stop spinning; 0 for one thread
   */
  public static List<Result> run(List<Case> cases, Limits limits, long pauseMillis) {
    double[] best = new double[cases.size()];
    for (int i = 0; i < best.length; i++) {
      best[i] = warm(cases.get(i));
    }
    double[][] cpu = new double[best.length][limits.rounds];
    double[][] clock = new double[best.length][limits.rounds];
    double[] bytes = new double[best.length];
    Arrays.fill(bytes, Double.POSITIVE_INFINITY);
    int rounds = 0;
    long start = System.nanoTime();
    while (rounds < limits.rounds && (rounds < LEAST || (System.nanoTime() - start) * 1e-9 < limits.seconds)) {
      for (int i = 0; i < best.length; i++) {
        pause(pauseMillis);
        Runnable body = cases.get(i).body;
        int calls = (int) Math.max(1, TURN_NANOS / best[i]);
        double works = (double) calls * cases.get(i).perCall;
        if (best[i] < LONG_NANOS) {
          body.run();
        }
        long b = THREADS.getCurrentThreadAllocatedBytes();
        long w = System.nanoTime();
        long c = THREADS.getCurrentThreadCpuTime();
        for (int n = calls; n > 0; n--) {
          body.run();
        }
        cpu[i][rounds] = (THREADS.getCurrentThreadCpuTime() - c) * 1e-9 / works;
        clock[i][rounds] = (System.nanoTime() - w) * 1e-9 / works;
        bytes[i] = Math.min(bytes[i], (THREADS.getCurrentThreadAllocatedBytes() - b) / works);
      }
      rounds++;
    }
    List<Result> out = new ArrayList<>();
    for (int i = 0; i < best.length; i++) {
      Arrays.sort(cpu[i], 0, rounds);
      Arrays.sort(clock[i], 0, rounds);
      out.add(new Result(cases.get(i).name, cpu[i][rounds / 10], cpu[i][rounds / 2], clock[i][0], clock[i][rounds / 2],
          bytes[i]));
    }
    return out;
  }

  private static void pause(long millis) {
    if (millis > 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Runs a body until its time is over and it allocates nothing; returns the nanoseconds of the fastest call, at least 1. */
  private static double warm(Case c) {
    long start = System.nanoTime();
    double best = Double.POSITIVE_INFINITY;
    int clean = 0;
    double cleanSeconds = 0;
    double seconds;
    do {
      long b = THREADS.getCurrentThreadAllocatedBytes();
      long t = System.nanoTime();
      c.body.run();
      long took = System.nanoTime() - t;
      best = Math.min(best, took);
      boolean isClean = THREADS.getCurrentThreadAllocatedBytes() == b;
      clean = isClean ? clean + 1 : 0;
      cleanSeconds = isClean ? cleanSeconds + took * 1e-9 : 0;
      seconds = (System.nanoTime() - start) * 1e-9;
    } while (seconds < c.warmSeconds || !c.allocates && clean < CLEAN_CALLS && cleanSeconds < CLEAN_SECONDS
        && seconds < PATIENCE * c.warmSeconds);
    return Math.max(best, 1);
  }
}
