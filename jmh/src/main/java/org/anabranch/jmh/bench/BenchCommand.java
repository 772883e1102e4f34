package org.anabranch.jmh.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.Bytes;
import org.anabranch.cli.Console;
import org.anabranch.cli.Machine;
import org.anabranch.cli.Progress;
import org.anabranch.cli.Task;
import org.anabranch.cli.UsageException;
import org.anabranch.engine.Backend;
import org.anabranch.jmh.Rounds;
import org.anabranch.jmh.ode.SolversCommand;
import org.anabranch.jmh.peer.OwnProcess;
import org.anabranch.jmh.peer.PeerException;
import org.anabranch.jmh.peer.Work;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: our kernels beside other libraries, interleaved in one process, as ratios. */
@Command(name = "bench", description = {"Measure the kernels beside native libraries in one run, as ratios.",
  "A ratio is the library's time / ours: above 1 ours is faster.", "The subcommands measure ours in other ways."},
    subcommands = SolversCommand.class)
public final class BenchCommand extends Task {
  private static final int MOST_ROUNDS = 1_000_000;
  private static final double LONGEST = 3600;

  @Parameters(paramLabel = "KIND", arity = "0..1", description = "gemm, attention, elementwise or forward.")
  private Optional<String> kind = Optional.empty();

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "100",
      description = "Turns of each contender per shape (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--warm", paramLabel = "SECONDS", defaultValue = "1.5",
      description = "How long ours runs before the first turn, and a quarter of it each peer (default: ${DEFAULT-VALUE}).")
  private double warm;

  @Option(names = "--seconds", paramLabel = "S",
      description = "A shape's rounds end after so long, but not before the third (default: 60, for forward 5).")
  private Optional<Double> seconds = Optional.empty();

  @Option(names = "--shapes", paramLabel = "SHAPE", split = ",",
      description = "Shapes to measure, as the first column shows them (default: the usual ones).")
  private List<String> shapes = List.of();

  @Option(names = "--odd", description = "For gemm: sizes that no tile divides, each at least once.")
  private boolean odd;

  @Option(names = "--full", description = "With --odd: all combinations, 285.")
  private boolean full;

  @Option(names = "--peers", paramLabel = "NAME", split = ",", description = "Libraries to measure (default: all that load).")
  private List<String> names = List.of();

  @Option(names = "--markdown", description = "Print a Markdown table.")
  private boolean markdown;

  @Option(names = "--this-process", hidden = true, description = "Load the named library here even if it wants a process.")
  private boolean alone;

  /** For the service loader. */
  public BenchCommand() {}

  @Override
  protected int run(Console console) {
    Bench bench = UsageException.check(() -> Bench.named(kind.orElse("")));
    List<Work> works = UsageException.check(() -> bench.works(wanted(bench), common().seed()));
    Backend backend = common().backend();
    try (Peers peers = UsageException.check(
        () -> Peers.open(Peers.found(), names, backend.pool().threads(), alone, console::warn))) {
      return report(console, bench, measure(console, bench, works, peers, backend));
    } catch (PeerException e) {
      console.fail(e.getMessage());
      console.result(Map.of("error", e.getMessage(), "exitCode", FAILED));
      return FAILED;
    }
  }

  private List<String> wanted(Bench bench) {
    if (rounds < 1 || rounds > MOST_ROUNDS) {
      throw new IllegalArgumentException("rounds: must be in [1, " + MOST_ROUNDS + "], got " + rounds);
    }
    if (!(warm >= 0 && warm <= LONGEST)) {
      throw new IllegalArgumentException("warm: must be in [0, " + LONGEST + "] seconds, got " + warm);
    }
    if (!(seconds.orElse(1.0) > 0 && seconds.orElse(1.0) <= LONGEST)) {
      throw new IllegalArgumentException("seconds: must be in (0, " + LONGEST + "], got " + seconds.get());
    }
    if (full && !odd) {
      throw new IllegalArgumentException("bench: --full goes with --odd, got --full alone");
    }
    if (!shapes.isEmpty() && odd) {
      throw new IllegalArgumentException("bench: --shapes and --odd both choose the shapes, got both");
    }
    if (markdown && common().json()) {
      throw new IllegalArgumentException("bench: one of --json and --markdown, got both");
    }
    return shapes.isEmpty()
        ? bench.shapes(full ? Bench.Extent.ODD_FULL : odd ? Bench.Extent.ODD : Bench.Extent.USUAL) : shapes;
  }

  private BenchReport measure(Console console, Bench bench, List<Work> works, Peers peers, Backend backend) {
    int threads = backend.pool().threads();
    double before = load();
    if (before > threads && !alone) {
      console.warn("the load is " + before + " before the first turn, more than the " + threads
          + " threads of the measurement: others have the cores too");
    }
    Rounds.Limits limits = new Rounds.Limits(rounds, seconds.orElse(bench.seconds()));
    SideBySide sideBySide = new SideBySide(backend.kernels(), threads, limits, warm);
    List<Row> rows = new ArrayList<>();
    Map<String, String> about = peers.about();
    try (Progress progress = console.progress("bench " + bench.name(), works.size() * (1L + peers.elsewhere().size()))) {
      for (Work work : works) {
        progress.note(work.shape());
        rows.add(checked(console, sideBySide.measure(work, peers.here())));
        progress.by(1);
      }
      for (Map.Entry<String, OwnProcess> e : peers.elsewhere().entrySet()) {
        progress.note(e.getKey());
        OtherProcess.Result other = OtherProcess.run(e.getKey(), e.getValue(), arguments(e.getKey(), bench, works, backend));
        rows.replaceAll(r -> r.with(other.rows().getOrDefault(r.shape(), Map.of())));
        about.putAll(other.about());
        progress.by(works.size());
      }
    }
    return new BenchReport(machine(backend, sideBySide.peak(), before), about, threads, rows);
  }

  private static Row checked(Console console, Row row) {
    if (row.heap() > 0) {
      console.warn(row.shape() + ": ours allocated " + Bytes.text((long) row.heap()) + " a call, so the compiler was not done or keeps"
          + " vectors as objects; raise --warm or run again");
    }
    return row;
  }

  private List<String> arguments(String peer, Bench bench, List<Work> works, Backend backend) {
    return List.of("bench", bench.name(), "--json", "--this-process", "--peers", peer, "--threads",
        String.valueOf(backend.pool().threads()), "--rounds", String.valueOf(rounds), "--warm", String.valueOf(warm), "--seconds",
        String.valueOf(seconds.orElse(bench.seconds())), "--seed",
        String.valueOf(common().seed()), "--backend", backend.provider().name(), "--shapes",
        String.join(",", works.stream().map(Work::shape).toList()));
  }

  private Map<String, Object> machine(Backend backend, double peak, double loadBefore) {
    Machine here = Machine.here();
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cpu", here.cpu());
    machine.put("processors", here.processors());
    machine.put("java", here.java());
    machine.put("provider", backend.provider().name());
    machine.put("vectorBits", backend.provider().vectorBits());
    machine.put("threads", backend.pool().threads());
    machine.put("rounds", rounds);
    machine.put("fmaPeakGflops", peak);
    if (!alone) {
      machine.put("readGigabytesPerSecond", ReadBandwidth.measure());
    }
    machine.put("loadBefore", loadBefore);
    machine.put("loadAfter", load());
    return machine;
  }

  private int report(Console console, Bench bench, BenchReport report) {
    if (markdown) {
      report.markdown().forEach(console::line);
    } else {
      console.line(report.machineLine());
      report.peers().forEach((name, about) -> console.line(name + ": " + about));
      console.line(bench.about() + ".");
      console.line(report.legend());
      console.line("");
      console.table(report.table());
    }
    console.result(report.json());
    return OK;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
