package org.anabranch.cuda;

import org.anabranch.engine.Activation;

/**
 * Convolutions and group norm over images whose pixels are rows of channels, with the bits of {@link org.anabranch.engine.Kernels}.
 *
 * <p>Arguments are addresses of floats. Launches are queued on the stream and allocate nothing: scratch is the caller's.
 */
public final class DeviceImages {
  private static final int PIXEL_BLOCK = 1024;

  private final CudaStream stream;
  private final DeviceProducts products;

  /** Operations on a stream, with its products. */
  public DeviceImages(CudaStream stream, DeviceProducts products) {
    this.stream = stream;
    this.products = products;
  }

  /**
   * y = W * x + b, or y + (W * x + b) where residual: windows are gathered to the scratch, as many output pixels at a time as it holds,
   * and multiplied there.
   *
   * @param x       [rows, height * width, in]
   * @param enlarge each pixel is repeated so often in both directions first
   * @param w       [out, kernel * kernel * in]
   * @param scratch at least one window, kernel * kernel * in floats
   * @param y       [rows, enlarge * height * enlarge * width, out], not overlapping x
   */
  public void convolution(long x, int rows, int height, int width, int enlarge, DeviceWeights w, int kernel, boolean residual,
      DeviceBuffer scratch, long y) {
    long pixels = (long) rows * height * enlarge * width * enlarge;
    long most = scratch.bytes() / 4 / Math.max(1, w.in());
    if (most == 0) {
      throw new IllegalArgumentException("convolution: the scratch must hold a window of " + 4L * w.in() + " bytes, it has "
          + scratch.bytes());
    }
    int channels = w.in() / (kernel * kernel);
    for (long first = 0; first < pixels; first += most) {
      int m = (int) Math.min(Math.min(most, Integer.MAX_VALUE), pixels - first);
      long size = (long) m * w.in();
      stream.begin(DeviceKernel.GATHER_WINDOWS).address(x).address(scratch.address()).number(size).number(first).number(channels)
          .number(height).number(width).number(enlarge).number(kernel).launch(DeviceMaps.blocks(size), 1, 0);
      long to = y + 4 * first * w.out();
      if (residual) {
        products.linearResidual(scratch.address(), m, w, to);
      } else {
        products.linear(scratch.address(), m, w, Activation.NONE, to);
      }
    }
  }

  /** Bytes of scratch of a group norm. */
  public static long groupNormBytes(int rows, int pixels, int channels) {
    long blocks = Math.ceilDiv(pixels, PIXEL_BLOCK);
    return 8L * rows * channels * (blocks + 2);
  }

  /**
   * y = act(fma(x - mean, weight / sqrt(var + eps), bias)) over the pixels and channels of each group; y may be x.
   *
   * @param x       [rows, pixels, channels]
   * @param scratch at least {@link #groupNormBytes}
   */
  public void groupNorm(long x, int rows, int pixels, int channels, int groups, float eps, long weight, long bias, Activation act,
      DeviceBuffer scratch, long y) {
    if (scratch.bytes() < groupNormBytes(rows, pixels, channels)) {
      throw new IllegalArgumentException("groupNorm: needs " + groupNormBytes(rows, pixels, channels) + " bytes of scratch, got "
          + scratch.bytes());
    }
    int blocks = Math.ceilDiv(pixels, PIXEL_BLOCK);
    long partials = (long) rows * blocks * channels;
    long partial = scratch.address();
    long mean = partial + 8 * partials;
    long scale = mean + 8L * rows * channels;
    partials(x, 0, partial, partials, pixels, channels, blocks);
    totals(partial, rows, pixels, channels, groups, blocks, eps, 0, mean, scale);
    partials(x, mean, partial, partials, pixels, channels, blocks);
    totals(partial, rows, pixels, channels, groups, blocks, eps, weight, mean, scale);
    long size = (long) rows * pixels * channels;
    stream.begin(DeviceKernel.GROUP_APPLY).address(x).address(mean).address(scale).address(bias).address(y).number(size).number(pixels)
        .number(channels).number(act.ordinal()).launch(DeviceMaps.blocks(size), 1, 0);
  }

  private void partials(long x, long mean, long partial, long size, int pixels, int channels, int blocks) {
    stream.begin(DeviceKernel.GROUP_PARTIALS).address(x).address(mean).address(partial).number(size).number(pixels).number(channels)
        .number(blocks).launch(DeviceMaps.blocks(size), 1, 0);
  }

  private void totals(long partial, int rows, int pixels, int channels, int groups, int blocks, float eps, long weight, long mean,
      long scale) {
    int all = rows * groups;
    double count = (double) pixels * (channels / groups);
    stream.begin(DeviceKernel.GROUP_TOTALS).address(partial).number(all).number(groups).number(channels / groups).number(channels)
        .number(blocks).number(count).number(eps).address(weight).address(mean).address(scale)
        .launch(Math.ceilDiv(all, DeviceKernel.GROUP_TOTALS.threads()), 1, 0);
  }
}
