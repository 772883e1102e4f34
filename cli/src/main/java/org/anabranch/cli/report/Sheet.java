package org.anabranch.cli.report;

import java.util.List;
import java.util.Locale;
import org.anabranch.cli.quality.Accuracy;
import org.anabranch.cli.quality.Estimate;

/**
 * A table as text, for the terminal and the page alike.
 *
 * @param headers one per column
 * @param rows    one text per column and row
 */
public record Sheet(List<String> headers, List<List<String>> rows) {
  /** Copies the lists. */
  public Sheet {
    headers = List.copyOf(headers);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** A share in percent with one digit. */
  public static String percent(double share) {
    return fixed(100 * share, 1) + " %";
  }

  /** A Wilson interval in percent. */
  public static String interval(Accuracy a) {
    return "[" + fixed(100 * a.low(), 1) + ", " + fixed(100 * a.high(), 1) + "]";
  }

  /** A mean and the half width of its interval, if it has one. */
  public static String plusMinus(Estimate e, int digits) {
    return fixed(e.mean(), digits) + (e.halfWidth().isPresent() ? " \u00b1 " + fixed(e.halfWidth().getAsDouble(), digits) : "");
  }

  /** A number with a fixed number of digits after the point, never "-0". */
  public static String fixed(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.matches("-0\\.?0*") ? text.substring(1) : text;
  }

  /** A whole number with commas. */
  public static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
