package org.anabranch.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.anabranch.cli.report.Sheet;

/** Rows of plain text in aligned columns, two blanks apart; columns of numbers stand to the right. */
public final class Table {
  private static final String GAP = "  ";
  private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9.,]*");

  private final String[] headers;
  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();

  /** A table with these headers; one that begins with {@code >} is right-aligned. */
  public Table(String... headers) {
    this.headers = new String[headers.length];
    this.right = new boolean[headers.length];
    for (int i = 0; i < headers.length; i++) {
      right[i] = headers[i].startsWith(">");
      this.headers[i] = right[i] ? headers[i].substring(1) : headers[i];
    }
  }

  /** A sheet, its columns of numbers to the right. */
  public static Table of(Sheet sheet) {
    int columns = sheet.headers().size();
    String[] headers = new String[columns];
    for (int i = 0; i < columns; i++) {
      int column = i;
      boolean number = sheet.rows().stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
      headers[i] = (number ? ">" : "") + sheet.headers().get(i);
    }
    Table table = new Table(headers);
    sheet.rows().forEach(row -> table.row(row.toArray()));
    return table;
  }

  /** Adds a row with one cell per header. */
  public Table row(Object... cells) {
    if (cells.length != headers.length) {
      throw new IllegalArgumentException("table: a row must have " + headers.length + " cells, got " + cells.length);
    }
    rows.add(Arrays.stream(cells).map(c -> String.valueOf(c).replaceAll("\\p{Cntrl}", "?")).toArray(String[]::new));
    return this;
  }

  /** Whether there is no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Header, rule and rows; the header is left out if all are empty. */
  public List<String> lines() {
    int[] widths = new int[headers.length];
    List<String[]> all = new ArrayList<>();
    if (Arrays.stream(headers).anyMatch(h -> !h.isEmpty())) {
      all.add(headers);
    }
    all.addAll(rows);
    for (String[] row : all) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : all) {
      lines.add(line(row, widths));
      if (row == headers) {
        lines.add(line(Arrays.stream(widths).mapToObj("-"::repeat).toArray(String[]::new), widths));
      }
    }
    return lines;
  }

  private String line(String[] cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      String blanks = " ".repeat(widths[i] - cells[i].length());
      line.append(i == 0 ? "" : GAP).append(right[i] ? blanks + cells[i] : cells[i] + blanks);
    }
    return line.toString().stripTrailing();
  }
}
