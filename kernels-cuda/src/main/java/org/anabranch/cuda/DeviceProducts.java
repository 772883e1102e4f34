package org.anabranch.cuda;

import org.anabranch.engine.Activation;
import org.anabranch.engine.WeightFormat;

/**
 * Products with weights in device memory, with the bits of {@link org.anabranch.engine.Kernels}: whichever kernel is chosen, an element
 * is one chain over k.
 *
 * <p>At most {@value #FEW_ROWS} rows stream the weights; more rows go to tiles, large ones if those fill the device. Arguments are
 * addresses of floats; y does not overlap x. Launches are queued on the stream and allocate nothing.
 */
public final class DeviceProducts {
  /** Rows up to which a product waits for its weights. */
  public static final int FEW_ROWS = 16;
  private static final int BLOCK_ROWS = 8;
  private static final int BLOCK_COLUMNS = 128;
  private static final int STORE = 0;
  private static final int ADD = 1;
  private static final int GATED = 2;

  /** Kernels of a format, and the side of a large tile. */
  private record Choice(DeviceKernel few, DeviceKernel small, DeviceKernel large, int largeTile) {}

  private static final int SMALL_ROWS = 64;
  private static final int SMALL_COLUMNS = 32;
  private static final Choice[] CHOICES = {
    new Choice(DeviceKernel.PRODUCT_F32_FEW, DeviceKernel.PRODUCT_F32_SMALL, DeviceKernel.PRODUCT_F32_LARGE, 128),
    new Choice(DeviceKernel.PRODUCT_BF16_FEW, DeviceKernel.PRODUCT_BF16_SMALL, DeviceKernel.PRODUCT_BF16_LARGE, 128),
    new Choice(DeviceKernel.PRODUCT_INT8_FEW, DeviceKernel.PRODUCT_INT8_SMALL, DeviceKernel.PRODUCT_INT8_LARGE, 128),
    new Choice(DeviceKernel.PRODUCT_INT8_GROUP_FEW, DeviceKernel.PRODUCT_INT8_GROUP_SMALL, DeviceKernel.PRODUCT_INT8_GROUP_LARGE, 64),
  };

  private final CudaStream stream;

  /** Operations on a stream. */
  public DeviceProducts(CudaStream stream) {
    this.stream = stream;
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
    Choice c = CHOICES[w.format().ordinal()];
    DeviceKernel kernel = choose(c, rows, w.out(), stream.device().multiprocessors());
    launch(kernel, x, rows, w, mode, act, gate, stride, tokens, y);
  }

  private static DeviceKernel choose(Choice c, int rows, int out, int multiprocessors) {
    if (rows <= FEW_ROWS) {
      return c.few();
    }
    long tiles = (long) Math.ceilDiv(rows, c.largeTile()) * Math.ceilDiv(out, c.largeTile());
    return tiles >= multiprocessors ? c.large() : c.small();
  }

  /** Launches a kernel of the weights' format, whatever the number of rows. */
  void launch(DeviceKernel kernel, long x, int rows, DeviceWeights w, int mode, Activation act, long gate, int stride, int tokens,
      long y) {
    Choice c = CHOICES[w.format().ordinal()];
    long gridX;
    int gridY;
    if (kernel == c.few()) {
      gridX = Math.ceilDiv(w.out(), BLOCK_COLUMNS);
      gridY = Math.ceilDiv(rows, BLOCK_ROWS);
    } else if (kernel == c.small()) {
      gridX = Math.ceilDiv(rows, SMALL_ROWS);
      gridY = Math.ceilDiv(w.out(), SMALL_COLUMNS);
    } else if (kernel == c.large()) {
      gridX = Math.ceilDiv(rows, c.largeTile());
      gridY = Math.ceilDiv(w.out(), c.largeTile());
    } else {
      throw new IllegalArgumentException("cuda: " + kernel.symbol() + " does not multiply weights in " + w.format().option());
    }
    stream.begin(kernel).address(x).address(w.panels()).address(w.scales()).address(w.bias()).address(y).address(gate).number(rows)
        .number(w.in()).number(w.out()).number(mode).number(act.ordinal()).number(Math.max(1, tokens)).number(stride)
        .launch(gridX, gridY, 0);
  }

  /** The kernels of a format: for few rows, small tiles, large tiles. */
  static DeviceKernel[] kernels(WeightFormat format) {
    Choice c = CHOICES[format.ordinal()];
    return new DeviceKernel[] {c.few(), c.small(), c.large()};
  }
}
