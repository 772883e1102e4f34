package org.anabranch.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.anabranch.cli.domain.Domains;
import org.anabranch.cli.domain.MaskedDomain;
import org.anabranch.cli.report.ReliabilityPlot;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.BundledModels;
import org.anabranch.model.checkpoint.AtomicFile;
import org.anabranch.model.puzzle.Countdown;
import org.anabranch.model.puzzle.Sudoku;
import org.anabranch.solver.Admission;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.masked.Conditionals;
import org.anabranch.solver.slots.Calibration;
import org.anabranch.solver.slots.Reliability;
import org.anabranch.solver.slots.SlotLaw;
import org.anabranch.solver.slots.SlotReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code calibrate}: how far a masked model's probabilities of slots can be relied on, and a map that makes them so. */
@Command(name = "calibrate", description = {"Measure and mend the probabilities of typed slots on held-out puzzles and verses.",
    "Half of the puzzles fit a temperature and an isotonic map, the other half tests them: expected calibration error, likelihood, "
      + "plot."})
final class CalibrateCommand extends Task {
  /** Slots that are evaluated together, a progress step. */
  private static final int WAVE = 64;
  private static final int MOST_VALUES = 100;
  private static final Calibration NONE = new Calibration.Temperature(1);

  @Parameters(paramLabel = "MODEL",
      description = "sudoku (cells), countdown (numbers and operators) or text (tokens of verses, each among ten).")
  private String model;

  @Option(names = "--puzzles", paramLabel = "N", description = "Held-out puzzles, or verses of text, at least 2 (default: all).")
  private Optional<Integer> puzzles = Optional.empty();

  @Option(names = "--context", paramLabel = "C", defaultValue = "partial",
      description = {"What a slot is asked in (default: ${DEFAULT-VALUE}). partial: a random share of the right tokens.",
        "sample: what the model has filled in, right or wrong, as when sample reports probabilities; sudoku only, which has one "
            + "right answer."})
  private String context;

  @Option(names = "--method", paramLabel = "M", defaultValue = "temperature",
      description = "What is written: temperature or isotonic (default: ${DEFAULT-VALUE}). Both are measured.")
  private String method;

  @Option(names = "--out", paramLabel = "FILE", description = "Writes the calibration, for --calibration of sample and search.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--plot", paramLabel = "FILE.png", description = "Draws the reliability before and after, on the test half.")
  private Optional<Path> plot = Optional.empty();

  @Mixin
  private WeightsOption weights;

  @Override
  protected int run(Console console) throws Exception {
    boolean sudoku = model.equals(BundledModels.SUDOKU);
    boolean text = model.equals(BundledModels.TEXT);
    if (!sudoku && !text && !model.equals(BundledModels.COUNTDOWN)) {
      throw new UsageException("calibrate: needs a bundled model with held-out answers, " + BundledModels.SUDOKU + ", "
          + BundledModels.COUNTDOWN + " or " + BundledModels.TEXT + ", got '" + model + "'");
    }
    if (!method.equals("temperature") && !method.equals("isotonic")) {
      throw new UsageException("method: must be temperature or isotonic, got '" + method + "'");
    }
    boolean samples = context.equals("sample");
    if (!samples && !context.equals("partial") || samples && !sudoku) {
      throw new UsageException("context: must be partial, or sample with sudoku, got '" + context + "' with " + model);
    }
    int all = sudoku ? Sudoku.Difficulty.values().length * Sudoku.heldOut(Sudoku.Difficulty.EASY).size()
        : text ? CalibrationItems.texts() : Countdown.heldOut().size();
    int n = puzzles.orElse(all);
    if (n < 2 || n > all) {
      throw new UsageException("puzzles: must be in [2, " + all + "], got " + n);
    }
    long seed = common().seed();
    Meter meter = Meter.of(Long.MAX_VALUE, console.cancellation()::isCancelled);
    MaskedDomain domain = (MaskedDomain) Domains.open(model, weights.format()).orElseThrow();
    Optional<int[][]> filled = samples ? draw(console, domain, n, meter) : Optional.empty();
    if (samples && filled.isEmpty()) {
      console.fail("stopped after " + meter.used() + " evaluations; nothing was written");
      return FAILED;
    }
    List<CalibrationItems.Known> known = sudoku ? CalibrationItems.sudoku(n, seed, filled)
        : text ? CalibrationItems.text(n, seed) : CalibrationItems.countdown(n, seed);
    Conditionals network = new Conditionals(() -> domain.predictor(common().backend().kernels()), common().backend().pool(), meter);
    Optional<List<Calibration.Item>> items = read(console, known, new SlotReader(network, MOST_VALUES));
    if (items.isEmpty()) {
      console.fail("stopped after " + meter.used() + " evaluations (" + network.admission() + "); nothing was written");
      return FAILED;
    }
    // Halves by puzzle: slots of one puzzle are never on both sides.
    List<Calibration.Item> fit = half(items.get(), known, 0);
    List<Calibration.Item> test = half(items.get(), known, 1);
    Calibration temperature = Calibration.Temperature.fit(fit);
    Calibration isotonic = Calibration.Isotonic.fit(fit);
    Map<String, Reliability> measured = new LinkedHashMap<>();
    measured.put("none", Reliability.of(test, NONE));
    measured.put("temperature", Reliability.of(test, temperature));
    measured.put("isotonic", Reliability.of(test, isotonic));
    Calibration chosen = method.equals("temperature") ? temperature : isotonic;

    Map<String, Object> json = CalibrationFile.json(model, chosen);
    json.put("description", chosen.description());
    json.put("context", context);
    json.put("puzzles", n);
    json.put("slotsFitted", fit.size());
    json.put("slotsTested", test.size());
    json.put("evaluations", meter.used());
    json.put("seed", seed);
    json.put("weights", weights.format().option());
    json.put("test", measured);
    if (out.isPresent()) {
      AtomicFile.write(out.get(), Json.text(json).getBytes(StandardCharsets.UTF_8));
    }
    if (plot.isPresent()) {
      AtomicFile.write(plot.get(), ReliabilityPlot.png(model + ", " + test.size() + " held-out slots", measured));
    }
    report(console, measured, temperature, fit.size(), meter.used());
    console.result(json);
    return OK;
  }

  /** One grid of each puzzle, by the domain's standard sampling; empty if it was cancelled. */
  private Optional<int[][]> draw(Console console, MaskedDomain domain, int n, Meter meter) {
    Generator generator = domain.generator(common().backend(), domain.standard(false));
    GenerativeProcess process = generator.open(meter);
    int[][] out = new int[n][];
    try (Progress progress = console.progress("sampling", n)) {
      for (int from = 0; from < n; from += WAVE) {
        int count = Math.min(WAVE, n - from);
        int first = from;
        Population p = process.start(IntStream.range(from, from + count)
            .<Start>mapToObj(i -> new Start.Fresh(TrajectoryKey.root(common().seed(), i))).toList(),
            IntStream.range(from, from + count).map(CalibrationItems::sudokuCondition).toArray());
        if (process.advance(p, generator.steps()) != Admission.ADMITTED) {
          return Optional.empty();
        }
        int[] tokens = process.finish(p).toInts();
        int length = tokens.length / count;
        IntStream.range(0, count).forEach(i -> out[first + i] = Arrays.copyOfRange(tokens, i * length, (i + 1) * length));
        progress.to(from + count);
      }
    }
    return Optional.of(out);
  }

  private Optional<List<Calibration.Item>> read(Console console, List<CalibrationItems.Known> known, SlotReader reader) {
    List<Calibration.Item> items = new ArrayList<>();
    try (Progress progress = console.progress("calibrating", known.size())) {
      for (int from = 0; from < known.size(); from += WAVE) {
        List<CalibrationItems.Known> wave = known.subList(from, Math.min(known.size(), from + WAVE));
        Optional<List<SlotLaw>> laws = reader.read(wave.stream().map(CalibrationItems.Known::question).toList(), SlotLaw.Method.CHAIN);
        if (laws.isEmpty()) {
          return Optional.empty();
        }
        for (int i = 0; i < wave.size(); i++) {
          SlotLaw law = laws.get().get(i);
          items.add(new Calibration.Item(law.probabilities(), law.indexOf(wave.get(i).right())));
        }
        progress.to(items.size());
      }
    }
    return Optional.of(items);
  }

  private static List<Calibration.Item> half(List<Calibration.Item> items, List<CalibrationItems.Known> known, int which) {
    List<Calibration.Item> half = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (known.get(i).puzzle() % 2 == which) {
        half.add(items.get(i));
      }
    }
    return half;
  }

  private void report(Console console, Map<String, Reliability> measured, Calibration temperature, int fitted, long evaluations) {
    Table table = new Table("calibration", ">right", ">mean p of the likeliest", ">calibration error", ">-log p, nats", ">Brier");
    measured.forEach((name, r) -> table.row(name, text(r.accuracy()), text(r.confidence()), text(r.error()), text(r.likelihood()),
        text(r.brier())));
    console.table(table);
    int tested = measured.get("none").items();
    console.line(String.format(Locale.ROOT, "%s: %d slots fitted, %d tested, of different puzzles; T = %.4f; %,d evaluations", model,
        fitted, tested, ((Calibration.Temperature) temperature).temperature(), evaluations));
    Arrays.asList(out, plot).forEach(file -> file.ifPresent(f -> console.line(f.toString())));
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
