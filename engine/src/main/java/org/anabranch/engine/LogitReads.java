package org.anabranch.engine;

import java.util.Arrays;

/**
 * What a sampler asks of rows of logits, and what {@link Kernels#read} tells it: a token of each row, its probability and a score, so
 * that a device keeps the logits. What they are is {@link LogitRow}'s.
 *
 * <p>Filled anew for each batch; allocates where a batch is longer than those before. Threading: one thread at a time.
 */
public final class LogitReads {
  /** Bytes that {@link Kernels#likeliest} takes of a row from a device. */
  public static final int LIKELIEST_BYTES = 16;
  /** Bytes that a row's question takes to a device. */
  public static final int ASKED_BYTES = 32;
  /** Bytes that a row's answer takes from it. */
  public static final int TOLD_BYTES = 24;

  /** A number that positions are ranked by, of p or of the law's q. */
  public enum Score {
    /** 0. */
    NONE,
    /** The probability of the token. */
    DRAWN,
    /** That of the likeliest token. */
    LARGEST,
    /** The largest less the second largest. */
    MARGIN,
    /** The entropy in nats. */
    ENTROPY,
    /** p of the likeliest token but {@link LogitRow#best}, which is {@link #other} then; of the model alone. */
    SECOND
  }

  private final LogitLaw law;
  private final boolean greedy;
  private final Score score;
  private final boolean byLaw;
  private int count;
  private Tensor[] logits = {};
  private int[] rows = {};
  private int[] bests = {};
  private double[] sums = {};
  private double[] fractions = {};
  private int[] tokens = {};
  private int[] others = {};
  private double[] probabilities = {};
  private double[] scores = {};

  /**
   * Questions to be asked.
   *
   * @param greedy whether the token is the likeliest, not a draw from the law
   * @param byLaw  whether the score is the law's, not the model's
   */
  public LogitReads(LogitLaw law, boolean greedy, Score score, boolean byLaw) {
    if (byLaw && score == Score.SECOND) {
      throw new IllegalArgumentException("reads: the second likeliest token is the model's, got one by the law " + law);
    }
    this.law = law;
    this.greedy = greedy;
    this.score = score;
    this.byLaw = byLaw;
  }

  /** The law. */
  public LogitLaw law() {
    return law;
  }

  /** Whether the token is the likeliest. */
  public boolean isGreedy() {
    return greedy;
  }

  /** The score. */
  public Score score() {
    return score;
  }

  /** Whether the score is the law's. */
  public boolean byLaw() {
    return byLaw;
  }

  /** No rows. */
  public LogitReads clear() {
    Arrays.fill(logits, 0, count, null);
    count = 0;
    return this;
  }

  /**
   * One row more.
   *
   * @param of       [rows, V], prepared by {@link Kernels#likeliest}
   * @param best     what that said of the row
   * @param sum      that too
   * @param fraction where in the law's mass the token lies, in [0, 1]; nobody looks at it where greedy
   * @return its number in the batch
   */
  public int ask(Tensor of, int row, int best, double sum, double fraction) {
    if (count == rows.length) {
      int room = Math.max(16, 2 * count);
      logits = Arrays.copyOf(logits, room);
      rows = Arrays.copyOf(rows, room);
      bests = Arrays.copyOf(bests, room);
      sums = Arrays.copyOf(sums, room);
      fractions = Arrays.copyOf(fractions, room);
      tokens = Arrays.copyOf(tokens, room);
      others = Arrays.copyOf(others, room);
      probabilities = Arrays.copyOf(probabilities, room);
      scores = Arrays.copyOf(scores, room);
    }
    if (row < 0 || row >= of.rows() || best < 0 || best >= of.rowSize() || count > 0 && of.rowSize() != logits[0].rowSize()) {
      throw new IllegalArgumentException("reads: rows of one width, of a tensor and with a likeliest token in it, got row " + row
          + " of " + of.shape() + " with token " + best + (count > 0 ? " after rows of " + logits[0].rowSize() : ""));
    }
    logits[count] = of;
    rows[count] = row;
    bests[count] = best;
    sums[count] = sum;
    fractions[count] = fraction;
    return count++;
  }

  /** Number of rows. */
  public int count() {
    return count;
  }

  /** The tensor of the i-th. */
  public Tensor logits(int i) {
    return logits[i];
  }

  /** Its row there. */
  public int row(int i) {
    return rows[i];
  }

  /** Its likeliest token. */
  public int best(int i) {
    return bests[i];
  }

  /** Its sum of exp(l - l[best]). */
  public double sum(int i) {
    return sums[i];
  }

  /** Where its token lies in the law's mass. */
  public double fraction(int i) {
    return fractions[i];
  }

  /** What kernels answer. */
  public void tell(int i, int token, int other, double probability, double value) {
    tokens[i] = token;
    others[i] = other;
    probabilities[i] = probability;
    scores[i] = value;
  }

  /** The token of the i-th row. */
  public int token(int i) {
    return tokens[i];
  }

  /** The second likeliest token where that is the score, else the token. */
  public int other(int i) {
    return others[i];
  }

  /** The model's probability of the token. */
  public double probability(int i) {
    return probabilities[i];
  }

  /** The score. */
  public double score(int i) {
    return scores[i];
  }
}
