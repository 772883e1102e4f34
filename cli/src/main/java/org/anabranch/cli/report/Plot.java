package org.anabranch.cli.report;

/**
 * One plot as PNG files on two backgrounds.
 *
 * @param light for a light page
 * @param dark  for a dark page
 */
public record Plot(byte[] light, byte[] dark) {
  /** No plot. */
  public static final Plot NONE = new Plot(new byte[0], new byte[0]);

  /** Whether there is none. */
  public boolean isEmpty() {
    return light.length == 0;
  }
}
