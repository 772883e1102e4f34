package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.BitSet;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Meter;

/**
 * Asks the network about the rows that have masks and no evaluation of their present state: batches of their tokens, with a second copy
 * whose given tokens are masked where there is guidance, and the logits back to the rows without what may not stand there.
 */
final class Evaluator {
  private final MaskedGenerator generator;
  private final TokenPredictor predictor;
  private final int maxRows;
  private final int length;
  private final int vocabulary;
  private final int copies;
  private final BitSet forbidden;
  private int[] tokens = {};
  private int[] positions = {};
  private double[] sigma = {};
  private float[] buffer = {};

  Evaluator(MaskedGenerator generator, TokenPredictor predictor, int maxRows) {
    this.generator = generator;
    this.predictor = predictor;
    this.maxRows = maxRows;
    this.length = generator.templates().getFirst().length();
    this.vocabulary = generator.vocabulary();
    this.copies = generator.sampling().costPerRow();
    this.forbidden = generator.sampling().ends().forbidden();
  }

  /** Evaluates what has to be, if the meter admits it all. */
  Admission evaluate(MaskedRow[] rows, int step, Meter meter) {
    MaskedRow[] wanting = Arrays.stream(rows).filter(row -> row.needsEvaluation(step, generator.conditioned()))
        .toArray(MaskedRow[]::new);
    int n = wanting.length;
    if (n == 0) {
      return Admission.ADMITTED;
    }
    Admission admission = meter.admit((long) n * copies);
    for (int from = 0; from < n && admission == Admission.ADMITTED; from += maxRows) {
      predict(Arrays.copyOfRange(wanting, from, Math.min(n, from + maxRows)), step);
    }
    return admission;
  }

  private void predict(MaskedRow[] rows, int step) {
    int n = rows.length;
    int all = n * copies;
    tokens = tokens.length < all * length ? new int[all * length] : tokens;
    positions = positions.length < all * length ? new int[all * length] : positions;
    sigma = sigma.length < all ? new double[all] : sigma;
    int count = 0;
    for (int i = 0; i < n; i++) {
      double time = generator.sampling().policy().time(rows[i], step);
      sigma[i] = NoiseLevel.sigma(time);
      rows[i].copyTokens(tokens, i * length);
      RowEvaluation evaluation = rows[i].renew(step, time, vocabulary);
      for (int j = 0; j < evaluation.count(); j++) {
        positions[count++] = i * length + evaluation.position(j);
      }
    }
    if (copies == 2) {
      for (int i = 0; i < n; i++) {
        sigma[n + i] = sigma[i];
        TokenTemplate template = rows[i].template();
        for (int j = 0; j < length; j++) {
          tokens[(n + i) * length + j] = template.isOpen(j) ? tokens[i * length + j] : template.mask();
        }
      }
      for (int j = 0; j < count; j++) {
        positions[count + j] = n * length + positions[j];
      }
    }
    int floats = Math.multiplyExact(count * copies, vocabulary);
    buffer = buffer.length < floats ? new float[floats] : buffer;
    Tensor logits = Tensor.window(buffer, 0, Shape.of(count * copies, vocabulary));
    double[] told = predictor.conditioned() ? sigma : TokenPredictor.NO_SIGMA;
    predictor.predict(tokens, all, length, told, positions, count * copies, logits);
    if (copies == 2) {
      guide(count * vocabulary, (float) (generator.sampling().guidance() + 1));
    }
    int at = 0;
    for (MaskedRow row : rows) {
      RowEvaluation evaluation = row.evaluation();
      for (int j = 0; j < evaluation.count(); j++, at++) {
        keep(row, evaluation, j, at * vocabulary);
      }
      evaluation.complete();
    }
  }

  /** u + (s + 1) (c - u), in place of c. */
  private void guide(int size, float scale) {
    for (int i = 0; i < size; i++) {
      buffer[i] = buffer[size + i] + scale * (buffer[i] - buffer[size + i]);
    }
  }

  /** Copies the j-th position's logits, -infinity where a token may not stand, and notes what share of the model's law is left. */
  private void keep(MaskedRow row, RowEvaluation evaluation, int j, int from) {
    int position = evaluation.position(j);
    float[] out = evaluation.logits();
    int to = evaluation.offset(j);
    float largest = Float.NEGATIVE_INFINITY;
    boolean some = false;
    for (int v = 0; v < vocabulary; v++) {
      float l = buffer[from + v];
      if (Float.isNaN(l) || l == Float.POSITIVE_INFINITY) {
        throw new IllegalStateException("masked process: logits must be numbers or -infinity, token " + v + " at position " + position
            + " has " + l);
      }
      boolean model = v != row.template().mask() && !forbidden.get(v);
      boolean possible = model && l > Float.NEGATIVE_INFINITY && row.allows(position, v);
      out[to + v] = possible ? l : Float.NEGATIVE_INFINITY;
      largest = model ? Math.max(largest, l) : largest;
      some |= possible;
    }
    if (!some) {
      throw new IllegalStateException("masked process: a masked position needs a token of probability above 0, position " + position
          + " has none among those allowed: " + row.template().allowedAt(position).map(BitSet::toString).orElse("all but the mask"));
    }
    evaluation.logMass(j, row.template().isRestricted(position) ? logMass(row.template().mask(), from, out, to, largest) : 0);
  }

  /** log of the sum of exp(logit) over the tokens that are kept, less that over the model's. */
  private double logMass(int mask, int from, float[] kept, int at, float largest) {
    double all = 0;
    double some = 0;
    for (int v = 0; v < vocabulary; v++) {
      if (v != mask && !forbidden.get(v)) {
        double e = StrictMath.exp((double) buffer[from + v] - largest);
        all += e;
        some += kept[at + v] > Float.NEGATIVE_INFINITY ? e : 0;
      }
    }
    return StrictMath.log(some) - StrictMath.log(all);
  }
}
