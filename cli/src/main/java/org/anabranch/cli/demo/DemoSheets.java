package org.anabranch.cli.demo;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.cli.report.Sheet;

/** The demo's tables. */
final class DemoSheets {
  private DemoSheets() {}

  /** Best-of-N by N, and real images in the last row. */
  static Sheet levels(DemoResult r) {
    List<List<String>> rows = new ArrayList<>();
    for (Level l : r.levels()) {
      rows.add(List.of(Integer.toString(l.n()), Integer.toString(l.evaluations()), Sheet.percent(l.accuracy().mean()),
          Sheet.interval(l.accuracy()), Sheet.plusMinus(l.frechet(), 2), Sheet.plusMinus(l.precision(), 3),
          Sheet.plusMinus(l.recall(), 3), Sheet.plusMinus(l.diversity(), 2), Sheet.fixed(r.secondsPerSample(l), 3)));
    }
    r.real().ifPresent(x -> rows.add(List.of("real", "", Sheet.percent(x.accuracy().mean()), Sheet.interval(x.accuracy()),
        Sheet.plusMinus(x.frechet(), 2), Sheet.plusMinus(x.precision(), 3), Sheet.plusMinus(x.recall(), 3),
        Sheet.plusMinus(x.diversity(), 2), "")));
    return new Sheet(List.of("N", "evaluations", "accuracy", "95 %", "Frechet distance", "precision", "recall",
        "spread", "s / sample"), rows);
  }

  /** Noise search against best-of-N. */
  static Sheet search(DemoResult r) {
    List<List<String>> rows = new ArrayList<>();
    for (SearchComparison.Point p : r.points()) {
      rows.add(List.of(Integer.toString(p.evaluations()), Sheet.fixed(p.bestOfN(), 3), Sheet.fixed(p.noiseSearch(), 3),
          Sheet.plusMinus(p.gain(), 3), Sheet.percent(p.bestOfNRight().mean()) + " " + Sheet.interval(p.bestOfNRight()),
          Sheet.percent(p.noiseRight().mean()) + " " + Sheet.interval(p.noiseRight())));
    }
    return new Sheet(List.of("evaluations", "best-of-N, nats", "noise search, nats", "gain", "best-of-N accuracy",
        "noise search accuracy"), rows);
  }
}
