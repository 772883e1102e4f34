package org.anabranch.cli;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Byte counts for readers, in powers of 1024. */
public final class Bytes {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private static final Pattern FORM = Pattern.compile(
      "(\\d{1,15}(?:\\.\\d{1,6})?)\\s*(?:([KMGT])(?:i?B)?|B)", Pattern.CASE_INSENSITIVE);

  private Bytes() {}

  /**
   * The bytes that a text with a unit means, in powers of 1024: {@code 64MiB}, {@code 1.5g}, {@code 4096B}.
   *
   * @param name of the option, for the message
   * @throws UsageException if it is no number with a unit, or less than one byte
   */
  public static long parse(String name, String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new UsageException(name + ": must be a number with a unit, like 512KiB, 64MiB or 1.5g, got '" + text + "'");
    }
    int power = m.group(2) == null ? 0 : List.of("K", "M", "G", "T").indexOf(m.group(2).toUpperCase(Locale.ROOT)) + 1;
    BigDecimal bytes = new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(1L << 10 * power));
    if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new UsageException(name + ": must be at least 1B and less than 8EiB, got '" + text + "'");
    }
    return bytes.longValue();
  }

  /** {@code 512 B}, {@code 7.2 MiB}. */
  public static String text(long bytes) {
    if (Math.abs(bytes) < 1024) {
      return bytes + " B";
    }
    double v = bytes;
    int unit = -1;
    while (Math.abs(v) >= 1024 && unit < UNITS.length - 1) {
      v /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", v, UNITS[unit]);
  }
}
