package org.anabranch.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.AdaptiveMethod;
import org.anabranch.solver.Admission;
import org.anabranch.solver.FlowGenerator;
import org.anabranch.solver.FlowProcess;
import org.anabranch.solver.Meter;
import org.anabranch.solver.Population;
import org.anabranch.solver.Start;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sample}: integrates a flow without a search. */
@Command(name = "sample", description = {"Draw samples without a search.",
    "Row i depends on model, seed, i and its label only: --rows 64 gives the bits of 64 runs with --rows 1 --first-row i, on any "
      + "number of threads."})
final class SampleCommand extends Task {
  private static final int WAVE = 128;
  private static final int MOST_ROWS = 1_000_000;

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

  @Option(names = "--out", paramLabel = "FILE", required = true,
      description = "FILE.safetensors: the tensors samples (F32, as computed) and labels (I64). FILE.png: a grid, in whole pixels.")
  private String out;

  @Mixin
  private FlowOptions flow;

  @Mixin
  private WeightsOption weights;

  @Override
  protected int run(Console console) throws Exception {
    within("rows", rows, 1, MOST_ROWS);
    within("first-row", firstRow, 0, Integer.MAX_VALUE - MOST_ROWS);
    Optional<AdaptiveMethod> adaptive = flow.adaptive();
    if (adaptive.isEmpty()) {
      flow.method();
    }
    flow.spacing();
    FlowModel opened = FlowModel.open(model, weights.format());
    FlowGenerator generator = adaptive.isPresent() ? opened.starts(common().backend(), flow)
        : opened.generator(common().backend(), flow);
    int[] labels = labels(opened.config().numClasses());
    if (label.isPresent()) {
      int l = label.get();
      UsageException.check(() -> {
        opened.field(common().backend().kernels(), flow.guidance()).checkCondition(l);
        return l;
      });
    }
    SampleFile file = SampleFile.of(out, opened.config());

    long began = System.nanoTime();
    Meter meter = Meter.of(Long.MAX_VALUE, console.cancellation()::isCancelled);
    AdaptiveSampler sampler = new AdaptiveSampler(opened, common().backend(), flow);
    Optional<Tensor> samples = adaptive.isPresent() ? sampler.draw(console, generator, meter, starts(0, rows), labels)
        : draw(console, generator, meter, labels);
    double seconds = (System.nanoTime() - began) * 1e-9;
    if (samples.isEmpty()) {
      console.fail("stopped after " + meter.used() + (adaptive.isPresent() ? ""
          : " of " + rows * generator.evaluationsPerTrajectory()) + " evaluations; nothing was written");
      return FAILED;
    }
    file.write(samples.get(), labels, metadata());
    report(console, file, meter.used(), seconds);
    return OK;
  }

  private Optional<Tensor> draw(Console console, FlowGenerator generator, Meter meter, int[] labels) {
    Shape shape = generator.sampleShape();
    Tensor all = Tensor.zeros(rows, shape.dim(0), shape.dim(1), shape.dim(2));
    FlowProcess process = generator.open(meter);
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
        System.arraycopy(process.finish(p).floats(), 0, all.floats(), first * all.rowSize(), n * all.rowSize());
      }
    }
    return Optional.of(all);
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

  private Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>(Map.of("model", model, "seed", Long.toString(common().seed()), "first-row",
        Integer.toString(firstRow), "solver", flow.solver(), "guidance", flow.guidanceText()));
    if (flow.adaptive().isPresent()) {
      metadata.put("tolerance", Double.toString(flow.tolerance()));
    } else {
      metadata.put("steps", Integer.toString(flow.steps()));
      metadata.put("grid", flow.gridName());
    }
    metadata.put("weights", weights.format().option());
    return metadata;
  }

  private void report(Console console, SampleFile file, long evaluations, double seconds) {
    String how = flow.adaptive().isPresent() ? flow.solver() + " to " + flow.tolerance()
        : flow.steps() + " " + flow.solver() + " steps";
    console.line(String.format(Locale.ROOT, "%d %s, %s: %,d evaluations in %.2f s (%,.0f per second)", rows,
        rows == 1 ? "sample" : "samples", how, evaluations, seconds, evaluations / seconds));
    console.line(file.path().toString());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model);
    json.put("rows", rows);
    json.put("firstRow", firstRow);
    label.ifPresent(l -> json.put("label", l));
    json.put("solver", flow.solver());
    if (flow.adaptive().isPresent()) {
      json.put("tolerance", flow.tolerance());
    } else {
      json.put("steps", flow.steps());
      json.put("grid", flow.gridName());
    }
    flow.guidanceScale().ifPresent(g -> json.put("guidance", g));
    json.put("weights", weights.format().option());
    json.put("evaluations", evaluations);
    json.put("seconds", seconds);
    json.put("evaluationsPerSecond", evaluations / seconds);
    json.put("seed", common().seed());
    json.put("threads", common().backend().pool().threads());
    json.put("backend", common().backend().provider().name());
    json.put("out", file.path().toString());
    console.result(json);
  }

  private static void within(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new UsageException(name + ": must be in [" + low + ", " + high + "], got " + value);
    }
  }
}
