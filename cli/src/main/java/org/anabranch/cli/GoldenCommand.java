package org.anabranch.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.anabranch.engine.WeightFormat;
import org.anabranch.model.checkpoint.CheckpointException;
import org.anabranch.model.golden.Gate;
import org.anabranch.model.golden.GoldenFolder;
import org.anabranch.model.golden.GoldenRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code golden}: compares with reference results of the official code, or writes results for others to compare. */
@Command(name = "golden", description = {"Run a fixture folder, or every fixture in a folder of them.",
    "Compares each output with its reference by the gate and fails if one lies outside.",
    "With --write computes every output from the inputs alone, reading no reference."})
final class GoldenCommand extends Task {
  @Parameters(paramLabel = "DIR", description = "A folder with weights, config.json and io.safetensors, or a folder of those.")
  private Path folder;

  @Option(names = "--write", paramLabel = "FILE", description = "Write the outputs to this safetensors file as out.NAME.")
  private Optional<Path> write = Optional.empty();

  @Mixin
  private WeightsOption weights;

  private record Report(String fixture, String family, List<Gate.Result> outputs) {
    long count(Gate.Status status) {
      return outputs.stream().filter(r -> r.status() == status).count();
    }
  }

  @Override
  protected int run(Console console) {
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException("golden: " + folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
    }
    List<Path> fixtures = GoldenFolder.under(folder);
    if (fixtures.isEmpty()) {
      throw new CheckpointException("golden: " + folder + " must be a fixture or hold some, it has no io.safetensors and no"
          + " folder that has one");
    }
    if (write.isEmpty() && weights.format() != WeightFormat.F32) {
      throw new UsageException("golden: the gate is for weights in f32, --weights " + weights.format().option()
          + " needs --write; inspect --compare measures what it costs");
    }
    if (write.isPresent()) {
      return write(console, fixtures, write.get());
    }
    List<Report> reports = new ArrayList<>();
    try (Progress progress = console.progress("golden", fixtures.size())) {
      for (Path fixture : fixtures) {
        progress.note(fixture.getFileName().toString());
        reports.add(check(GoldenFolder.open(fixture)));
        progress.by(1);
      }
    }
    return print(console, reports);
  }

  private int write(Console console, List<Path> fixtures, Path file) {
    if (fixtures.size() > 1) {
      throw new UsageException("golden: --write needs one fixture, " + folder + " holds " + fixtures.size());
    }
    GoldenFolder fixture = GoldenFolder.open(fixtures.getFirst());
    int written = GoldenRunner.write(fixture, weights.format(), common().backend().kernels(), file);
    console.line(written + " outputs of " + fixture.name() + " written to " + file);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("fixture", fixture.name());
    json.put("written", written);
    json.put("weights", weights.format().option());
    json.put("file", file.toString());
    console.result(json);
    return OK;
  }

  private Report check(GoldenFolder fixture) {
    List<Gate.Result> results = GoldenRunner.knows(fixture) ? GoldenRunner.check(fixture, common().backend().kernels())
        : fixture.outputs().stream().map(Gate::notComputed).toList();
    return new Report(fixture.name(), fixture.family(), results);
  }

  private int print(Console console, List<Report> reports) {
    long passed = total(reports, Gate.Status.PASSED);
    long failed = total(reports, Gate.Status.FAILED);
    long notComputed = total(reports, Gate.Status.NOT_COMPUTED);
    Table table = new Table("fixture", "output", ">max error", ">allowed", "against", "verdict", "");
    for (Report report : reports) {
      for (Gate.Result r : report.outputs) {
        boolean computed = r.status() != Gate.Status.NOT_COMPUTED;
        table.row(report.fixture, r.output(), computed ? number(r.error()) : "", computed ? number(r.allowed()) : "",
            r.against(), verdict(r.status()), r.remark());
      }
    }
    console.table(table);
    console.line("");
    console.line(passed + " passed, " + failed + " failed, " + notComputed + " not computed by this version");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("backend", common().backend().provider().name());
    json.put("passed", passed);
    json.put("failed", failed);
    json.put("notComputed", notComputed);
    json.put("fixtures", reports.stream().map(GoldenCommand::json).toList());
    console.result(json);
    if (failed > 0) {
      Report report = reports.stream().filter(r -> r.count(Gate.Status.FAILED) > 0).findFirst().orElseThrow();
      Gate.Result r = report.outputs.stream().filter(o -> o.status() == Gate.Status.FAILED).findFirst().orElseThrow();
      console.fail("golden: " + report.fixture + ": output " + r.output() + " must be within " + number(r.allowed()) + " of "
          + r.against() + ", its error is " + number(r.error()) + (failed == 1 ? "" : "; " + (failed - 1) + " more failed"));
    }
    return failed == 0 ? OK : FAILED;
  }

  private static long total(List<Report> reports, Gate.Status status) {
    return reports.stream().mapToLong(r -> r.count(status)).sum();
  }

  private static String number(double v) {
    return v == 0 ? "0" : String.format(Locale.ROOT, "%.3e", v);
  }

  private static String verdict(Gate.Status status) {
    return switch (status) {
      case PASSED -> "pass";
      case FAILED -> "FAIL";
      case NOT_COMPUTED -> "not computed";
    };
  }

  private static Map<String, Object> json(Report report) {
    List<Map<String, Object>> outputs = new ArrayList<>();
    for (Gate.Result r : report.outputs) {
      Map<String, Object> o = new LinkedHashMap<>();
      o.put("output", r.output());
      o.put("verdict", verdict(r.status()).toLowerCase(Locale.ROOT));
      o.put("error", r.error());
      o.put("allowed", r.allowed());
      o.put("magnitude", r.magnitude());
      o.put("against", r.against());
      o.put("remark", r.remark());
      outputs.add(o);
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("fixture", report.fixture);
    out.put("family", report.family);
    out.put("outputs", outputs);
    return out;
  }
}
