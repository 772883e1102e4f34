package org.anabranch.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.Guidance;
import org.anabranch.solver.AdaptiveMethod;
import org.anabranch.solver.AdaptiveOptions;
import org.anabranch.solver.AdaptiveResult;
import org.anabranch.solver.DifferentiableField;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Tableau;
import org.anabranch.solver.TimeGrid;
import org.anabranch.solver.VelocityField;
import org.anabranch.solver.likelihood.Divergence;
import org.anabranch.solver.likelihood.ExactDivergence;
import org.anabranch.solver.likelihood.HutchPlusPlus;
import org.anabranch.solver.likelihood.Hutchinson;
import org.anabranch.solver.likelihood.LikelihoodResult;
import org.anabranch.solver.likelihood.LogLikelihood;
import org.anabranch.solver.likelihood.Probe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likelihood}: log-densities and bits per dimension of data under a flow. */
@Command(name = "likelihood", description = {"Log-density of data under a flow, and bits per dimension.",
    "Integrates the flow from data to noise with the divergence of its velocity. An evaluation is one row through the network, a "
      + "product one row's Jacobian times a direction; both are counted."})
final class LikelihoodCommand extends Task {
  private static final int WAVE = 8;
  private static final int MOST_ROWS = 1_000_000;
  private static final int MOST_STEPS = 100_000;
  private static final int STANDARD_STEPS = 20;
  private static final int STANDARD_PROBES = 16;
  private static final double STANDARD_TOLERANCE = 1e-3;

  @Parameters(paramLabel = "MODEL", description = "A bundled model, or the folder of a SiT checkpoint.")
  private String model;

  @Option(names = "--data", paramLabel = "FILE",
      description = "FILE.safetensors with the tensor samples, in the model's units, and labels unless --label is given: what "
        + "the command sample writes. Without it, the held-out images of the bundled digits.")
  private Optional<String> data = Optional.empty();

  @Option(names = "--rows", paramLabel = "N", description = "Rows (default: 8, or all rows of the file).")
  private Optional<Integer> rows = Optional.empty();

  @Option(names = "--first-row", paramLabel = "I", defaultValue = "0", description = "First row (default: ${DEFAULT-VALUE}).")
  private int firstRow;

  @Option(names = "--label", paramLabel = "L", description = "Class of every row, instead of each row's own.")
  private Optional<Integer> label = Optional.empty();

  @Option(names = "--exact", description = "The divergence exactly: as many products as a row has elements.")
  private boolean exact;

  @Option(names = "--probes", paramLabel = "K",
      description = "Random directions, the same at all times of a solve (default: " + STANDARD_PROBES + ").")
  private Optional<Integer> probes = Optional.empty();

  @Option(names = "--probe", paramLabel = "LAW", defaultValue = "rademacher",
      description = "rademacher or gaussian (default: ${DEFAULT-VALUE}).")
  private Probe probe;

  @Option(names = "--sketch", paramLabel = "M", description = "Hutch++ with a sketch of M columns: 2 M products more.")
  private Optional<Integer> sketch = Optional.empty();

  @Option(names = "--steps", paramLabel = "N",
      description = "Steps from data to noise of a method in fixed steps (default: " + STANDARD_STEPS
        + "). Data of a narrow law need hundreds where an adaptive method takes ten.")
  private Optional<Integer> steps = Optional.empty();

  @Option(names = "--solver", paramLabel = "NAME", defaultValue = "dopri5",
      description = "A Runge-Kutta method of sample, adaptive or in fixed steps (default: ${DEFAULT-VALUE}).")
  private String solver;

  @Mixin
  private ToleranceOptions tolerance;

  @Option(names = "--guidance", paramLabel = "G", description = "Guidance scale: the density of the guided flow.")
  private Optional<Double> guidance = Optional.empty();

  @Option(names = "--bin", paramLabel = "W",
      description = "Width of a bin of rounded data, in the model's units, for bits per dimension (default: 2/255, bytes in [-1, 1]).")
  private double bin = 2 / 255.0;

  @Option(names = "--dequantise", negatable = true,
      description = "Add uniform noise of a bin's width to the data, a function of seed and row (default: for the held-out images).")
  private Optional<Boolean> dequantise = Optional.empty();

  @Mixin
  private WeightsOption weights;

  @Override
  protected int run(Console console) {
    Divergence divergence = divergence();
    Optional<AdaptiveMethod> adaptive = adaptive();
    if (!(bin > 0 && bin < Double.POSITIVE_INFINITY)) {
      throw new UsageException("bin: must be finite and > 0, got " + bin);
    }
    FlowModel opened = FlowModel.open(model, weights.format());
    DifferentiableField field = field(opened);
    UsageException.check(() -> divergence.cost(field));
    LikelihoodData read = data.isPresent() ? LikelihoodData.file(path(data.get()), field.rowShape(), label)
        : LikelihoodData.heldOut(opened, label);
    within("first-row", firstRow, 0, read.images().rows() - 1);
    int n = rows.orElse(data.isPresent() ? read.images().rows() - firstRow : Math.min(8, read.images().rows() - firstRow));
    within("rows", n, 1, Math.min(MOST_ROWS, read.images().rows() - firstRow));
    boolean noisy = dequantise.orElse(data.isEmpty());
    LikelihoodData chosen = read.rows(firstRow, n, noisy ? bin : 0, common().seed());
    UsageException.check(() -> {
      Arrays.stream(chosen.labels()).forEach(field::checkCondition);
      return n;
    });

    long began = System.nanoTime();
    Meter meter = Meter.of(Long.MAX_VALUE, console.cancellation()::isCancelled);
    LogLikelihood likelihood = UsageException.check(() -> new LogLikelihood(field, divergence, common().backend().kernels()));
    List<LikelihoodResult.Row> results = new ArrayList<>();
    try (Progress progress = console.progress("likelihood", n)) {
      for (int first = 0; first < n; first += WAVE) {
        int count = Math.min(WAVE, n - first);
        TrajectoryKey[] keys = new TrajectoryKey[count];
        for (int i = 0; i < count; i++) {
          keys[i] = TrajectoryKey.root(common().seed(), (long) firstRow + first + i);
        }
        int[] conditions = Arrays.copyOfRange(chosen.labels(), first, first + count);
        var wave = chosen.images().rows(first, count);
        LikelihoodResult r = adaptive.isPresent()
            ? likelihood.adaptive(wave, conditions, keys, adaptive.get(), options(), meter)
            : likelihood.fixed(wave, conditions, keys, Tableau.named(solver),
                TimeGrid.uniform(field.interpolant().direction(), steps.orElse(STANDARD_STEPS)), meter);
        results.addAll(r.rows());
        progress.to(first + count);
      }
    }
    report(console, chosen, results, divergence, noisy, (System.nanoTime() - began) * 1e-9);
    long unfinished = results.stream().filter(r -> r.status() != AdaptiveResult.Status.COMPLETED).count();
    if (unfinished > 0) {
      console.fail("likelihood: all " + n + " rows must reach the noise, " + unfinished + " did not");
      return FAILED;
    }
    return OK;
  }

  private Divergence divergence() {
    if (exact && (probes.isPresent() || sketch.isPresent())) {
      throw new UsageException("exact: must not be given with --" + (probes.isPresent() ? "probes" : "sketch") + ", got "
          + (probes.isPresent() ? probes : sketch).get());
    }
    if (sketch.isPresent() && probe == Probe.GAUSSIAN) {
      throw new UsageException("sketch: goes with rademacher directions, got --probe gaussian and --sketch " + sketch.get());
    }
    int k = probes.orElse(STANDARD_PROBES);
    return UsageException.check(() -> exact ? new ExactDivergence()
        : sketch.isPresent() ? new HutchPlusPlus(sketch.get(), k) : new Hutchinson(probe, k));
  }

  private Optional<AdaptiveMethod> adaptive() {
    boolean is = AdaptiveMethod.names().contains(solver);
    if (is && steps.isPresent()) {
      throw new UsageException("steps: must not be given with " + solver + ", got " + steps.get());
    }
    if (!is && tolerance.given().isPresent()) {
      throw new UsageException(tolerance.given().get() + ": must not be given with " + solver + ", got " + tolerance.value());
    }
    within("steps", steps.orElse(STANDARD_STEPS), 1, MOST_STEPS);
    options();
    if (!is) {
      UsageException.check(() -> Tableau.named(solver));
    }
    return is ? Optional.of(AdaptiveMethod.named(solver)) : Optional.empty();
  }

  private AdaptiveOptions options() {
    return tolerance.options(STANDARD_TOLERANCE);
  }

  private DifferentiableField field(FlowModel opened) {
    Optional<Guidance> guide = UsageException.check(() -> guidance.map(Guidance::of));
    VelocityField field = VelocityField.spread(() -> opened.field(common().backend().kernels(), guide), common().backend().pool());
    if (field instanceof DifferentiableField d) {
      return d;
    }
    throw new UsageException("likelihood: needs a velocity with Jacobian-vector products, " + model + "'s has none");
  }

  private void report(Console console, LikelihoodData chosen, List<LikelihoodResult.Row> results, Divergence divergence,
      boolean noisy, double seconds) {
    int size = chosen.images().rowSize();
    int[] labels = chosen.labels();
    Table table = new Table(">row", ">label", ">log p, nats", ">+- (directions)", ">bits/dim", ">evaluations", ">products", "status");
    List<Map<String, Object>> list = new ArrayList<>();
    double[] bits = new double[results.size()];
    for (int i = 0; i < bits.length; i++) {
      LikelihoodResult.Row r = results.get(i);
      bits[i] = r.bitsPerDimension(size, bin);
      table.row(firstRow + i, labels[i], text("%.2f", r.logDensity()), text("%.2f", r.standardError()), text("%.4f", bits[i]),
          r.evaluations(), r.products(), r.status().name().toLowerCase(Locale.ROOT));
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("row", firstRow + i);
      json.put("label", labels[i]);
      json.put("logDensity", r.logDensity());
      json.put("standardError", r.standardError());
      json.put("bitsPerDimension", bits[i]);
      json.put("evaluations", r.evaluations());
      json.put("products", r.products());
      json.put("status", r.status().name());
      list.add(json);
    }
    double mean = Arrays.stream(bits).average().orElseThrow();
    double spread = Math.sqrt(Arrays.stream(bits).map(b -> (b - mean) * (b - mean)).sum() / (bits.length - 1.0) / bits.length);
    console.table(table);
    String how = AdaptiveMethod.names().contains(solver) ? solver + " to " + ToleranceOptions.text(options())
        : steps.orElse(STANDARD_STEPS) + " " + solver + " steps";
    console.line(String.format(Locale.ROOT, "%s bits per dimension +- %s (standard error over rows); %s, %s, %s, bins of %.5g; %.1f s",
        text("%.4f", mean), text("%.4f", spread), how, divergence.description(), noisy ? "dequantised" : "as given", bin, seconds));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("solver", solver);
    if (AdaptiveMethod.names().contains(solver)) {
      ToleranceOptions.json(options(), json);
    } else {
      json.put("steps", steps.orElse(STANDARD_STEPS));
    }
    guidance.ifPresent(g -> json.put("guidance", g));
    json.put("divergence", divergence.description());
    json.put("dequantised", noisy);
    json.put("bin", bin);
    json.put("weights", weights.format().option());
    json.put("dimensions", size);
    json.put("bitsPerDimension", mean);
    json.put("standardErrorOverRows", spread);
    json.put("evaluations", results.stream().mapToLong(LikelihoodResult.Row::evaluations).sum());
    json.put("products", results.stream().mapToLong(LikelihoodResult.Row::products).sum());
    json.put("seconds", seconds);
    json.put("seed", common().seed());
    json.put("rows", list);
    console.result(json);
  }

  private static String text(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static Path path(String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new UsageException("data: must be a path, got '" + file + "': " + e.getReason());
    }
  }

  private static void within(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new UsageException(name + ": must be in [" + low + ", " + high + "], got " + value);
    }
  }
}
