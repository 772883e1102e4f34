package org.anabranch.jmh.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.anabranch.cli.Console;
import org.anabranch.cli.Table;

/** Rows that are shown as aligned text or as Markdown. */
final class Sheet {
  private final String[] headers;
  private final List<String[]> rows = new ArrayList<>();

  /** Columns; one whose header begins with {@code >} is of numbers. */
  Sheet(String... headers) {
    this.headers = headers;
  }

  /** Adds a row: texts as they are, doubles by {@link #number}. */
  Sheet row(Object... cells) {
    rows.add(Arrays.stream(cells).map(c -> c instanceof Double d ? number(d) : c.toString()).toArray(String[]::new));
    return this;
  }

  /** Shows them. */
  void show(Console console, boolean markdown) {
    if (markdown) {
      console.line(line(Arrays.stream(headers).map(h -> h.startsWith(">") ? h.substring(1) : h).toArray(String[]::new)));
      console.line("|" + "---|".repeat(headers.length));
      rows.forEach(r -> console.line(line(r)));
    } else {
      Table table = new Table(headers);
      rows.forEach(r -> table.row((Object[]) r));
      console.table(table);
    }
  }

  private static String line(String[] cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  /** Three significant digits, more before the point; what is not finite is empty. */
  static String number(double x) {
    if (!Double.isFinite(x)) {
      return "";
    }
    int decimals = x >= 100 ? 0 : x >= 10 ? 1 : x >= 1 ? 2 : x >= 0.1 || x == 0 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", x);
  }
}
