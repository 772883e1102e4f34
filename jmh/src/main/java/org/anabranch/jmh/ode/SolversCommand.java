package org.anabranch.jmh.ode;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.cli.Console;
import org.anabranch.cli.Machine;
import org.anabranch.cli.Progress;
import org.anabranch.cli.Table;
import org.anabranch.cli.Task;
import org.anabranch.cli.UsageException;
import org.anabranch.engine.Backend;
import org.anabranch.jmh.Rounds;
import org.anabranch.model.checkpoint.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench solvers}: our step control beside Hipparchus' on DETEST at equal accuracy, and our drivers beside hand-written loops.
 *
 * <p>Everything runs on the calling thread and is timed by its CPU time, as {@link Rounds} says.
 */
@Command(name = "solvers", description = {
  "Measure solvers: work against precision on DETEST beside Hipparchus, and drivers beside loops.",
  "A ratio of the first table is Hipparchus' time / ours at equal error; of the second, ours / a loop's."})
public final class SolversCommand extends Task {
  private static final int MOST_ROUNDS = 100_000;
  private static final double LONGEST = 3600;

  @Option(names = "--problems", paramLabel = "NAME", split = ",", description = "Problems of DETEST (default: all, A3 to E3).")
  private List<String> problems = List.of();

  @Option(names = "--tolerances", paramLabel = "E", split = ",", defaultValue = "1e-3,1e-5,1e-7,1e-9,1e-11",
      description = "Tolerances, falling (default: ${DEFAULT-VALUE}).")
  private List<Double> tolerances = List.of();

  @Option(names = "--widths", paramLabel = "N", split = ",", defaultValue = "1,16,1024,100000",
      description = "Elements of the state of the drivers (default: ${DEFAULT-VALUE}).")
  private List<Integer> widths = List.of();

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "30", description = "Turns of each case (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "20",
      description = "A problem's or width's rounds end after so long, but not before the third (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--warm", paramLabel = "SECONDS", defaultValue = "0.2",
      description = "How long each case runs before the first turn (default: ${DEFAULT-VALUE}).")
  private double warm;

  @Option(names = "--plot", paramLabel = "FILE", description = "Draw error against evaluations and time into FILE.png.")
  private Optional<Path> plot = Optional.empty();

  @Option(names = "--markdown", description = "Print Markdown tables.")
  private boolean markdown;

  /** For picocli. */
  public SolversCommand() {}

  @Override
  protected int run(Console console) throws Exception {
    List<DetestProblem> wanted = UsageException.check(this::wanted);
    Backend backend = common().backend();
    Rounds.Limits limits = new Rounds.Limits(rounds, seconds);
    double before = load();
    if (before > 1) {
      console.warn("the load is " + before + " before the first turn: others have the cores too");
    }
    List<WorkPrecision.Point> points = new ArrayList<>();
    List<DriverOverhead.Row> overhead = new ArrayList<>();
    try (Progress progress = console.progress("bench solvers", wanted.size() + widths.size())) {
      for (int width : widths) {
        progress.note("width " + width);
        overhead.addAll(DriverOverhead.measure(width, backend.kernels(), limits, warm));
        progress.by(1);
      }
      for (DetestProblem problem : wanted) {
        progress.note(problem.name());
        points.addAll(WorkPrecision.measure(problem, Integrator.all(backend.kernels()), tolerances, limits, warm));
        progress.by(1);
      }
    }
    if (plot.isPresent()) {
      AtomicFile.write(plot.get(), WorkPrecisionPlot.png(points, wanted.stream().map(DetestProblem::name).toList()));
    }
    report(console, machine(backend, before), points, overhead);
    return OK;
  }

  private List<DetestProblem> wanted() {
    within("rounds", rounds, 1, MOST_ROUNDS);
    within("seconds", seconds, 0.001, LONGEST);
    within("warm", warm, 0, LONGEST);
    widths.forEach(w -> within("widths", w, 1, 10_000_000));
    for (int i = 0; i < tolerances.size(); i++) {
      within("tolerances", tolerances.get(i), 1e-13, 0.1);
      if (i > 0 && tolerances.get(i) >= tolerances.get(i - 1)) {
        throw new IllegalArgumentException("tolerances: must fall, got " + tolerances.get(i - 1) + " before " + tolerances.get(i));
      }
    }
    if (markdown && common().json()) {
      throw new IllegalArgumentException("bench: one of --json and --markdown, got both");
    }
    if (plot.isPresent() && !plot.get().toString().endsWith(".png")) {
      throw new IllegalArgumentException("plot: must end in .png, got '" + plot.get() + "'");
    }
    List<DetestProblem> all = DetestProblem.all();
    List<String> names = all.stream().map(DetestProblem::name).toList();
    for (String name : problems) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException("problems: there are " + names + ", got '" + name + "'");
      }
    }
    return problems.isEmpty() ? all : all.stream().filter(p -> problems.contains(p.name())).toList();
  }

  private static void within(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(name + ": must be in [" + least + ", " + most + "], got " + value);
    }
  }

  private void report(Console console, Map<String, Object> machine, List<WorkPrecision.Point> points,
      List<DriverOverhead.Row> overhead) {
    List<WorkPrecision.Duel> duels = WorkPrecision.duels(points);
    console.line(String.join("; ", machine.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList()) + ".");
    console.line("");
    console.line("CPU time in microseconds at equal error at the end, interpolated; the fastest of ours and of Hipparchus'.");
    console.line("");
    Rows table = new Rows("problem", ">error", "ours", ">µs", ">evaluations", "Hipparchus", ">µs", ">evaluations",
        ">Hipparchus / ours");
    duels.forEach(d -> table.row(d.problem(), String.format(Locale.ROOT, "%.0e", d.error()), d.ours().solver(),
        digits(d.ours().micros()), digits(d.ours().evaluations()), d.theirs().solver(), digits(d.theirs().micros()),
        digits(d.theirs().evaluations()), digits(d.ratio())));
    table.show(console, markdown);
    points.stream().filter(WorkPrecision.Point::failed).forEach(p -> console.line(p.solver() + " did not reach the end of "
        + p.problem() + " at the tolerance " + p.tolerance() + "."));
    console.line("");
    console.line("Geometric mean of the ratios: " + digits(WorkPrecision.meanRatio(duels)) + ".");
    console.line("");
    console.line("Microseconds of CPU time per step, of one state; a step of dopri5 includes its control. Bound loop: one method, one "
        + "row, the same field behind its interface, the same bits; hand loop: the field inside, other rounding.");
    console.line("");
    Rows drivers = new Rows("driver", ">elements", ">ours", ">bound loop", ">hand loop", ">ours / bound", ">ours / hand",
        ">bytes a step");
    overhead.forEach(r -> drivers.row(r.driver(), String.valueOf(r.width()), digits(r.ours()), digits(r.bound()),
        digits(r.hand()), digits(r.ratio()), digits(r.ratioToHand()), digits(Math.max(0, r.bytesPerStep()))));
    drivers.show(console, markdown);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("rows", duels.stream().map(WorkPrecision.Duel::json).toList());
    json.put("meanRatio", WorkPrecision.meanRatio(duels));
    json.put("points", points.stream().map(WorkPrecision.Point::json).toList());
    json.put("drivers", overhead.stream().map(DriverOverhead.Row::json).toList());
    console.result(json);
  }

  /** Rows of text, shown aligned or as Markdown; a header that begins with {@code >} is of numbers. */
  private record Rows(String[] headers, List<String[]> cells) {
    Rows(String... headers) {
      this(headers, new ArrayList<>());
    }

    void row(String... row) {
      cells.add(row);
    }

    void show(Console console, boolean markdown) {
      if (markdown) {
        console.line("| " + String.join(" | ", headers).replace(">", "") + " |");
        console.line("|" + "---|".repeat(headers.length));
        cells.forEach(r -> console.line("| " + String.join(" | ", r) + " |"));
      } else {
        Table table = new Table(headers);
        cells.forEach(r -> table.row((Object[]) r));
        console.table(table);
      }
    }
  }

  /** Three significant digits. */
  private static String digits(double x) {
    int decimals = x >= 100 || x == 0 ? 0 : x >= 10 ? 1 : x >= 1 ? 2 : x >= 0.1 ? 3 : 4;
    return Double.isFinite(x) ? String.format(Locale.ROOT, "%." + decimals + "f", x) : "";
  }

  private Map<String, Object> machine(Backend backend, double before) {
    Machine here = Machine.here();
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cpu", here.cpu());
    machine.put("processors", here.processors());
    machine.put("java", here.java());
    machine.put("provider", backend.provider().name());
    machine.put("vectorBits", backend.provider().vectorBits());
    machine.put("rounds", rounds);
    machine.put("loadBefore", before);
    machine.put("loadAfter", load());
    return machine;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
