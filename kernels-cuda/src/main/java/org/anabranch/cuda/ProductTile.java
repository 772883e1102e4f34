package org.anabranch.cuda;

import java.util.List;
import org.anabranch.engine.WeightFormat;

/**
 * A way to multiply: a kernel, and the outputs that one of its blocks makes.
 *
 * @param kernel  the kernel
 * @param rows    of x that a block multiplies
 * @param columns outputs of each
 * @param shared  bytes of dynamic shared memory of a block
 */
record ProductTile(DeviceKernel kernel, int rows, int columns, int shared) {
  /** Rows up to which a product waits for its weights. */
  static final int FEW_ROWS = 16;

  private static final List<List<ProductTile>> EXACT = List.of(
      exact(DeviceKernel.PRODUCT_F32_FEW, DeviceKernel.PRODUCT_F32_SMALL, DeviceKernel.PRODUCT_F32_LARGE, 128),
      exact(DeviceKernel.PRODUCT_BF16_FEW, DeviceKernel.PRODUCT_BF16_SMALL, DeviceKernel.PRODUCT_BF16_LARGE, 128),
      exact(DeviceKernel.PRODUCT_INT8_FEW, DeviceKernel.PRODUCT_INT8_SMALL, DeviceKernel.PRODUCT_INT8_LARGE, 128),
      exact(DeviceKernel.PRODUCT_INT8_GROUP_FEW, DeviceKernel.PRODUCT_INT8_GROUP_SMALL, DeviceKernel.PRODUCT_INT8_GROUP_LARGE, 64));
  private static final List<ProductTile> TF32 =
      tensor(DeviceKernel.TENSOR_TF32_FEW, DeviceKernel.TENSOR_TF32_SMALL, DeviceKernel.TENSOR_TF32_LARGE, 20, 40);
  private static final List<ProductTile> F16 =
      tensor(DeviceKernel.TENSOR_F16_FEW, DeviceKernel.TENSOR_F16_SMALL, DeviceKernel.TENSOR_F16_LARGE, 24, 36);
  private static final List<ProductTile> BF16 =
      tensor(DeviceKernel.TENSOR_BF16_FEW, DeviceKernel.TENSOR_BF16_SMALL, DeviceKernel.TENSOR_BF16_LARGE, 24, 20);

  private static List<ProductTile> exact(DeviceKernel few, DeviceKernel small, DeviceKernel large, int side) {
    return List.of(new ProductTile(few, 8, 32, 0), new ProductTile(small, 64, 32, 0), new ProductTile(large, side, side, 0));
  }

  /** Words between the rows of x and of W in shared memory are those of tensor.cu. */
  private static List<ProductTile> tensor(DeviceKernel few, DeviceKernel small, DeviceKernel large, int xPitch, int wPitch) {
    return List.of(tensor(few, 16, 1, 12, xPitch, wPitch), tensor(small, 64, 2, 4, xPitch, wPitch),
        tensor(large, 128, 4, 4, xPitch, wPitch));
  }

  private static ProductTile tensor(DeviceKernel kernel, int rows, int panels, int stages, int xPitch, int wPitch) {
    return new ProductTile(kernel, rows, 32 * panels, 4 * stages * (rows * xPitch + 16 * panels * wPitch));
  }

  /** The tiles of a format: for few rows, small, large. All give the same bits. */
  static List<ProductTile> of(ProductNumerics numerics, WeightFormat format, int in) {
    if (!numerics.tensorCores(format, in)) {
      return EXACT.get(format.ordinal());
    }
    return format == WeightFormat.BF16 ? BF16 : numerics == ProductNumerics.TF32 ? TF32 : F16;
  }

  /** The tile for a product: large if those fill the device. */
  static ProductTile choose(ProductNumerics numerics, WeightFormat format, int rows, int in, int out, int multiprocessors) {
    List<ProductTile> tiles = of(numerics, format, in);
    if (rows <= FEW_ROWS) {
      return tiles.get(0);
    }
    return tiles.get(2).blocks(rows, out) >= multiprocessors ? tiles.get(2) : tiles.get(1);
  }

  /** Blocks of a product. */
  long blocks(int m, int out) {
    return (long) Math.ceilDiv(m, rows) * Math.ceilDiv(out, columns);
  }
}
