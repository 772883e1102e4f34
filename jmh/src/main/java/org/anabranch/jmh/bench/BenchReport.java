package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A run's rows with what they were measured on: as text, as Markdown for docs/performance.md, as JSON.
 *
 * @param machine figures by name, in their order
 * @param peers   what each peer says about itself
 * @param threads of each contender
 * @param rows    by shape
 */
record BenchReport(Map<String, Object> machine, Map<String, String> peers, int threads, List<Row> rows) {
  /** For {@code --json}. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("peers", peers);
    json.put("rows", rows.stream().map(Row::json).toList());
    return json;
  }

  /** Its columns. */
  Sheet sheet() {
    Sheet sheet = new Sheet(headers().stream().map(h -> h.equals("shape") ? h : ">" + h).toArray(String[]::new));
    rows.forEach(r -> sheet.row(cells(r).toArray()));
    return sheet;
  }

  /** The machine's figures in one line. */
  String machineLine() {
    return Conditions.line(machine);
  }

  /** What the cells mean. */
  String legend() {
    return (threads == 1 ? "CPU time of the calling thread, fast decile of the rounds" : "wall clock, best turn of all rounds")
        + ", in ms, after it our median; in brackets the peer's time / ours of the two: above 1 ours is faster.";
  }

  private boolean counted() {
    return rows.stream().anyMatch(r -> r.rate() > 0);
  }

  private Set<String> columns() {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(r -> names.addAll(r.peers().keySet()));
    return names;
  }

  private List<String> headers() {
    List<String> headers = new ArrayList<>(List.of("shape", "ours"));
    if (counted()) {
      headers.addAll(List.of("GFLOP/s", "of peak"));
    }
    headers.add("GB/s");
    headers.addAll(columns());
    headers.add("best peer / ours");
    return headers;
  }

  private List<String> cells(Row r) {
    List<String> cells = new ArrayList<>(List.of(r.shape(), Sheet.number(r.fast()) + ", " + Sheet.number(r.median())));
    if (counted()) {
      cells.addAll(List.of(Sheet.number(r.rate()), Sheet.number(r.peak())));
    }
    cells.add(Sheet.number(r.bytes()));
    for (String name : columns()) {
      Timing t = r.peers().get(name);
      cells.add(t == null ? "" : Sheet.number(t.fast()) + " (" + ratio(t.ratio()) + ", " + ratio(t.ratioMedian()) + ")");
    }
    cells.add(r.best().map(b -> ratio(r.ratioToBest()) + ", " + ratio(r.ratioToBestMedian()) + " " + b).orElse(""));
    return cells;
  }

  private static String ratio(double x) {
    return String.format(Locale.ROOT, "%.2f", x);
  }
}
