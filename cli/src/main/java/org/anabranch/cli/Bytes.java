package org.anabranch.cli;

import java.util.Locale;

/** Byte counts for readers, in powers of 1024. */
public final class Bytes {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Bytes() {}

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
