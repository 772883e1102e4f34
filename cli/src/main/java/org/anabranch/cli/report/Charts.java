package org.anabranch.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.function.DoubleFunction;
import org.anabranch.cli.image.Png;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots of lines with bands in one style, drawn at two pixels per point. */
public final class Charts {
  private static final int DENSITY = 2;

  private final Palette palette;
  private final int width;
  private final int height;

  /** Plots of one size in points. */
  public Charts(Palette palette, int width, int height) {
    this.palette = palette;
    this.width = width;
    this.height = height;
  }

  /** The colours. */
  public Palette palette() {
    return palette;
  }

  /** An empty plot; axes take their range from what is added, unless it is set. */
  public XYChart chart(String title, String x, String y, DoubleFunction<String> xLabel, DoubleFunction<String> yLabel) {
    XYChart chart = new XYChartBuilder().width(width).height(height).title(title).xAxisTitle(x).yAxisTitle(y).build();
    XYStyler s = chart.getStyler();
    s.setLegendPosition(Styler.LegendPosition.OutsideS);
    s.setLegendLayout(Styler.LegendLayout.Vertical);
    s.setMarkerSize(7);
    s.setXAxisTickLabelsFormattingFunction(xLabel::apply);
    s.setYAxisTickLabelsFormattingFunction(yLabel::apply);
    Font base = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    s.setBaseFont(base);
    s.setChartTitleFont(base.deriveFont(Font.BOLD, 15));
    s.setAxisTitleFont(base);
    s.setAxisTickLabelsFont(base);
    s.setLegendFont(base);
    s.setChartBackgroundColor(palette.background());
    s.setPlotBackgroundColor(palette.background());
    s.setChartFontColor(palette.text());
    s.setChartTitleFontColor(palette.text());
    s.setXAxisTitleColor(palette.text());
    s.setYAxisTitleColor(palette.text());
    s.setAxisTickLabelsColor(palette.text());
    s.setAxisTickMarksColor(palette.grid());
    s.setPlotGridLinesColor(palette.grid());
    s.setPlotGridLinesStroke(new BasicStroke(1));
    s.setPlotBorderVisible(false);
    s.setChartTitleBoxVisible(false);
    s.setLegendBackgroundColor(palette.background());
    s.setLegendBorderColor(palette.background());
    s.setLegendSeriesLineLength(22);
    s.setLegendPadding(8);
    s.setLocale(Locale.ROOT);
    return chart;
  }

  /** A see-through band between low and high; it has no entry in the legend. */
  public static void band(XYChart chart, String name, Color color, double[] x, double[] low, double[] high) {
    int n = x.length;
    double[] around = new double[2 * n];
    double[] edge = new double[2 * n];
    for (int i = 0; i < n; i++) {
      around[i] = x[i];
      edge[i] = low[i];
      around[2 * n - 1 - i] = x[i];
      edge[2 * n - 1 - i] = high[i];
    }
    XYSeries area = chart.addSeries(name + " band", around, edge);
    area.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    area.setFillColor(Palette.faint(color));
    area.setLineColor(new Color(0, 0, 0, 0));
    area.setMarker(SeriesMarkers.NONE);
    area.setShowInLegend(false);
  }

  /** A line with marks. */
  public static void line(XYChart chart, String name, Color color, Marker marker, double[] x, double[] y) {
    XYSeries line = chart.addSeries(name, x, y);
    line.setLineColor(color);
    line.setLineStyle(new BasicStroke(2));
    line.setMarker(marker);
    line.setMarkerColor(color);
  }

  /** A dashed level from one x to another. */
  public void level(XYChart chart, String name, double from, double to, double y) {
    XYSeries line = chart.addSeries(name, new double[] {from, to}, new double[] {y, y});
    line.setLineColor(palette.real());
    line.setLineStyle(new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 5}, 0));
    line.setMarker(SeriesMarkers.NONE);
  }

  /** A dashed line from (0, 0) to (1, 1). */
  public void diagonal(XYChart chart, String name) {
    XYSeries line = chart.addSeries(name, new double[] {0, 1}, new double[] {0, 1});
    line.setLineColor(palette.real());
    line.setLineStyle(new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 5}, 0));
    line.setMarker(SeriesMarkers.NONE);
  }

  /** A plot's PNG file. */
  public byte[] png(XYChart chart) {
    return Png.bytes(image(chart));
  }

  /** A plot's pixels. */
  public BufferedImage image(XYChart chart) {
    BufferedImage image = new BufferedImage(width * DENSITY, height * DENSITY, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.scale(DENSITY, DENSITY);
    chart.paint(g, width, height);
    g.dispose();
    return image;
  }
}
