package org.anabranch.jmh.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.anabranch.engine.Backend;
import org.anabranch.engine.WorkerPool;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.Network;

/**
 * The main class of a fresh JVM that {@code bench warmup} starts: loads a network, warms it up or not, evaluates it for some seconds
 * and prints one line of figures.
 *
 * <p>Steady is the fast decile of the second half of the evaluations; reached is the first of {@value #AGREE} in a row that take at
 * most 1 / 0.9 of it. Evaluations are timed by the calling thread's CPU time with one thread, by the clock with more; ages count
 * from the start of the process.
 */
final class ColdStart {
  private static final int AGREE = 3;
  private static final double STEADY_SHARE = 0.9;
  private static final double LONGEST_WARM_UP = 60;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** One evaluation: seconds it took, age and CPU seconds of the process when it began. */
  record Call(double took, double age, double cpu) {}

  private ColdStart() {}

  /** Arguments: network, rows, threads, whether to warm up, seconds, backend or empty. */
  public static void main(String[] args) {
    int rows = Integer.parseInt(args[1]);
    int threads = Integer.parseInt(args[2]);
    double seconds = Double.parseDouble(args[4]);
    StringBuilder line = new StringBuilder();
    figure(line, "started", age());
    try (WorkerPool pool = new WorkerPool(threads)) {
      Backend backend = Backend.of(args[5], pool);
      Network.Loaded network = Network.named(args[0]).load(0, backend);
      Contender ours = network.rows(rows);
      figure(line, "loaded", age());
      if (Boolean.parseBoolean(args[3])) {
        network.warmUp(Duration.ofMillis((long) (LONGEST_WARM_UP * 1e3)), rows);
      }
      figure(line, "ready", age());
      List<Call> calls = new ArrayList<>();
      for (double end = age() + seconds; calls.size() < 2 * AGREE || age() < end;) {
        calls.add(call(ours, threads));
      }
      double steady = steady(calls);
      Call reached = reached(calls, steady);
      figure(line, "first", calls.getFirst().took * 1e3);
      figure(line, "steady", steady * 1e3);
      figure(line, "reached", reached.age);
      figure(line, "cpu", reached.cpu);
      figure(line, "compiling", ManagementFactory.getCompilationMXBean().getTotalCompilationTime() * 1e-3);
    }
    System.out.println(line);
  }

  private static Call call(Contender ours, int threads) {
    double age = age();
    double cpu = PROCESS.getProcessCpuTime() * 1e-9;
    long from = threads == 1 ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    ours.run();
    return new Call(((threads == 1 ? THREADS.getCurrentThreadCpuTime() : System.nanoTime()) - from) * 1e-9, age, cpu);
  }

  /** Seconds of an evaluation when all is compiled. */
  static double steady(List<Call> calls) {
    double[] late = calls.subList(calls.size() / 2, calls.size()).stream().mapToDouble(Call::took).sorted().toArray();
    return late[late.length / 10];
  }

  /** The first of some in a row at {@value #STEADY_SHARE} of the steady speed; the last of all if there is none. */
  static Call reached(List<Call> calls, double steady) {
    int agree = 0;
    for (int i = 0; i < calls.size(); i++) {
      agree = calls.get(i).took * STEADY_SHARE <= steady ? agree + 1 : 0;
      if (agree == AGREE) {
        return calls.get(i - AGREE + 1);
      }
    }
    return calls.getLast();
  }

  private static void figure(StringBuilder line, String name, double value) {
    line.append(line.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "%s=%.6f", name, value));
  }

  private static double age() {
    return (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) * 1e-3;
  }
}
