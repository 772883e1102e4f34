package org.anabranch.jmh.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Latencies of calls that arrive on a fixed schedule, whether the last one has ended or not.
 *
 * <p>A latency counts from when the call should have begun: a call that waits for a slow one before it is charged the wait, which a
 * loop of calls back to back would leave out (coordinated omission). The service time counts from when it did begin.
 *
 * @param latency   nanoseconds from the arrival
 * @param service   nanoseconds from the beginning
 * @param calls     that arrived
 * @param gcCount   collections meanwhile
 * @param gcMillis  milliseconds of them
 * @param heapBytes that all threads allocated per call
 */
record Latency(Histogram latency, Histogram service, long calls, long gcCount, long gcMillis, double heapBytes) {
  private static final int DIGITS = 3;
  private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
  /** A sleep wakes up so late at most; the rest is spun. */
  private static final long SPIN = 200_000;
  private static final double MILLI = 1e-6;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * Runs calls on a schedule.
   *
   * @param intervalNanos between arrivals
   * @param calls         at most
   * @param seconds       after which none arrives any more
   */
  static Latency measure(Runnable call, long intervalNanos, long calls, double seconds) {
    Histogram latency = new Histogram(LONGEST, DIGITS);
    Histogram service = new Histogram(LONGEST, DIGITS);
    long most = Math.max(1, Math.min(calls, (long) (seconds * 1e9 / intervalNanos)));
    long collections = collections();
    long collecting = collecting();
    long bytes = THREADS.getTotalThreadAllocatedBytes();
    long start = System.nanoTime() + intervalNanos;
    for (long i = 0; i < most; i++) {
      long arrival = start + i * intervalNanos;
      await(arrival);
      long begun = System.nanoTime();
      call.run();
      long ended = System.nanoTime();
      latency.recordValue(Math.min(LONGEST, ended - arrival));
      service.recordValue(Math.min(LONGEST, ended - begun));
    }
    double each = (THREADS.getTotalThreadAllocatedBytes() - bytes) / (double) most;
    return new Latency(latency, service, most, collections() - collections, collecting() - collecting, each);
  }

  private static void await(long arrival) {
    for (long left = arrival - System.nanoTime(); left > 0; left = arrival - System.nanoTime()) {
      if (left > SPIN) {
        LockSupport.parkNanos(left - SPIN);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /** A percentile of the latency in milliseconds; 100 is the largest. */
  double at(double percentile) {
    return latency.getValueAtPercentile(percentile) * MILLI;
  }

  /** The median service time in milliseconds. */
  double served() {
    return service.getValueAtPercentile(50) * MILLI;
  }

  /** Figures by name. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("calls", calls);
    json.put("p50", at(50));
    json.put("p99", at(99));
    json.put("p999", at(99.9));
    json.put("max", at(100));
    json.put("serviceP50", served());
    json.put("serviceMax", service.getMaxValue() * MILLI);
    json.put("gcCount", gcCount);
    json.put("gcMillis", gcMillis);
    json.put("heapBytes", heapBytes);
    return json;
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
  }

  private static long collecting() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
  }
}
