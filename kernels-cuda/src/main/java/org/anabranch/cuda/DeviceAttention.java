package org.anabranch.cuda;

/**
 * o = softmax(scale q k^T + mask) v in device memory, with the bits of {@link org.anabranch.engine.Kernels}.
 *
 * <p>Set what the next launch needs, then {@link #run}. Addresses are of floats, or of ints for spans. A launch allocates nothing.
 * Heads are at most {@value #MOST_HEAD_DIM} wide. Threading: as the stream.
 */
public final class DeviceAttention {
  /** Widest head. */
  public static final int MOST_HEAD_DIM = 256;
  private static final int QUERIES = 32;
  private static final int KEYS = 32;

  private final CudaStream stream;
  private long mask;
  private long maskRow;
  private long maskHead;
  private long maskQuery;
  private long queryAt;
  private long keyAt;

  /** Operations on a stream. */
  public DeviceAttention(CudaStream stream) {
    this.stream = stream;
  }

  /** The next launch adds nothing and has rows that are alike. */
  public DeviceAttention plain() {
    mask = 0;
    queryAt = 0;
    keyAt = 0;
    return this;
  }

  /**
   * The next launch adds a mask.
   *
   * @param bias     the entry of row 0, head 0, query 0, key 0; keys follow each other
   * @param perRow   floats from a row's entries to the next row's, 0 where rows share them
   * @param perHead  likewise for heads
   * @param perQuery likewise for queries
   */
  public DeviceAttention masked(long bias, long perRow, long perHead, long perQuery) {
    plain();
    mask = bias;
    maskRow = perRow;
    maskHead = perHead;
    maskQuery = perQuery;
    return this;
  }

  /**
   * The next launch has rows of their own numbers of queries and keys.
   *
   * @param queries [rows + 1] ints: row r has the queries from element r to element r + 1
   * @param keys    [rows + 1] ints, likewise
   */
  public DeviceAttention ragged(long queries, long keys) {
    plain();
    queryAt = queries;
    keyAt = keys;
    return this;
  }

  /**
   * Queues the attention.
   *
   * @param q       the first head of the first query; tokens are {@code qStride} floats apart; likewise k and v
   * @param queries of a row, or in a ragged launch of the row that has most
   * @param keys    of a row; not read in a ragged launch
   * @param o       [queries of all rows, heads * headDim], not overlapping the others
   */
  public void run(long q, int qStride, long k, int kStride, long v, int vStride, long o, int rows, int queries, int keys, int heads,
      int keyHeads, int headDim, float scale) {
    DeviceKernel kernel = kernel(headDim);
    int tiles = Math.ceilDiv(queries, QUERIES);
    int shared = sharedBytes(headDim);
    stream.begin(kernel).address(q).number(qStride).address(k).number(kStride).address(v).number(vStride).address(o).address(queryAt)
        .address(keyAt).number(queries).number(keys).number(tiles).number(heads).number(keyHeads).number(headDim).number(scale)
        .address(mask).number(maskRow).number(maskHead).number(maskQuery)
        .launch((long) rows * tiles, headDim == 0 ? 0 : heads, shared);
  }

  /** Scaled queries, weights, and a tile of keys or values. */
  static int sharedBytes(int headDim) {
    return 4 * (headDim * QUERIES + QUERIES * KEYS + KEYS * (headDim + 1));
  }

  private static DeviceKernel kernel(int headDim) {
    if (headDim < 0 || headDim > MOST_HEAD_DIM) {
      throw new IllegalArgumentException("attention: a head is at most " + MOST_HEAD_DIM + " wide, got " + headDim);
    }
    return headDim <= 32 ? DeviceKernel.ATTENTION_32 : headDim <= 64 ? DeviceKernel.ATTENTION_64
        : headDim <= 96 ? DeviceKernel.ATTENTION_96 : headDim <= 128 ? DeviceKernel.ATTENTION_128 : DeviceKernel.ATTENTION_256;
  }
}
