package org.anabranch.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.anabranch.cli.curve.CurveFiles;
import org.anabranch.cli.curve.CurvePlan;
import org.anabranch.cli.curve.CurveResult;
import org.anabranch.cli.curve.CurveRun;
import org.anabranch.cli.curve.CurveSearch;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.Domains;
import org.anabranch.cli.domain.Samplers;
import org.anabranch.cli.domain.VerifiedDomain;
import org.anabranch.cli.report.Sheet;
import org.anabranch.model.checkpoint.AtomicFile;
import org.anabranch.search.Algorithms;
import org.anabranch.search.Budget;
import org.anabranch.search.BudgetPolicy;
import org.anabranch.search.SearchAlgorithm;
import org.anabranch.search.SearchRequest;
import org.anabranch.solver.Generator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code curve}: quality against compute for several algorithms, over seeds and conditions. */
@Command(name = "curve", description = {"Measure quality against compute: algorithms under equal hard budgets, on the same requests.",
    "Ctrl-C stops it; what is done is shown and written whole."})
final class CurveCommand extends Task {
  private static final int[] TRAJECTORIES = {4, 16, 64};

  @Parameters(paramLabel = "MODEL", description = "A bundled model.")
  private String model;

  @Option(names = "--algorithms", paramLabel = "A,B", split = ",",
      description = "Algorithms (default: all that the model can serve): ${COMPLETION-CANDIDATES}.",
      completionCandidates = AlgorithmNames.class)
  private List<String> algorithms = new ArrayList<>();

  @Option(names = "--option", paramLabel = "ALGORITHM.KEY=VALUE",
      description = "An option of one algorithm, such as noise-search.radius=0.3; repeatable.")
  private List<String> options = new ArrayList<>();

  @Option(names = "--budgets", paramLabel = "N,M", split = ",",
      description = "Network evaluations granted to one search (default: those of 4, 16 and 64 trajectories).")
  private List<Long> budgets = new ArrayList<>();

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "4",
      description = "Repetitions with the seeds --seed, --seed + 1, ... (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(names = "--conditions", paramLabel = "I,J", split = ",",
      description = "Conditions by their numbers (default: all, at most 10).")
  private List<Integer> conditions = new ArrayList<>();

  @Option(names = "--verifier", paramLabel = "NAME",
      description = "What picks the result, as for search (default: the model's first).")
  private Optional<String> verifier = Optional.empty();

  @Option(names = "--caution", paramLabel = "C", defaultValue = "0",
      description = "Standard deviations of the members' scores that an ensemble subtracts from the mean (default: ${DEFAULT-VALUE}).")
  private double caution;

  @Option(names = "--policy", paramLabel = "NAME",
      description = "How the budget is dealt to steps, of the algorithms that can honour it: even, rollover, adaptive or "
        + "saturation[:TOLERANCE] (default: each algorithm's own).")
  private Optional<String> policy = Optional.empty();

  @Option(names = "--judge", negatable = true, description = "Ask the held-out judge, which no search sees (default: yes).")
  private Optional<Boolean> judge = Optional.empty();

  @Option(names = "--csv", paramLabel = "FILE", description = "Writes every search, comma-separated.")
  private Optional<String> csv = Optional.empty();

  @Option(names = "--json-file", paramLabel = "FILE", description = "Writes what --json prints.")
  private Optional<String> jsonFile = Optional.empty();

  @Option(names = "--plot", paramLabel = "FILE", description = "Writes the plots as one PNG picture.")
  private Optional<String> plot = Optional.empty();

  @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with plots, table and setting.")
  private Optional<String> html = Optional.empty();

  @Spec
  private CommandSpec spec;

  @Mixin
  private FlowOptions flow;

  @Mixin
  private PuzzleOptions puzzle;

  @Mixin
  private WeightsOption weights;

  @Override
  protected int run(Console console) throws Exception {
    flow.requirePriced();
    Map<String, Map<String, String>> keyed = keyValues();
    List<String> names = algorithms.isEmpty() ? Algorithms.names() : algorithms;
    Map<String, SearchAlgorithm> chosen = new LinkedHashMap<>();
    for (String name : names) {
      chosen.put(name, UsageException.check(() -> Algorithms.byName(name, keyed.getOrDefault(name, Map.of()))));
    }
    keyed.keySet().stream().filter(k -> !chosen.containsKey(k)).findFirst().ifPresent(k -> {
      throw new UsageException("option: " + k + " is not among the algorithms " + chosen.keySet());
    });
    Domain bundled = puzzle.openAll(model, weights.format(), common().threads()).orElseThrow(() -> new UsageException(
        "model: a curve needs a model with bundled verifiers, " + Domains.names() + "; got '" + model + "'"));
    Domain domain = new VerifiedDomain(bundled, caution, common().seed());
    String picking = verifier.orElse(domain.verifiers().getFirst());
    CurveRun run = UsageException.check(() -> new CurveRun(domain, common().backend(), console.cancellation(), picking,
        judge.orElse(true)));
    CurvePlan asked = UsageException.check(() -> plan(domain, run, names, chosen, picking));
    Map<String, Path> files = files();
    warmUp(run, asked);
    CurvePlan plan = UsageException.check(() -> run.rehearse(asked, algorithms.isEmpty()));
    List<CurveSearch> searches;
    try (Progress progress = console.progress("curve", plan.granted())) {
      AtomicLong done = new AtomicLong();
      searches = run.run(plan, n -> progress.to(done.addAndGet(n)));
    }
    run.warnings().forEach(console::warn);
    if (searches.isEmpty()) {
      console.fail("stopped before every algorithm had answered the first request; nothing was written");
      return FAILED;
    }
    CurveResult result = CurveResult.of(domain, plan, run.measures(), searches);
    Map<String, Object> json = json(console, result);
    write(result, files, json);
    print(console, result, files);
    console.result(json);
    return OK;
  }

  /** An interpreted evaluation takes seconds where a compiled one takes milliseconds: no search's time should hold one. */
  private void warmUp(CurveRun run, CurvePlan plan) {
    plan.entries().stream().map(e -> run.generator(e.sampling())).distinct().forEach(
        g -> Warmup.run(g, Optional.of(run.selector()), plan.conditions().getFirst(), SearchRequest.DEFAULT_BATCH_ROWS,
            run.cancellation()));
  }

  private CurvePlan plan(Domain domain, CurveRun run, List<String> names, Map<String, SearchAlgorithm> chosen, String picking) {
    List<CurvePlan.Entry> entries = new ArrayList<>();
    for (String name : names) {
      SearchAlgorithm a = chosen.get(name);
      entries.add(new CurvePlan.Entry(name, a, Samplers.complete(domain, a, flow.asked())));
    }
    List<Integer> asked = conditions.isEmpty() ? IntStream.range(0, Math.min(10, domain.conditions())).boxed().toList() : conditions;
    asked.forEach(domain::checkCondition);
    long trajectory = entries.stream().mapToLong(e -> run.generator(e.sampling()).evaluationsPerTrajectory()).max().orElseThrow();
    List<Long> granted = budgets.isEmpty() ? IntStream.of(TRAJECTORIES).mapToObj(n -> n * trajectory).toList() : budgets;
    CurvePlan plan = new CurvePlan(entries, granted, common().seed(), seeds, asked, picking, judge.orElse(true),
        policy.map(BudgetPolicy::named));
    for (CurvePlan.Entry e : entries) {
      Generator generator = run.generator(e.sampling());
      Budget.ofEvaluations(plan.budgets().getFirst()).requireOneTrajectory(generator);
    }
    return plan;
  }

  private Map<String, Map<String, String>> keyValues() {
    Map<String, Map<String, String>> out = new LinkedHashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      int dot = option.indexOf('.');
      if (dot < 1 || equals < dot + 2) {
        throw new UsageException("option: must be ALGORITHM.KEY=VALUE, got '" + option + "'");
      }
      String value = option.substring(equals + 1);
      String before = out.computeIfAbsent(option.substring(0, dot), k -> new LinkedHashMap<>())
          .putIfAbsent(option.substring(dot + 1, equals), value);
      if (before != null) {
        throw new UsageException("option: " + option.substring(0, equals) + " is given twice, '" + before + "' and '" + value + "'");
      }
    }
    return out;
  }

  /** The files that were asked for, which could be written. */
  private Map<String, Path> files() throws IOException {
    Map<String, Path> files = new LinkedHashMap<>();
    Map<String, Optional<String>> asked = new LinkedHashMap<>();
    asked.put("csv", csv);
    asked.put("json-file", jsonFile);
    asked.put("plot", plot);
    asked.put("html", html);
    for (Map.Entry<String, Optional<String>> e : asked.entrySet()) {
      if (e.getValue().isPresent()) {
        String name = e.getValue().get();
        try {
          Path path = Path.of(name);
          AtomicFile.requireWritable(path);
          files.put(e.getKey(), path);
        } catch (InvalidPathException x) {
          UsageException usage = new UsageException(e.getKey() + ": '" + name + "' is no path: " + x.getReason());
          usage.initCause(x);
          throw usage;
        }
      }
    }
    return files;
  }

  private void write(CurveResult result, Map<String, Path> files, Map<String, Object> json) throws IOException {
    CurveFiles writer = new CurveFiles(result);
    for (Map.Entry<String, Path> f : files.entrySet()) {
      switch (f.getKey()) {
        case "csv" -> writer.csv(f.getValue());
        case "json-file" -> AtomicFile.write(f.getValue(), Json.text(json).getBytes(StandardCharsets.UTF_8));
        case "plot" -> writer.plot(f.getValue());
        default -> writer.html(f.getValue(), command(), machine());
      }
    }
  }

  private String machine() {
    Machine m = Machine.here();
    return m.cpu() + ", " + common().backend().pool().threads() + " threads, " + common().backend().provider().name() + ", " + m.java();
  }

  private String command() {
    return "./anabranch curve " + String.join(" ", arguments());
  }

  private List<String> arguments() {
    return spec.commandLine().getParseResult().originalArgs().stream().filter(a -> !a.equals("curve"))
        .map(a -> a.matches("[\\w./=,:+-]+") ? a : "'" + a + "'").toList();
  }

  private static void print(Console console, CurveResult result, Map<String, Path> files) {
    if (result.cells() < result.plan().cells()) {
      console.warn("stopped early; the result covers " + result.cells() + " of " + result.plan().cells() + " requests");
    }
    Sheet sheet = result.sheet();
    Table table = new Table(Stream.concat(Stream.of(sheet.headers().getFirst()), sheet.headers().stream().skip(1).map(h -> ">" + h))
        .toArray(String[]::new));
    sheet.rows().forEach(row -> table.row(row.toArray()));
    console.line(String.format(Locale.ROOT, "%s, %d requests (%d seeds, %d conditions), selector %s", result.domain().name(),
        result.cells(), result.plan().seeds(), result.plan().conditions().size(), result.plan().verifier()));
    console.line("");
    console.table(table);
    console.line("");
    console.line("mean and 95 % interval over requests; over best-of-n: paired on the request, positive is better; front: no row has a"
        + " better " + (result.measures().isEmpty() ? "score" : result.measures().getFirst().name()) + " for no more");
    files.values().forEach(f -> console.line(f.toString()));
  }

  private Map<String, Object> json(Console console, CurveResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", console.cancellation().isCancelled() ? "CANCELLED" : "COMPLETED");
    json.putAll(result.json());
    json.put("threads", common().backend().pool().threads());
    json.put("backend", common().backend().provider().name());
    json.put("weights", weights.format().option());
    return json;
  }
}
