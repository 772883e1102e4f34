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
  /** 8 rows by 32 columns a block, weights streamed. */
  PRODUCT_F32_FEW(Layout.PRODUCT, 32),
  /** As {@link #PRODUCT_F32_LARGE}. */
  PRODUCT_BF16_LARGE(Layout.PRODUCT, 256),
  /** As {@link #PRODUCT_F32_SMALL}. */
  PRODUCT_BF16_SMALL(Layout.PRODUCT, 128),
  /** As {@link #PRODUCT_F32_FEW}. */
  PRODUCT_BF16_FEW(Layout.PRODUCT, 32),
  /** As {@link #PRODUCT_F32_LARGE}. */
  PRODUCT_INT8_LARGE(Layout.PRODUCT, 256),
  /** As {@link #PRODUCT_F32_SMALL}. */
  PRODUCT_INT8_SMALL(Layout.PRODUCT, 128),
  /** As {@link #PRODUCT_F32_FEW}. */
  PRODUCT_INT8_FEW(Layout.PRODUCT, 32),
  /** Tiles of 64 x 64. */
  PRODUCT_INT8_GROUP_LARGE(Layout.PRODUCT, 256),
  /** As {@link #PRODUCT_F32_SMALL}. */
  PRODUCT_INT8_GROUP_SMALL(Layout.PRODUCT, 128),
  /** As {@link #PRODUCT_F32_FEW}. */
  PRODUCT_INT8_GROUP_FEW(Layout.PRODUCT, 32),

  /** Attention with heads of at most 32. */
  ATTENTION_32(Layout.ATTENTION, 128),
  /** Of at most 64. */
  ATTENTION_64(Layout.ATTENTION, 128),
  /** Of at most 96. */
  ATTENTION_96(Layout.ATTENTION, 128),
  /** Of at most 128. */
  ATTENTION_128(Layout.ATTENTION, 128),
  /** Of at most 256. */
  ATTENTION_256(Layout.ATTENTION, 128),

  /** y = f(x), f an activation or exp. */
  MAP_FLOATS("ppli", 256),
  /** y = act(x[: n]) * x[n :]. */
  GATED_ROWS("pplii", 256),
  /** z = x + y, y repeated. */
  ADD_FLOATS("pppll", 256),
  /** y = c x. */
  SCALE_FLOATS("pfpl", 256),
  /** y = c x in double. */
  SCALE_DOUBLES("pdpl", 256),
  /** y = x + up to four terms. */
  AXPY_FLOATS("pplippppffff", 256),
  /** y = x + up to four terms in double. */
  AXPY_DOUBLES("pplippppdddd", 256),
  /** u + scale (c - u). */
  GUIDE_ROWS("ppliif", 256),
  /** Sums in double of up to four terms of either type. */
  MIX_TERMS("pliippppdddd", 256),
  /** A rectangle of words. */
  COPY_RECTANGLE("plplll", 256),
  /** Rotary embedding. */
  ROTATE_HEADS("ppliiii", 256),

  /** Rows of a table by ids. */
  EMBED_ROWS("piipplip", 256),
  /** Windows of an image as rows. */
  UNFOLD_IMAGE("ppliiiiiiii", 256),
  /** Tokens back into an image. */
  PLACE_PATCHES("ppliiiii", 256),
  /** Last two dimensions exchanged. */
  TRANSPOSE_ROWS("ppiiii", 256),
  /** Rows by index. */
  GATHER_ROWS("pppli", 256),
  /** Rows by address. */
  GATHER_SOURCES("ppli", 256),
  /** Windows of an image of pixels as rows. */
  GATHER_WINDOWS("pplliiiii", 256),

  /** Sums of group norm over blocks of pixels. */
  GROUP_PARTIALS("pppliii", 256),
  /** Means or scales of group norm. */
  GROUP_TOTALS("piiiiidfppp", 128),
  /** The result of group norm. */
  GROUP_APPLY("pppppliii", 256),

  /** Random numbers rounded to float. */
  DRAW_FLOATS("ippidpli", 256),
  /** Random numbers. */
  DRAW_DOUBLES("ippidpli", 256),
  /** A step of Euler and Maruyama. */
  EULER_FLOATS("ppppppipli", 256),
  /** A step of Euler and Maruyama in double. */
  EULER_DOUBLES("ppppppipli", 256),
  /** keep x + size z. */
  NOISE_FLOATS("pppppipli", 256),
  /** keep x + size z in double. */
  NOISE_DOUBLES("pppppipli", 256),
  /** A Langevin move. */
  LANGEVIN_FLOATS("pppppppipli", 256),
  /** A Langevin move in double. */
  LANGEVIN_DOUBLES("pppppppipli", 256),
  /** A proposal of Crank and Nicolson. */
  PROPOSE_FLOATS("ppppppipli", 256),
  /** A proposal of Crank and Nicolson in double. */
  PROPOSE_DOUBLES("ppppppipli", 256),
  /** a x + b u. */
  COMBINE_FLOATS("ppppl", 256),
  /** a x + b u in double. */
  COMBINE_DOUBLES("ppppl", 256),
  /** The end of a step of Heun. */
  HEUN_FLOATS("ppppppl", 256),
  /** The end of a step of Heun in double. */
  HEUN_DOUBLES("ppppppl", 256),

  /** First largest of each row. */
  ARGMAX_ROWS("ppi", 128),
  /** The k largest of each row in order. */
  TOP_ROWS("ppii", 128),
  /** First largest of each row and what the row weighs. */
  LIKELIEST_ROWS("pipip", 128),
  /** A token of each row, its probability and a score. */
  READ_ROWS("ppididiiii", 128),
  /** exp or log of StrictMath. */
  STRICT_DOUBLES("ppli", 256),

  /** Products by tensor cores, TF32; tiles of 128 x 128. */
  TENSOR_TF32_LARGE(Layout.PRODUCT, 256),
  /** Tiles of 64 x 64. */
  TENSOR_TF32_SMALL(Layout.PRODUCT, 128),
  /** Tiles of 16 x 32. */
  TENSOR_TF32_FEW(Layout.PRODUCT, 32),
  /** By half floats, as {@link #TENSOR_TF32_LARGE}. */
  TENSOR_F16_LARGE(Layout.PRODUCT, 256),
  /** As {@link #TENSOR_TF32_SMALL}. */
  TENSOR_F16_SMALL(Layout.PRODUCT, 128),
  /** As {@link #TENSOR_TF32_FEW}. */
  TENSOR_F16_FEW(Layout.PRODUCT, 32),
  /** By BF16, as {@link #TENSOR_TF32_LARGE}. */
  TENSOR_BF16_LARGE(Layout.PRODUCT, 256),
  /** As {@link #TENSOR_TF32_SMALL}. */
  TENSOR_BF16_SMALL(Layout.PRODUCT, 128),
  /** As {@link #TENSOR_TF32_FEW}. */
  TENSOR_BF16_FEW(Layout.PRODUCT, 32);

  /** Parameters that several kernels have. */
  private static final class Layout {
    static final String PRODUCT = "ppppppiiiiiii";
    static final String ATTENTION = "pipipipppiiiiiifplll";
  }

  private final String symbol = name().toLowerCase(Locale.ROOT);
  private final String parameters;
  private final int threads;

  DeviceKernel(String parameters, int threads) {
    this.parameters = parameters;
    this.threads = threads;
  }

  /** The name in the image. */
  public String symbol() {
    return symbol;
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
