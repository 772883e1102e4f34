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
import org.anabranch.cli.domain.Domain;
import org.anabranch.cli.domain.FlowDomain;
import org.anabranch.cli.domain.MaskedDomain;
import org.anabranch.cli.domain.Measure;
import org.anabranch.cli.domain.SampleEncoder;
import org.anabranch.cli.domain.Samples;
import org.anabranch.cli.domain.Sampling;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sample}: integrates a flow, or unmasks tokens, without a search. */
@Command(name = "sample", description = {"Draw samples without a search.",
    "Row i depends on model, seed, i and its label only: --rows 64 gives the bits of 64 runs with --rows 1 --first-row i, on any "
      + "number of threads."})
final class SampleCommand extends Task {
  private static final int WAVE = 128;
  private static final int MOST_ROWS = 1_000_000;
  private static final int ROWS_SHOWN = 8;

  @Parameters(paramLabel = "MODEL", description = "A bundled model, or the folder of a SiT or DiT checkpoint.")
  private String model;

  @Option(names = "--rows", paramLabel = "N", defaultValue = "8", description = "Samples (default: ${DEFAULT-VALUE}).")
  private int rows;

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
  private PuzzleOptions puzzle;

  @Mixin
  private WeightsOption weights;

  @Mixin
  private VaeOption vae;

  @Override
  protected int run(Console console) throws Exception {
    within("rows", rows, 1, MOST_ROWS);
    within("first-row", firstRow, 0, Integer.MAX_VALUE - MOST_ROWS);
    Optional<AdaptiveMethod> adaptive = flow.adaptive();
    Source source = source(adaptive.isPresent());
    if (out.isEmpty() && source.text().isEmpty()) {
      throw new UsageException("out: must name a file, the samples of " + model + " cannot be shown");
    }
    Optional<SampleFile> file = out.isPresent() ? Optional.of(SampleFile.of(out.get(), source.encoders())) : Optional.empty();

    long began = System.nanoTime();
    Meter meter = Meter.of(Long.MAX_VALUE, console.cancellation()::isCancelled);
    Optional<Tensor> samples = adaptive.isPresent()
        ? new AdaptiveSampler(source.flow().orElseThrow(), common().backend(), flow)
            .draw(console, (FlowGenerator) source.generator(), meter, starts(0, rows), source.labels())
        : draw(console, source.generator(), meter, source.labels());
    double seconds = (System.nanoTime() - began) * 1e-9;
    if (samples.isEmpty()) {
      console.fail("stopped after " + meter.used() + (adaptive.isPresent() ? ""
          : " of " + rows * source.generator().evaluationsPerTrajectory()) + " evaluations; nothing was written");
      return FAILED;
    }
    if (file.isPresent()) {
      file.get().write(samples.get(), source.labels(), metadata(source.sampling()));
    }
    Map<String, Object> measured = new LinkedHashMap<>();
    source.text().ifPresent(domain -> measured.putAll(show(console, domain, samples.get(), source.labels())));
    report(console, file, source, measured, meter.used(), seconds);
    return OK;
  }

  /**
   * What is drawn from.
   *
   * @param flow      the network's flow, for steps of an adaptive solver's own choice; empty for a domain without one
   * @param sampling  what was asked for, filled up
   * @param generator of that sampling, or for an adaptive solver what makes the noise
   * @param labels    the condition of each row
   * @param encoders  the kinds of files
   * @param text      the domain, if its samples are text
   */
  private record Source(Optional<FlowModel> flow, Sampling sampling, Generator generator, int[] labels,
      Map<String, SampleEncoder> encoders, Optional<Domain> text) {}

  private Source source(boolean adaptive) throws IOException {
    Optional<Domain> domain = puzzle.open(model, weights.format());
    if (domain.isPresent() && !(domain.get() instanceof FlowDomain)) {
      Domain d = domain.get();
      if (adaptive) {
        throw new UsageException("solver: steps of its own choice are taken by a flow with a network, " + model + " is none");
      }
      Sampling sampling = flow.or(d.standard(false));
      Generator generator = UsageException.check(() -> {
        label.ifPresent(d::checkCondition);
        return d.generator(common().backend(), sampling);
      });
      return new Source(Optional.empty(), sampling, generator, labels(d.conditions()), d.encoders(),
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
    return new Source(Optional.of(opened), sampling, generator, labels(opened.config().numClasses()), opened.encoders(),
        Optional.empty());
  }

  /** Shows samples, the first of many, and what the domain measures of all. */
  private Map<String, Object> show(Console console, Domain domain, Tensor samples, int[] labels) {
    Map<String, Object> means = new LinkedHashMap<>();
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
      domain.lines(samples.rows(i, 1).reshape(shape), labels[i]).forEach(line -> console.line("  " + line));
      console.line("");
    }
    if (rows > ROWS_SHOWN) {
      console.line((rows - ROWS_SHOWN) + " more; --out FILE.txt has them all");
    }
    for (int m = 0; m < measures.size(); m++) {
      double mean = Arrays.stream(values.get(m)).average().orElseThrow();
      means.put(measures.get(m).name(), mean);
      console.line(measures.get(m).title() + " " + measures.get(m).text(mean) + " of " + rows);
    }
    return means;
  }

  private Optional<Tensor> draw(Console console, Generator generator, Meter meter, int[] labels) {
    List<Tensor> waves = new ArrayList<>();
    GenerativeProcess process = generator.open(meter);
    try (Progress progress = console.progress("sampling", rows * generator.evaluationsPerTrajectory())) {
      for (int first = 0; first < rows; first += WAVE) {
        int n = Math.min(WAVE, rows - first);
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

  private Map<String, String> metadata(Sampling sampling) {
    Map<String, String> metadata = new TreeMap<>(Map.of("model", model, "seed", Long.toString(common().seed()), "first-row",
        Integer.toString(firstRow), "solver", sampling.solver().orElseThrow(), "guidance", flow.guidanceText()));
    if (flow.adaptive().isPresent()) {
      metadata.put("tolerance", Double.toString(flow.tolerance()));
    } else {
      sampling.steps().ifPresent(n -> metadata.put("steps", Integer.toString(n)));
      sampling.grid().ifPresent(g -> metadata.put("grid", g));
    }
    metadata.put("weights", weights.format().option());
    return metadata;
  }

  private void report(Console console, Optional<SampleFile> file, Source source, Map<String, Object> measured, long evaluations,
      double seconds) {
    Sampling sampling = source.sampling();
    String solver = sampling.solver().orElseThrow();
    String how = flow.adaptive().isPresent() ? solver + " to " + flow.tolerance()
        : sampling.steps().map(n -> n + " " + solver + " steps").orElse(solver);
    console.line(String.format(Locale.ROOT, "%d %s, %s: %,d evaluations in %.2f s (%,.0f per second)", rows,
        rows == 1 ? "sample" : "samples", how, evaluations, seconds, evaluations / seconds));
    file.ifPresent(f -> console.line(f.path().toString()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("rows", rows);
    json.put("firstRow", firstRow);
    label.ifPresent(l -> json.put("label", l));
    json.put("solver", solver);
    if (flow.adaptive().isPresent()) {
      json.put("tolerance", flow.tolerance());
    } else {
      sampling.steps().ifPresent(n -> json.put("steps", n));
      sampling.grid().ifPresent(g -> json.put("grid", g));
    }
    flow.guidanceScale().ifPresent(g -> json.put("guidance", g));
    json.put("weights", weights.format().option());
    json.put("evaluations", evaluations);
    json.put("seconds", seconds);
    json.put("evaluationsPerSecond", evaluations / seconds);
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
