package org.anabranch.solver.masked;

import org.anabranch.engine.LogitReads;

/**
 * By what masked positions are ranked, the highest score first, the lower position first among equals.
 *
 * <p>A score that looks at the token drawn sharpens the law even with exact conditionals at one token per round: on three tokens of a
 * Markov chain the likeliest sequence comes out with .814 instead of .486. The others do not.
 */
public enum Order {
  /** An even number of the row's own. */
  RANDOM("random", false),
  /** From left to right. */
  SEQUENTIAL("sequential", false),
  /** From right to left. */
  REVERSE("reverse", false),
  /** p of the token drawn: LLaDA's low-confidence remasking, Dream's maskgit-plus. */
  CONFIDENCE("confidence", true),
  /** log p of the token drawn: the same order, on the scale where noise of the order is added. */
  LOG_CONFIDENCE("log-confidence", true),
  /** The largest p, whatever is drawn. */
  LARGEST("largest", false),
  /** The largest p less the second largest. */
  MARGIN("margin", false),
  /** Minus the entropy. */
  ENTROPY("entropy", false);

  private final String word;
  private final boolean ofToken;

  Order(String word, boolean ofToken) {
    this.word = word;
    this.ofToken = ofToken;
  }

  /** The name in reports and options. */
  public String word() {
    return word;
  }

  /** Whether the score depends on the token drawn. */
  public boolean looksAtToken() {
    return ofToken;
  }

  /** Whether the score asks the network. */
  public boolean looksAtNetwork() {
    return this != RANDOM && this != SEQUENTIAL && this != REVERSE;
  }

  /** Whether scores are probabilities of one token, by which thresholds go. */
  public boolean isProbability() {
    return this == CONFIDENCE || this == LARGEST;
  }

  /** What of the network is read for the score. */
  LogitReads.Score reads() {
    return switch (this) {
      case RANDOM, SEQUENTIAL, REVERSE -> LogitReads.Score.NONE;
      case CONFIDENCE, LOG_CONFIDENCE -> LogitReads.Score.DRAWN;
      case LARGEST -> LogitReads.Score.LARGEST;
      case MARGIN -> LogitReads.Score.MARGIN;
      case ENTROPY -> LogitReads.Score.ENTROPY;
    };
  }

  /** The score of a position, noise apart. */
  double score(UnmaskingRound round, int j, int token, boolean shaped) {
    if (this == SEQUENTIAL) {
      return -round.position(j);
    }
    if (this == REVERSE) {
      return round.position(j);
    }
    if (this == RANDOM) {
      return round.row().noise().uniform(round.step(), round.position(j), TokenNoise.Use.ORDER);
    }
    double score = round.score(reads(), j, token, shaped);
    return this == ENTROPY ? -score : this == LOG_CONFIDENCE ? StrictMath.log(score) : score;
  }
}
