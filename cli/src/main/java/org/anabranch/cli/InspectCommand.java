package org.anabranch.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.catalog.Architecture;
import org.anabranch.model.catalog.WeightComparison;
import org.anabranch.model.checkpoint.Checkpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what a checkpoint holds, and whether it fits its own config. */
@Command(name = "inspect", description = {"Show a checkpoint: architecture, config, parameters, dtypes, tensors.",
    "Fails if a tensor that the architecture needs is missing or has another shape."})
final class InspectCommand extends Task {
  private static final int SHOWN = 12;
  private static final int DEFAULT_ROWS = 8;
  private static final int MOST_ROWS = 4096;

  @Parameters(paramLabel = "MODEL", description = "A bundled model, a checkpoint folder, or a safetensors file.")
  private String model;

  @Option(names = "--tensors", description = "List every tensor; without it only the largest are.")
  private boolean all;

  @Option(names = "--check", description = "Read every tensor and refuse NaN and infinity.")
  private boolean check;

  @Option(names = "--compare", description = "Run the network in every weight format beside f32, on its own inputs at "
      + WeightComparison.TIMES + " times, and report bytes, the errors of the weights and those of the output.")
  private boolean compare;

  @Option(names = "--rows", paramLabel = "N", description = "Rows that --compare runs at each time (default: " + DEFAULT_ROWS
      + "), or that --plan plans for (default: 1).")
  private Optional<Integer> rows = Optional.empty();

  @Mixin
  private PlanOptions plan;

  @Override
  protected int run(Console console) {
    checkRows();
    Checkpoint checkpoint = ModelSource.open(model);
    if (plan.wanted()) {
      if (compare || all || check) {
        throw new UsageException("plan: reads no tensor, and does not go with --compare, --tensors or --check");
      }
      return plan.run(console, model, checkpoint, rows.orElse(1), common().threads());
    }
    Inspection i = Inspection.of(model, checkpoint);
    if (compare && i.known().isEmpty()) {
      throw new UsageException("compare: needs a model of a known architecture, one of " + Architecture.names() + ", got "
          + i.architecture());
    }
    if (check) {
      read(console, checkpoint, i);
    }
    List<WeightComparison.Result> formats = compare && i.complete() ? compare(console, checkpoint) : List.of();
    print(console, i);
    FormatReport.print(console, formats);
    json(console, i, formats);
    if (!i.complete()) {
      console.fail("weights: " + model + " does not fit its config: "
          + (i.missing().isEmpty() ? i.misshapen().getFirst() : "tensor " + i.missing().getFirst() + " is missing")
          + (i.missing().size() + i.misshapen().size() == 1 ? "" : ", and " + (i.missing().size() + i.misshapen().size() - 1)
          + " more"));
    }
    return i.complete() ? OK : FAILED;
  }

  private void checkRows() {
    plan.check();
    if (rows.isPresent() && !compare && !plan.wanted()) {
      throw new UsageException("rows: --rows is for --compare or --plan, neither is given");
    }
    if (rows.isPresent() && (rows.get() < 1 || rows.get() > MOST_ROWS)) {
      throw new UsageException("rows: must be in [1, " + MOST_ROWS + "], got " + rows.get());
    }
  }

  private List<WeightComparison.Result> compare(Console console, Checkpoint checkpoint) {
    List<WeightComparison.Result> results = new ArrayList<>();
    try (Progress progress = console.progress("comparing", 1 + WeightFormat.values().length)) {
      WeightComparison comparison = new WeightComparison(checkpoint, rows.orElse(DEFAULT_ROWS), common().seed(),
          common().backend().kernels());
      progress.by(1);
      for (WeightFormat format : WeightFormat.values()) {
        progress.note(format.option());
        results.add(comparison.compare(format));
        progress.by(1);
      }
    }
    return results;
  }

  private static void read(Console console, Checkpoint checkpoint, Inspection i) {
    try (Progress progress = console.progress("reading", i.bytes())) {
      for (Inspection.TensorRow t : i.tensors()) {
        checkpoint.tensor(t.name());
        progress.by(t.bytes());
      }
    }
  }

  private void print(Console console, Inspection i) {
    console.table(new Table("", "")
        .row("model", i.model())
        .row("architecture", i.architecture() + (i.known().isPresent() || i.config().isEmpty() ? "" : " (not known to this version)"))
        .row("layers", i.known().isPresent() ? i.layers() : "unknown")
        .row("parameters", String.format(Locale.ROOT, "%,d", i.parameters()))
        .row("bytes", String.format(Locale.ROOT, "%,d", i.bytes()) + " (" + Bytes.text(i.bytes()) + ")")
        .row("tensors", i.tensors().size())
        .row("contents", check ? "all finite" : "not read; --check reads them"));
    section(console, "config", i.config());
    section(console, "metadata", i.metadata());
    Table dtypes = new Table("dtype", ">tensors", ">elements", ">bytes");
    i.dtypes().forEach(d -> dtypes.row(d.dtype(), d.tensors(), d.elements(), d.bytes()));
    console.line("");
    console.table(dtypes);
    List<Inspection.TensorRow> rows = all ? i.tensors()
        : i.tensors().stream().sorted((a, b) -> Long.compare(b.bytes(), a.bytes())).limit(SHOWN).toList();
    Table tensors = new Table("tensor", "dtype", "shape", ">bytes");
    rows.forEach(t -> tensors.row(t.name(), t.dtype(), Arrays.toString(t.shape()), t.bytes()));
    console.line("");
    console.table(tensors);
    if (rows.size() < i.tensors().size()) {
      console.line("... and " + (i.tensors().size() - rows.size()) + " smaller ones; --tensors lists all");
    }
    list(console, "missing", i.missing());
    list(console, "of another shape", i.misshapen());
    list(console, "unused", i.unused());
  }

  private static void section(Console console, String title, Map<String, ?> entries) {
    if (!entries.isEmpty()) {
      Table table = new Table("", "");
      entries.forEach((k, v) -> table.row("  " + k, v));
      console.line("");
      console.line(title);
      console.table(table);
    }
  }

  private static void list(Console console, String title, List<String> names) {
    if (!names.isEmpty()) {
      console.line("");
      console.line(title + " (" + names.size() + ")");
      names.forEach(n -> console.line("  " + n));
    }
  }

  private void json(Console console, Inspection i, List<WeightComparison.Result> formats) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", i.model());
    json.put("architecture", i.architecture());
    json.put("known", i.known().isPresent());
    json.put("layers", i.layers());
    json.put("parameters", i.parameters());
    json.put("bytes", i.bytes());
    json.put("checked", check);
    json.put("config", i.config());
    json.put("metadata", i.metadata());
    json.put("dtypes", i.dtypes());
    json.put("tensors", i.tensors());
    json.put("missing", i.missing());
    json.put("misshapen", i.misshapen());
    json.put("unused", i.unused());
    if (compare) {
      json.put("compared", FormatReport.json(formats, rows.orElse(DEFAULT_ROWS), common().seed()));
    }
    console.result(json);
  }
}
