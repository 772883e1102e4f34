package org.anabranch.cuda;

import org.anabranch.engine.DType;
import org.anabranch.engine.random.Purpose;

/**
 * Random numbers and the steps of stochastic solvers in device memory, with the bits of
 * {@link org.anabranch.engine.random.RandomStream}: drawn and mixed in double, rounded once.
 *
 * <p>Row r draws elements 0, 1, ... of the stream of key r, {@code keys[2 r]} its seed and {@code keys[2 r + 1]} its path, at the step
 * that an int in device memory holds; coefficients lie in device memory too. So one captured graph serves every step. Noise that is
 * mixed from several streams is drawn to arrays of doubles, mixed by {@link #combine}, and given by {@link #mixed}.
 *
 * <p>States are [rows, width] of one type, F32 or F64; y may be x. Launches are queued on the stream and allocate nothing.
 * Threading: as the stream.
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
  private long z;
  private long keys;
  private long step;
  private Purpose purpose = Purpose.STEP;

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
   * Steps from now on draw their noise.
   *
   * @param rowKeys    [rows, 2] longs
   * @param stepNumber an int
   */
  public DeviceNoise drawn(long rowKeys, long stepNumber, Purpose of) {
    z = 0;
    keys = rowKeys;
    step = stepNumber;
    purpose = of;
    return this;
  }

  /** Steps from now on take their noise from [rows, width] doubles. */
  public DeviceNoise mixed(long noise) {
    z = noise;
    return this;
  }

  /** y[r, i] = factor times element i of row r's law; a uniform has the factor 1. */
  public void draw(Law law, double factor, int rows, int width, long y) {
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
  public void euler(long x, long u, long c, int rows, int width, long y) {
    stream.begin(doubles ? DeviceKernel.EULER_DOUBLES : DeviceKernel.EULER_FLOATS).address(x).address(u).address(c);
    finish(rows, width, y);
  }

  /**
   * y = keep x + size z, the last term where size > 0: noise before a drift (keep 1), or a rewind.
   *
   * @param c two doubles: keep, size
   */
  public void noise(long x, long c, int rows, int width, long y) {
    stream.begin(doubles ? DeviceKernel.NOISE_DOUBLES : DeviceKernel.NOISE_FLOATS).address(x).address(c);
    finish(rows, width, y);
  }

  /**
   * A Langevin move: y = x + (drift ((a x + b u) + g) + spread z), a and b those of the score.
   *
   * @param c four doubles: a, b, drift, spread
   */
  public void langevin(long x, long u, long g, long c, int rows, int width, long y) {
    stream.begin(doubles ? DeviceKernel.LANGEVIN_DOUBLES : DeviceKernel.LANGEVIN_FLOATS).address(x).address(u).address(g).address(c);
    finish(rows, width, y);
  }

  /**
   * A proposal of Crank and Nicolson: y = (keep x + push g) + spread z.
   *
   * @param c three doubles: keep, push, spread
   */
  public void propose(long x, long g, long c, int rows, int width, long y) {
    stream.begin(doubles ? DeviceKernel.PROPOSE_DOUBLES : DeviceKernel.PROPOSE_FLOATS).address(x).address(g).address(c);
    finish(rows, width, y);
  }

  private void finish(int rows, int width, long y) {
    long pairs = pairs(rows, width);
    stream.address(z).address(keys).address(step).number(purpose.ordinal()).address(y).number(pairs).number(width)
        .launch(DeviceMaps.blocks(pairs), 1, 0);
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
