package org.anabranch.cli.curve;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.anabranch.cli.domain.Measure;
import org.anabranch.cli.image.Png;
import org.anabranch.cli.quality.Estimate;
import org.anabranch.cli.report.Charts;
import org.anabranch.cli.report.IntervalPlot;
import org.anabranch.cli.report.Palette;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The plots of a curve: the judge and the selector against realised evaluations, the judge against time, and the judge against the
 * selector, where a line that runs right and down is a verifier being fooled. Both costs are on logarithmic axes.
 */
final class CurveCharts {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 430;
  /** A line of the legend: a plot of many algorithms is as high as its legend. */
  private static final int LEGEND_ROW = 20;
  private static final int COLUMNS = 2;
  /** Bands of more algorithms than this cover each other. */
  private static final int BANDED = 4;
  private static final double ROOM = 0.06;
  private static final double LEAST_ROOM = 0.05;
  private static final double LEAST_COST = 1e-9;
  /** Wide enough for one tick per power of two. */
  private static final int TICK_POINTS = 70;
  private static final List<Marker> MARKERS = List.of(SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND,
      SeriesMarkers.TRIANGLE_UP, SeriesMarkers.TRIANGLE_DOWN, SeriesMarkers.CROSS);

  private final CurveResult result;
  private final Charts charts;

  CurveCharts(CurveResult result, Palette palette) {
    this.result = result;
    this.charts = new Charts(palette, WIDTH, Math.max(HEIGHT, LEGEND_ROW * (result.plan().entries().size() + 2)));
  }

  /** What an axis shows of a point. */
  private record Axis(String title, Function<CurvePoint, Estimate> value, double least, double most) {}

  /** All plots, the main one first. */
  List<XYChart> all() {
    Axis used = axis("evaluations realised", CurvePoint::used);
    Axis time = axis("seconds per search", CurvePoint::seconds);
    Axis score = axis("selector: " + result.domain().title(result.plan().verifier()), CurvePoint::score);
    if (result.measures().isEmpty()) {
      return List.of(cost("What the selector says", used, score), cost("The same against time", time, score));
    }
    Measure m = result.measures().getFirst();
    Axis judge = new Axis("judge: " + m.title() + (m.higherIsBetter() ? "" : " (less is better)"), p -> p.measures().getFirst(),
        m.least(), m.most());
    return List.of(cost("What the held-out judge says", used, judge), cost("The same against time", time, judge),
        cost("What the selector says", used, score), against("Judge against selector", score, judge));
  }

  private static Axis axis(String title, Function<CurvePoint, Estimate> value) {
    return new Axis(title, value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** Paired gains over best-of-n at the largest budget: of the judge, turned so that more is better, or of the selector. */
  byte[] gains(boolean judge) {
    long budget = result.plan().budgets().getLast();
    List<IntervalPlot.Row> rows = new ArrayList<>();
    for (CurvePoint p : result.points()) {
      if (p.budget() == budget && p.scoreGain().isPresent()) {
        Estimate gain = judge ? p.measureGains().getFirst() : p.scoreGain().get();
        if (Double.isFinite(gain.mean()) && gain.halfWidth().isPresent()) {
          rows.add(new IntervalPlot.Row(result.plan().entries().get(p.entry()).label(), gain.mean(), gain.halfWidth().getAsDouble()));
        }
      }
    }
    String title = judge ? "What the held-out judge gains over best-of-n" : "What the selector gains over best-of-n";
    String axis = judge ? result.measures().getFirst().title() + ", right is better"
        : result.domain().title(result.plan().verifier());
    return new IntervalPlot(charts.palette(), title, axis).png(rows);
  }

  /** One plot's file. */
  byte[] png(XYChart chart) {
    return charts.png(chart);
  }

  /** All plots in one picture. */
  byte[] sheet() {
    List<BufferedImage> images = all().stream().map(charts::image).toList();
    int wide = images.getFirst().getWidth();
    int high = images.getFirst().getHeight();
    BufferedImage sheet = new BufferedImage(COLUMNS * wide, Math.ceilDiv(images.size(), COLUMNS) * high, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    for (int i = 0; i < images.size(); i++) {
      g.drawImage(images.get(i), i % COLUMNS * wide, i / COLUMNS * high, null);
    }
    g.dispose();
    return Png.bytes(sheet);
  }

  /** Quality against a cost, on powers of two, with bands where there are few lines. */
  private XYChart cost(String title, Axis x, Axis y) {
    XYChart chart = charts.chart(title, x.title(), y.title(), v -> IntervalPlot.number(StrictMath.pow(2, v)), IntervalPlot::number);
    chart.getStyler().setXAxisTickMarkSpacingHint(TICK_POINTS);
    draw(chart, p -> log(x.value().apply(p).mean()), y, entries() <= BANDED);
    return chart;
  }

  private XYChart against(String title, Axis x, Axis y) {
    XYChart chart = charts.chart(title, x.title(), y.title(), IntervalPlot::number, IntervalPlot::number);
    draw(chart, p -> finite(x.value().apply(p).mean()), y, false);
    return chart;
  }

  private int entries() {
    return result.plan().entries().size();
  }

  private void draw(XYChart chart, ToDoubleFunction<CurvePoint> x, Axis y, boolean banded) {
    if (entries() > BANDED) {
      chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    }
    for (int e = 0; e < entries(); e++) {
      String label = result.plan().entries().get(e).label();
      Color color = charts.palette().series(e);
      double[] xs = result.points(e).stream().mapToDouble(x).toArray();
      List<Estimate> ys = result.points(e).stream().map(y.value()).toList();
      double[] mean = ys.stream().mapToDouble(v -> finite(v.mean())).toArray();
      if (banded && ys.stream().allMatch(v -> v.halfWidth().isPresent())) {
        double[] half = ys.stream().mapToDouble(v -> finite(v.halfWidth().getAsDouble())).toArray();
        double[] low = new double[half.length];
        double[] high = new double[half.length];
        Arrays.setAll(low, i -> Math.max(y.least(), mean[i] - half[i]));
        Arrays.setAll(high, i -> Math.min(y.most(), mean[i] + half[i]));
        Charts.band(chart, label, color, xs, low, high);
      }
      Charts.line(chart, label, color, MARKERS.get((e + e / charts.palette().colours()) % MARKERS.size()), xs, mean);
    }
    double[] all = result.points().stream().mapToDouble(x).toArray();
    double low = Arrays.stream(all).min().orElseThrow();
    double high = Arrays.stream(all).max().orElseThrow();
    double room = Math.max(ROOM * (high - low), LEAST_ROOM);
    chart.getStyler().setXAxisMin(low - room);
    chart.getStyler().setXAxisMax(high + room);
  }

  /** A plot has no place for what is not finite: no verifier had an opinion there. */
  private static double finite(double v) {
    return Double.isFinite(v) ? v : 0;
  }

  private static double log(double v) {
    return StrictMath.log(Math.max(v, LEAST_COST)) / StrictMath.log(2);
  }
}
