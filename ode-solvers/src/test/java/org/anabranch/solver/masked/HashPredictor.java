package org.anabranch.solver.masked;

import java.util.OptionalInt;
import org.anabranch.engine.Tensor;

/** A predictor whose logits look arbitrary and depend on every token of the row, its noise level and the position. */
final class HashPredictor implements TokenPredictor {
  static final int LENGTH = 12;
  static final int VOCABULARY = 7;
  static final int MASK = 6;

  private final boolean conditioned;

  HashPredictor(boolean conditioned) {
    this.conditioned = conditioned;
  }

  @Override
  public int vocabulary() {
    return VOCABULARY;
  }

  @Override
  public OptionalInt maskToken() {
    return OptionalInt.empty();
  }

  @Override
  public int maxLength() {
    return LENGTH;
  }

  @Override
  public boolean conditioned() {
    return conditioned;
  }

  @Override
  public void predict(int[] tokens, int rows, int length, double[] sigma, int[] positions, int count, Tensor logits) {
    if (conditioned != sigma.length >= rows || !logits.shape().is(count, VOCABULARY)) {
      throw new IllegalArgumentException("noise levels " + sigma.length + ", logits " + logits.shape());
    }
    for (int j = 0; j < count; j++) {
      int row = positions[j] / length;
      long h = conditioned ? Double.hashCode(sigma[row]) : 1;
      for (int i = 0; i < length; i++) {
        h = (h ^ tokens[row * length + i]) * 0x9e3779b97f4a7c15L + 1;
      }
      for (int v = 0; v < VOCABULARY; v++) {
        long x = (h ^ (positions[j] % length * 31L + v)) * 0xbf58476d1ce4e5b9L;
        logits.floats()[logits.offset() + j * VOCABULARY + v] = ((x ^ x >>> 29) * 0x94d049bb133111ebL >>> 40) * 0x1p-22f;
      }
    }
  }
}
