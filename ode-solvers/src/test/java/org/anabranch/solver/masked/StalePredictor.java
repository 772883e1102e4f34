package org.anabranch.solver.masked;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.anabranch.engine.Tensor;

/**
 * A predictor of two layers whose keys can be kept, and tell when they are stale: first keys are hashes of a position's token, second
 * keys of the first key and the sum of all first keys, logits of the position and the sum of all second keys.
 */
final class StalePredictor implements TokenPredictor {
  static final int VOCABULARY = 9;
  static final int MASK = 8;
  static final int MOST = 64;
  static final long KEY_BYTES = 16;

  /** Numbers of positions that rows computed, in the order they were asked for; of all threads. */
  final List<Integer> computed = Collections.synchronizedList(new ArrayList<>());
  private final int lookBack;

  StalePredictor() {
    this(0);
  }

  /** Logits that need so many positions more to be computed before a window. */
  StalePredictor(int lookBack) {
    this.lookBack = lookBack;
  }

  private record Keys(int from, int to, long[] first, long[] second) implements KeyValues {}

  @Override
  public int vocabulary() {
    return VOCABULARY;
  }

  @Override
  public OptionalInt maskToken() {
    return OptionalInt.of(MASK);
  }

  @Override
  public int maxLength() {
    return MOST;
  }

  @Override
  public boolean conditioned() {
    return false;
  }

  @Override
  public long keyBytes() {
    return KEY_BYTES;
  }

  @Override
  public int lookBack() {
    return lookBack;
  }

  @Override
  public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
    List<TokenQuery> queries = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      int row = r;
      int[] own = Arrays.stream(positions, 0, count).filter(p -> p / length == row).map(p -> p % length).toArray();
      queries.add(TokenQuery.all(Arrays.copyOfRange(tokens, r * length, (r + 1) * length), own));
    }
    predict(queries, sigma, logits, new KeyValues[rows]);
  }

  @Override
  public void predict(List<TokenQuery> rows, double[] sigma, Tensor logits, KeyValues[] made) {
    int at = 0;
    for (int r = 0; r < rows.size(); r++) {
      TokenQuery q = rows.get(r);
      computed.add(q.computed());
      int n = q.tokens().length;
      long[] first = new long[n];
      long[] second = new long[n];
      long sum = 0;
      for (int i = 0; i < n; i++) {
        first[i] = isComputed(q, i) ? mix(q.tokens()[i] * 31L + i) : keys(q).first()[i];
        sum += first[i];
      }
      long all = 0;
      for (int i = 0; i < n; i++) {
        second[i] = isComputed(q, i) ? mix(first[i] ^ sum) : keys(q).second()[i];
        all += second[i];
      }
      for (int p : q.positions()) {
        if (!isComputed(q, Math.max(0, p - lookBack))) {
          throw new IllegalArgumentException("position " + p + " looks back beyond the window of " + q);
        }
        for (int v = 0; v < VOCABULARY; v++) {
          logits.floats()[logits.offset() + at++] = (mix(all ^ mix(p * 97L + v)) >>> 40) * 0x1p-21f;
        }
      }
      if (q.mode() == TokenQuery.Mode.KEEP) {
        made[r] = new Keys(q.from(), q.to(), first, second);
      }
    }
  }

  private static boolean isComputed(TokenQuery q, int i) {
    return q.mode() != TokenQuery.Mode.USE || i >= q.from() && i < q.to();
  }

  private static Keys keys(TokenQuery q) {
    Keys keys = (Keys) q.kept().orElseThrow();
    if (keys.from() != q.from() || keys.to() != q.to()) {
      throw new IllegalArgumentException("keys outside [" + keys.from() + ", " + keys.to() + ") for " + q);
    }
    return keys;
  }

  private static long mix(long x) {
    long y = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
    y = (y ^ y >>> 27) * 0x94d049bb133111ebL;
    return y ^ y >>> 31;
  }
}
