package org.anabranch.cli.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.anabranch.cli.image.GreyImages;
import org.anabranch.cli.image.Png;
import org.anabranch.cli.report.Sheet;

/** The digits of the first slots of the first seed as pictures. */
final class DemoPictures {
  private static final GreyImages GREYS = new GreyImages(-1, 1);
  private static final int COLUMNS = 10;
  private static final int SCALE = 2;
  private static final int GAP = 4;
  private static final int CAPTION = 44;
  private static final int BETWEEN = 36;
  private static final int EDGE = 16;
  private static final Color BACKGROUND = new Color(0xffffff);
  private static final Color TEXT = new Color(0x24292f);
  private static final Color WRONG = new Color(0xe8590c);

  private final DemoResult result;
  private final Candidates first;

  DemoPictures(DemoResult result) {
    this.result = result;
    this.first = result.seeds().getFirst();
  }

  /** The pictured slots, of the first seed, from its first slot on. */
  int slots() {
    return first.pictured();
  }

  /** The candidates that they are among. */
  Candidates candidates() {
    return first;
  }

  /** One candidate at its own size. */
  byte[] png(int candidate) {
    return Png.bytes(GREYS.image(first.pictures(), candidate));
  }

  /** How many of the pictured answers the judge calls wrong. */
  int wrong(int n) {
    int wrong = 0;
    for (int s = 0; s < slots(); s++) {
      wrong += first.right(first.best(s, n)) ? 0 : 1;
    }
    return wrong;
  }

  /** The first pictured slot whose first candidate the judge calls wrong and whose best of all it calls right, if any. */
  OptionalInt tellingSlot() {
    return IntStream.range(0, slots())
        .filter(s -> !first.right(first.best(s, 1)) && first.right(first.best(s, first.perSlot()))).findFirst();
  }

  /** The same slots answered by best-of-1 and by the best of all candidates, side by side; wrong ones are outlined. */
  byte[] sideBySide() {
    int side = first.pictures().shape().last() * SCALE;
    int lines = Math.ceilDiv(slots(), COLUMNS);
    int panel = COLUMNS * (side + GAP) - GAP;
    int width = 2 * EDGE + 2 * panel + BETWEEN;
    int height = EDGE + CAPTION + lines * (side + GAP) + EDGE;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(BACKGROUND);
    g.fillRect(0, 0, width, height);
    panel(g, EDGE, 1);
    panel(g, EDGE + panel + BETWEEN, first.perSlot());
    g.dispose();
    return Png.bytes(image);
  }

  private void panel(Graphics2D g, int left, int n) {
    int side = first.pictures().shape().last() * SCALE;
    Level level = result.levels().get(result.plan().levels().indexOf(n));
    g.setColor(TEXT);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 17));
    String title = n == 1 ? "one draw" : "best of " + n;
    g.drawString(title, left, EDGE + 18);
    int after = left + g.getFontMetrics().stringWidth(title) + 12;
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    g.drawString(Sheet.percent(level.accuracy().mean()) + " right of " + Sheet.grouped(level.accuracy().trials())
        + ", by an independent judge", after, EDGE + 18);
    for (int s = 0; s < slots(); s++) {
      int candidate = first.best(s, n);
      int x = left + s % COLUMNS * (side + GAP);
      int y = EDGE + CAPTION - 8 + s / COLUMNS * (side + GAP);
      g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
      g.drawImage(GREYS.image(first.pictures(), candidate), x, y, side, side, null);
      if (!first.right(candidate)) {
        g.setColor(WRONG);
        g.setStroke(new BasicStroke(4));
        g.drawRect(x, y, side - 1, side - 1);
      }
    }
  }
}
