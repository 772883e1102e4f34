package org.anabranch.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.anabranch.cli.quality.Accuracy;
import org.anabranch.cli.quality.Estimate;

/**
 * A table as text, for the terminal and the page alike.
 *
 * @param headers one per column
 * @param rows    one text per column and row
 */
public record Sheet(List<String> headers, List<List<String>> rows) {
  /** Copies the lists. */
  public Sheet {
    headers = List.copyOf(headers);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** Best-of-N by N, and real images in the last row. */
  static Sheet levels(DemoResult r) {
    List<List<String>> rows = new ArrayList<>();
    for (Level l : r.levels()) {
      rows.add(List.of(Integer.toString(l.n()), Integer.toString(l.evaluations()), percent(l.accuracy().mean()),
          interval(l.accuracy()), plusMinus(l.frechet(), 2), plusMinus(l.precision(), 3), plusMinus(l.recall(), 3),
          plusMinus(l.diversity(), 2), fixed(r.secondsPerSample(l), 3)));
    }
    r.real().ifPresent(x -> rows.add(List.of("real", "", percent(x.accuracy().mean()), interval(x.accuracy()),
        plusMinus(x.frechet(), 2), plusMinus(x.precision(), 3), plusMinus(x.recall(), 3), plusMinus(x.diversity(), 2), "")));
    return new Sheet(List.of("N", "evaluations", "accuracy", "95 %", "Frechet distance", "precision", "recall",
        "spread", "s / sample"), rows);
  }

  /** Noise search against best-of-N. */
  static Sheet search(DemoResult r) {
    List<List<String>> rows = new ArrayList<>();
    for (SearchComparison.Point p : r.points()) {
      rows.add(List.of(Integer.toString(p.evaluations()), fixed(p.bestOfN(), 3), fixed(p.noiseSearch(), 3),
          plusMinus(p.gain(), 3), percent(p.bestOfNRight().mean()) + " " + interval(p.bestOfNRight()),
          percent(p.noiseRight().mean()) + " " + interval(p.noiseRight())));
    }
    return new Sheet(List.of("evaluations", "best-of-N, nats", "noise search, nats", "gain", "best-of-N accuracy",
        "noise search accuracy"), rows);
  }

  static String percent(double share) {
    return fixed(100 * share, 1) + " %";
  }

  static String interval(Accuracy a) {
    return "[" + fixed(100 * a.low(), 1) + ", " + fixed(100 * a.high(), 1) + "]";
  }

  static String plusMinus(Estimate e, int digits) {
    return fixed(e.mean(), digits) + (e.halfWidth().isPresent() ? " \u00b1 " + fixed(e.halfWidth().getAsDouble(), digits) : "");
  }

  static String fixed(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.matches("-0\\.?0*") ? text.substring(1) : text;
  }

  static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
