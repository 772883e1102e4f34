package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.Bytes;
import org.anabranch.cli.Console;
import org.anabranch.cli.Progress;
import org.anabranch.cli.Task;
import org.anabranch.cli.UsageException;
import org.anabranch.engine.Backend;
import org.anabranch.jmh.Rounds;
import org.anabranch.jmh.ode.SolversCommand;
import org.anabranch.jmh.peer.OwnProcess;
import org.anabranch.jmh.peer.PeerException;
import org.anabranch.jmh.peer.PeerProvider;
import org.anabranch.jmh.peer.Work;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: our kernels beside other libraries, interleaved in one process, as ratios. */
@Command(name = "bench", description = {"Measure the kernels beside native libraries in one run, as ratios.",
  "A ratio is the library's time / ours: above 1 ours is faster.", "The subcommands measure ours in other ways."},
    subcommands = {BatchCommand.class, StepCommand.class, DecodeCommand.class, LatencyCommand.class, WarmupCommand.class,
        SolversCommand.class})
public final class BenchCommand extends Task {
  /** Contenders in one process: ours and two graphs of one runtime. */
  private static final int FORMS = 3;

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

  @Option(names = "--peers", paramLabel = "NAME", split = ",", description = {"Libraries to measure (default: all that load).",
      "The name of another kernel provider measures that beside the chosen one."})
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
        () -> Peers.open(found(backend), names, backend.pool().threads(), alone, console::warn))) {
      List<String> losses = new ArrayList<>();
      return report(console, bench, measure(console, bench, works, peers, backend, losses), losses);
    } catch (PeerException e) {
      console.fail(e.getMessage());
      console.result(Map.of("error", e.getMessage(), "exitCode", FAILED));
      return FAILED;
    }
  }

  private static List<PeerProvider> found(Backend backend) {
    List<PeerProvider> found = new ArrayList<>(Peers.found());
    found.addAll(OtherBackend.than(backend));
    return found;
  }

  private List<String> wanted(Bench bench) {
    Ranges.check("rounds", rounds, 1, Ranges.MOST_ROUNDS);
    Ranges.check("warm", warm, 0, Ranges.LONGEST);
    Ranges.check("seconds", seconds.orElse(1.0), Ranges.SHORTEST, Ranges.LONGEST);
    if (full && !odd) {
      throw new IllegalArgumentException("bench: --full goes with --odd, got --full alone");
    }
    if (!shapes.isEmpty() && odd) {
      throw new IllegalArgumentException("bench: --shapes and --odd both choose the shapes, got both");
    }
    Ranges.oneOf(markdown, common().json());
    return shapes.isEmpty()
        ? bench.shapes(full ? Bench.Extent.ODD_FULL : odd ? Bench.Extent.ODD : Bench.Extent.USUAL) : shapes;
  }

  /** What can be measured; what cannot is left out and named among the losses, so that hours of the rest are not lost with it. */
  private BenchReport measure(Console console, Bench bench, List<Work> works, Peers peers, Backend backend, List<String> losses) {
    int threads = backend.pool().threads();
    Conditions conditions = alone ? Conditions.within(backend) : Conditions.begin(backend, console);
    Rounds.Limits limits = new Rounds.Limits(rounds, seconds.orElse(bench.seconds()));
    SideBySide sideBySide = new SideBySide(backend.kernels().host(), threads, limits, warm);
    List<Row> rows = new ArrayList<>();
    Map<String, String> about = peers.about();
    try (Progress progress = console.progress("bench " + bench.name(), works.size() * (1L + peers.elsewhere().size()))) {
      for (Work work : works) {
        progress.note(work.shape());
        Optional<String> refusal = FreeMemory.refusal(work, alone ? 2 : FORMS);
        try {
          if (refusal.isEmpty()) {
            rows.add(checked(console, sideBySide.measure(work, peers.here())));
          }
          refusal.ifPresent(losses::add);
        } catch (OutOfMemoryError e) {
          losses.add(work.shape() + ": out of memory with a heap of at most " + Bytes.text(Runtime.getRuntime().maxMemory())
              + "; set ANABRANCH_JAVA_OPTS=-Xmx8g or more (" + e.getMessage() + ")");
        }
        // What was off the heap is free once the collector has found it dead, and nothing off the heap makes the collector look.
        System.gc();
        progress.by(1);
      }
      for (Map.Entry<String, OwnProcess> e : rows.isEmpty() ? Map.<String, OwnProcess>of().entrySet() : peers.elsewhere().entrySet()) {
        progress.note(e.getKey());
        try {
          OtherProcess.Result other = OtherProcess.run(e.getKey(), e.getValue(), arguments(e.getKey(), bench, rows, backend));
          rows.replaceAll(r -> r.with(other.rows().getOrDefault(r.shape(), Map.of())));
          about.putAll(other.about());
          other.error().ifPresent(x -> losses.add(e.getKey() + ": " + x));
        } catch (PeerException x) {
          losses.add(x.getMessage());
        }
        progress.by(works.size());
      }
    }
    conditions.with("rounds", rounds).with("fmaPeakGflops", sideBySide.peak());
    if (!alone) {
      conditions.with("readGigabytesPerSecond", ReadBandwidth.measure());
    }
    return new BenchReport(conditions.end(), about, threads, rows);
  }

  private static Row checked(Console console, Row row) {
    if (row.heap() > 0) {
      console.warn(row.shape() + ": ours allocated " + Bytes.text((long) row.heap()) + " a call, so the compiler was not done or keeps"
          + " vectors as objects; raise --warm or run again");
    }
    return row;
  }

  private List<String> arguments(String peer, Bench bench, List<Row> rows, Backend backend) {
    return List.of("bench", bench.name(), "--json", "--this-process", "--peers", peer, "--threads",
        String.valueOf(backend.pool().threads()), "--rounds", String.valueOf(rounds), "--warm", String.valueOf(warm), "--seconds",
        String.valueOf(seconds.orElse(bench.seconds())), "--seed",
        String.valueOf(common().seed()), "--backend", backend.provider().name(), "--shapes",
        String.join(",", rows.stream().map(Row::shape).toList()));
  }

  private int report(Console console, Bench bench, BenchReport report, List<String> losses) {
    console.line(report.machineLine());
    if (!markdown) {
      report.peers().forEach((name, about) -> console.line(name + ": " + about));
      console.line(bench.about() + ".");
      console.line(report.legend());
    }
    console.line("");
    report.sheet().show(console, markdown);
    Map<String, Object> json = report.json();
    if (!losses.isEmpty()) {
      json.put("error", String.join("; ", losses));
      json.put("exitCode", FAILED);
    }
    console.result(json);
    losses.forEach(console::fail);
    return losses.isEmpty() ? OK : FAILED;
  }
}
