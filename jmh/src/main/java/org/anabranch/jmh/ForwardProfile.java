package org.anabranch.jmh;

import com.sun.management.ThreadMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.Network;
import org.anabranch.jmh.peer.Work;

/**
 * Where a forward of a network spends its CPU time, one thread: each operation, and the shares of products, attention and the rest.
 *
 * <p>Two views. <em>In place</em>: kernels that read the thread's CPU time around every operation of a real forward; the caches
 * are as they are, and about a microsecond per operation is added, which is measured and taken off. <em>Alone</em>: each of the
 * recorded operations repeated on its own operands, which the caches then hold, times the number of times that the forward
 * calls it.
 *
 * <pre>
 *   java --add-modules jdk.incubator.vector -cp jmh/target/benchmarks.jar org.anabranch.jmh.ForwardProfile [NETWORK:ROWS] [rounds]
 * </pre>
 */
public final class ForwardProfile {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 200;
  private static final double WARM_SECONDS = 20;
  private static final int LEAST_WARM = 3;
  private static final double ALONE_WARM = 0.3;

  private enum Kind {
    PRODUCT("all products"), ATTENTION("all attention"), REST("all else");

    final String text;

    Kind(String text) {
      this.text = text;
    }

    static Kind of(Method method, Object[] args) {
      return method.getName().equals("attention") ? ATTENTION : args[1] instanceof Linear ? PRODUCT : REST;
    }
  }

  /** The calls of one forward that share an operation and shapes. */
  private static final class Group {
    final List<Object[]> arguments = new ArrayList<>();
    final Method method;
    final Kind kind;
    double flops;
    long nanos;
    double[] perForward = {};

    Group(Method method, Kind kind) {
      this.method = method;
      this.kind = kind;
    }
  }

  private final Kernels kernels;
  private final PrintStream out;
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final long clockCost = clockCost();
  private boolean recording = true;

  private ForwardProfile(Kernels kernels, PrintStream out) {
    this.kernels = kernels;
    this.out = out;
  }

  /** Prints the table. */
  public static void main(String[] args) {
    run(args.length > 0 ? args[0] : "digits:16", args.length > 1 ? Integer.parseInt(args[1]) : ROUNDS, WARM_SECONDS, System.out);
  }

  /** One table. */
  static void run(String shape, int rounds, double warmSeconds, PrintStream out) {
    String[] parts = shape.split(":", 2);
    Work work = Network.named(parts[0]).forward(parts.length > 1 ? Integer.parseInt(parts[1]) : 1, 0);
    try (WorkerPool pool = new WorkerPool(1)) {
      new ForwardProfile(Inputs.kernels(pool), out).report(work, rounds, warmSeconds);
    }
  }

  private void report(Work work, int rounds, double warmSeconds) {
    Contender bench = work.ours(kernels);
    Contender watched = work.ours(
        (Kernels) Proxy.newProxyInstance(Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, this::watch));
    watched.run();
    recording = false;
    long start = System.nanoTime();
    for (int i = 0; i < LEAST_WARM || (System.nanoTime() - start) * 1e-9 < warmSeconds; i++) {
      watched.run();
      bench.run();
    }
    double[] whole = new double[rounds];
    groups.values().forEach(g -> g.perForward = new double[rounds]);
    for (int r = 0; r < rounds; r++) {
      long c = THREADS.getCurrentThreadCpuTime();
      bench.run();
      whole[r] = THREADS.getCurrentThreadCpuTime() - c;
      groups.values().forEach(g -> g.nanos = 0);
      watched.run();
      for (Group g : groups.values()) {
        g.perForward[r] = g.nanos;
      }
    }
    print(work, rounds, whole);
  }

  private void print(Work work, int rounds, double[] whole) {
    List<Rounds.Case> cases = new ArrayList<>();
    groups.forEach((name, g) -> cases.add(new Rounds.Case(name, 1, ALONE_WARM, true, () -> {
      for (Object[] a : g.arguments) {
        call(g.method, a);
      }
    })));
    List<Rounds.Result> alone = Rounds.run(cases, Math.min(rounds, 40), 0);
    double total = median(whole);
    out.printf(Locale.ROOT, "%s, %d rounds: forward %.0f us median CPU, %.1f GFLOP/s%n", work.shape(), rounds, total / 1e3,
        work.flops() / total);
    out.println("| operation | calls | in place us | share | GFLOP/s | alone us |");
    out.println("|---|---|---|---|---|---|");
    double sum = 0;
    double sumAlone = 0;
    int i = 0;
    for (Map.Entry<String, Group> e : groups.entrySet()) {
      Group g = e.getValue();
      double t = median(g.perForward);
      double a = alone.get(i++).mid() * 1e9;
      sum += t;
      sumAlone += a;
      String rate = g.flops == 0 ? "" : String.format(Locale.ROOT, "%.1f", g.flops / t);
      out.printf(Locale.ROOT, "| %s | %d | %.1f | %.1f %% | %s | %.1f |%n", e.getKey(), g.arguments.size(), t / 1e3,
          100 * t / total, rate, a / 1e3);
    }
    out.printf(Locale.ROOT, "| between operations | | %.1f | %.1f %% | | |%n", (total - sum) / 1e3,
        100 * (total - sum) / total);
    for (Kind kind : Kind.values()) {
      double t = groups.values().stream().filter(g -> g.kind == kind).mapToDouble(g -> median(g.perForward)).sum();
      double f = groups.values().stream().filter(g -> g.kind == kind).mapToDouble(g -> g.flops).sum();
      out.printf(Locale.ROOT, "| %s | | %.1f | %.1f %% | %s | |%n", kind.text, t / 1e3, 100 * t / total,
          f == 0 ? "" : String.format(Locale.ROOT, "%.1f, %.1f %% of the operations", f / t, 100 * f / work.flops()));
    }
    out.printf(Locale.ROOT, "| sum | | %.1f | | | %.1f |%n", total / 1e3, sumAlone / 1e3);
  }

  private Object watch(Object proxy, Method method, Object[] args) {
    if (!isOperation(method)) {
      return call(method, args);
    }
    Group g = groups.computeIfAbsent(name(method, args), k -> new Group(method, Kind.of(method, args)));
    if (recording) {
      g.arguments.add(args.clone());
      g.flops += flops(method, args);
    }
    long c = THREADS.getCurrentThreadCpuTime();
    Object result = call(method, args);
    g.nanos += THREADS.getCurrentThreadCpuTime() - c - clockCost;
    return result;
  }

  /** What computes has a tensor to write; the rest is memory, other kernels, and sequences whose operations are watched themselves. */
  private static boolean isOperation(Method method) {
    return method.getReturnType() == void.class && method.getParameterCount() > 1
        && Arrays.stream(method.getParameterTypes()).anyMatch(t -> t == Tensor.class);
  }

  private Object call(Method method, Object[] args) {
    try {
      return method.invoke(kernels, args);
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new IllegalStateException(method + " failed", e);
    }
  }

  /** The operation with the shapes of its first operand and its weights. */
  private static String name(Method method, Object[] args) {
    StringBuilder b = new StringBuilder(method.getName());
    b.append(' ').append(first(args).shape());
    for (Object a : args) {
      if (a instanceof Linear w) {
        b.append(" -> ").append(w.out());
      } else if (a instanceof Activation act && act != Activation.NONE) {
        b.append(' ').append(act);
      }
    }
    return b.toString();
  }

  private static double flops(Method method, Object[] args) {
    Tensor x = first(args);
    if (method.getName().equals("attention")) {
      int tokens = x.shape().dim(1);
      return 4.0 * x.rows() * tokens * tokens * ((Tensor) args[args.length - 1]).shape().last();
    }
    return args[1] instanceof Linear w ? 2.0 * x.size() * w.out() : 0;
  }

  private static Tensor first(Object[] args) {
    return (Tensor) (args[0] instanceof Tensor ? args[0] : args[1]);
  }

  private static long clockCost() {
    long[] cost = new long[20_000];
    for (int i = 0; i < cost.length; i++) {
      long c = THREADS.getCurrentThreadCpuTime();
      cost[i] = THREADS.getCurrentThreadCpuTime() - c;
    }
    Arrays.sort(cost);
    return cost[cost.length / 2];
  }

  private static double median(double[] x) {
    double[] s = x.clone();
    Arrays.sort(s);
    return s[s.length / 2];
  }
}
