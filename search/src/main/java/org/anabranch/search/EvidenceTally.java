package org.anabranch.search;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Collects {@link Evidence} over the passes of a run. A pass of n particles with estimate Z and normalised weights W has the masses
 * n Z W(i), so that all passes together are one set of particles, and their mean mass an estimate of Z without bias.
 *
 * <p>Sums are kept relative to the largest mass, and the masses of candidates only.
 */
final class EvidenceTally {
  private final double lambda;
  private final TreeMap<Long, Double> logMasses = new TreeMap<>();
  private double scale = Double.NEGATIVE_INFINITY;
  private double sum;
  private double squares;
  private double scores;
  private long particles;

  EvidenceTally(double lambda) {
    this.lambda = lambda;
  }

  /**
   * Adds a pass.
   *
   * @param first index of its first particle
   * @param kept  the run's candidates, this pass's included
   */
  void add(WeightedPass pass, long first, List<Candidate> kept) {
    double pool = pass.logZ() + StrictMath.log(pass.weights().length);
    for (int i = 0; i < pass.weights().length; i++) {
      double log = pass.weights()[i] == 0 ? Double.NEGATIVE_INFINITY : StrictMath.log(pass.weights()[i]) + pool;
      logMasses.put(first + i, log);
      take(log, pass.values()[i]);
    }
    Set<Long> indices = kept.stream().map(Candidate::index).collect(Collectors.toSet());
    logMasses.keySet().retainAll(indices);
  }

  private void take(double log, double value) {
    if (log > scale) {
      double factor = StrictMath.exp(scale - log);
      sum *= factor;
      squares *= factor * factor;
      scores = factor == 0 ? 0 : scores * factor;
      scale = log;
    }
    double mass = LogWeights.relative(log, scale);
    particles++;
    sum += mass;
    squares += mass * mass;
    if (mass > 0) {
      scores += mass * value;
    }
  }

  /** Nothing if no pass came to its end. */
  Optional<Evidence> evidence(List<Candidate> candidates) {
    if (particles == 0) {
      return Optional.empty();
    }
    double total = scale + StrictMath.log(sum);
    List<Double> weights = candidates.stream().map(c -> logMasses.containsKey(c.index())
        ? LogWeights.relative(logMasses.get(c.index()), scale) / sum : 0).toList();
    return Optional.of(new Evidence(lambda, total - StrictMath.log(particles), scores / sum, sum * sum / squares, particles,
        weights));
  }
}
