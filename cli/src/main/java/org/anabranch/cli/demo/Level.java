package org.anabranch.cli.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.cli.quality.Accuracy;
import org.anabranch.cli.quality.Estimate;
import org.anabranch.cli.quality.NearestNeighbours;

/**
 * The measures of best-of-N for one N. Estimates are over seeds.
 *
 * @param n         candidates per slot
 * @param steps     evaluations of a candidate
 * @param accuracy  the judge's, over the slots of all seeds
 * @param perSeed   the judge's accuracy of each seed
 * @param frechet   Frechet distance from the held-out images
 * @param precision share of samples in the support of the real images
 * @param recall    share of real images in the support of the samples
 * @param diversity mean distance of two samples with one label
 * @param score     mean of the selector's score, in nats
 */
record Level(int n, int steps, Accuracy accuracy, double[] perSeed, Estimate frechet, Estimate precision, Estimate recall,
    Estimate diversity, Estimate score) {
  /** Evaluations that one answer cost. */
  int evaluations() {
    return n * steps;
  }

  /** Measures all N of a plan on seeds of equally many slots. */
  static List<Level> measure(DemoPlan plan, List<Candidates> seeds, Reference reference) {
    List<Level> out = new ArrayList<>();
    for (int n : plan.levels()) {
      out.add(measure(seeds, reference, n, plan.steps()));
    }
    return out;
  }

  private static Level measure(List<Candidates> seeds, Reference reference, int n, int steps) {
    int count = seeds.size();
    double[] accuracy = new double[count];
    double[] frechet = new double[count];
    double[] precision = new double[count];
    double[] recall = new double[count];
    double[] diversity = new double[count];
    double[] score = new double[count];
    int right = 0;
    int trials = 0;
    for (int i = 0; i < count; i++) {
      Candidates c = seeds.get(i);
      int hits = 0;
      for (int s = 0; s < c.slots(); s++) {
        int best = c.best(s, n);
        hits += c.right(best) ? 1 : 0;
        score[i] += c.score(best) / c.slots();
      }
      right += hits;
      trials += c.slots();
      accuracy[i] = (double) hits / c.slots();
      double[][] features = c.features(n);
      frechet[i] = reference.frechet(features);
      NearestNeighbours.Coverage coverage = reference.coverage(features);
      precision[i] = coverage.precision();
      recall[i] = coverage.recall();
      diversity[i] = NearestNeighbours.meanDistanceWithinClasses(features, labels(c.slots()));
    }
    return new Level(n, steps, new Accuracy(right, trials), accuracy, Estimate.of(frechet), Estimate.of(precision),
        Estimate.of(recall), Estimate.of(diversity), Estimate.of(score));
  }

  private static int[] labels(int slots) {
    int[] out = new int[slots];
    Arrays.setAll(out, DemoPlan::label);
    return out;
  }

  /** For machines. */
  Map<String, Object> json() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("n", n);
    out.put("evaluationsPerSample", evaluations());
    out.put("accuracy", json(accuracy));
    out.put("accuracyPerSeed", Arrays.stream(perSeed).boxed().toList());
    out.put("frechetDistance", json(frechet));
    out.put("precision", json(precision));
    out.put("recall", json(recall));
    out.put("meanDistanceWithinLabels", json(diversity));
    out.put("selectorScore", json(score));
    return out;
  }

  /** Mean and Wilson interval. */
  static Map<String, Object> json(Accuracy a) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("mean", a.mean());
    out.put("low", a.low());
    out.put("high", a.high());
    out.put("trials", a.trials());
    return out;
  }

  /** Mean and, from two repetitions on, half width. */
  static Map<String, Object> json(Estimate e) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("mean", e.mean());
    e.halfWidth().ifPresent(h -> out.put("halfWidth", h));
    out.put("repetitions", e.n());
    return out;
  }
}
