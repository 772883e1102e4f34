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
  SOFTMAX_ROWS("ppii", 128),

  /** y = act(x W^T + b) and its residual forms, tiles of 128 x 128. */
  PRODUCT_F32_LARGE(Layout.PRODUCT, 256),
  /** Tiles of 64 x 32. */
  PRODUCT_F32_SMALL(Layout.PRODUCT, 128),
  /** 8 rows by 128 columns a block, weights streamed. */
  PRODUCT_F32_FEW(Layout.PRODUCT, 128),
  /** As {@link #PRODUCT_F32_LARGE}. */
  PRODUCT_BF16_LARGE(Layout.PRODUCT, 256),
  /** As {@link #PRODUCT_F32_SMALL}. */
  PRODUCT_BF16_SMALL(Layout.PRODUCT, 128),
  /** As {@link #PRODUCT_F32_FEW}. */
  PRODUCT_BF16_FEW(Layout.PRODUCT, 128),
  /** As {@link #PRODUCT_F32_LARGE}. */
  PRODUCT_INT8_LARGE(Layout.PRODUCT, 256),
  /** As {@link #PRODUCT_F32_SMALL}. */
  PRODUCT_INT8_SMALL(Layout.PRODUCT, 128),
  /** As {@link #PRODUCT_F32_FEW}. */
  PRODUCT_INT8_FEW(Layout.PRODUCT, 128),
  /** Tiles of 64 x 64. */
  PRODUCT_INT8_GROUP_LARGE(Layout.PRODUCT, 256),
  /** As {@link #PRODUCT_F32_SMALL}. */
  PRODUCT_INT8_GROUP_SMALL(Layout.PRODUCT, 128),
  /** As {@link #PRODUCT_F32_FEW}. */
  PRODUCT_INT8_GROUP_FEW(Layout.PRODUCT, 128),

  /** Attention with heads of at most 32. */
  ATTENTION_32(Layout.ATTENTION, 128),
  /** Of at most 64. */
  ATTENTION_64(Layout.ATTENTION, 128),
  /** Of at most 96. */
  ATTENTION_96(Layout.ATTENTION, 128),
  /** Of at most 128. */
  ATTENTION_128(Layout.ATTENTION, 128),
  /** Of at most 256. */
  ATTENTION_256(Layout.ATTENTION, 128);

  /** Parameters that several kernels have. */
  private static final class Layout {
    static final String PRODUCT = "ppppppiiiiiii";
    static final String ATTENTION = "pipipipppiiiiiifplll";
  }

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
