package org.anabranch.search;

import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.Tensor;

/**
 * A held-out verifier, which only reports.
 *
 * <p>No request carries one and it takes nothing but the outcome of a finished search, so no algorithm can optimise against
 * it. The gap between the selector's score and the judge's is what reward hacking looks like.
 */
public final class Judge {
  private final Verifier verifier;

  /** A judge that scores with this verifier. */
  public Judge(Verifier verifier) {
    this.verifier = verifier;
  }

  /** A judge from a batched function. */
  public static Judge of(String name, Verifier.Scoring scoring) {
    return new Judge(Verifier.of(name, scoring));
  }

  /** A judge from a function of one sample. */
  public static Judge ofRows(String name, Verifier.RowScoring scoring) {
    return new Judge(Verifier.ofRows(name, scoring));
  }

  /** Name for reports. */
  public String name() {
    return verifier.name();
  }

  /**
   * Scores the candidates of a finished search.
   *
   * @return one score per entry of {@link Outcome#candidates}, in that order; NaN is left NaN
   * @throws VerifierException if the verifier throws
   */
  public double[] judge(Outcome outcome) {
    List<Candidate> candidates = outcome.candidates();
    double[] scores = new double[candidates.size()];
    if (scores.length == 0) {
      return scores;
    }
    Tensor samples = Rows.stack(candidates.stream().map(Candidate::sample).toList());
    int[] conditions = candidates.stream().mapToInt(Candidate::condition).toArray();
    Arrays.fill(scores, Double.NaN);
    try {
      verifier.score(samples, conditions, scores);
    } catch (RuntimeException e) {
      throw new VerifierException("judge", verifier.name(), scores.length, e);
    }
    return scores;
  }
}
