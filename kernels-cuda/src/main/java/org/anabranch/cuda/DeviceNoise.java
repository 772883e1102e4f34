package org.anabranch.cuda;

import org.anabranch.engine.DType;
import org.anabranch.engine.random.Purpose;

/**
 * Random numbers and the steps of stochastic solvers in device memory, with the bits of
 * {@link org.anabranch.engine.random.RandomStream}: drawn and mixed in double, rounded once.
 *
 * <p>Row r draws elements 0, 1, ... of the stream of key r, {@code keys[2 r]} its seed and {@code keys[2 r + 1]} its path, at the step
 * that an int in device memory holds; coefficients lie in device memory too. So one captured graph serves every step. States are
 * [rows, width] of one type, F32 or F64; y may be x. Launches are queued on the stream and allocate nothing.
 */
public final class DeviceNoise {
  /** The laws, in the order of the kernels' numbers. */
  public enum Law {
    /** Inside (0, 1). */
    UNIFORM,
    /** Standard normal. */
    NORMAL,
    /** Standard Gumbel. */
    GUMBEL
  }

  private final CudaStream stream;
  private final boolean doubles;

  /**
   * Operations on a stream.
   *
   * @param states F32 or F64
   */
  public DeviceNoise(CudaStream stream, DType states) {
    if (states != DType.F32 && states != DType.F64) {
      throw new IllegalArgumentException("noise: states are F32 or F64, got " + states);
    }
    this.stream = stream;
    this.doubles = states == DType.F64;
  }

  /**
   * y[r, i] = factor times element i of row r's law; a uniform in float is drawn as such, with the factor 1.
   *
   * @param keys [rows, 2] longs
   * @param step an int
   */
  public void draw(Law law, long keys, long step, Purpose purpose, double factor, int rows, int width, long y) {
    if (law == Law.UNIFORM && factor != 1) {
      throw new IllegalArgumentException("noise: uniforms have the factor 1, got " + factor);
    }
    long pairs = pairs(rows, width);
    stream.begin(doubles ? DeviceKernel.DRAW_DOUBLES : DeviceKernel.DRAW_FLOATS).number(law.ordinal()).address(keys).address(step)
        .number(purpose.ordinal()).number(factor).address(y).number(pairs).number(width).launch(DeviceMaps.blocks(pairs), 1, 0);
  }

  /**
   * Euler and Maruyama: y = x + h (a x + b u) + size z, the last term where size > 0.
   *
   * @param c four doubles: a, b, h, size
   */
  public void euler(long x, long u, long c, long keys, long step, Purpose purpose, int rows, int width, long y) {
    long pairs = pairs(rows, width);
    stream.begin(doubles ? DeviceKernel.EULER_DOUBLES : DeviceKernel.EULER_FLOATS).address(x).address(u).address(c).address(keys)
        .address(step).number(purpose.ordinal()).address(y).number(pairs).number(width).launch(DeviceMaps.blocks(pairs), 1, 0);
  }

  /**
   * y = keep x + size z, the last term where size > 0: noise before a drift (keep 1), or a rewind.
   *
   * @param c two doubles: keep, size
   */
  public void noise(long x, long c, long keys, long step, Purpose purpose, int rows, int width, long y) {
    long pairs = pairs(rows, width);
    stream.begin(doubles ? DeviceKernel.NOISE_DOUBLES : DeviceKernel.NOISE_FLOATS).address(x).address(c).address(keys).address(step)
        .number(purpose.ordinal()).address(y).number(pairs).number(width).launch(DeviceMaps.blocks(pairs), 1, 0);
  }

  /**
   * y = a x + b u of n elements.
   *
   * @param c two doubles: a, b
   */
  public void combine(long x, long u, long c, long n, long y) {
    stream.begin(doubles ? DeviceKernel.COMBINE_DOUBLES : DeviceKernel.COMBINE_FLOATS).address(x).address(u).address(c).address(y)
        .number(n).launch(DeviceMaps.blocks(n), 1, 0);
  }

  /**
   * The end of a step of Heun: y = x + half ((a x + b u) + (a1 x1 + b1 u1)) of n elements.
   *
   * @param c five doubles: a, b, a1, b1, half
   */
  public void heun(long x, long u, long x1, long u1, long c, long n, long y) {
    stream.begin(doubles ? DeviceKernel.HEUN_DOUBLES : DeviceKernel.HEUN_FLOATS).address(x).address(u).address(x1).address(u1)
        .address(c).address(y).number(n).launch(DeviceMaps.blocks(n), 1, 0);
  }

  private static long pairs(int rows, int width) {
    return (long) rows * ((width + 1) / 2);
  }
}
