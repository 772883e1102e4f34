package org.anabranch.cli.demo;

import java.awt.Color;

/**
 * The colours of a plot; the page's style sheet has the same ones.
 *
 * @param background behind everything
 * @param text       titles, labels and ticks
 * @param grid       grid lines
 * @param first      the main series
 * @param second     what it is compared with
 * @param real       real images
 */
record Palette(Color background, Color text, Color grid, Color first, Color second, Color real) {
  static final Palette LIGHT = new Palette(new Color(0xffffff), new Color(0x24292f), new Color(0xe4e7eb), new Color(0x0b6e69),
      new Color(0xb9480e), new Color(0x6b7280));
  static final Palette DARK = new Palette(new Color(0x1b1f24), new Color(0xdfe3e8), new Color(0x363c44), new Color(0x4fd1c5),
      new Color(0xf6a355), new Color(0x9aa3ad));

  /** The same colour, see-through. */
  static Color faint(Color c) {
    return new Color(c.getRed(), c.getGreen(), c.getBlue(), 48);
  }
}
