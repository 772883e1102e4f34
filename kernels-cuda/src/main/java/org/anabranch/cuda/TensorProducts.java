package org.anabranch.cuda;

import org.anabranch.engine.Activation;
import org.anabranch.engine.WeightFormat;

/**
 * Products by tensor cores: many times the rate of {@link DeviceProducts}, and numerics of their own.
 *
 * <p>Inputs are rounded as the {@link Numerics} say, their products are exact, and sums are in fp32 in the hardware's order:
 * {@code |error| <= 2 K 2^-23 sum |x[k] w[k]|} over the rounded values. Weights are read in the panels that {@link DeviceProducts}
 * reads. An element's bits may depend on the device, not on the number of rows.
 *
 * <p>Arguments are addresses of floats. The number of inputs is a multiple of 4 and x at a multiple of 16 bytes, else
 * {@link IllegalArgumentException}. Launches are queued on the stream and allocate nothing.
 */
public final class TensorProducts {
  private static final int TILE = 128;
  private static final int STORE = 0;
  private static final int ADD = 1;
  private static final int GATED = 2;

  /** How inputs are rounded. */
  public enum Numerics {
    /** x and W to 10 bits of mantissa, ties away from zero; F32 weights. */
    TF32(DeviceKernel.TENSOR_TF32, WeightFormat.F32, 81_920),
    /** x and W to half floats, nearest even, which overflow beyond 65504; F32 weights. */
    F16(DeviceKernel.TENSOR_F16, WeightFormat.F32, 86_016),
    /** x to BF16, nearest even; BF16 weights, as they are. */
    BF16(DeviceKernel.TENSOR_BF16, WeightFormat.BF16, 69_632);

    private final DeviceKernel kernel;
    private final WeightFormat format;
    private final int shared;

    Numerics(DeviceKernel kernel, WeightFormat format, int shared) {
      this.kernel = kernel;
      this.format = format;
      this.shared = shared;
    }

    /** The format that weights must have. */
    public WeightFormat format() {
      return format;
    }

    /** Bytes of shared memory that a block takes. */
    public int sharedBytes() {
      return shared;
    }
  }

  private final CudaStream stream;
  private final Numerics numerics;

  /** Operations on a stream. */
  public TensorProducts(CudaStream stream, Numerics numerics) {
    this.stream = stream;
    this.numerics = numerics;
  }

  /** y = act(x W^T + b), as {@link DeviceProducts#linear}. */
  public void linear(long x, int rows, DeviceWeights w, Activation act, long y) {
    launch(x, rows, w, STORE, act, 0, 0, 1, y);
  }

  /** y = y + (x W^T + b), as {@link DeviceProducts#linearResidual}. */
  public void linearResidual(long x, int rows, DeviceWeights w, long y) {
    launch(x, rows, w, ADD, Activation.NONE, 0, 0, 1, y);
  }

  /** y = fma(g, x W^T + b, y), as {@link DeviceProducts#linearGatedResidual}. */
  public void linearGatedResidual(long x, int rows, DeviceWeights w, long gate, int stride, int tokens, long y) {
    launch(x, rows, w, GATED, Activation.NONE, gate, stride, tokens, y);
  }

  private void launch(long x, int rows, DeviceWeights w, int mode, Activation act, long gate, int stride, int tokens, long y) {
    if (w.format() != numerics.format) {
      throw new IllegalArgumentException("tensor product: " + numerics + " needs weights in " + numerics.format.option() + ", got "
          + w.format().option());
    }
    if (w.in() % 4 != 0 || x % 16 != 0) {
      throw new IllegalArgumentException("tensor product: inputs must be a multiple of 4 and lie at a multiple of 16 bytes, got "
          + w.in() + " at " + x);
    }
    stream.begin(numerics.kernel).address(x).address(w.panels()).address(w.scales()).address(w.bias()).address(y).address(gate)
        .number(rows).number(w.in()).number(w.out()).number(mode).number(act.ordinal()).number(Math.max(1, tokens)).number(stride)
        .launch(Math.ceilDiv(rows, TILE), Math.ceilDiv(w.out(), TILE), numerics.shared);
  }
}
