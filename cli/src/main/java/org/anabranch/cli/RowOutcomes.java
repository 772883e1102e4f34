package org.anabranch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.AdaptiveResult;

/**
 * Samples with what became of each row: a limit is a status, and the row's last accepted state is there.
 *
 * @param samples [rows, sample shape...]
 * @param rows    one per sample, evaluations in network rows
 */
record RowOutcomes(Tensor samples, List<AdaptiveResult.Row> rows) {
  private static final int SHOWN = 8;

  /** Rows that reached the data. */
  int completed() {
    return (int) rows.stream().filter(r -> r.status() == AdaptiveResult.Status.COMPLETED).count();
  }

  /** Whether the user cancelled. */
  boolean cancelled() {
    return rows.stream().anyMatch(r -> r.status() == AdaptiveResult.Status.CANCELLED);
  }

  /** The first row that no limit stopped and that did not arrive. */
  Optional<String> failure(int firstRow) {
    return IntStream.range(0, rows.size()).filter(i -> failed(rows.get(i))).mapToObj(i -> "row " + (firstRow + i) + " "
        + why(rows.get(i))).findFirst();
  }

  private static boolean failed(AdaptiveResult.Row row) {
    return row.status() != AdaptiveResult.Status.COMPLETED && !row.status().isLimit();
  }

  /** What happened and where. */
  private static String why(AdaptiveResult.Row row) {
    return row.nonFinite().map(n -> "is not finite at time " + n.time() + " in element " + n.element() + ", its last finite state is "
        + "that of time " + row.time()).orElseGet(() -> "stopped at time " + row.time() + ": " + name(row));
  }

  /** For people: the rows that did not arrive, or with {@code always} the first rows, and the counts. */
  void show(Console console, int firstRow, int[] labels, boolean always) {
    if (!always && completed() == rows.size()) {
      return;
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows.size()).filter(i -> rows.get(i).status()
        != AdaptiveResult.Status.COMPLETED).boxed().toList());
    int unfinished = order.size();
    IntStream.range(0, rows.size()).filter(i -> rows.get(i).status() == AdaptiveResult.Status.COMPLETED).forEach(order::add);
    Table table = new Table(">row", ">label", "status", ">time", ">steps", ">rejected", ">evaluations", "not finite");
    for (int i : order.subList(0, Math.min(order.size(), SHOWN))) {
      AdaptiveResult.Row r = rows.get(i);
      table.row(firstRow + i, labels[i], name(r), String.format(Locale.ROOT, "%.4f", r.time()), r.accepted(), r.rejected(),
          r.evaluations(), r.nonFinite().map(n -> String.format(Locale.ROOT, "time %.4f, element %d", n.time(), n.element()))
              .orElse("-"));
    }
    console.table(table);
    if (rows.size() > SHOWN) {
      console.line((rows.size() - SHOWN) + " more rows; --json has them all");
    }
    if (unfinished > 0) {
      Map<String, Integer> counts = new TreeMap<>();
      rows.forEach(r -> counts.merge(name(r), 1, Integer::sum));
      console.line(String.join(", ", counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList()));
    }
  }

  /** For {@code --json}: a map for each row. */
  List<Map<String, Object>> json(int firstRow, int[] labels) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      AdaptiveResult.Row r = rows.get(i);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("row", firstRow + i);
      json.put("label", labels[i]);
      json.put("status", r.status().name());
      json.put("time", r.time());
      json.put("accepted", r.accepted());
      json.put("rejected", r.rejected());
      json.put("evaluations", r.evaluations());
      r.nonFinite().ifPresent(n -> json.put("nonFinite", Map.of("time", n.time(), "element", n.element())));
      list.add(json);
    }
    return list;
  }

  private static String name(AdaptiveResult.Row row) {
    return row.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
