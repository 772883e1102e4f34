package org.anabranch.cli.report;

import java.awt.Color;
import java.util.List;

/**
 * The colours of a plot; the page's style sheet has the same ones.
 *
 * @param background behind everything
 * @param text       titles, labels and ticks
 * @param grid       grid lines
 * @param first      the main series
 * @param second     what it is compared with
 * @param real       real data
 * @param more       series after the second
 */
public record Palette(Color background, Color text, Color grid, Color first, Color second, Color real, List<Color> more) {
  /** For a light page. */
  public static final Palette LIGHT = new Palette(new Color(0xffffff), new Color(0x24292f), new Color(0xe4e7eb), new Color(0x0b6e69),
      new Color(0xb9480e), new Color(0x6b7280), List.of(new Color(0x3b5bdb), new Color(0x9c36b5), new Color(0x2b8a3e),
          new Color(0xc2255c), new Color(0x946200), new Color(0x1971c2), new Color(0x5c4033), new Color(0x495057)));
  /** For a dark page. */
  public static final Palette DARK = new Palette(new Color(0x1b1f24), new Color(0xdfe3e8), new Color(0x363c44), new Color(0x4fd1c5),
      new Color(0xf6a355), new Color(0x9aa3ad), List.of(new Color(0x91a7ff), new Color(0xe599f7), new Color(0x8ce99a),
          new Color(0xfaa2c1), new Color(0xffd43b), new Color(0x74c0fc), new Color(0xc9a58c), new Color(0xced4da)));

  /** The same colour, see-through. */
  public static Color faint(Color c) {
    return new Color(c.getRed(), c.getGreen(), c.getBlue(), 48);
  }

  /** The colour of series i of many: they come round again after {@link #colours} of them. */
  public Color series(int i) {
    int at = i % colours();
    return at == 0 ? first : at == 1 ? second : more.get(at - 2);
  }

  /** Number of colours of series. */
  public int colours() {
    return 2 + more.size();
  }
}
