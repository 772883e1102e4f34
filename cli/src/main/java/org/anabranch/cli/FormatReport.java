package org.anabranch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.anabranch.model.catalog.WeightComparison;
import org.anabranch.model.catalog.WeightComparison.Result;

/** The results of {@code inspect --compare}, for people and for machines. */
final class FormatReport {
  private FormatReport() {}

  /** A row per format; nothing if there are none. */
  static void print(Console console, List<Result> formats) {
    if (formats.isEmpty()) {
      return;
    }
    Table table = new Table("weights", ">bytes", ">of f32", ">output error", ">max error", ">1 - cosine", ">worst weight error", "in");
    long wide = formats.getFirst().bytes();
    for (Result r : formats) {
      table.row(r.format().option(), r.bytes(), String.format(Locale.ROOT, "%.2f", r.bytes() / (double) wide), number(r.relativeL2()),
          number(r.maxError()), number(1 - r.cosine()), r.worst().map(m -> number(m.relative())).orElse(""),
          r.worst().filter(m -> m.error() > 0).map(WeightComparison.Matrix::name).orElse(""));
    }
    console.line("");
    console.table(table);
    console.line("output error: |output - f32 output| / |f32 output| over rows and times; max error: of one element");
    console.line("worst weight error: as a part of its matrix's largest weight");
  }

  /** The same with every matrix. */
  static Map<String, Object> json(List<Result> formats, int rows, long seed) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rows", rows);
    json.put("times", WeightComparison.TIMES);
    json.put("seed", seed);
    json.put("formats", formats.stream().map(FormatReport::json).toList());
    return json;
  }

  private static Map<String, Object> json(Result r) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("weights", r.format().option());
    json.put("bytes", r.bytes());
    json.put("relativeL2", r.relativeL2());
    json.put("maxError", r.maxError());
    json.put("cosine", r.cosine());
    r.worst().ifPresent(m -> json.put("worst", m.name()));
    json.put("matrices", r.matrices());
    return json;
  }

  private static String number(double v) {
    return v == 0 ? "0" : String.format(Locale.ROOT, "%.2e", v);
  }
}
