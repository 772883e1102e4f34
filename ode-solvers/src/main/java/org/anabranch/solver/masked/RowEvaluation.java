package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.Tensor;

/**
 * What the network said of one row's masked positions, all or those in a window: logits [count, V], on the host or on a device, and the
 * sequence filled with the likeliest tokens.
 */
final class RowEvaluation {
  /** No evaluation yet. */
  static final RowEvaluation NONE = new RowEvaluation();
  /** Beyond any logit, and small enough to be added up. */
  private static final double ELSEWHERE = -1e20;

  private int[] positions = {};
  private float[] logits = {};
  private Optional<ResidentLogits> resident = Optional.empty();
  private boolean remote;
  private double[] logMasses = {};
  private int[] filled = {};
  private int count;
  private int vocabulary;
  private long version = -1;
  private int step;
  private double time;
  private int holders = 1;
  private boolean corrected;
  private RowDraft correction = RowDraft.NONE;
  private boolean complete;

  /** Says that one row more refers to this, so that none may write it. */
  RowEvaluation share() {
    holders++;
    return this;
  }

  /** Whether a row may not write this. */
  boolean isShared() {
    return this == NONE || holders > 1;
  }

  /** Says that a row does not refer to this any more; the last gives a device's memory back. */
  void drop() {
    holders--;
    if (holders == 0) {
      resident.ifPresent(ResidentLogits::release);
      resident = Optional.empty();
    }
  }

  /** Makes room for a row's masked positions. */
  void begin(int[] tokens, int mask, int width, long atVersion, int atStep, double atTime) {
    begin(tokens, mask, new CachePolicy.Window(0, tokens.length), tokens, width, atVersion, atStep, atTime);
  }

  /**
   * Makes room for a row's masked positions in a window.
   *
   * @param filling what look-aheads have at masked positions outside the window, from an earlier evaluation
   */
  void begin(int[] tokens, int mask, CachePolicy.Window window, int[] filling, int width, long atVersion, int atStep, double atTime) {
    complete = false;
    remote = false;
    corrected = false;
    correction = RowDraft.NONE;
    vocabulary = width;
    version = atVersion;
    step = atStep;
    time = atTime;
    filled = filled.length == tokens.length ? filled : new int[tokens.length];
    int found = 0;
    for (int i = 0; i < tokens.length; i++) {
      boolean masked = tokens[i] == mask;
      boolean inside = i >= window.from() && i < window.to();
      filled[i] = masked && !inside ? filling[i] : tokens[i];
      found += masked && inside ? 1 : 0;
    }
    if (positions.length < found) {
      positions = new int[found];
      logMasses = new double[found];
    }
    count = 0;
    for (int i = window.from(); i < window.to(); i++) {
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

  /** The logits on the host, [count, V], or room for them. */
  float[] logits() {
    if (remote) {
      throw new IllegalStateException("masked process: these logits are on a device, of " + this);
    }
    int size = Math.multiplyExact(count, vocabulary);
    if (logits.length < size) {
      logits = new float[size];
    }
    return logits;
  }

  // ---- logits on a device

  /** Takes the logits of the masked positions, and what is likeliest there, from a batch on a device. */
  void keep(Kernels kernels, Tensor batch, int first, int[] best, double[] sums) {
    if (resident.filter(r -> r.fits(kernels, count)).isEmpty()) {
      resident.ifPresent(ResidentLogits::release);
      resident = Optional.of(new ResidentLogits(kernels, count, vocabulary));
    }
    resident.get().keep(batch, first, count, sums);
    for (int j = 0; j < count; j++) {
      filled[positions[j]] = best[first + j];
      logMasses[j] = 0;
    }
    remote = true;
    complete = true;
  }

  /** Whether the logits are on a device alone. */
  boolean isRemote() {
    return remote;
  }

  /** The kernels of the device that has them. */
  Kernels kernels() {
    return resident.orElseThrow().kernels();
  }

  /** Asks about the j-th position. */
  int ask(LogitReads batch, int j, double fraction) {
    return resident.orElseThrow().ask(batch, j, filled[positions[j]], fraction);
  }

  /** Brings the logits to the host as wholes. */
  void download() {
    remote = false;
    resident.orElseThrow().download(count, logits());
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

  /** The sum over some masked positions of log p of the likeliest token, from the lowest position up. */
  double logLikeliest(IntPredicate of) {
    double sum = 0;
    for (int j = 0; j < count; j++) {
      if (of.test(positions[j])) {
        sum -= StrictMath.log(remote ? resident.orElseThrow().sum(j) : total(j));
      }
    }
    return sum;
  }

  /** The sum over the vocabulary of exp(l - the largest). */
  private double total(int j) {
    int at = offset(j);
    double largest = logits[at + filled[positions[j]]];
    double total = 0;
    for (int v = 0; v < vocabulary; v++) {
      total += StrictMath.exp(logits[at + v] - largest);
    }
    return total;
  }

  boolean isFilled() {
    return complete;
  }

  int filled(int position) {
    return filled[position];
  }

  /** The sequence filled, a copy. */
  int[] filled() {
    return filled.clone();
  }

  /** The evaluated positions, a copy. */
  int[] positions() {
    return Arrays.copyOf(positions, count);
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
    return "evaluation of positions " + Arrays.toString(positions());
  }
}
