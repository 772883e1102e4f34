package org.anabranch.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.cli.curve.CurveResult;
import org.anabranch.cli.demo.AllSearches;
import org.anabranch.cli.demo.DemoPlan;
import org.anabranch.cli.demo.DemoReport;
import org.anabranch.cli.demo.DemoRun;
import org.anabranch.cli.demo.SearchesPlan;
import org.anabranch.cli.report.Sheet;
import org.anabranch.cli.solving.Solving;
import org.anabranch.cli.solving.SolvingPlan;
import org.anabranch.model.Digits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: best-of-N on the bundled digits, judged by a network that the selection never saw. */
@Command(name = "demo", description = {"Show what inference-time scaling buys: best-of-N and noise search on the bundled digits.",
    "Measures accuracy by an independent judge and the Frechet distance at N = 1, 2, 4, 8, 16, and writes a report."})
final class DemoCommand extends Task {
  private static final double SECONDS_PER_MINUTE = 60;
  private static final int MOST_SEARCHES = 1000;

  @Option(names = "--quick",
      description = "The same pages in a few seconds: fewer requests, candidates, steps and searches, smaller budgets. It shows that "
          + "all works, and measures little.")
  private boolean quick;

  @Option(names = "--samples", paramLabel = "N",
      description = "Requests per seed, the n of the Frechet distance (default: 200, with --quick 20).")
  private Optional<Integer> samples = Optional.empty();

  @Option(names = "--seeds", paramLabel = "N",
      description = "Repetitions, with the seeds --seed, --seed + 1, ... (default: 3, with --quick 1).")
  private Optional<Integer> seeds = Optional.empty();

  @Option(names = "--out", paramLabel = "DIR", defaultValue = "anabranch-report",
      description = "Folder of the report (default: ${DEFAULT-VALUE}).")
  private String out;

  @Option(names = "--searches", paramLabel = "N", defaultValue = "1",
      description = "Repetitions of the second page, every algorithm on digits and proteins; 0: no such page "
        + "(default: ${DEFAULT-VALUE}).")
  private int searches;

  @Option(names = "--solving", paramLabel = "0|1", defaultValue = "1",
      description = "Whether the third page is made: masked searches on a puzzle and on texts, drawn step by step "
        + "(default: ${DEFAULT-VALUE}).")
  private int solving;

  @Mixin
  private WeightsOption weights;

  @Option(names = "--open", description = "Open the report in the browser.")
  private boolean open;

  @Override
  protected int run(Console console) throws Exception {
    if (searches < 0 || searches > MOST_SEARCHES) {
      throw new UsageException("searches: must be in [0, " + MOST_SEARCHES + "], got " + searches);
    }
    if (solving < 0 || solving > 1) {
      throw new UsageException("solving: must be 0 or 1, got " + solving);
    }
    DemoPages pages = UsageException.check(() -> DemoPages.of(quick, samples, seeds, common().seed(), searches, solving == 1));
    DemoPlan plan = pages.digits();
    Path folder = folder();
    Digits digits = Digits.load(weights.format());
    DemoRun run = new DemoRun(plan, digits, common().backend(), console.cancellation());
    long total = plan.candidateEvaluations() + plan.searchEvaluations();
    announce(console, run, plan, total);
    Optional<DemoReport> done;
    try (Progress progress = console.progress("demo", total)) {
      AtomicLong made = new AtomicLong();
      long began = System.nanoTime();
      done = run.run(n -> {
        long now = made.addAndGet(n);
        progress.to(now);
        progress.note(String.format(Locale.ROOT, "%,.0f/s", now / ((System.nanoTime() - began) * 1e-9)));
      });
    }
    if (done.isEmpty()) {
      console.fail("stopped before the first " + DemoPlan.LABELS + " requests were answered; nothing was written");
      return FAILED;
    }
    DemoReport report = done.get();
    report.write(folder, setting(plan)).ifPresent(console::warn);
    print(console, report, folder);
    Optional<AllSearches> all = pages.searches().filter(p -> !console.cancellation().isCancelled()).map(p -> all(console, p));
    if (all.isPresent() && !all.get().results().isEmpty()) {
      all.get().write(folder, setting(plan));
      print(console, all.get(), folder);
    }
    Optional<Solving> solved = pages.solving().filter(p -> !console.cancellation().isCancelled()).flatMap(p -> solve(console, p));
    if (solved.isPresent()) {
      solved.get().write(folder, setting(plan));
      print(console, solved.get(), folder);
    }
    Map<String, Object> json = new LinkedHashMap<>(report.json());
    json.put("threads", common().backend().pool().threads());
    json.put("weights", weights.format().option());
    json.put("backend", common().backend().provider().name());
    json.put("report", folder.resolve(DemoReport.PAGE).toString());
    all.ifPresent(a -> json.put("searches", a.results().stream().map(CurveResult::json).toList()));
    solved.ifPresent(s -> json.put("solving", s.json()));
    console.result(json);
    if (open) {
      Browser.open(folder.resolve(DemoReport.PAGE)).ifPresent(console::warn);
    }
    return OK;
  }

  private AllSearches all(Console console, SearchesPlan plan) {
    List<AllSearches.Part> parts = plan.open(weights.format());
    try (Progress progress = console.progress("searches", parts.stream().mapToLong(AllSearches.Part::evaluations).sum())) {
      AtomicLong done = new AtomicLong();
      return AllSearches.run(parts, common().backend(), console.cancellation(), common().seed(), n -> progress.to(done.addAndGet(n)));
    }
  }

  private Optional<Solving> solve(Console console, SolvingPlan plan) {
    try (Progress progress = console.progress("solving", plan.parts())) {
      return Solving.run(plan, weights.format(), common().backend(), console.cancellation(), progress::by);
    }
  }

  private static void print(Console console, Solving solved, Path folder) {
    console.line("");
    console.line(solved.puzzle());
    console.line("");
    console.table(table(solved.sheet()));
    console.line("");
    console.line("blanks in texts; judge: nats per token by a 5-gram model that no search sees, smaller is better");
    console.line("");
    console.table(table(solved.texts()));
    console.line("");
    console.line("report: " + folder.resolve(Solving.PAGE));
  }

  private static void print(Console console, AllSearches all, Path folder) {
    all.warnings().forEach(console::warn);
    for (CurveResult r : all.results()) {
      console.line("");
      console.line(r.domain().name() + ": searches with " + r.plan().budgets().getFirst() + " evaluations, " + r.cells()
          + " requests; over best-of-n is paired on the request, positive is better");
      console.line("");
      console.table(table(r.sheet()));
    }
    console.line("");
    console.line("report: " + folder.resolve(AllSearches.PAGE));
  }

  /** The folder of the report, which exists or could be made. */
  private Path folder() throws IOException {
    try {
      Path folder = Path.of(out);
      Path above = folder.toAbsolutePath();
      while (above != null && !Files.exists(above)) {
        above = above.getParent();
      }
      if (above == null || !Files.isDirectory(above)) {
        throw new FileSystemException(String.valueOf(above), null, "not a folder, the report cannot go to " + folder);
      }
      if (!Files.isWritable(above)) {
        throw new AccessDeniedException(above.toString());
      }
      return folder;
    } catch (InvalidPathException e) {
      UsageException usage = new UsageException("out: '" + out + "' is no path: " + e.getReason());
      usage.initCause(e);
      throw usage;
    }
  }

  private static void announce(Console console, DemoRun run, DemoPlan plan, long total) {
    double rate = run.trial();
    String made = String.format(Locale.ROOT, "%,d evaluations", total);
    if (rate > 0) {
      double seconds = total / rate;
      String time = seconds < 2 * SECONDS_PER_MINUTE ? Math.round(seconds) + " s"
          : String.format(Locale.ROOT, "%.1f minutes", seconds / SECONDS_PER_MINUTE);
      made += String.format(Locale.ROOT, ", about %s at the %,.0f per second of a trial", time, rate);
    }
    console.line(String.format(Locale.ROOT, "%s: %d %s of %d requests, %d candidates each", run.description(), plan.seeds(),
        plan.seeds() == 1 ? "seed" : "seeds", plan.samples(), plan.candidates()));
    console.line(made);
    console.line("");
  }

  private static void print(Console console, DemoReport report, Path folder) {
    if (report.cancelled()) {
      console.warn("stopped early; the report covers " + report.seeds() + (report.seeds() == 1 ? " seed of " : " seeds of ")
          + report.slots() + " requests");
    }
    console.table(table(report.levels()));
    console.line("");
    console.line("accuracy: by the independent judge, with its Wilson interval; the rest: mean and 95 % interval over seeds");
    console.line("Frechet distance: biased upwards at few samples, here n = " + report.slots() + "; compare equal n only");
    if (!report.search().rows().isEmpty()) {
      console.line("");
      console.line("the same evaluations, two searches; mean score of the selector and accuracy by the judge");
      console.line("");
      console.table(table(report.search()));
    }
    console.line("");
    console.line(String.format(Locale.ROOT, "%,d evaluations in %.1f s, %,.0f per second", report.evaluations(),
        report.seconds(), report.evaluations() / report.seconds()));
    console.line("report: " + folder.resolve(DemoReport.PAGE));
  }

  private static Table table(Sheet sheet) {
    Table table = new Table(sheet.headers().stream().map(h -> h.equals(CurveResult.NAMES) ? h : ">" + h).toArray(String[]::new));
    sheet.rows().forEach(row -> table.row(row.toArray()));
    return table;
  }

  private DemoReport.Setting setting(DemoPlan plan) {
    Machine m = Machine.here();
    String command = String.join(" ", List.of("./anabranch demo" + (quick ? " --quick" : "") + " --samples",
        Integer.toString(plan.samples()), "--seeds", Integer.toString(plan.seeds()), "--seed", Long.toString(common().seed()),
        "--threads", Integer.toString(common().backend().pool().threads()), "--backend", common().backend().provider().name(),
        "--weights", weights.format().option(), "--searches", Integer.toString(searches), "--solving", Integer.toString(solving)));
    int bits = common().backend().provider().vectorBits();
    return new DemoReport.Setting(command, m.cpu() + ", " + m.processors() + (m.processors() == 1 ? " processor, " : " processors, ")
        + Bytes.text(m.memoryBytes()) + ", " + m.os(), m.java() + ", " + m.vm(), common().backend().pool().threads(),
        common().backend().provider().name() + (bits > 0 ? ", " + bits + "-bit vectors" : ""));
  }
}
