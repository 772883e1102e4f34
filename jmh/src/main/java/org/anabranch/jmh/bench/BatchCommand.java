package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.anabranch.cli.Console;
import org.anabranch.cli.Progress;
import org.anabranch.cli.Task;
import org.anabranch.cli.UsageException;
import org.anabranch.engine.Backend;
import org.anabranch.jmh.PeakBench;
import org.anabranch.jmh.Rounds;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench batch}: what R rows of a network cost against one row, against R calls of one row, and against the machine's limits.
 *
 * <p>All batch sizes of a network share its weights and take turns in the same rounds, as {@link Rounds} says. With one thread the
 * clock is the CPU time of the calling thread, with more it is the wall's, and rows are spread over the threads as a flow spreads
 * them.
 */
@Command(name = "batch", description = {"Measure what R rows of a network cost against one row, and against the machine's limits.",
  "A network's batch sizes share its weights and take turns."})
final class BatchCommand extends Task {
  private static final double PEAK_WARM = 0.2;
  private static final long PAUSE_MILLIS = 25;

  @Option(names = "--networks", paramLabel = "NAME", split = ",", defaultValue = "digits,sudoku,sit-s2,sit-b2",
      description = "Networks (default: ${DEFAULT-VALUE}).")
  private List<String> networks = List.of();

  @Option(names = "--rows", paramLabel = "R", split = ",",
      description = "Batch sizes beside 1 (default: 2, 4, ... 256, without calls beyond --tflop).")
  private List<Integer> rows = List.of();

  @Option(names = "--tflop", paramLabel = "X", defaultValue = "1",
      description = "The largest call of the default sizes, in 1e12 operations (default: ${DEFAULT-VALUE}).")
  private double most;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "20",
      description = "Turns of each batch size (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "30",
      description = "A network's rounds end after so long, but not before the third (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--warm", paramLabel = "SECONDS", defaultValue = "1",
      description = "How long each batch size runs before the first turn (default: ${DEFAULT-VALUE}).")
  private double warm;

  @Option(names = "--markdown", description = "Print a Markdown table.")
  private boolean markdown;

  private final PeakBench fma = new PeakBench();
  /** Read by nobody, but the compiler cannot know: without it the chains of the peak are dead code. */
  private float sink;

  /**
   * A batch size.
   *
   * @param fast      milliseconds of a call: fast decile of CPU time with one thread, best turn by the clock with more
   * @param median    by the same clock
   * @param one       fast of one row
   * @param oneMedian median of one row
   * @param peakMs    milliseconds of its multiply-adds at the peak of the same rounds
   * @param memoryMs  milliseconds of its weights at the machine's read bandwidth
   */
  private record Cost(String network, int rows, double fast, double median, double one, double oneMedian, double peakMs,
      double memoryMs) {
    double ofSingles() {
      return fast / (rows * one);
    }

    double ofSinglesMedian() {
      return median / (rows * oneMedian);
    }

    double floor() {
      return Math.max(peakMs, memoryMs);
    }

    Map<String, Object> json() {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("shape", network + ":" + rows);
      row.put("ours", fast);
      row.put("oursMedian", median);
      row.put("perRow", fast / rows);
      row.put("ofOneCall", fast / one);
      row.put("ofSingleCalls", ofSingles());
      row.put("ofSingleCallsMedian", ofSinglesMedian());
      row.put("fractionOfPeak", peakMs / fast);
      row.put("arithmeticFloor", peakMs);
      row.put("memoryFloor", memoryMs);
      row.put("overFloor", fast / floor());
      return row;
    }
  }

  @Override
  protected int run(Console console) {
    List<Network> wanted = UsageException.check(this::check);
    Backend backend = common().backend();
    Conditions conditions = Conditions.begin(backend, console);
    double bandwidth = ReadBandwidth.measure();
    List<Cost> costs = new ArrayList<>();
    try (Progress progress = console.progress("bench batch", wanted.size())) {
      for (Network n : wanted) {
        progress.note(n.name());
        costs.addAll(measure(n, backend, bandwidth));
        progress.by(1);
      }
    }
    report(console, conditions.with("rounds", rounds).with("readGigabytesPerSecond", bandwidth).end(), backend.pool().threads(), costs);
    return OK;
  }

  private List<Network> check() {
    Ranges.check("rounds", rounds, 1, Ranges.MOST_ROUNDS);
    Ranges.check("seconds", seconds, Ranges.SHORTEST, Ranges.LONGEST);
    Ranges.check("warm", warm, 0, Ranges.LONGEST);
    Ranges.check("tflop", most, 0, Ranges.MOST_ROUNDS);
    rows.forEach(r -> Ranges.check("rows", r, 1, Ranges.MOST_ROUNDS));
    Ranges.oneOf(markdown, common().json());
    return networks.stream().map(Network::named).toList();
  }

  /** Batch sizes in rising order, 1 among them. */
  private List<Integer> sizes(Network n) {
    IntStream sizes = rows.isEmpty() ? IntStream.rangeClosed(0, 8).map(i -> 1 << i).filter(r -> r * n.flopsPerRow() <= most * 1e12)
        : rows.stream().mapToInt(Integer::intValue);
    return IntStream.concat(IntStream.of(1), sizes).distinct().sorted().boxed().toList();
  }

  private List<Cost> measure(Network n, Backend backend, double bandwidth) {
    Network.Loaded loaded = n.load(common().seed(), backend);
    List<Integer> sizes = sizes(n);
    int threads = backend.pool().threads();
    List<Rounds.Case> cases = new ArrayList<>();
    cases.add(new Rounds.Case("peak", 1, PEAK_WARM, false, () -> sink += fma.fma()));
    for (int r : sizes) {
      Contender ours = loaded.rows(r);
      cases.add(new Rounds.Case(n.name() + ":" + r, 1, warm, false, ours::run));
    }
    List<Rounds.Result> results = Rounds.run(cases, new Rounds.Limits(rounds, seconds), threads == 1 ? 0 : PAUSE_MILLIS);
    double peak = PeakBench.FLOPS / results.getFirst().cpu() * threads;
    Rounds.Result one = results.get(1);
    List<Cost> costs = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      Rounds.Result r = results.get(1 + i);
      int size = sizes.get(i);
      costs.add(new Cost(n.name(), size, fast(r, threads), median(r, threads), fast(one, threads), median(one, threads),
          size * n.flopsPerRow() / peak * 1e3, n.forward(size, 0).bytes() / bandwidth * 1e-6));
    }
    return costs;
  }

  private static double fast(Rounds.Result r, int threads) {
    return 1e3 * (threads == 1 ? r.cpu() : r.clock());
  }

  private static double median(Rounds.Result r, int threads) {
    return 1e3 * (threads == 1 ? r.mid() : r.seen());
  }

  private void report(Console console, Map<String, Object> machine, int threads, List<Cost> costs) {
    Sheet sheet = new Sheet("network", ">rows", ">ms, median", ">ms a row", ">/ one call", ">/ R calls, medians", ">of peak",
        ">floor ms", ">/ floor");
    for (Cost c : costs) {
      sheet.row(c.network, c.rows, Sheet.number(c.fast) + ", " + Sheet.number(c.median), c.fast / c.rows, c.fast / c.one,
          Sheet.number(c.ofSingles()) + ", " + Sheet.number(c.ofSinglesMedian()), c.peakMs / c.fast,
          Sheet.number(c.floor()) + (c.memoryMs > c.peakMs ? " memory" : ""), c.fast / c.floor());
    }
    console.line(Conditions.line(machine));
    console.line("");
    if (!markdown) {
      console.line((threads == 1 ? "CPU time of the calling thread, fast decile of the rounds" : "Wall clock, best turn of all rounds")
          + ", and median; the floor is the larger of its multiply-adds at the peak and its weights read once from memory.");
      console.line("");
    }
    sheet.show(console, markdown);
    console.result(Map.of("machine", machine, "rows", costs.stream().map(Cost::json).toList()));
  }
}
