package org.anabranch.solver.masked;

import org.anabranch.engine.LogitReads;

/**
 * What a device told of one row in one round, as its policy had said that it would read.
 *
 * @param reading what was to be read
 * @param batch   the answers, of many rows
 * @param at      for each masked position its place among them, -1 where none was asked for
 */
record RowReads(RoundReading reading, LogitReads batch, int[] at) {
  /** The token that was drawn at the j-th masked position, or is the likeliest there. */
  int token(int j, double stay) {
    if (at[j] < 0 || reading.stay()[j] != stay) {
      throw unannounced("the token at masked position " + j + " where it stays masked with " + stay);
    }
    return batch.token(at[j]);
  }

  /** The model's probability of a token that was told. */
  double probability(int j, int token) {
    if (at[j] >= 0 && batch.token(at[j]) == token) {
      return batch.probability(at[j]);
    }
    if (at[j] >= 0 && batch.score() == LogitReads.Score.SECOND && batch.other(at[j]) == token) {
      return batch.score(at[j]);
    }
    throw unannounced("the probability of token " + token + " at masked position " + j);
  }

  /** The score. */
  double score(LogitReads.Score score, int j, boolean byLaw) {
    if (at[j] < 0 || batch.score() != score || batch.byLaw() != byLaw) {
      throw unannounced("the score " + score + " at masked position " + j);
    }
    return batch.score(at[j]);
  }

  /** The likeliest token but one. */
  int second(int j) {
    if (at[j] < 0 || batch.score() != LogitReads.Score.SECOND) {
      throw unannounced("the second token at masked position " + j);
    }
    return batch.other(at[j]);
  }

  private IllegalStateException unannounced(String what) {
    return new IllegalStateException("unmasking: a policy reads what it said that it reads, " + batch.score() + " and tokens, got "
        + what);
  }
}
