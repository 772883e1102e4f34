package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;

/**
 * A predictor that spreads the rows of a batch over the threads of a pool, each with a predictor of its own. A row's bits do not depend
 * on its batch, so they do not depend on this. Batches too small to share are left to one predictor, whose operators then use the pool.
 *
 * <p>Threading: one caller at a time.
 */
final class RowParallelPredictor implements TokenPredictor {
  /** Most rows of a chunk: a network's activations for about so many stay in the caches of a core. */
  private static final int MOST = 8;

  private final TokenPredictor[] predictors;
  private final WorkerPool pool;

  private RowParallelPredictor(TokenPredictor[] predictors, WorkerPool pool) {
    this.predictors = predictors;
    this.pool = pool;
  }

  /** The supplier's predictor, spread over the pool if that has more than one thread and the predictor is not on a device. */
  static TokenPredictor of(Supplier<? extends TokenPredictor> makes, WorkerPool pool) {
    TokenPredictor first = makes.get();
    if (pool.threads() == 1 || first.onDevice()) {
      return first;
    }
    TokenPredictor[] predictors = new TokenPredictor[pool.threads()];
    predictors[0] = first;
    for (int i = 1; i < predictors.length; i++) {
      predictors[i] = makes.get();
    }
    return new RowParallelPredictor(predictors, pool);
  }

  @Override
  public int vocabulary() {
    return predictors[0].vocabulary();
  }

  @Override
  public OptionalInt maskToken() {
    return predictors[0].maskToken();
  }

  @Override
  public int maxLength() {
    return predictors[0].maxLength();
  }

  @Override
  public boolean conditioned() {
    return predictors[0].conditioned();
  }

  @Override
  public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
    if (rows < 2 * predictors.length) {
      predictors[0].predict(tokens, rows, length, sigma, positions, count, logits);
      return;
    }
    int each = Math.min(MOST, Math.ceilDiv(rows, predictors.length));
    int chunks = Math.ceilDiv(rows, each);
    int[] first = new int[chunks + 1];
    for (int c = 0, j = 0; c < chunks; c++) {
      first[c] = j;
      while (j < count && positions[j] < Math.min(rows, (c + 1) * each) * length) {
        j++;
      }
      first[c + 1] = j;
    }
    pool.run(chunks, (chunk, worker) -> {
      int from = chunk * each;
      int n = Math.min(each, rows - from);
      int at = first[chunk];
      int picked = first[chunk + 1] - at;
      if (picked == 0) {
        return;
      }
      int[] own = new int[n * length];
      System.arraycopy(tokens, from * length, own, 0, own.length);
      int[] wanted = new int[picked];
      for (int j = 0; j < picked; j++) {
        wanted[j] = positions[at + j] - from * length;
      }
      double[] levels = sigma.length == 0 ? NO_SIGMA : Arrays.copyOfRange(sigma, from, from + n);
      predictors[worker].predict(own, n, length, levels, wanted, picked, logits.rows(at, picked));
    });
  }

  @Override
  public long keyBytes() {
    return predictors[0].keyBytes();
  }

  @Override
  public int lookBack() {
    return predictors[0].lookBack();
  }

  @Override
  public void predict(List<TokenQuery> rows, double[] sigma, Tensor logits, KeyValues[] made) {
    int n = rows.size();
    if (n < 2 * predictors.length) {
      predictors[0].predict(rows, sigma, logits, made);
      return;
    }
    int each = Math.min(MOST, Math.ceilDiv(n, predictors.length));
    int[] first = new int[n + 1];
    for (int i = 0; i < n; i++) {
      first[i + 1] = first[i] + rows.get(i).positions().length;
    }
    pool.run(Math.ceilDiv(n, each), (chunk, worker) -> {
      int from = chunk * each;
      int to = Math.min(n, from + each);
      double[] levels = sigma.length == 0 ? NO_SIGMA : Arrays.copyOfRange(sigma, from, to);
      KeyValues[] own = new KeyValues[to - from];
      predictors[worker].predict(rows.subList(from, to), levels, logits.rows(first[from], first[to] - first[from]), own);
      for (int i = from; i < to; i++) {
        made[i] = own[i - from] == null ? made[i] : own[i - from];
      }
    });
  }
}
