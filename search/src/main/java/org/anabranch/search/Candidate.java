package org.anabranch.search;

import java.util.Comparator;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Start;

/**
 * A scored sample and where it came from.
 *
 * @param sample    [sample shape...], a copy that nothing else writes
 * @param score     the selector's score; never NaN, -infinity for a sample that the verifier had no opinion of
 * @param start     where its trajectory began, from which it can be made again
 * @param condition the condition id
 * @param index     number of the trajectory in the order of drawing, from 0
 * @param complete  true if integrated to the end; false for the look-ahead of a trajectory that a limit cut short
 */
public record Candidate(Tensor sample, double score, Start start, int condition, long index, boolean complete) {
  /** Best first: higher score, then lower index. */
  public static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble(Candidate::score).reversed().thenComparingLong(Candidate::index);

  /** Checks the score. */
  public Candidate {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("candidate: score must not be NaN, got NaN for index " + index);
    }
  }
}
