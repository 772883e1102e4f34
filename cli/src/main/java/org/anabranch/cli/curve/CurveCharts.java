package org.anabranch.cli.curve;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.anabranch.cli.domain.Measure;
import org.anabranch.cli.image.Png;
import org.anabranch.cli.quality.Estimate;
import org.anabranch.cli.report.Charts;
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
  private static final int COLUMNS = 2;
  /** Bands of more algorithms than this cover each other. */
  private static final int BANDED = 4;
  private static final double ROOM = 0.06;
  private static final List<Marker> MARKERS = List.of(SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND,
      SeriesMarkers.TRIANGLE_UP, SeriesMarkers.TRIANGLE_DOWN, SeriesMarkers.CROSS);

  private final CurveResult result;
  private final Charts charts;

  CurveCharts(CurveResult result, Palette palette) {
    this.result = result;
    this.charts = new Charts(palette, WIDTH, HEIGHT);
  }

  /** All plots, the main one first. */
  List<XYChart> all() {
    List<XYChart> all = new ArrayList<>();
    Function<CurvePoint, Estimate> score = CurvePoint::score;
    String scoreTitle = "selector: " + result.domain().title(result.plan().verifier());
    if (!result.measures().isEmpty()) {
      Measure judge = result.measures().getFirst();
      Function<CurvePoint, Estimate> judged = p -> p.measures().getFirst();
      String judgeTitle = "judge: " + judge.title() + (judge.higherIsBetter() ? "" : " (less is better)");
      all.add(curve("What the held-out judge says", "evaluations realised", judgeTitle, p -> log(p.used().mean()), judged, true));
      all.add(curve("The same against time", "seconds per search", judgeTitle, p -> log(p.seconds().mean()), judged, true));
      all.add(curve("What the selector says", "evaluations realised", scoreTitle, p -> log(p.used().mean()), score, true));
      all.add(curve("Judge against selector", scoreTitle, judgeTitle, p -> p.score().mean(), judged, false));
    } else {
      all.add(curve("What the selector says", "evaluations realised", scoreTitle, p -> log(p.used().mean()), score, true));
      all.add(curve("The same against time", "seconds per search", scoreTitle, p -> log(p.seconds().mean()), score, true));
    }
    return all;
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

  private XYChart curve(String title, String xTitle, String yTitle, ToDoubleFunction<CurvePoint> x,
      Function<CurvePoint, Estimate> y, boolean logarithmic) {
    XYChart chart = charts.chart(title, xTitle, yTitle, v -> number(logarithmic ? StrictMath.pow(10, v) : v), CurveCharts::number);
    int entries = result.plan().entries().size();
    if (entries > BANDED) {
      chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    }
    for (int e = 0; e < entries; e++) {
      String label = result.plan().entries().get(e).label();
      Color color = charts.palette().series(e);
      double[] xs = result.points(e).stream().mapToDouble(x).toArray();
      List<Estimate> ys = result.points(e).stream().map(y).toList();
      double[] mean = ys.stream().mapToDouble(v -> finite(v.mean())).toArray();
      if (logarithmic && entries <= BANDED && ys.stream().allMatch(v -> v.halfWidth().isPresent())) {
        double[] half = ys.stream().mapToDouble(v -> finite(v.halfWidth().getAsDouble())).toArray();
        double[] low = new double[half.length];
        double[] high = new double[half.length];
        Arrays.setAll(low, i -> mean[i] - half[i]);
        Arrays.setAll(high, i -> mean[i] + half[i]);
        Charts.band(chart, label, color, xs, low, high);
      }
      Charts.line(chart, label, color, MARKERS.get((e + e / charts.palette().colours()) % MARKERS.size()), xs, mean);
    }
    room(chart, result.points().stream().mapToDouble(x).toArray());
    return chart;
  }

  private static void room(XYChart chart, double[] xs) {
    double low = Arrays.stream(xs).min().orElse(0);
    double high = Arrays.stream(xs).max().orElse(1);
    double room = Math.max(ROOM * (high - low), 1e-3);
    chart.getStyler().setXAxisMin(low - room);
    chart.getStyler().setXAxisMax(high + room);
  }

  /** A plot has no place for what is not finite: no verifier had an opinion there. */
  private static double finite(double v) {
    return Double.isFinite(v) ? v : 0;
  }

  private static double log(double v) {
    return StrictMath.log10(Math.max(v, 1e-9));
  }

  /** Three significant digits. */
  private static String number(double v) {
    double size = Math.abs(v);
    int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", v);
  }
}
