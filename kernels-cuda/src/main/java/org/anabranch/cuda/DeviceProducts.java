package org.anabranch.cuda;

import org.anabranch.engine.Activation;

/**
 * Products with weights in device memory, with the bits of {@link org.anabranch.engine.Kernels} or other {@link ProductNumerics}: an
 * element is one chain over k, or one order of the tensor cores, whichever tile is chosen.
 *
 * <p>Few rows stream the weights; more rows go to tiles, large ones if those fill the device. Arguments are addresses of floats, x at a
 * multiple of 16 bytes for tensor cores; y does not overlap x. Launches are queued on the stream and allocate nothing.
 */
public final class DeviceProducts {
  private static final int STORE = 0;
  private static final int ADD = 1;
  private static final int GATED = 2;

  private final CudaStream stream;
  private final ProductNumerics numerics;

  /** Operations on a stream. */
  public DeviceProducts(CudaStream stream, ProductNumerics numerics) {
    this.stream = stream;
    this.numerics = numerics;
  }

  /**
   * y = act(x W^T + b).
   *
   * @param x [rows, in]
   * @param y [rows, out]
   */
  public void linear(long x, int rows, DeviceWeights w, Activation act, long y) {
    run(x, rows, w, STORE, act, 0, 0, 1, y);
  }

  /** y = y + (x W^T + b). */
  public void linearResidual(long x, int rows, DeviceWeights w, long y) {
    run(x, rows, w, ADD, Activation.NONE, 0, 0, 1, y);
  }

  /**
   * y = fma(g, x W^T + b, y).
   *
   * @param gate   the gate of batch row 0; those of its successors are {@code stride} floats apart
   * @param tokens rows of x that share a gate
   */
  public void linearGatedResidual(long x, int rows, DeviceWeights w, long gate, int stride, int tokens, long y) {
    run(x, rows, w, GATED, Activation.NONE, gate, stride, tokens, y);
  }

  private void run(long x, int rows, DeviceWeights w, int mode, Activation act, long gate, int stride, int tokens, long y) {
    if (x % 16 != 0 && numerics.tensorCores(w.format(), w.in())) {
      throw new IllegalArgumentException("tensor product: x must lie at a multiple of 16 bytes, got " + x);
    }
    ProductTile tile = ProductTile.choose(numerics, w.format(), rows, w.in(), w.out(), stream.device().multiprocessors());
    launch(tile, x, rows, w, mode, act, gate, stride, tokens, y);
  }

  /** Launches a tile of the weights' format, whatever the number of rows. */
  void launch(ProductTile tile, long x, int rows, DeviceWeights w, int mode, Activation act, long gate, int stride, int tokens,
      long y) {
    stream.begin(tile.kernel()).address(x).address(w.panels()).address(w.scales()).address(w.bias()).address(y).address(gate)
        .number(rows).number(w.in()).number(w.out()).number(mode).number(act.ordinal()).number(Math.max(1, tokens)).number(stride)
        .launch(Math.ceilDiv(rows, tile.rows()), Math.ceilDiv(w.out(), tile.columns()), tile.shared());
  }
}
