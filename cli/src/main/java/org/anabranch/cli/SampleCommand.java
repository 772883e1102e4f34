package org.anabranch.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.FlowDomain;
import org.anabranch.cli.domain.GapTokens;
import org.anabranch.cli.domain.MaskedDomain;
import org.anabranch.cli.domain.Measure;
import org.anabranch.cli.domain.SampleEncoder;
import org.anabranch.cli.domain.Samples;
import org.anabranch.cli.domain.Sampling;
import org.anabranch.cli.domain.SlottedDomain;
import org.anabranch.cli.domain.TextDomain;
import org.anabranch.cli.quality.Estimate;
import org.anabranch.cli.report.Sheet;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.checkpoint.Checkpoint;
import org.anabranch.solver.AdaptiveMethod;
import org.anabranch.solver.Admission;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.GenerativeProcess;
import org.anabranch.solver.Generator;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import org.anabranch.solver.slots.Calibration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sample}: integrates a flow, or unmasks tokens, without a search. */
@Command(name = "sample", description = {"Draw samples without a search.",
    "Row i depends on model, seed, i and its label only: --rows 64 gives the bits of 64 runs with --rows 1 --first-row i, on any "
      + "number of threads."})
final class SampleCommand extends Task {
  private static final int MOST_ROWS = 1_000_000;
  private static final int MOST_TOP = 1000;
  private static final int ROWS_SHOWN = 8;
  private static final int STANDARD_ROWS = 8;

  @Parameters(paramLabel = "MODEL",
      description = "A bundled model, or the folder of a SiT, DiT, LLaDA, Dream, MDLM or BERT checkpoint.")
  private String model;

  @Option(names = "--rows", paramLabel = "N",
      description = "Samples (default: " + STANDARD_ROWS + ", of a checkpoint of masked tokens 1).")
  private Optional<Integer> asked = Optional.empty();

  @Option(names = "--top", paramLabel = "K",
      description = "Checkpoints of masked tokens: draw nothing, show the K likeliest tokens of every gap with their probabilities.")
  private Optional<Integer> top = Optional.empty();

  @Option(names = "--first-row", paramLabel = "I", defaultValue = "0",
      description = "Number of the first row (default: ${DEFAULT-VALUE}).")
  private int firstRow;

  @Option(names = "--label", paramLabel = "L",
      description = "Class of every row; without it row i has the class i modulo the number of classes.")
  private Optional<Integer> label = Optional.empty();

  @Option(names = "--out", paramLabel = "FILE",
      description = {"FILE.safetensors: the tensors samples (as computed) and labels (I64). FILE.png: a grid, in whole pixels.",
          "Latents are decoded for it, see --vae. Needed unless the samples are text, which can be shown."})
  private Optional<String> out = Optional.empty();

  @Mixin
  private FlowOptions flow;

  @Mixin
  private RowLimits limits;

  @Mixin
  private PuzzleOptions puzzle;

  @Mixin
  private WeightsOption weights;

  @Mixin
  private VaeOption vae;

  private int rows = STANDARD_ROWS;

  @Override
  protected int run(Console console) throws Exception {
    rows = asked.orElseGet(() -> TextOptions.masked(model).isPresent() ? 1 : STANDARD_ROWS);
    within("rows", rows, 1, MOST_ROWS);
    top.ifPresent(k -> within("top", k, 1, MOST_TOP));
    within("first-row", firstRow, 0, Integer.MAX_VALUE - MOST_ROWS);
    limits.check();
    Optional<AdaptiveMethod> adaptive = flow.adaptive();
    if (top.isPresent()) {
      return top(console, top.get());
    }
    Meter drawing = Meter.of(Long.MAX_VALUE, console.cancellation()::isCancelled);
    Source source = source(adaptive.isPresent(), drawing);
    if (limits.any() && !(source.generator() instanceof FlowGenerator)) {
      throw new UsageException("limits: --max-evaluations and --deadline stop rows of a flow where they stand, " + model + " is none");
    }
    Optional<Calibration> calibration = puzzle.slots().calibration(model);
    if (out.isEmpty() && source.text().isEmpty()) {
      throw new UsageException("out: must name a file, the samples of " + model + " cannot be shown");
    }
    Optional<SampleFile> file = out.isPresent() ? Optional.of(SampleFile.of(out.get(), source.encoders())) : Optional.empty();

    double warmup = limits.timed()
        ? Warmup.run(source.generator(), Optional.empty(), source.labels()[0], Math.min(rows, FlowSampler.WAVE), console.cancellation())
        : 0;
    long began = System.nanoTime();
    Meter meter = source.generator() instanceof FlowGenerator ? limits.meter(console.cancellation()) : drawing;
    Optional<RowOutcomes> outcomes = source.generator() instanceof FlowGenerator flows
        ? Optional.of(outcomes(console, new FlowSampler(flows, limits, meter), source, adaptive)).filter(o -> !o.cancelled())
        : Optional.empty();
    Optional<Tensor> samples = source.generator() instanceof FlowGenerator ? outcomes.map(RowOutcomes::samples)
        : draw(console, source.generator(), meter, source.conditions());
    double seconds = (System.nanoTime() - began) * 1e-9;
    if (samples.isEmpty()) {
      console.fail("stopped after " + meter.used() + (adaptive.isPresent() ? ""
          : " of " + rows * source.generator().evaluationsPerTrajectory()) + " evaluations; nothing was written");
      return FAILED;
    }
    int completed = outcomes.map(RowOutcomes::completed).orElse(rows);
    if (file.isPresent()) {
      file.get().write(samples.get(), source.labels(), metadata(source.sampling(), completed));
    }
    Map<String, Object> measured = new LinkedHashMap<>();
    source.text().ifPresent(domain -> measured.putAll(show(console, domain, samples.get(), source.labels())));
    if (source.text().isPresent() && source.text().get() instanceof SlottedDomain slotted) {
      measured.putAll(puzzle.slots().report(console, common().backend(), slotted, calibration, samples.get(),
          source.labels()));
    }
    measured.put("completed", completed);
    outcomes.ifPresent(o -> {
      o.show(console, firstRow, source.labels(), adaptive.isPresent());
      measured.put("outcomes", o.json(firstRow, source.labels()));
    });
    if (limits.timed()) {
      measured.put("warmupSeconds", warmup);
    }
    report(console, file, source, measured, meter, seconds);
    Optional<String> failure = outcomes.flatMap(o -> o.failure(firstRow));
    failure.ifPresent(why -> console.fail("sample: all rows must reach the data or a limit, " + why));
    return failure.isPresent() ? FAILED : OK;
  }

  private RowOutcomes outcomes(Console console, FlowSampler sampler, Source source, Optional<AdaptiveMethod> adaptive) {
    return adaptive.isPresent()
        ? sampler.adaptive(console, source.flow().orElseThrow(), common().backend(), flow.guidance(), adaptive.get(), flow.tolerances(),
            starts(0, rows), source.labels())
        : sampler.fixed(console, starts(0, rows), source.labels());
  }

  /** The likeliest tokens of every gap, from one evaluation. */
  private int top(Console console, int most) throws IOException {
    if (puzzle.slots().isAsked()) {
      throw new UsageException("top: is for gaps without slots, whose values are told with their probabilities, got --template too");
    }
    TextDomain domain = puzzle.open(model, weights.format(), common().threads()).filter(TextDomain.class::isInstance)
        .map(TextDomain.class::cast).orElseThrow(
            () -> new UsageException("top: is for a checkpoint folder of masked tokens, " + model + " is none"));
    List<GapTokens> gaps = domain.likeliest(common().backend().kernels(), most);
    Table table = new Table(">position", ">p", ">id", "token");
    gaps.forEach(g -> g.tokens().forEach(t -> table.row(g.position(), String.format(Locale.ROOT, "%.4f", t.probability()), t.id(),
        t.token())));
    console.table(table);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("weights", weights.format().option());
    json.put("evaluations", 1);
    json.put("gaps", gaps);
    console.result(json);
    return OK;
  }

  /**
   * What is drawn from.
   *
   * @param flow      the network's flow, for steps of an adaptive solver's own choice; empty for a domain without one
   * @param sampling  what was asked for, filled up
   * @param generator of that sampling, or for an adaptive solver what makes the noise
   * @param labels    the condition of each row
   * @param conditions the same as the generator counts them
   * @param encoders  the kinds of files
   * @param text      the domain, if its samples are text
   */
  private record Source(Optional<FlowModel> flow, Sampling sampling, Generator generator, int[] labels, int[] conditions,
      Map<String, SampleEncoder> encoders, Optional<Domain> text) {}

  private Source source(boolean adaptive, Meter meter) throws IOException {
    Optional<Domain> domain = puzzle.open(model, weights.format(), common().threads());
    if (domain.isPresent() && !(domain.get() instanceof FlowDomain)) {
      Domain d = domain.get();
      if (adaptive) {
        throw new UsageException("solver: steps of its own choice are taken by a flow with a network, " + model + " is none");
      }
      Sampling sampling = flow.or(d.standard(false));
      int[] labels = labels(d.conditions());
      // Given slots that hold, an exact row has a template of its own: its condition is its number.
      boolean own = d instanceof SlottedDomain slotted && slotted.choice().exact();
      Generator generator = UsageException.check(() -> {
        label.ifPresent(d::checkCondition);
        return own ? exact((SlottedDomain) d, sampling, labels, meter) : d.generator(common().backend(), sampling);
      });
      return new Source(Optional.empty(), sampling, generator, labels, own ? IntStream.range(0, rows).toArray() : labels, d.encoders(),
          Optional.of(d).filter(MaskedDomain.class::isInstance));
    }
    Optional<Checkpoint> decoder = vae.open(model, domain.isPresent());
    FlowDomain drawn = domain.map(FlowDomain.class::cast)
        .orElseGet(() -> FlowModel.checkpoint(model, weights.format(), decoder));
    FlowModel opened = FlowModel.of(drawn);
    Sampling sampling = flow.or(drawn.standard(false));
    FlowGenerator generator = adaptive ? opened.starts(common().backend(), flow) : opened.generator(common().backend(), sampling);
    label.ifPresent(l -> UsageException.check(() -> {
      opened.field(common().backend().kernels(), flow.guidance()).checkCondition(l);
      return l;
    }));
    int[] labels = labels(opened.config().numClasses());
    return new Source(Optional.of(opened), sampling, generator, labels, labels, opened.encoders(), Optional.empty());
  }

  private Generator exact(SlottedDomain domain, Sampling sampling, int[] labels, Meter meter) {
    return domain.exact(common().backend(), sampling, starts(0, rows).stream().map(Start::key).toList(), labels, meter)
        .orElseThrow(() -> new IllegalStateException("stopped after " + meter.used() + " evaluations of slots; nothing was drawn"));
  }

  /** Shows samples, the first of many, and what the domain measures of all. */
  private Map<String, Object> show(Console console, Domain domain, Tensor samples, int[] labels) {
    Map<String, Object> means = new LinkedHashMap<>();
    List<Map<String, Object>> details = new ArrayList<>();
    List<Measure> measures = domain.measures(common().backend().kernels());
    List<double[]> values = measures.stream().map(m -> m.of(samples, labels)).toList();
    int[] batch = samples.shape().toArray();
    int[] shape = Arrays.copyOfRange(batch, 1, batch.length);
    for (int i = 0; i < Math.min(ROWS_SHOWN, rows); i++) {
      StringBuilder title = new StringBuilder(domain.condition(labels[i]) + ", row " + (firstRow + i));
      for (int m = 0; m < measures.size(); m++) {
        title.append(", ").append(measures.get(m).name()).append(' ').append(measures.get(m).text(values.get(m)[i]));
      }
      console.line(title.toString());
      Tensor sample = samples.rows(i, 1).reshape(shape);
      domain.lines(sample, labels[i]).forEach(line -> console.line("  " + line));
      domain.details(sample, labels[i], common().backend().kernels()).ifPresent(d -> {
        if (!d.sheet().rows().isEmpty()) {
          console.table(Table.of(d.sheet()));
        }
        details.add(d.json());
      });
      console.line("");
    }
    if (!details.isEmpty()) {
      means.put("samples", details);
    }
    if (rows > ROWS_SHOWN) {
      console.line((rows - ROWS_SHOWN) + " more; --out FILE.txt has them all");
    }
    List<Map<String, Object>> facts = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      facts.add(domain.facts(samples.rows(i, 1).reshape(shape), labels[i]));
    }
    if (!facts.getFirst().isEmpty()) {
      means.put("samples", facts);
    }
    Map<String, Double> halfWidths = new LinkedHashMap<>();
    for (int m = 0; m < measures.size(); m++) {
      String measure = measures.get(m).name();
      Estimate mean = Estimate.of(values.get(m));
      means.put(measures.get(m).name(), mean.mean());
      mean.halfWidth().ifPresent(h -> halfWidths.put(measure, h));
      console.line(measures.get(m).title() + " " + Sheet.plusMinus(mean, measures.get(m).digits()) + " of " + rows);
    }
    means.put("halfWidths", halfWidths);
    return means;
  }

  private Optional<Tensor> draw(Console console, Generator generator, Meter meter, int[] labels) {
    List<Tensor> waves = new ArrayList<>();
    GenerativeProcess process = generator.open(meter);
    try (Progress progress = console.progress("sampling", rows * generator.evaluationsPerTrajectory())) {
      int wave = Wave.rows(generator, FlowSampler.WAVE);
      for (int first = 0; first < rows; first += wave) {
        int n = Math.min(wave, rows - first);
        Population p = process.start(starts(first, n), Arrays.copyOfRange(labels, first, first + n));
        while (p.step() < generator.steps()) {
          if (process.advance(p, p.step() + 1) != Admission.ADMITTED) {
            return Optional.empty();
          }
          progress.to(meter.used());
        }
        waves.add(process.finish(p));
      }
    }
    return Optional.of(Samples.join(waves));
  }

  private List<Start> starts(int first, int count) {
    List<Start> starts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      starts.add(new Start.Fresh(TrajectoryKey.root(common().seed(), (long) firstRow + first + i)));
    }
    return starts;
  }

  private int[] labels(int classes) {
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = label.isPresent() ? label.get() : (firstRow + i) % classes;
    }
    return labels;
  }

  private Map<String, String> metadata(Sampling sampling, int completed) {
    Map<String, String> metadata = new TreeMap<>(Map.of("model", model, "seed", Long.toString(common().seed()), "first-row",
        Integer.toString(firstRow), "solver", sampling.solver().orElseThrow(), "guidance", flow.guidanceText()));
    if (flow.adaptive().isPresent()) {
      metadata.put("rtol", Double.toString(flow.tolerances().relative()));
      metadata.put("atol", Double.toString(flow.tolerances().absolute()));
    } else {
      sampling.steps().ifPresent(n -> metadata.put("steps", Integer.toString(n)));
      sampling.grid().ifPresent(g -> metadata.put("grid", g));
    }
    metadata.put("weights", weights.format().option());
    if (completed < rows) {
      metadata.put("completed", completed + " of " + rows);
    }
    return metadata;
  }

  private void report(Console console, Optional<SampleFile> file, Source source, Map<String, Object> measured, Meter meter,
      double seconds) {
    long evaluations = meter.used();
    Optional<DecodingReport> decoding = source.text()
        .map(d -> DecodingReport.of((MaskedDomain) d, source.labels(), meter, seconds));
    Sampling sampling = source.sampling();
    String solver = sampling.solver().orElseThrow();
    String how = flow.adaptive().isPresent() ? solver + " to " + ToleranceOptions.text(flow.tolerances())
        : sampling.steps().map(n -> n + " " + solver + " steps").orElse(solver);
    console.line(String.format(Locale.ROOT, "%d %s, %s: %,d evaluations in %.2f s (%,.0f per second)", rows,
        rows == 1 ? "sample" : "samples", how, evaluations, seconds, evaluations / seconds));
    decoding.ifPresent(d -> console.line(d.line()));
    file.ifPresent(f -> console.line(f.path().toString()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("rows", rows);
    json.put("firstRow", firstRow);
    label.ifPresent(l -> json.put("label", l));
    json.put("solver", solver);
    if (flow.adaptive().isPresent()) {
      ToleranceOptions.json(flow.tolerances(), json);
    } else {
      sampling.steps().ifPresent(n -> json.put("steps", n));
      sampling.grid().ifPresent(g -> json.put("grid", g));
    }
    flow.guidanceScale().ifPresent(g -> json.put("guidance", g));
    json.put("weights", weights.format().option());
    json.put("evaluations", evaluations);
    json.put("seconds", seconds);
    json.put("evaluationsPerSecond", evaluations / seconds);
    decoding.ifPresent(d -> json.put("decoding", d.json()));
    json.put("seed", common().seed());
    json.put("threads", common().backend().pool().threads());
    json.put("backend", common().backend().provider().name());
    measured.forEach(json::put);
    file.ifPresent(f -> json.put("out", f.path().toString()));
    console.result(json);
  }

  private static void within(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new UsageException(name + ": must be in [" + low + ", " + high + "], got " + value);
    }
  }
}
