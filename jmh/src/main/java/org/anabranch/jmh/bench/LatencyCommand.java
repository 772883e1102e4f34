package org.anabranch.jmh.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.Console;
import org.anabranch.cli.Progress;
import org.anabranch.cli.Task;
import org.anabranch.cli.UsageException;
import org.anabranch.engine.Backend;
import org.anabranch.jmh.peer.Contender;
import org.anabranch.jmh.peer.Network;
import org.anabranch.jmh.peer.OwnProcess;
import org.anabranch.jmh.peer.Peer;
import org.anabranch.jmh.peer.PeerException;
import org.anabranch.jmh.peer.Work;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * {@code bench latency}: percentiles of evaluations that arrive on a fixed schedule, ours and the peers', also while other processes
 * keep the cores busy.
 *
 * <p>Everyone has the same schedule: an arrival every two median evaluations of the slowest here, measured beforehand without
 * competition, unless {@code --interval} says otherwise. Ours spreads rows over the threads as a flow does.
 */
@Command(name = "latency", description = {"Measure the latency of evaluations that arrive on a fixed schedule.",
  "A latency counts from the arrival: one that waits for a slow one before it is charged the wait."})
final class LatencyCommand extends Task {
  private static final int MOST_BUSY = 1024;
  private static final int PROBES = 15;
  private static final double ARRIVALS = 2;
  private static final Duration WARM_UP = Duration.ofMinutes(1);

  @Option(names = "--shapes", paramLabel = "SHAPE", split = ",", defaultValue = "digits:1,digits:16",
      description = "NETWORK:ROWS (default: ${DEFAULT-VALUE}).")
  private List<String> shapes = List.of();

  @Option(names = "--busy", paramLabel = "N", defaultValue = "0",
      description = "Processes that compete for the cores (default: ${DEFAULT-VALUE}).")
  private int busy;

  @Option(names = "--calls", paramLabel = "N", defaultValue = "10000", description = "Calls of each (default: ${DEFAULT-VALUE}).")
  private int calls;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "60",
      description = "No call of a contender arrives after so long (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--warm", paramLabel = "SECONDS", defaultValue = "3",
      description = "How long each contender runs beforehand (default: ${DEFAULT-VALUE}).")
  private double warm;

  @Option(names = "--interval", paramLabel = "MS", description = "Milliseconds between arrivals (default: see above).")
  private Optional<Double> interval = Optional.empty();

  @Option(names = "--peers", paramLabel = "NAME", split = ",", description = "Libraries to measure (default: all that load).")
  private List<String> names = List.of();

  @Option(names = "--markdown", description = "Print a Markdown table.")
  private boolean markdown;

  @Option(names = "--this-process", hidden = true, description = "Load the named library here even if it wants a process.")
  private boolean alone;

  @Override
  protected int run(Console console) {
    List<Work> works = UsageException.check(this::check);
    Backend backend = common().backend();
    Conditions conditions = alone ? Conditions.within(backend) : Conditions.begin(backend, console);
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Peers peers = UsageException.check(() -> Peers.open(Peers.found(), names, backend.pool().threads(), alone, console::warn));
        Progress progress = console.progress("bench latency", works.size() * (1L + peers.elsewhere().size()))) {
      for (Work work : works) {
        progress.note(work.shape());
        double every = measure(work, peers.here(), backend, rows);
        progress.by(1);
        for (Map.Entry<String, OwnProcess> e : peers.elsewhere().entrySet()) {
          progress.note(e.getKey() + " " + work.shape());
          elsewhere(e.getKey(), e.getValue(), work, every, backend, rows);
          progress.by(1);
        }
      }
    } catch (PeerException e) {
      console.fail(e.getMessage());
      console.result(Map.of("error", e.getMessage(), "exitCode", FAILED));
      return FAILED;
    }
    report(console, conditions.with("busyProcesses", busy).end(), rows);
    return OK;
  }

  private List<Work> check() {
    Ranges.check("busy", busy, 0, MOST_BUSY);
    Ranges.check("calls", calls, 1, Ranges.MOST_ROUNDS);
    Ranges.check("seconds", seconds, Ranges.SHORTEST, Ranges.LONGEST);
    Ranges.check("warm", warm, 0, Ranges.LONGEST);
    Ranges.check("interval", interval.orElse(1.0), Ranges.SHORTEST, Ranges.LONGEST * 1e3);
    Ranges.oneOf(markdown, common().json());
    return shapes.stream().map(this::work).toList();
  }

  private Work work(String shape) {
    int colon = shape.indexOf(':');
    if (colon < 0 || !shape.substring(colon + 1).matches("[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException("shape: must be NETWORK:ROWS, got '" + shape + "'");
    }
    return Network.named(shape.substring(0, colon)).forward(Integer.parseInt(shape.substring(colon + 1)), common().seed());
  }

  /** Everyone who shares this process, in turn; returns the milliseconds between arrivals. */
  private double measure(Work work, List<Peer> peers, Backend backend, List<Map<String, Object>> rows) {
    List<Contender> contenders = new ArrayList<>();
    try {
      String[] parts = work.shape().split(":");
      int size = Integer.parseInt(parts[1]);
      Network.Loaded loaded = Network.named(parts[0]).load(common().seed(), backend);
      if (warm > 0) {
        loaded.warmUp(WARM_UP, size);
      }
      contenders.add(loaded.rows(size));
      peers.forEach(p -> contenders.addAll(p.prepare(work)));
      SideBySide.agree(work, contenders);
      double slowest = 0;
      for (Contender c : contenders) {
        slowest = Math.max(slowest, median(c));
      }
      double every = interval.orElse(ARRIVALS * slowest);
      try (BusyLoop competing = new BusyLoop(busy)) {
        for (Contender c : contenders) {
          Latency l = Latency.measure(c::run, (long) (every * 1e6), calls, seconds);
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("shape", work.shape());
          row.put("who", c.name());
          row.put("interval", every);
          row.putAll(l.json());
          rows.add(row);
        }
      }
      return every;
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  /** Warms a contender up; milliseconds of a call after that. */
  private double median(Contender c) {
    long end = System.nanoTime() + (long) (warm * 1e9);
    do {
      c.run();
    } while (System.nanoTime() < end);
    double[] took = new double[PROBES];
    for (int i = 0; i < PROBES; i++) {
      long from = System.nanoTime();
      c.run();
      took[i] = (System.nanoTime() - from) * 1e-6;
    }
    Arrays.sort(took);
    return took[PROBES / 2];
  }

  /** A library in a process of its own; its rows but for ours there. */
  private void elsewhere(String peer, OwnProcess process, Work work, double every, Backend backend, List<Map<String, Object>> rows) {
    List<String> arguments = List.of("bench", "latency", "--json", "--this-process", "--peers", peer, "--threads",
        String.valueOf(backend.pool().threads()), "--shapes", work.shape(), "--busy", String.valueOf(busy), "--calls",
        String.valueOf(calls), "--seconds", String.valueOf(seconds), "--warm", String.valueOf(warm), "--interval",
        String.valueOf(every), "--seed", String.valueOf(common().seed()), "--backend", backend.provider().name());
    JsonNode json = OtherProcess.json(peer, process, arguments);
    for (JsonNode row : json.path("rows")) {
      if (!row.path("who").asString().equals("ours")) {
        Map<String, Object> copy = new LinkedHashMap<>();
        row.properties().forEach(p -> copy.put(p.getKey(), p.getValue().isNumber() ? p.getValue().doubleValue()
            : p.getValue().asString()));
        rows.add(copy);
      }
    }
  }

  private void report(Console console, Map<String, Object> machine, List<Map<String, Object>> rows) {
    Sheet sheet = new Sheet("shape", "who", ">every ms", ">calls", ">p50 ms", ">p99", ">p99.9", ">max", ">service p50", ">GC",
        ">GC ms", ">heap B a call");
    for (Map<String, Object> r : rows) {
      sheet.row(r.get("shape"), r.get("who"), r.get("interval"), count(r, "calls"), r.get("p50"), r.get("p99"), r.get("p999"),
          r.get("max"), r.get("serviceP50"), count(r, "gcCount"), count(r, "gcMillis"),
          Math.floor(((Number) r.get("heapBytes")).doubleValue()));
    }
    console.line(Conditions.line(machine));
    console.line("");
    sheet.show(console, markdown);
    console.result(Map.of("machine", machine, "rows", rows));
  }

  private static long count(Map<String, Object> row, String name) {
    return ((Number) row.get(name)).longValue();
  }
}
