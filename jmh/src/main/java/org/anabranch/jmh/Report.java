package org.anabranch.jmh;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.anabranch.engine.Backend;
import org.anabranch.engine.KernelProvider;
import org.anabranch.engine.WorkerPool;
import org.anabranch.jmh.Rounds.Case;
import org.anabranch.jmh.Rounds.Result;

/**
 * The tables of docs/performance.md, measured in turn and by CPU time as {@link Rounds} says; figures beside the peak of the
 * same minute.
 *
 * <pre>
 *   java --add-modules jdk.incubator.vector -cp jmh/target/benchmarks.jar org.anabranch.jmh.Report \
 *       gemm|attention|elementwise|forward [threads] [rounds]
 * </pre>
 *
 * <p>With one thread the figures are CPU time; with more they are the clock's best and median turn, and worth something only
 * on a quiet machine: the load is printed for that reason.
 */
public final class Report {
  private static final int DEFAULT_ROUNDS = 60;
  private static final double WARM_SECONDS = 1.5;

  private final int threads;
  private final int rounds;
  private final List<Case> cases = new ArrayList<>();
  private final List<Double> flops = new ArrayList<>();

  /** Read by nobody, but the compiler cannot know: without it the peak's chains are dead code, and run at 3e15 FLOP/s. */
  private float sink;

  private Report(int threads, int rounds) {
    this.threads = threads;
    this.rounds = rounds;
  }

  /** Prints one table. */
  public static void main(String[] args) {
    if (args.length == 0 || args.length > 3) {
      throw new IllegalArgumentException("usage: gemm|attention|elementwise|forward [threads] [rounds]");
    }
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : DEFAULT_ROUNDS;
    Report report = new Report(threads, rounds);
    PeakBench peak = new PeakBench();
    report.add("FMA peak, one thread", PeakBench.FLOPS, () -> report.sink += peak.fma());
    switch (args[0]) {
      case "gemm" -> report.gemm();
      case "attention" -> report.attention();
      case "elementwise" -> report.elementwise();
      case "forward" -> report.forward();
      default -> throw new IllegalArgumentException("report: there are gemm, attention, elementwise and forward, got '"
          + args[0] + "'");
    }
    report.print();
  }

  private void add(String name, double work, Runnable body) {
    cases.add(new Case(name, body));
    flops.add(work);
  }

  private void gemm() {
    for (String shape : Params.of(GemmBench.class, "shape")) {
      GemmBench b = new GemmBench();
      b.shape = shape;
      b.threads = threads;
      b.setup();
      add(shape, b.flops(), b::linear);
    }
  }

  private void attention() {
    for (String shape : Params.of(AttentionBench.class, "shape")) {
      AttentionBench b = new AttentionBench();
      b.shape = shape;
      b.threads = threads;
      b.setup();
      add(shape, b.flops(), b::attention);
    }
  }

  private void forward() {
    for (String rows : Params.of(SitForwardBench.class, "rows")) {
      SitForwardBench b = new SitForwardBench();
      b.rows = Integer.parseInt(rows);
      b.threads = threads;
      b.setup();
      add(rows + " rows", b.flops(), b::forward);
    }
  }

  private void elementwise() {
    ElementwiseBench b = new ElementwiseBench();
    b.setup();
    double n = ElementwiseBench.ROWS * ElementwiseBench.WIDTH;
    add("exp", n, b::exp);
    add("softmax", n, b::softmax);
    add("layerNorm", n, b::layerNorm);
    add("geluTanh", n, b::geluTanh);
    add("geluErf", n, b::geluErf);
    add("silu", n, b::silu);
  }

  private void print() {
    KernelProvider p;
    try (WorkerPool pool = new WorkerPool(1)) {
      p = Backend.of(System.getProperty("anabranch.backend", ""), pool).provider();
    }
    double before = load();
    List<Result> results = Rounds.run(cases, rounds, WARM_SECONDS);
    System.out.printf(Locale.ROOT, "provider %s, %d bits; threads %d; rounds %d; load %.1f before, %.1f after%n", p.name(),
        p.vectorBits(), threads, rounds, before, load());
    boolean one = threads == 1;
    double peak = flops.getFirst() * 1e-9 / results.getFirst().cpu() * threads;
    String best = one ? "p10 CPU" : "best clock";
    String middle = one ? "median CPU" : "median clock";
    System.out.println("| case | " + best + " us | " + middle + " us | G/s " + best + " | G/s " + middle
        + " | of peak | bytes per call |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (int i = 0; i < results.size(); i++) {
      Result r = results.get(i);
      double fast = one || i == 0 ? r.cpu() : r.clock();
      double mid = one || i == 0 ? r.mid() : r.seen();
      double rate = flops.get(i) * 1e-9 / fast;
      System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f | %.1f | %.1f | %.2f | %.0f |%n", r.name(), fast * 1e6, mid * 1e6, rate,
          flops.get(i) * 1e-9 / mid, rate / peak, Math.floor(r.bytes()));
    }
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
