package org.anabranch.solver.masked;

import java.util.Arrays;

/**
 * One row's sequence as it may end, under correction: its masks filled, the positions that may change, and what the network last said
 * of them.
 */
final class RowDraft {
  /** No draft. */
  static final RowDraft NONE = new RowDraft(null, null, new int[0], new int[0], 0);

  private final TokenTemplate template;
  private final RowEvaluation evaluation;
  private final int[] tokens;
  private final int[] positions;
  private final int vocabulary;
  private final float[] logits;
  private boolean settled;

  private RowDraft(TokenTemplate template, RowEvaluation evaluation, int[] tokens, int[] positions, int vocabulary) {
    this.template = template;
    this.evaluation = evaluation;
    this.tokens = tokens;
    this.positions = positions;
    this.vocabulary = vocabulary;
    this.logits = new float[Math.multiplyExact(positions.length, vocabulary)];
  }

  /** The draft of an evaluated row: what may change is what is open up to the block of the first mask. */
  static RowDraft of(MaskedRow row, UnmaskingPolicy policy, int vocabulary) {
    TokenTemplate template = row.template();
    int[] tokens = new int[template.length()];
    row.lookAhead(tokens, 0);
    int active = policy.block(template, row.evaluation().position(0));
    int[] positions = Arrays.stream(template.openPositions()).filter(i -> policy.block(template, i) <= active).toArray();
    return new RowDraft(template, row.evaluation(), tokens, positions, vocabulary);
  }

  boolean isOf(RowEvaluation of) {
    return evaluation == of;
  }

  TokenTemplate template() {
    return template;
  }

  int length() {
    return tokens.length;
  }

  /** The time that the network is told. */
  double time() {
    return evaluation.time();
  }

  /** Number of positions that may change. */
  int count() {
    return positions.length;
  }

  /** The j-th of them, ascending. */
  int position(int j) {
    return positions[j];
  }

  float[] logits() {
    return logits;
  }

  int offset(int j) {
    return j * vocabulary;
  }

  void copyTokens(int[] to, int offset) {
    System.arraycopy(tokens, 0, to, offset, tokens.length);
  }

  /** Whether the network would change nothing. */
  boolean isSettled() {
    return settled;
  }

  /**
   * Takes the likeliest tokens where they differ.
   *
   * @param most positions that change, those whose new tokens are likeliest, the lower position among equals; 0 for all
   */
  void change(int most) {
    double[] likelihood = new double[positions.length];
    int[] wanted = new int[positions.length];
    int differing = 0;
    for (int j = 0; j < positions.length; j++) {
      wanted[j] = best(j);
      boolean differs = wanted[j] != tokens[positions[j]];
      likelihood[j] = differs ? logProbability(j, wanted[j]) : Double.NEGATIVE_INFINITY;
      differing += differs ? 1 : 0;
    }
    settled = differing == 0;
    for (int left = most == 0 ? differing : Math.min(most, differing); left > 0; left--) {
      int next = 0;
      for (int j = 1; j < positions.length; j++) {
        next = likelihood[j] > likelihood[next] ? j : next;
      }
      tokens[positions[next]] = wanted[next];
      likelihood[next] = Double.NEGATIVE_INFINITY;
    }
  }

  private int best(int j) {
    int best = 0;
    for (int v = 1; v < vocabulary; v++) {
      best = logits[offset(j) + v] > logits[offset(j) + best] ? v : best;
    }
    return best;
  }

  /** log p of a token at the j-th position by the last logits. */
  private double logProbability(int j, int token) {
    double largest = logits[offset(j) + best(j)];
    double sum = 0;
    for (int v = 0; v < vocabulary; v++) {
      sum += StrictMath.exp(logits[offset(j) + v] - largest);
    }
    return logits[offset(j) + token] - largest - StrictMath.log(sum);
  }

  /** Leaves the draft with the evaluation that it began with, where the copies of its row find it. */
  void keep() {
    evaluation.corrected(this);
  }

  /** Rewrites what a row has committed, and replaces what the network said of its masks by what it says now. */
  void applyTo(MaskedRow row) {
    for (int j = 0; j < positions.length; j++) {
      int i = positions[j];
      if (!row.isMasked(i) && row.token(i) != tokens[i]) {
        row.rewrite(i, tokens[i], logProbability(j, tokens[i]));
      }
    }
    RowEvaluation before = row.evaluation();
    RowEvaluation after = row.reconsider(vocabulary, settled);
    for (int j = 0; j < after.count(); j++) {
      int at = Arrays.binarySearch(positions, after.position(j));
      System.arraycopy(at < 0 ? before.logits() : logits, at < 0 ? before.offset(j) : offset(at), after.logits(), after.offset(j),
          vocabulary);
    }
    after.complete();
  }
}
