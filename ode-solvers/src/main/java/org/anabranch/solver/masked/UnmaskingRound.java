package org.anabranch.solver.masked;

import java.util.BitSet;
import java.util.Optional;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.LogitRow;

/**
 * One row in one round, as a policy sees it: the masked positions j = 0 .. count - 1 in ascending order, the distribution at each, the
 * row's numbers, and the two things that can be done.
 *
 * <p>Reused for row after row. Threading: one thread at a time.
 */
public final class UnmaskingRound {
  private final TokenDistribution distribution;
  private final UnmaskingPolicy policy;
  private final EndRule ends;
  private final BitSet touched = new BitSet();
  private float[] narrowed = {};
  private int loaded;
  private int step;
  private MaskedRow row;
  private RowEvaluation evaluation = RowEvaluation.NONE;
  private Optional<RowReads> told = Optional.empty();

  UnmaskingRound(int vocabulary, MaskedSampling sampling) {
    this.distribution = new TokenDistribution(vocabulary, sampling.law());
    this.policy = sampling.policy();
    this.ends = sampling.ends();
  }

  /** Whether a row without masks is not done. */
  boolean remasks() {
    return policy.remasks();
  }

  /**
   * Lets the policy decide on a row that has been evaluated, or has nothing masked.
   *
   * @param reads what a device told of the row where that has its logits
   */
  void run(MaskedRow of, int atStep, Optional<RowReads> reads) {
    row = of;
    told = reads;
    step = atStep;
    evaluation = of.masked() == 0 ? RowEvaluation.NONE : of.evaluation();
    loaded = -1;
    touched.clear();
    of.advanceClock(policy, atStep);
    policy.decide(this);
    stop();
  }

  /** The step that is made, from 0. */
  public int step() {
    return step;
  }

  /** The row. */
  public MaskedRow row() {
    return row;
  }

  /** Number of masked positions. */
  public int count() {
    return evaluation.count();
  }

  /** The masked positions, ascending; a copy. */
  public int[] evaluated() {
    return evaluation.positions();
  }

  /** The j-th masked position. */
  public int position(int j) {
    return evaluation.position(j);
  }

  /** The distribution at the j-th masked position; valid until the next one is asked for. */
  public TokenDistribution at(int j) {
    if (loaded != j) {
      distribution.load(evaluation.logits(), evaluation.offset(j));
      loaded = j;
    }
    return distribution;
  }

  /**
   * The token that the row's numbers draw at the j-th masked position, or -1 to stay masked.
   *
   * @param stay probability of staying masked
   */
  public int draw(int j, double stay) {
    int position = position(j);
    if (row.noise().stays(stay, step, position)) {
      return -1;
    }
    if (told.isPresent()) {
      return told.get().token(j, stay);
    }
    TokenDistribution d = at(j);
    return d.isGreedy() && stay == 0 ? d.best() : row.noise().draw(d.isGreedy() ? d.point() : d.shaped(), stay, step, position);
  }

  /** The likeliest token at the j-th masked position, the lowest id among equals. */
  public int likeliest(int j) {
    return told.isPresent() ? evaluation.filled(position(j)) : at(j).best();
  }

  /** The likeliest but one; the likeliest where no other is possible. */
  public int second(int j) {
    return told.isPresent() ? told.get().second(j) : LogitRow.second(at(j).model(), at(j).best());
  }

  /** The model's probability of a token that was drawn, or is the likeliest or second. */
  public double probability(int j, int token) {
    return told.isPresent() ? told.get().probability(j, token) : at(j).model()[token];
  }

  /**
   * A score of the j-th masked position.
   *
   * @param token  the token drawn
   * @param shaped whether of the law's probabilities, not of the model's
   */
  public double score(LogitReads.Score score, int j, int token, boolean shaped) {
    if (told.isPresent()) {
      return told.get().score(score, j, shaped);
    }
    double[] p = shaped ? at(j).shaped() : at(j).model();
    return switch (score) {
      case NONE -> 0;
      case DRAWN -> p[token];
      case LARGEST -> p[at(j).best()];
      case MARGIN -> LogitRow.margin(p);
      case ENTROPY -> LogitRow.entropy(p);
      case SECOND -> p[second(j)];
    };
  }

  /**
   * Puts a token at the j-th masked position.
   *
   * <p>Where the position belongs to a slot of which something has been committed in this round, the token is kept if the slot still
   * allows it, else drawn again, with a number of its own, from the tokens that it allows: a draw from the law cut to these either way.
   */
  public void commit(int j, int token) {
    int position = position(j);
    int slot = row.template().slotAt(position);
    if (slot < 0 || !touched.get(slot)) {
      row.commit(position, token, StrictMath.log(probability(j, token)), evaluation.logMass(j));
    } else {
      commitAmongAllowed(j, token);
    }
    if (slot >= 0) {
      touched.set(slot);
    }
  }

  private void commitAmongAllowed(int j, int drawn) {
    int position = position(j);
    double[] before = at(j).model();
    narrowed = narrowed.length < before.length ? new float[before.length] : narrowed;
    double left = 0;
    for (int v = 0; v < before.length; v++) {
      boolean possible = before[v] > 0 && row.allows(position, v);
      narrowed[v] = possible ? evaluation.logits()[evaluation.offset(j) + v] : Float.NEGATIVE_INFINITY;
      left += possible ? before[v] : 0;
    }
    if (left == 0) {
      throw new IllegalStateException("masked process: a slot needs a token of probability above 0, position " + position
          + " has none among those that the tokens committed with it leave");
    }
    distribution.load(narrowed, 0);
    loaded = -1;
    int token = row.allows(position, drawn) ? drawn
        // Positions from L on are nobody's: their numbers are there to draw again with.
        : distribution.isGreedy() ? distribution.best()
            : row.noise().draw(distribution.shaped(), 0, step, row.template().length() + position);
    row.commit(position, token, StrictMath.log(distribution.model()[token]), evaluation.logMass(j) + StrictMath.log(left));
  }

  /** Masks a committed token again. */
  public void remask(int position) {
    row.remask(position);
  }

  /** Whether a token ends the text and is to be committed last. */
  public boolean isDeferred(int token) {
    return ends.applies(EndRule.Mode.DEFER, token);
  }

  /** Fills what follows an end of text before which nothing is masked. */
  private void stop() {
    if (ends.mode() != EndRule.Mode.STOP || row.masked() == 0) {
      return;
    }
    int length = row.template().length();
    int end = 0;
    while (end < length && !row.isMasked(end) && !(row.template().isOpen(end) && ends.applies(EndRule.Mode.STOP, row.token(end)))) {
      end++;
    }
    if (end == length || row.isMasked(end)) {
      return;
    }
    for (int i = end + 1; i < length; i++) {
      if (row.isMasked(i) && row.allows(i, row.token(end))) {
        row.commit(i, row.token(end), 0, 0);
      }
    }
  }
}
