package org.anabranch.cuda;

/**
 * Norms and softmax over rows in device memory, with the bits of {@link org.anabranch.engine.Kernels}. A warp takes a row.
 *
 * <p>Arguments are addresses of floats, 0 for none. Launches are queued on the stream and allocate nothing. Shapes are the caller's
 * duty: they cannot be checked from addresses.
 */
public final class DeviceRows {
  /** Rows of a block of {@link DeviceKernel#NORM_ROWS} and {@link DeviceKernel#SOFTMAX_ROWS}. */
  private static final int ROWS_PER_BLOCK = 4;

  /** What follows a normalisation, in the order of the kernel's numbers. */
  public enum Affine {
    /** n. */
    NONE,
    /** n * scale. */
    WEIGHT,
    /** fma(n, scale, shift). */
    WEIGHT_BIAS,
    /** fma(n, 1 + scale, shift), vectors of the batch row. */
    MODULATED,
    /** fma(n * weight, 1 + scale, shift), scale and shift of the batch row. */
    WEIGHT_MODULATED
  }

  private final CudaStream stream;

  /** Operations on a stream. */
  public DeviceRows(CudaStream stream) {
    this.stream = stream;
  }

  /**
   * y = affine((x - mean) / sqrt(mean((x - mean)^2) + eps)), the mean 0 where not centred.
   *
   * @param x      [rows, width]
   * @param weight [width], of WEIGHT_MODULATED alone
   * @param scale  [width], or the scale of batch row 0 whose successors are {@code stride} floats apart
   * @param shift  as the scale
   * @param tokens rows of x that share a batch row's vectors
   * @param y      [rows, width], may be x
   */
  public void norm(boolean centred, long x, int rows, int width, float eps, Affine affine, long weight, long scale, long shift,
      int stride, int tokens, long y) {
    stream.begin(DeviceKernel.NORM_ROWS).address(x).address(y).number(rows).number(width).number(eps).number(centred ? 1 : 0)
        .number(affine.ordinal()).address(weight).address(scale).address(shift).number(stride).number(Math.max(1, tokens))
        .launch(width == 0 ? 0 : Math.ceilDiv(rows, ROWS_PER_BLOCK), 1, 0);
  }

  /** y = softmax of rows of n; y may be x. */
  public void softmax(long x, int rows, int n, long y) {
    stream.begin(DeviceKernel.SOFTMAX_ROWS).address(x).address(y).number(rows).number(n)
        .launch(n == 0 ? 0 : Math.ceilDiv(rows, ROWS_PER_BLOCK), 1, 0);
  }
}
