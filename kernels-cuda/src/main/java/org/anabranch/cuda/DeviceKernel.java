package org.anabranch.cuda;

import java.util.Locale;

/**
 * The kernels of an image: name, parameters and threads of a block. A test holds the parameters against those of the PTX.
 *
 * <p>Parameters are one letter each: p an address, i an int, l a long, f a float, d a double.
 */
public enum DeviceKernel {
  /** Layer and RMS norm with any affine map; 4 rows a block. */
  NORM_ROWS("ppiifiipppii", 128),
  /** Softmax; 4 rows a block. */
  SOFTMAX_ROWS("ppii", 128);

  private final String parameters;
  private final int threads;

  DeviceKernel(String parameters, int threads) {
    this.parameters = parameters;
    this.threads = threads;
  }

  /** The name in the image. */
  public String symbol() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One letter for each parameter. */
  public String parameters() {
    return parameters;
  }

  /** Threads of a block. */
  public int threads() {
    return threads;
  }
}
