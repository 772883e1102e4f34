package org.anabranch.solver.masked;

import java.util.Arrays;
import org.anabranch.engine.LogitReads;

/**
 * What a round reads of the network at the masked positions of a row: tokens, their probabilities and a score.
 *
 * @param score     the number that positions are ranked by
 * @param byLaw     whether it is of the law's probabilities, not of the model's
 * @param likeliest whether every token is the likeliest, whatever the law is
 * @param stay      for each position the probability of staying masked that its token is drawn with; NaN where nothing is read
 */
public record RoundReading(LogitReads.Score score, boolean byLaw, boolean likeliest, double[] stay) {
  /** Tokens at all positions, drawn with one probability of staying masked. */
  static RoundReading of(LogitReads.Score score, int positions, double stay) {
    double[] all = new double[positions];
    Arrays.fill(all, stay);
    return new RoundReading(score, false, false, all);
  }
}
