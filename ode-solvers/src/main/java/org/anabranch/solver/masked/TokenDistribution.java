package org.anabranch.solver.masked;

import java.util.Arrays;
import org.anabranch.engine.LogitRow;

/**
 * One position's distribution over the vocabulary: the model's p, softmax of the logits over the tokens that may stand there, and
 * the law's q, the same at a temperature and cut.
 *
 * <p>Belongs to an {@link UnmaskingRound} and is overwritten by the next position. Bits are those of {@link LogitRow}, which depend on
 * nothing but the logits. Allocates nothing. Threading: one thread at a time.
 */
public final class TokenDistribution {
  private final TokenLaw law;
  private final LogitRow row;
  private final double[] point;

  /** A distribution to be loaded. */
  public TokenDistribution(int vocabulary, TokenLaw law) {
    this.law = law;
    this.row = new LogitRow(vocabulary, law.probabilities());
    this.point = law.isGreedy() ? new double[vocabulary] : new double[0];
  }

  /** p of every token, [V]; 0 where a token may not stand. Not to be written. */
  public double[] model() {
    return row.model();
  }

  /**
   * q of every token, [V]: softmax(l / temperature) cut and renormalised, where temperature 0 counts as 1, so that a greedy draw has
   * a confidence. Not to be written.
   */
  public double[] shaped() {
    return row.shaped();
  }

  /** The likeliest token, the lowest id among equals. */
  public int best() {
    return row.best();
  }

  /** Whether the token drawn is {@link #best()}. */
  public boolean isGreedy() {
    return law.isGreedy();
  }

  /** All mass on {@link #best()}: a greedy law as probabilities. */
  double[] point() {
    Arrays.fill(point, 0);
    point[best()] = 1;
    return point;
  }

  /**
   * Reads the logits of a position.
   *
   * @param logits a token that may not stand there has -infinity
   */
  public void load(float[] logits, int offset) {
    row.load(logits, offset);
  }
}
