package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.Meter;

/**
 * Asks a network about rows that have masks: batches of their tokens, with a second copy whose given tokens are masked where there is
 * guidance, and the logits back to the rows without what may not stand there. Where a device computes them and nothing reads them as
 * wholes, they stay on it.
 */
final class Evaluator {
  private final MaskedGenerator generator;
  private final TokenPredictor predictor;
  private final int maxRows;
  private final WindowEvaluator windows;
  private final int vocabulary;
  private final int copies;
  private final BitSet forbidden;
  /** Where the logits stay, if they do. */
  private final Optional<ResidentBatch> resident;
  private int[] tokens = {};
  private int[] positions = {};
  private double[] sigma = {};
  private float[] buffer = {};
  private boolean byWindows;

  Evaluator(MaskedGenerator generator, TokenPredictor predictor, int maxRows) {
    this.generator = generator;
    this.predictor = predictor;
    this.maxRows = maxRows;
    this.vocabulary = generator.vocabulary();
    this.copies = generator.sampling().costPerRow();
    this.forbidden = generator.sampling().ends().forbidden();
    this.resident = predictor.device().filter(k -> !generator.readsLogits()).map(k -> new ResidentBatch(k, generator));
    this.windows = new WindowEvaluator(generator, predictor, maxRows, resident, this::keep);
  }

  /** Row-evaluations that these rows take: one for each copy of a row, and those that make keys again that were dropped. */
  long price(MaskedRow[] rows) {
    byWindows = !generator.sampling().cache().isNone()
        || Arrays.stream(rows).anyMatch(row -> row.template().length() != rows[0].template().length());
    return byWindows ? windows.plan(rows) : (long) rows.length * copies;
  }

  /** Evaluates the rows that {@link #price} was asked for last, which have been paid for. */
  void evaluate(MaskedRow[] rows, int step, Meter meter) {
    if (byWindows) {
      windows.run(step, meter);
      return;
    }
    for (int from = 0; from < rows.length; from += maxRows) {
      int n = Math.min(maxRows, rows.length - from);
      int length = rows[from].template().length();
      predict(Arrays.copyOfRange(rows, from, from + n), length, step);
      meter.computed((long) n * copies * length, (long) n * copies * length);
    }
  }

  /** The probability of Yes in the answers to questions about samples, which have been paid for. */
  void ask(SelfVerdict.Question question, int[] samples, double[] out, Meter meter) {
    int length = generator.sampleShape().dim(0);
    int asked = question.length(length);
    for (int from = 0; from < out.length; from += maxRows) {
      int n = Math.min(maxRows, out.length - from);
      int[] ids = new int[n * asked];
      int[] last = new int[n];
      for (int i = 0; i < n; i++) {
        question.write(samples, (from + i) * length, length, generator.templates().getFirst().mask(), ids, i * asked);
        last[i] = (i + 1) * asked - 1;
      }
      Tensor logits = Tensor.window(new float[n * vocabulary], 0, Shape.of(n, vocabulary));
      predictor.predict(ids, n, asked, predictor.conditioned() ? new double[n] : TokenPredictor.NO_SIGMA, last, n, logits);
      for (int i = 0; i < n; i++) {
        out[from + i] = question.yes(logits.floats(), logits.offset() + i * vocabulary);
      }
      meter.computed((long) n * asked, (long) n * asked);
    }
  }

  /** Forgets what was kept of a row that will not use it: it was rewound, or is done. */
  void forget(MaskedRow row) {
    windows.forget(row);
  }

  private void predict(MaskedRow[] rows, int length, int step) {
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
    if (resident.isPresent()) {
      Tensor logits = resident.get().room(count * copies);
      predict(all, length, count, logits);
      resident.get().settle(logits, List.of(rows));
    } else {
      comeHome(rows, all, length, count);
    }
  }

  private void predict(int all, int length, int count, Tensor logits) {
    predictor.predict(tokens, all, length, predictor.conditioned() ? sigma : TokenPredictor.NO_SIGMA, positions, count * copies,
        logits);
  }

  /** Logits that the rows keep on the host. */
  private void comeHome(MaskedRow[] rows, int all, int length, int count) {
    int floats = Math.multiplyExact(count * copies, vocabulary);
    buffer = buffer.length < floats ? new float[floats] : buffer;
    predict(all, length, count, Tensor.window(buffer, 0, Shape.of(count * copies, vocabulary)));
    if (copies == 2) {
      guide(buffer, count * vocabulary, (float) (generator.sampling().guidance() + 1));
    }
    int at = 0;
    for (MaskedRow row : rows) {
      RowEvaluation evaluation = row.evaluation();
      for (int j = 0; j < evaluation.count(); j++, at++) {
        keep(row, j, buffer, at * vocabulary);
      }
      evaluation.complete();
    }
  }

  static IllegalStateException noNumber(int token, int position, float logit) {
    return new IllegalStateException("masked process: logits must be numbers or -infinity, token " + token + " at position " + position
        + " has " + logit);
  }

  static IllegalStateException noneAllowed(TokenTemplate template, int position) {
    return new IllegalStateException("masked process: a masked position needs a token of probability above 0, position " + position
        + " has none among those allowed: " + template.allowedAt(position).map(BitSet::toString).orElse("all but the mask"));
  }

  /** A row's tokens with its given tokens masked. */
  static int[] withGivenMasked(TokenTemplate template, int[] tokens) {
    int[] out = tokens.clone();
    for (int j = 0; j < out.length; j++) {
      out[j] = template.isOpen(j) ? out[j] : template.mask();
    }
    return out;
  }

  /** u + (s + 1) (c - u), in place of c; u follows c. */
  static void guide(float[] logits, int size, float scale) {
    for (int i = 0; i < size; i++) {
      logits[i] = logits[size + i] + scale * (logits[i] - logits[size + i]);
    }
  }

  /** Copies the j-th position's logits, -infinity where a token may not stand, and notes what share of the model's law is left. */
  private void keep(MaskedRow row, int j, float[] logits, int from) {
    RowEvaluation evaluation = row.evaluation();
    int position = evaluation.position(j);
    float[] out = evaluation.logits();
    int to = evaluation.offset(j);
    float largest = Float.NEGATIVE_INFINITY;
    boolean some = false;
    for (int v = 0; v < vocabulary; v++) {
      float l = logits[from + v];
      if (Float.isNaN(l) || l == Float.POSITIVE_INFINITY) {
        throw noNumber(v, position, l);
      }
      boolean model = v != row.template().mask() && !forbidden.get(v);
      boolean possible = model && l > Float.NEGATIVE_INFINITY && row.allows(position, v);
      out[to + v] = possible ? l : Float.NEGATIVE_INFINITY;
      largest = model ? Math.max(largest, l) : largest;
      some |= possible;
    }
    if (!some) {
      throw noneAllowed(row.template(), position);
    }
    evaluation.logMass(j, row.template().isRestricted(position) ? logMass(row.template().mask(), logits, from, out, to, largest) : 0);
  }

  /** log of the sum of exp(logit) over the tokens that are kept, less that over the model's. */
  private double logMass(int mask, float[] logits, int from, float[] kept, int at, float largest) {
    double all = 0;
    double some = 0;
    for (int v = 0; v < vocabulary; v++) {
      if (v != mask && !forbidden.get(v)) {
        double e = StrictMath.exp((double) logits[from + v] - largest);
        all += e;
        some += kept[at + v] > Float.NEGATIVE_INFINITY ? e : 0;
      }
    }
    return StrictMath.log(some) - StrictMath.log(all);
  }

  /** Copies a position's logits, -infinity where a token may not stand. */
  static void cut(TokenTemplate template, int position, BitSet forbidden, float[] logits, int from, float[] out, int to,
      int vocabulary) {
    boolean some = false;
    for (int v = 0; v < vocabulary; v++) {
      float l = logits[from + v];
      if (Float.isNaN(l) || l == Float.POSITIVE_INFINITY) {
        throw noNumber(v, position, l);
      }
      boolean possible = template.allows(position, v) && !forbidden.get(v) && l > Float.NEGATIVE_INFINITY;
      out[to + v] = possible ? l : Float.NEGATIVE_INFINITY;
      some |= possible;
    }
    if (!some) {
      throw noneAllowed(template, position);
    }
  }
}
