package org.anabranch.jmh.ode;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.anabranch.cli.image.Palette;
import org.anabranch.cli.image.Png;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws error against evaluations (above) and against CPU time (below), a column per problem, logarithms on both axes. */
final class WorkPrecisionPlot {
  private static final int WIDTH = 360;
  private static final int HEIGHT = 300;
  private static final int LEGEND = 34;
  /** Columns side by side; more problems begin another band below. */
  private static final int COLUMNS = 5;
  private static final int DENSITY = 1;
  /** Errors below this are drawn here: they are those of the reference. */
  private static final double FLOOR = 1e-13;
  /** Of Okabe and Ito: told apart by readers of any colour vision. */
  private static final Color[] COLORS = {new Color(0xE69F00), new Color(0x0072B2), new Color(0x009E73), new Color(0xD55E00),
      new Color(0x56B4E9), new Color(0xCC79A7), new Color(0x555555), new Color(0x999933)};

  private WorkPrecisionPlot() {}

  /** The PNG of the points of some problems, a column each. */
  static byte[] png(List<WorkPrecision.Point> points, List<String> problems) {
    List<String> solvers = points.stream().map(WorkPrecision.Point::solver).distinct().toList();
    int columns = Math.min(COLUMNS, problems.size());
    int height = LEGEND + 2 * HEIGHT * Math.ceilDiv(problems.size(), COLUMNS);
    BufferedImage image = new BufferedImage(columns * WIDTH * DENSITY, height * DENSITY, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.scale(DENSITY, DENSITY);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, columns * WIDTH, height);
    for (int c = 0; c < problems.size(); c++) {
      List<WorkPrecision.Point> here = of(points, problems.get(c));
      int x = c % COLUMNS * WIDTH;
      int y = LEGEND + c / COLUMNS * 2 * HEIGHT;
      panel(g, x, y, chart(here, solvers, problems.get(c), "evaluations", WorkPrecision.Point::evaluations));
      panel(g, x, y + HEIGHT, chart(here, solvers, problems.get(c), "CPU time, µs", WorkPrecision.Point::micros));
    }
    legend(g, solvers);
    g.dispose();
    return Png.bytes(Palette.reduce(image));
  }

  private static List<WorkPrecision.Point> of(List<WorkPrecision.Point> points, String problem) {
    return points.stream().filter(p -> p.problem().equals(problem) && !p.failed()).toList();
  }

  private static void panel(Graphics2D g, int x, int y, XYChart chart) {
    g.translate(x, y);
    chart.paint(g, WIDTH, HEIGHT);
    g.translate(-x, -y);
  }

  private static void legend(Graphics2D g, List<String> solvers) {
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    int x = 16;
    for (int i = 0; i < solvers.size(); i++) {
      g.setColor(COLORS[i % COLORS.length]);
      g.setStroke(stroke(solvers.get(i)));
      g.drawLine(x, LEGEND / 2, x + 30, LEGEND / 2);
      g.setColor(Color.BLACK);
      g.drawString(solvers.get(i), x + 36, LEGEND / 2 + 5);
      x += 36 + g.getFontMetrics().stringWidth(solvers.get(i)) + 22;
    }
  }

  /** Hipparchus' are dashed. */
  private static BasicStroke stroke(String solver) {
    return solver.startsWith("h-") ? new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 4}, 0)
        : new BasicStroke(2);
  }

  private static XYChart chart(List<WorkPrecision.Point> points, List<String> solvers, String problem, String what,
      ToDoubleFunction<WorkPrecision.Point> cost) {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(problem).xAxisTitle(what).yAxisTitle("error at the end")
        .build();
    Styler s = chart.getStyler();
    Font base = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    s.setBaseFont(base);
    s.setLegendVisible(false);
    s.setChartBackgroundColor(Color.WHITE);
    s.setChartTitleBoxVisible(false);
    s.setLocale(Locale.ROOT);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setMarkerSize(5);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(new Color(0xE8E8E8));
    chart.getStyler().setPlotGridLinesStroke(new BasicStroke(0.5f));
    for (int i = 0; i < solvers.size(); i++) {
      String solver = solvers.get(i);
      List<WorkPrecision.Point> line = points.stream().filter(p -> p.solver().equals(solver)).toList();
      if (!line.isEmpty()) {
        XYSeries series = chart.addSeries(solver, line.stream().mapToDouble(cost).toArray(),
            line.stream().mapToDouble(p -> Math.max(FLOOR, p.error())).toArray());
        series.setLineColor(COLORS[i % COLORS.length]);
        series.setLineStyle(stroke(solver));
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(COLORS[i % COLORS.length]);
      }
    }
    return chart;
  }
}
