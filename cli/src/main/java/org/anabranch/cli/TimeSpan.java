package org.anabranch.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time with its unit: {@code 800ms}, {@code 2s}, {@code 1.5s}, {@code 2min}. */
final class TimeSpan {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|min)");

  private TimeSpan() {}

  /**
   * The time that a text means.
   *
   * @throws UsageException if it is no number with a unit, or less than a millisecond
   */
  static Duration parse(String name, String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new UsageException(name + ": must be a number with a unit, like 800ms, 2s or 1.5min, got '" + text + "'");
    }
    long millis = switch (m.group(2)) {
      case "ms" -> 1;
      case "s" -> 1000;
      default -> 60_000;
    };
    long whole = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(millis)).longValue();
    if (whole < 1) {
      throw new UsageException(name + ": must be at least 1ms, got '" + text + "'");
    }
    return Duration.ofMillis(whole);
  }
}
