package org.anabranch.cuda;

/**
 * What samplers of tokens ask of logits in device memory. A block takes a row.
 *
 * <p>Arguments are addresses: floats of logits, ints of ids. Launches are queued on the stream and allocate nothing.
 */
public final class DeviceTokens {
  private final CudaStream stream;

  /** Operations on a stream. */
  public DeviceTokens(CudaStream stream) {
    this.stream = stream;
  }

  /** ids[r] = the likeliest token of row r, the lowest id among equals; NaN is passed over, unless it stands first. */
  public void argmax(long logits, int rows, int n, long ids) {
    stream.begin(DeviceKernel.ARGMAX_ROWS).address(logits).address(ids).number(n).launch(rows, 1, 0);
  }

  /** ids[r, 0 .. k) = the k likeliest of row r in order, lower ids first among equals of one sign; -1 where there are fewer. */
  public void top(long logits, int rows, int n, int k, long ids) {
    stream.begin(DeviceKernel.TOP_ROWS).address(logits).address(ids).number(n).number(k).launch(k == 0 ? 0 : rows, 1, 0);
  }
}
