package org.anabranch.cli.report;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.anabranch.solver.slots.Reliability;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Reliability diagrams: the share of right answers against the probability that they were given; what is calibrated lies on the
 * diagonal.
 */
public final class ReliabilityPlot {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 520;
  /** Slots that a bin needs to be drawn: fewer say nothing. */
  private static final int LEAST = 10;
  private static final List<Marker> MARKERS = List.of(SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND);

  private ReliabilityPlot() {}

  /** One line per calibration, by its name. */
  public static byte[] png(String title, Map<String, Reliability> measured) {
    Palette palette = Palette.LIGHT;
    Charts charts = new Charts(palette, WIDTH, HEIGHT);
    XYChart chart = charts.chart(title, "probability of the likeliest value", "share of them that are right", ReliabilityPlot::number,
        ReliabilityPlot::number);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    charts.diagonal(chart, "as it should be");
    int at = 0;
    for (Map.Entry<String, Reliability> e : measured.entrySet()) {
      List<Reliability.Bin> bins = e.getValue().bins().stream().filter(b -> b.count() >= LEAST).toList();
      if (!bins.isEmpty()) {
        Color color = palette.series(at);
        Charts.line(chart, String.format(Locale.ROOT, "%s, calibration error %.4f", e.getKey(), e.getValue().error()), color,
            MARKERS.get(at % MARKERS.size()), bins.stream().mapToDouble(Reliability.Bin::confidence).toArray(),
            bins.stream().mapToDouble(Reliability.Bin::accuracy).toArray());
      }
      at++;
    }
    return charts.png(chart);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
