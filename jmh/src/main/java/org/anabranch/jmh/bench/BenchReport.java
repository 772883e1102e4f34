package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.anabranch.cli.Table;

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

  /** Columns in aligned text. */
  Table table() {
    List<String> headers = headers();
    Table table = new Table(headers.stream().map(h -> h.equals("shape") ? h : ">" + h).toArray(String[]::new));
    rows.forEach(r -> table.row(cells(r).toArray()));
    return table;
  }

  /** The same as Markdown, with the machine in a line above. */
  List<String> markdown() {
    List<String> lines = new ArrayList<>(List.of(machineLine(), "", "| " + String.join(" | ", headers()) + " |",
        "|" + "---|".repeat(headers().size())));
    rows.forEach(r -> lines.add("| " + String.join(" | ", cells(r)) + " |"));
    return lines;
  }

  /** The machine's figures in one line. */
  String machineLine() {
    List<String> parts = new ArrayList<>();
    machine.forEach((k, v) -> parts.add(k + " " + (v instanceof Double d ? number(d) : v)));
    return String.join("; ", parts) + ".";
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
    List<String> cells = new ArrayList<>(List.of(r.shape(), number(r.fast()) + ", " + number(r.median())));
    if (counted()) {
      cells.addAll(List.of(number(r.rate()), number(r.peak())));
    }
    cells.add(number(r.bytes()));
    for (String name : columns()) {
      Timing t = r.peers().get(name);
      cells.add(t == null ? "" : number(t.fast()) + " (" + ratio(t.ratio()) + ", " + ratio(t.ratioMedian()) + ")");
    }
    cells.add(r.best().map(b -> ratio(r.ratioToBest()) + ", " + ratio(r.ratioToBestMedian()) + " " + b).orElse(""));
    return cells;
  }

  /** Three significant digits, more before the point. */
  static String number(double x) {
    if (!Double.isFinite(x)) {
      return "";
    }
    int decimals = x >= 100 ? 0 : x >= 10 ? 1 : x >= 1 ? 2 : x >= 0.1 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", x);
  }

  private static String ratio(double x) {
    return String.format(Locale.ROOT, "%.2f", x);
  }
}
