package org.anabranch.solver.masked;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.solver.Admission;
import org.anabranch.solver.Meter;

/**
 * The network's law of a token at masked positions of partly filled sequences, log p(x_i | what is not masked): what probabilities of
 * slots are computed from. At temperature 1, over every token but the mask, nothing cut away.
 *
 * <p>Every sequence is charged to the meter as one evaluation before its batch. A network that takes noise levels is told that of the
 * share of masked tokens among all. Allocates its results. Threading: one thread at a time.
 */
public final class Conditionals {
  private static final int MOST_ROWS = 256;
  /** Floats of the logits of a batch, one sequence excepted. */
  private static final long MOST_LOGITS = 1L << 24;

  private final TokenPredictor predictor;
  private final Meter meter;

  /** Conditionals of a network; the supplier is called once per thread of the pool. */
  public Conditionals(Supplier<? extends TokenPredictor> predictors, WorkerPool pool, Meter meter) {
    this.predictor = RowParallelPredictor.of(predictors, pool);
    this.meter = meter;
  }

  /** A sequence with the masked positions that are asked about, ascending. */
  public record Query(int[] tokens, int[] positions) {}

  /** The meter that is charged. */
  public Meter meter() {
    return meter;
  }

  /** Why the last call gave nothing. */
  private Admission admission = Admission.ADMITTED;

  /** Whether the last call was admitted, else the limit that stopped it. */
  public Admission admission() {
    return admission;
  }

  /**
   * log p over the vocabulary at every position asked about.
   *
   * @param mask the token that stands at an open position
   * @return for each query [positions][V], -infinity for the mask; empty if the meter did not admit them all
   * @throws IllegalArgumentException if sequences have different lengths, or a position asked about is not masked
   */
  public Optional<double[][][]> of(List<Query> queries, int mask) {
    double[][][] out = new double[queries.size()][][];
    int most = 0;
    for (Query q : queries) {
      most = Math.max(most, q.positions().length);
      for (int position : q.positions()) {
        if (q.tokens().length != queries.getFirst().tokens().length || q.tokens()[position] != mask) {
          throw new IllegalArgumentException("conditionals: sequences of one length are asked about masked positions, got "
              + q.tokens().length + " and " + queries.getFirst().tokens().length + " tokens, and token " + q.tokens()[position]
              + " at position " + position + " where the mask is " + mask);
        }
      }
    }
    int vocabulary = predictor.vocabulary();
    int rows = (int) Math.clamp(MOST_LOGITS / Math.max(1L, (long) most * vocabulary), 1, MOST_ROWS);
    for (int from = 0; from < out.length; from += rows) {
      List<Query> batch = queries.subList(from, Math.min(out.length, from + rows));
      admission = meter.admit(batch.size());
      if (admission != Admission.ADMITTED) {
        return Optional.empty();
      }
      predict(batch, mask, out, from);
    }
    return Optional.of(out);
  }

  private void predict(List<Query> batch, int mask, double[][][] out, int first) {
    int n = batch.size();
    int length = batch.getFirst().tokens().length;
    int vocabulary = predictor.vocabulary();
    int[] tokens = new int[n * length];
    int count = 0;
    for (Query q : batch) {
      count += q.positions().length;
    }
    int[] positions = new int[count];
    double[] sigma = new double[n];
    int at = 0;
    for (int i = 0; i < n; i++) {
      int[] row = batch.get(i).tokens();
      System.arraycopy(row, 0, tokens, i * length, length);
      int masked = 0;
      for (int token : row) {
        masked += token == mask ? 1 : 0;
      }
      sigma[i] = NoiseLevel.sigma((double) masked / length);
      for (int position : batch.get(i).positions()) {
        positions[at++] = i * length + position;
      }
    }
    float[] logits = new float[Math.multiplyExact(count, vocabulary)];
    predictor.predict(tokens, n, length, predictor.conditioned() ? sigma : TokenPredictor.NO_SIGMA, positions, count,
        Tensor.window(logits, 0, Shape.of(count, vocabulary)));
    at = 0;
    for (int i = 0; i < n; i++) {
      out[first + i] = new double[batch.get(i).positions().length][];
      for (int j = 0; j < out[first + i].length; j++, at++) {
        out[first + i][j] = logSoftmax(logits, at * vocabulary, vocabulary, mask);
      }
    }
  }

  private static double[] logSoftmax(float[] logits, int from, int vocabulary, int mask) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int v = 0; v < vocabulary; v++) {
      float l = logits[from + v];
      if (Float.isNaN(l) || l == Float.POSITIVE_INFINITY) {
        throw new IllegalStateException("conditionals: logits must be numbers or -infinity, token " + v + " has " + l);
      }
      largest = v == mask ? largest : Math.max(largest, l);
    }
    double sum = 0;
    for (int v = 0; v < vocabulary; v++) {
      sum += v == mask ? 0 : StrictMath.exp(logits[from + v] - largest);
    }
    double[] out = new double[vocabulary];
    for (int v = 0; v < vocabulary; v++) {
      out[v] = v == mask ? Double.NEGATIVE_INFINITY : logits[from + v] - largest - StrictMath.log(sum);
    }
    return out;
  }
}
