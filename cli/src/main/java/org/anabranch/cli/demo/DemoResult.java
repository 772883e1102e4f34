package org.anabranch.cli.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the demo measured.
 *
 * @param plan        what was asked
 * @param cancelled   whether it was stopped early: then {@code seeds} are the ones that were finished, or one in part
 * @param seeds       the candidates of every seed, equally many slots each
 * @param levels      the measures for each N
 * @param real        the measures on real images; empty if there are too few of them
 * @param points      noise search against best-of-N; empty if the demo was stopped before
 * @param evaluations evaluations of the candidates
 * @param seconds     wall-clock time of the candidates, with the scoring
 * @param searched    evaluations of the noise search
 * @param searching   wall-clock time of the noise search
 * @param featureWidth width of the feature space
 * @param heldOut     images in the reference set
 */
record DemoResult(DemoPlan plan, boolean cancelled, List<Candidates> seeds, List<Level> levels, Optional<Reference.Real> real,
    List<SearchComparison.Point> points, long evaluations, double seconds, long searched, double searching, int featureWidth,
    int heldOut) {
  /** Slots of every seed, the n of the Frechet distance. */
  int slots() {
    return seeds.getFirst().slots();
  }

  /** Evaluations per second of the candidates. */
  double rate() {
    return evaluations / seconds;
  }

  /** Seconds of computing that one answer costs at the measured rate. */
  double secondsPerSample(Level level) {
    return level.evaluations() / rate();
  }

  /** For machines. */
  Map<String, Object> json() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("status", cancelled ? "CANCELLED" : "COMPLETED");
    out.put("model", "digits");
    out.put("solver", "euler");
    out.put("steps", plan.steps());
    out.put("seeds", seeds.stream().map(Candidates::seed).toList());
    out.put("samples", slots());
    out.put("evaluations", evaluations);
    out.put("seconds", seconds);
    out.put("evaluationsPerSecond", rate());
    List<Object> rows = new ArrayList<>();
    for (Level level : levels) {
      Map<String, Object> row = level.json();
      row.put("secondsPerSample", secondsPerSample(level));
      rows.add(row);
    }
    out.put("levels", rows);
    real.ifPresent(r -> {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("accuracy", Level.json(r.accuracy()));
      row.put("frechetDistance", Level.json(r.frechet()));
      row.put("precision", Level.json(r.precision()));
      row.put("recall", Level.json(r.recall()));
      row.put("meanDistanceWithinLabels", Level.json(r.diversity()));
      out.put("realImages", row);
    });
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("slotsPerSeed", plan.comparedSlots());
    search.put("evaluations", searched);
    search.put("seconds", searching);
    search.put("points", points.stream().map(DemoResult::json).toList());
    out.put("noiseSearch", search);
    return out;
  }

  private static Map<String, Object> json(SearchComparison.Point p) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("evaluationsPerSample", p.evaluations());
    out.put("bestOfNScore", p.bestOfN());
    out.put("noiseSearchScore", p.noiseSearch());
    out.put("scoreGain", Level.json(p.gain()));
    out.put("bestOfNAccuracy", Level.json(p.bestOfNRight()));
    out.put("noiseSearchAccuracy", Level.json(p.noiseRight()));
    return out;
  }
}
