package org.anabranch.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Byte counts for readers, in powers of 1024. */
public final class Bytes {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private static final Pattern SIZE = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*([KMGT])i?B?", Pattern.CASE_INSENSITIVE);

  private Bytes() {}

  /**
   * Bytes of a text like {@code 24GiB}, {@code 24g} or {@code 1.5T}, in powers of 1024.
   *
   * @param name of the option, for the message
   * @throws UsageException if it is no such text
   */
  public static long parse(String name, String text) {
    Matcher m = SIZE.matcher(text.strip());
    if (!m.matches()) {
      throw new UsageException(name + ": must be a size like 24GiB or 800m, got '" + text + "'");
    }
    int unit = Arrays.asList("k", "m", "g", "t").indexOf(m.group(2).toLowerCase(Locale.ROOT)) + 1;
    return (long) (Double.parseDouble(m.group(1)) * Math.scalb(1.0, 10 * unit));
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
