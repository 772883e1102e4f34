package org.anabranch.jmh.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.anabranch.cli.Console;
import org.anabranch.cli.Progress;
import org.anabranch.cli.Task;
import org.anabranch.cli.UsageException;
import org.anabranch.engine.Backend;
import org.anabranch.jmh.peer.Network;
import org.anabranch.jmh.peer.PeerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench warmup}: how long a fresh JVM takes to 90 % of its steady speed, with and without
 * {@link org.anabranch.model.WarmUp}, under several JVM options; and which of our compiled code is thrown away after that.
 */
@Command(name = "warmup", description = {"Measure fresh JVMs from their start to 90 %% of their steady speed.",
  "Each figure is the median of --runs JVMs; ages are seconds since the process began."})
final class WarmupCommand extends Task {
  /** Options of the JVM by the name that {@code --jvm} takes. */
  private static final Map<String, List<String>> JVMS = new LinkedHashMap<>();
  private static final String AOT = "aot";
  private static final int MOST_RUNS = 1000;
  private static final Pattern DEOPTIMISED = Pattern.compile("^\\[([0-9.]+)s].* level=\\d+ (org\\.anabranch\\.|jdk\\.incubator\\.)");

  static {
    JVMS.put("default", List.of());
    JVMS.put("tiered", List.of("-XX:Tier4MinInvocationThreshold=100", "-XX:Tier4BackEdgeThreshold=120000"));
    JVMS.put("c1", List.of("-XX:TieredStopAtLevel=1"));
    JVMS.put(AOT, List.of());
  }

  @Option(names = "--networks", paramLabel = "NAME", split = ",", defaultValue = "digits", description =
      "Networks (default: ${DEFAULT-VALUE}).")
  private List<String> networks = List.of();

  @Option(names = "--rows", paramLabel = "R", defaultValue = "16", description = "Rows of an evaluation (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(names = "--jvm", paramLabel = "NAME", split = ",", defaultValue = "default,tiered,aot", description = {
      "JVM options: default; tiered, thresholds at which a kernel is compiled once; aot, a cache from a training run;",
      "c1, without the optimising compiler (default: ${DEFAULT-VALUE})."})
  private List<String> jvms = List.of();

  @Option(names = "--runs", paramLabel = "N", defaultValue = "3", description = "JVMs of each kind (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "6",
      description = "How long each evaluates after its warm-up (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--markdown", description = "Print a Markdown table.")
  private boolean markdown;

  /** A kind of JVM and the figures of its runs by name. */
  private record Kind(String network, boolean warmed, String jvm, Map<String, double[]> runs) {
    double median(String name) {
      return runs.get(name)[runs.get(name).length / 2];
    }

    Map<String, Object> json(int rows) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("shape", network + ":" + rows);
      json.put("warmUp", warmed);
      json.put("jvm", jvm);
      runs.keySet().forEach(name -> json.put(name, median(name)));
      json.put("all", runs);
      return json;
    }
  }

  @Override
  protected int run(Console console) throws IOException {
    UsageException.check(this::check);
    Backend backend = common().backend();
    Conditions conditions = Conditions.begin(backend, console).with("runs", runs);
    Path folder = Files.createTempDirectory("anabranch-warmup");
    List<Kind> kinds = new ArrayList<>();
    try (Progress progress = console.progress("bench warmup", 2L * networks.size() * jvms.size() * runs)) {
      for (String network : networks) {
        for (String jvm : jvms) {
          List<String> options = new ArrayList<>(JVMS.get(jvm));
          if (jvm.equals(AOT)) {
            Path cache = folder.resolve(network + ".aot");
            start(network, true, List.of("-XX:AOTCacheOutput=" + cache), folder);
            options.add("-XX:AOTCache=" + cache);
          }
          for (boolean warmed : new boolean[] {false, true}) {
            List<Map<String, Double>> figures = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
              progress.note(network + " " + jvm);
              figures.add(start(network, warmed, options, folder));
              progress.by(1);
            }
            kinds.add(new Kind(network, warmed, jvm, byName(figures)));
          }
        }
      }
    } catch (PeerException e) {
      console.fail(e.getMessage());
      console.result(Map.of("error", e.getMessage(), "exitCode", FAILED));
      return FAILED;
    } finally {
      delete(folder);
    }
    report(console, conditions.end(), kinds);
    return OK;
  }

  private List<Network> check() {
    Ranges.check("rows", rows, 1, Ranges.MOST_ROUNDS);
    Ranges.check("runs", runs, 1, MOST_RUNS);
    Ranges.check("seconds", seconds, Ranges.SHORTEST, Ranges.LONGEST);
    Ranges.oneOf(markdown, common().json());
    jvms.forEach(j -> {
      if (!JVMS.containsKey(j)) {
        throw new IllegalArgumentException("jvm: there are " + JVMS.keySet() + ", got '" + j + "'");
      }
    });
    return networks.stream().map(Network::named).toList();
  }

  /** One JVM's figures. */
  private Map<String, Double> start(String network, boolean warmed, List<String> options, Path folder) throws IOException {
    Path log = folder.resolve("deoptimization.log");
    List<String> jvm = new ArrayList<>(options);
    jvm.add("-Xlog:deoptimization=debug:file=" + log + ":uptime:filecount=0");
    Backend backend = common().backend();
    String out = Jvm.run(network, Jvm.like(jvm, List.of(System.getProperty("java.class.path")), ColdStart.class.getName()),
        List.of(network, String.valueOf(rows), String.valueOf(backend.pool().threads()), String.valueOf(warmed),
            String.valueOf(seconds), backend.provider().name()));
    Map<String, Double> figures = new LinkedHashMap<>();
    String line = out.lines().filter(l -> l.startsWith("started=")).findFirst()
        .orElseThrow(() -> new PeerException(network + ": a fresh JVM printed no figures"));
    for (String part : line.split(" ")) {
      figures.put(part.substring(0, part.indexOf('=')), Double.parseDouble(part.substring(part.indexOf('=') + 1)));
    }
    try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
      figures.put("deoptimised", (double) deoptimised(lines, figures.get("reached")));
    }
    return figures;
  }

  /** Traps of our compiled code, and of the vectors in it, after an age in seconds. */
  static long deoptimised(Stream<String> log, double age) {
    return log.map(DEOPTIMISED::matcher).filter(Matcher::find).filter(m -> Double.parseDouble(m.group(1)) > age).count();
  }

  private static Map<String, double[]> byName(List<Map<String, Double>> figures) {
    return figures.getFirst().keySet().stream().collect(Collectors.toMap(n -> n,
        n -> figures.stream().mapToDouble(f -> f.get(n)).sorted().toArray(), (a, b) -> a, LinkedHashMap::new));
  }

  private void report(Console console, Map<String, Object> machine, List<Kind> kinds) {
    Sheet sheet = new Sheet("network", "warm-up", "jvm", ">main s", ">loaded s", ">ready s", ">first call ms", ">90 % at s", ">of",
        ">CPU s by then", ">steady ms", ">compiling s", ">deoptimised after");
    for (Kind k : kinds) {
      sheet.row(k.network + ":" + rows, k.warmed ? "yes" : "no", k.jvm, k.median("started"), k.median("loaded"), k.median("ready"),
          k.median("first"), k.median("reached"),
          Arrays.stream(k.runs.get("reached")).mapToObj(Sheet::number).collect(Collectors.joining(" ")), k.median("cpu"),
          k.median("steady"), k.median("compiling"), Arrays.stream(k.runs.get("deoptimised")).max().orElse(0));
    }
    console.line(Conditions.line(machine));
    console.line("");
    sheet.show(console, markdown);
    console.result(Map.of("machine", machine, "rows", kinds.stream().map(k -> k.json(rows)).toList()));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path p : files.toList()) {
        Files.delete(p);
      }
    }
    Files.delete(folder);
  }
}
