package org.anabranch.engine;

/**
 * What is added to attention scores before the softmax: nothing, or a float tensor [rows|1, heads|1, queries|1, keys].
 *
 * <p>Minus infinity forbids a key: its weight is exactly 0. A query all of whose keys are forbidden attends to nothing and
 * yields zeros. A dimension of 1 is shared by all rows, heads or queries.
 */
public final class AttentionMask {
  /** Every query sees every key. */
  public static final AttentionMask NONE = new AttentionMask(Tensor.zeros(0, 0, 0, 0));

  private final Tensor bias;

  private AttentionMask(Tensor bias) {
    this.bias = bias;
  }

  /** An additive mask of rank 4. */
  public static AttentionMask of(Tensor bias) {
    if (bias.shape().rank() != 4) {
      throw new IllegalArgumentException("attention mask: needs shape [rows|1, heads|1, queries|1, keys], got " + bias.shape());
    }
    if (bias.dtype() != DType.F32 || !bias.onHeap() && !bias.isOnDevice()) {
      throw new IllegalArgumentException("attention mask: needs F32 on the heap or on a device, got " + bias);
    }
    return new AttentionMask(bias);
  }

  /** Query i sees the keys j with j - (keys - queries) <= i. */
  public static AttentionMask causal(int queries, int keys) {
    Tensor t = Tensor.zeros(1, 1, queries, keys);
    float[] f = t.floats();
    for (int i = 0; i < queries; i++) {
      for (int j = Math.max(0, i + 1 + keys - queries); j < keys; j++) {
        f[i * keys + j] = Float.NEGATIVE_INFINITY;
      }
    }
    return new AttentionMask(t);
  }

  /** Row r sees its first {@code lengths[r]} keys. */
  public static AttentionMask padding(int[] lengths, int keys) {
    Tensor t = Tensor.zeros(lengths.length, 1, 1, keys);
    float[] f = t.floats();
    for (int r = 0; r < lengths.length; r++) {
      java.util.Objects.checkFromToIndex(0, lengths[r], keys);
      java.util.Arrays.fill(f, r * keys + lengths[r], (r + 1) * keys, Float.NEGATIVE_INFINITY);
    }
    return new AttentionMask(t);
  }

  /** Whether there is nothing to add. */
  public boolean isNone() {
    return this == NONE;
  }

  /** The additive tensor, F32 in the memory of the kernels that it is for. */
  public Tensor bias() {
    return bias;
  }

  /** Index in the bias array of the entry for key 0; throws if the mask does not fit the attention's shape. */
  public int at(int row, int rows, int head, int heads, int query, int queries, int keys) {
    Shape s = bias.shape();
    if (fits(s.dim(0), rows) && fits(s.dim(1), heads) && fits(s.dim(2), queries) && s.dim(3) == keys) {
      int i = s.dim(0) == 1 ? 0 : row;
      i = i * s.dim(1) + (s.dim(1) == 1 ? 0 : head);
      i = i * s.dim(2) + (s.dim(2) == 1 ? 0 : query);
      return bias.offset() + i * keys;
    }
    throw new IllegalArgumentException("attention mask: shape " + s + " does not fit [" + rows + ", " + heads + ", " + queries
        + ", " + keys + "]");
  }

  private static boolean fits(int have, int want) {
    return have == 1 || have == want;
  }
}
