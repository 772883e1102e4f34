package org.anabranch.cli.demo;

import java.util.Arrays;
import java.util.Optional;
import org.anabranch.cli.quality.Accuracy;
import org.anabranch.cli.quality.Estimate;
import org.anabranch.cli.quality.FeatureStatistics;
import org.anabranch.cli.quality.FrechetDistance;
import org.anabranch.cli.quality.NearestNeighbours;
import org.anabranch.engine.Kernels;
import org.anabranch.model.Digits;

/** The held-out images in the judge's feature space, and what the measures say of real images themselves. */
final class Reference {
  /** Which neighbour reaches the border of a ball, and how many images carry one. */
  static final int NEIGHBOUR = 3;
  static final int NEIGHBOUR_IMAGES = 1000;
  /** Sets of real images at most: enough for an interval, and few samples make many. */
  private static final int MOST_SETS = 10;

  private final double[][] features;
  private final int[] labels;
  private final FeatureStatistics statistics;
  private final NearestNeighbours neighbours;
  private final Accuracy accuracy;

  Reference(Digits digits, Kernels kernels) {
    Judged.Panel panel = new Judged.Panel(digits, kernels);
    var images = digits.heldOutImages();
    float[][] f = panel.features(images);
    features = new double[f.length][];
    for (int i = 0; i < f.length; i++) {
      features[i] = new double[f[i].length];
      for (int j = 0; j < f[i].length; j++) {
        features[i][j] = f[i][j];
      }
    }
    statistics = FeatureStatistics.of(features);
    neighbours = new NearestNeighbours(Arrays.copyOf(features, NEIGHBOUR_IMAGES), NEIGHBOUR);
    int[] seen = panel.see(images);
    labels = digits.heldOutLabels();
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += seen[i] == labels[i] ? 1 : 0;
    }
    accuracy = new Accuracy(right, labels.length);
  }

  /** Number of images. */
  int size() {
    return features.length;
  }

  /** Width of a feature vector. */
  int width() {
    return statistics.width();
  }

  /** The Frechet distance of samples from all held-out images. */
  double frechet(double[][] samples) {
    return FrechetDistance.between(FeatureStatistics.of(samples), statistics);
  }

  /** Precision and recall of samples against the first {@value #NEIGHBOUR_IMAGES} images. */
  NearestNeighbours.Coverage coverage(double[][] samples) {
    return neighbours.coverage(samples);
  }

  /**
   * The measures on real images in the place of samples.
   *
   * @param accuracy  the judge's, on all held-out images
   * @param frechet   of n images from the others, for disjoint n of the second half, at most {@value #MOST_SETS} of them: what the bias
   *                  alone makes
   * @param precision likewise, against the first half
   * @param recall    likewise
   * @param diversity mean distance of two images of one digit, among n
   */
  record Real(Accuracy accuracy, Estimate frechet, Estimate precision, Estimate recall, Estimate diversity) {}

  /** Real images at n samples; empty if the second half holds fewer than n. */
  Optional<Real> real(int n) {
    int sets = Math.min(MOST_SETS, (features.length - NEIGHBOUR_IMAGES) / n);
    if (sets < 1) {
      return Optional.empty();
    }
    double[] distance = new double[sets];
    double[] precision = new double[sets];
    double[] recall = new double[sets];
    double[] diversity = new double[sets];
    for (int i = 0; i < sets; i++) {
      int from = NEIGHBOUR_IMAGES + i * n;
      double[][] set = Arrays.copyOfRange(features, from, from + n);
      double[][] others = new double[features.length - n][];
      System.arraycopy(features, 0, others, 0, from);
      System.arraycopy(features, from + n, others, from, features.length - from - n);
      distance[i] = FrechetDistance.between(FeatureStatistics.of(set), FeatureStatistics.of(others));
      NearestNeighbours.Coverage c = neighbours.coverage(set);
      precision[i] = c.precision();
      recall[i] = c.recall();
      diversity[i] = NearestNeighbours.meanDistanceWithinClasses(set, Arrays.copyOfRange(labels, from, from + n));
    }
    return Optional.of(new Real(accuracy, Estimate.of(distance), Estimate.of(precision), Estimate.of(recall),
        Estimate.of(diversity)));
  }
}
