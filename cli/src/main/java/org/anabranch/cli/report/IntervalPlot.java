package org.anabranch.cli.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import org.anabranch.cli.image.Png;

/**
 * Estimates below each other, each a mark with its interval as a line, and a line at zero. What lies far beyond most others is an
 * arrow at the edge with its value beside it, so that one failure does not flatten the rest.
 */
public final class IntervalPlot {
  private static final int WIDTH = 560;
  private static final int NAMES = 150;
  private static final int EDGE = 24;
  private static final int ROW = 20;
  private static final int HEAD = 40;
  private static final int FOOT = 52;
  private static final int DENSITY = 2;
  private static final int FONT = 13;
  private static final double FAR = 6;
  private static final double MARK = 8;
  private static final int TICKS = 5;

  private final Palette palette;
  private final String title;
  private final String axis;

  /** A plot with a title and the name of its axis. */
  public IntervalPlot(Palette palette, String title, String axis) {
    this.palette = palette;
    this.title = title;
    this.axis = axis;
  }

  /**
   * One line of the plot.
   *
   * @param name      at the left
   * @param mean      the mark, finite
   * @param halfWidth of the interval, finite
   */
  public record Row(String name, double mean, double halfWidth) {}

  /** The PNG file, at two pixels per point. */
  public byte[] png(List<Row> rows) {
    int height = HEAD + rows.size() * ROW + FOOT;
    BufferedImage image = new BufferedImage(WIDTH * DENSITY, height * DENSITY, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.scale(DENSITY, DENSITY);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(palette.background());
    g.fillRect(0, 0, WIDTH, height);
    Font base = new Font(Font.SANS_SERIF, Font.PLAIN, FONT);
    g.setColor(palette.text());
    g.setFont(base.deriveFont(Font.BOLD, FONT + 2f));
    g.drawString(title, (WIDTH - g.getFontMetrics().stringWidth(title)) / 2, 24);
    g.setFont(base);
    double reach = reach(rows);
    axis(g, rows.size(), reach);
    for (int i = 0; i < rows.size(); i++) {
      row(g, rows.get(i), HEAD + i * ROW + ROW / 2, reach);
    }
    g.dispose();
    return Png.bytes(image);
  }

  /** The axis runs from minus to plus this: all rows, unless some lie beyond {@value #FAR} times the median of their ends. */
  private static double reach(List<Row> rows) {
    double[] ends = rows.stream().mapToDouble(r -> Math.abs(r.mean()) + r.halfWidth()).filter(v -> v > 0).sorted().toArray();
    return ends.length == 0 ? 1 : Math.min(ends[ends.length - 1], FAR * ends[ends.length / 2]);
  }

  private static double x(double value, double reach) {
    return NAMES + (WIDTH - NAMES - EDGE) * (value / reach + 1) / 2;
  }

  private void axis(Graphics2D g, int rows, double reach) {
    int bottom = HEAD + rows * ROW;
    for (int i = 0; i < TICKS; i++) {
      double value = reach * (2.0 * i / (TICKS - 1) - 1);
      double at = x(value, reach);
      g.setColor(i == TICKS / 2 ? palette.real() : palette.grid());
      g.setStroke(new BasicStroke(i == TICKS / 2 ? 1.5f : 1));
      g.draw(new Line2D.Double(at, HEAD, at, bottom));
      g.setColor(palette.text());
      String text = number(value);
      g.drawString(text, (float) at - g.getFontMetrics().stringWidth(text) / 2f, bottom + 16);
    }
    g.drawString(axis, NAMES + (WIDTH - NAMES - EDGE - g.getFontMetrics().stringWidth(axis)) / 2, bottom + 38);
  }

  private void row(Graphics2D g, Row r, int y, double reach) {
    g.setColor(palette.text());
    g.drawString(r.name(), NAMES - 10 - g.getFontMetrics().stringWidth(r.name()), y + 5);
    g.setColor(r.mean() - r.halfWidth() > 0 ? palette.first() : r.mean() + r.halfWidth() < 0 ? palette.second() : palette.real());
    g.setStroke(new BasicStroke(2));
    double low = x(Math.max(-reach, r.mean() - r.halfWidth()), reach);
    double high = x(Math.min(reach, r.mean() + r.halfWidth()), reach);
    if (low < high) {
      g.draw(new Line2D.Double(low, y, high, y));
    }
    if (Math.abs(r.mean()) <= reach) {
      g.fill(new Ellipse2D.Double(x(r.mean(), reach) - MARK / 2, y - MARK / 2, MARK, MARK));
      return;
    }
    double edge = x(Math.copySign(reach, r.mean()), reach);
    double inward = -Math.copySign(MARK, r.mean());
    Path2D arrow = new Path2D.Double();
    arrow.moveTo(edge, y);
    arrow.lineTo(edge + inward, y - MARK / 2);
    arrow.lineTo(edge + inward, y + MARK / 2);
    arrow.closePath();
    g.fill(arrow);
    String text = number(r.mean());
    float at = (float) (r.mean() < 0 ? edge + MARK + 4 : edge - MARK - 4 - g.getFontMetrics().stringWidth(text));
    g.drawString(text, at, y + 5);
  }

  /** Three significant digits, without zeros at the end. */
  public static String number(double v) {
    double size = Math.abs(v);
    int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    String text = String.format(Locale.ROOT, "%." + digits + "f", v);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "").replaceAll("^-0?$", "0") : text;
  }
}
