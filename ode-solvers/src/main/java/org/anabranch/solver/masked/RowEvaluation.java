package org.anabranch.solver.masked;

import java.util.Arrays;

/** What the network said of one row's masked positions: logits [masked, V], and the sequence filled with the likeliest tokens. */
final class RowEvaluation {
  /** No evaluation yet. */
  static final RowEvaluation NONE = new RowEvaluation().share();
  /** Beyond any logit, and small enough to be added up. */
  private static final double ELSEWHERE = -1e20;

  private int[] positions = {};
  private float[] logits = {};
  private double[] logMasses = {};
  private int[] filled = {};
  private int count;
  private int vocabulary;
  private long version = -1;
  private int step;
  private double time;
  private boolean shared;
  private boolean complete;

  /** Says that several rows refer to this, so that none may write it. */
  RowEvaluation share() {
    shared = true;
    return this;
  }

  boolean isShared() {
    return shared;
  }

  /** Makes room for a row's masked positions. */
  void begin(int[] tokens, int mask, int masked, int width, long atVersion, int atStep, double atTime) {
    complete = false;
    vocabulary = width;
    version = atVersion;
    step = atStep;
    time = atTime;
    if (positions.length < masked) {
      positions = new int[masked];
      logits = new float[Math.multiplyExact(masked, width)];
      logMasses = new double[masked];
    }
    filled = filled.length == tokens.length ? filled : new int[tokens.length];
    System.arraycopy(tokens, 0, filled, 0, tokens.length);
    count = 0;
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] == mask) {
        positions[count++] = i;
      }
    }
  }

  int count() {
    return count;
  }

  int position(int j) {
    return positions[j];
  }

  float[] logits() {
    return logits;
  }

  int offset(int j) {
    return j * vocabulary;
  }

  /** log of the probability of the tokens that are allowed at the j-th position, 0 where all are. */
  double logMass(int j) {
    return logMasses[j];
  }

  void logMass(int j, double value) {
    logMasses[j] = value;
  }

  /**
   * The logit of a token at a position; where the position was not masked, 0 for the token that stood there and next to nothing else.
   */
  double score(int position, int token) {
    int j = Arrays.binarySearch(positions, 0, count, position);
    return j >= 0 ? logits[offset(j) + token] : filled[position] == token ? 0 : ELSEWHERE;
  }

  /** Fills the sequence with the likeliest tokens once all logits are there. */
  void complete() {
    for (int j = 0; j < count; j++) {
      int at = offset(j);
      int best = 0;
      for (int v = 1; v < vocabulary; v++) {
        best = logits[at + v] > logits[at + best] ? v : best;
      }
      filled[positions[j]] = best;
    }
    complete = true;
  }

  boolean isFilled() {
    return complete;
  }

  int filled(int position) {
    return filled[position];
  }

  /** Whether this is of a row's present state. */
  boolean isOf(long atVersion) {
    return complete && version == atVersion;
  }

  /** Whether this is of a row's present state, and was made for a step. */
  boolean isOf(long atVersion, int atStep) {
    return isOf(atVersion) && step == atStep;
  }

  /** The time that the network was told, or would have been. */
  double time() {
    return time;
  }

  @Override
  public String toString() {
    return "evaluation of positions " + Arrays.toString(Arrays.copyOf(positions, count));
  }
}
