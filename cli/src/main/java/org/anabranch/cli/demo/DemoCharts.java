package org.anabranch.cli.demo;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.anabranch.cli.quality.Estimate;
import org.anabranch.cli.report.Charts;
import org.anabranch.cli.report.Palette;
import org.anabranch.cli.report.Sheet;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the plots of a result. */
final class DemoCharts {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 380;
  private static final double MARGIN = 0.25;
  private static final double TICK_TOLERANCE = 1e-6;
  /** Wide enough for one tick per power of two. */
  private static final int TICK_POINTS = 100;

  private final DemoResult r;
  private final Palette palette;
  private final Charts charts;
  /** log2 of the evaluations per sample. */
  private final double[] x;

  DemoCharts(DemoResult result, Palette palette) {
    this.r = result;
    this.palette = palette;
    this.charts = new Charts(palette, WIDTH, HEIGHT);
    this.x = r.levels().stream().mapToDouble(l -> StrictMath.log(l.evaluations()) / StrictMath.log(2)).toArray();
  }

  /** A line with a band around it; the band of shares and distances ends at what they can be. */
  private record Curve(String name, Color color, double[] y, double[] low, double[] high) {
    static Curve of(String name, Color color, List<Estimate> values, double most) {
      ToDoubleFunction<Estimate> half = e -> e.halfWidth().orElse(0);
      return new Curve(name, color, values.stream().mapToDouble(Estimate::mean).toArray(),
          values.stream().mapToDouble(e -> Math.max(0, e.mean() - half.applyAsDouble(e))).toArray(),
          values.stream().mapToDouble(e -> Math.min(most, e.mean() + half.applyAsDouble(e))).toArray());
    }
  }

  byte[] accuracy() {
    List<Level> l = r.levels();
    Curve curve = new Curve("best of N, 95 % Wilson", palette.first(),
        l.stream().mapToDouble(v -> 100 * v.accuracy().mean()).toArray(),
        l.stream().mapToDouble(v -> 100 * v.accuracy().low()).toArray(),
        l.stream().mapToDouble(v -> 100 * v.accuracy().high()).toArray());
    XYChart chart = chart("Is it the digit that was asked for?", "accuracy by independent judge, %", "%.0f");
    chart.getStyler().setYAxisMax(100.0);
    add(chart, curve);
    r.real().ifPresent(x -> line(chart, "real held-out images", 100 * x.accuracy().mean()));
    return png(chart);
  }

  byte[] distance() {
    XYChart chart = chart("How far from real images, as a set?",
        "Frechet distance (" + r.featureWidth() + " features, n = " + r.slots() + ")", "%.0f");
    chart.getStyler().setYAxisMin(0.0);
    add(chart, Curve.of("best of N" + band(), palette.first(), r.levels().stream().map(Level::frechet).toList(),
        Double.POSITIVE_INFINITY));
    r.real().ifPresent(x -> line(chart, "real images at the same n", x.frechet().mean()));
    return png(chart);
  }

  byte[] coverage() {
    XYChart chart = chart("What selection costs: variety", "share (k = 3 neighbours)", "%.2f");
    add(chart, Curve.of("recall: variety", palette.second(), r.levels().stream().map(Level::recall).toList(), 1));
    add(chart, Curve.of("precision: realism", palette.first(), r.levels().stream().map(Level::precision).toList(), 1));
    return png(chart);
  }

  byte[] search() {
    List<SearchComparison.Point> p = r.points();
    double[] plain = p.stream().mapToDouble(SearchComparison.Point::bestOfN).toArray();
    double[] noise = p.stream().mapToDouble(SearchComparison.Point::noiseSearch).toArray();
    XYChart chart = chart("Two searches, equal evaluations", "selector score, mean log p, nats", "%.1f");
    add(chart, new Curve("noise search", palette.second(), noise, noise, noise));
    add(chart, new Curve("best of N, same slots", palette.first(), plain, plain, plain));
    return png(chart);
  }

  private String band() {
    return r.seeds().size() > 1 ? ", 95 % over seeds" : "";
  }

  private XYChart chart(String title, String y, String format) {
    XYChart chart = charts.chart(title, "evaluations per sample (network forwards)", y, DemoCharts::evaluations,
        v -> String.format(Locale.ROOT, format, v));
    chart.getStyler().setXAxisMin(x[0] - MARGIN);
    chart.getStyler().setXAxisMax(x[x.length - 1] + MARGIN);
    chart.getStyler().setXAxisTickMarkSpacingHint(TICK_POINTS);
    return chart;
  }

  /** The label of a tick, in evaluations. */
  private static String evaluations(double log2) {
    double value = StrictMath.pow(2, log2);
    return Math.abs(value - Math.rint(value)) < TICK_TOLERANCE ? Long.toString(Math.round(value)) : Sheet.fixed(value, 1);
  }

  private void add(XYChart chart, Curve c) {
    Charts.band(chart, c.name(), c.color(), x, c.low(), c.high());
    Charts.line(chart, c.name(), c.color(), SeriesMarkers.CIRCLE, x, c.y());
  }

  private void line(XYChart chart, String name, double y) {
    charts.level(chart, name, x[0] - MARGIN, x[x.length - 1] + MARGIN, y);
  }

  private byte[] png(XYChart chart) {
    return charts.png(chart);
  }
}
