package org.anabranch.solver.masked;

import java.util.Arrays;

/** What the network said of one row's masked positions: logits [masked, V], and the sequence filled with the likeliest tokens. */
final class RowEvaluation {
  /** No evaluation yet. */
  static final RowEvaluation NONE = new RowEvaluation().share();

  private int[] positions = {};
  private float[] logits = {};
  private int[] filled = {};
  private int count;
  private int vocabulary;
  private long version = -1;
  private int step;
  private double time;
  private boolean shared;
  private boolean corrected;
  private RowDraft correction = RowDraft.NONE;
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
    corrected = false;
    correction = RowDraft.NONE;
    vocabulary = width;
    version = atVersion;
    step = atStep;
    time = atTime;
    if (positions.length < masked) {
      positions = new int[masked];
      logits = new float[Math.multiplyExact(masked, width)];
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

  /** The draft that a correction of this left, or {@link RowDraft#NONE}. */
  RowDraft correction() {
    return correction;
  }

  /** Notes the correction; a function of this, so that it may be noted of a shared evaluation too. */
  void corrected(RowDraft draft) {
    correction = draft;
  }

  /** Whether this is what a correction said that would change nothing more. */
  boolean isCorrected() {
    return corrected;
  }

  /** Says so. */
  void settle() {
    corrected = true;
  }

  /** The step that this was made for. */
  int step() {
    return step;
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
