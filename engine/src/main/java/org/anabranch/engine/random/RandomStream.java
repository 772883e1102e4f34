package org.anabranch.engine.random;

import java.util.Objects;

/**
 * Random numbers as a pure function of (trajectory, step, purpose, index); there is no state and no order of drawing.
 *
 * <p>A stream is a sequence of 64-bit words. Word i is the lower (i even) or upper (i odd) half of the {@link Philox} block
 * with key = seed and, from the lowest word up, counter = (i / 2, step * 2^8 + purpose, path). Each law takes word i for its
 * element i, except that elements 2j and 2j + 1 of the normal law share words 2j and 2j + 1. So any window of a stream can be
 * drawn alone and has the bits of the whole. With u = ((word >>> 11) | 1) 2^-53, an odd multiple of 2^-53 inside (0, 1):
 *
 * <ul>
 *   <li>uniform: u in double; in float ((word >>> 40) | 1) 2^-24, strictly inside (0, 1) as well;
 *   <li>normal: Box-Muller, z[2j] = r cos(2 pi u') and z[2j+1] = r sin(2 pi u') with r = sqrt(-2 log u), u from word 2j and u'
 *       from word 2j + 1; |z| <= {@value #LARGEST_NORMAL};
 *   <li>Gumbel: -log(-log u), from -3.604 to 36.737.
 * </ul>
 *
 * <p>Normals are within 2.4 ulp of that formula in exact arithmetic, Gumbels within 10^-15 (measured on 10^6 each); their
 * floats are the doubles rounded to nearest. The logarithm, sine and cosine are those of {@link DoubleMath}, so that C and CUDA
 * return the same bits. A step is below 2^24 and an index below 2^33, else {@link IllegalArgumentException}. Allocates nothing;
 * safe from any thread.
 */
public final class RandomStream {
  /** A bound of every normal drawn: sqrt(-2 log 2^-53) = 8.5717... */
  public static final double LARGEST_NORMAL = 8.572;
  /** Steps of a stream: 0 .. STEPS - 1. */
  public static final long STEPS = 1L << 24;
  /** Elements of a stream: 0 .. ELEMENTS - 1. */
  public static final long ELEMENTS = 1L << 33;

  private enum Law { UNIFORM, NORMAL, GUMBEL }

  private static final float[] NO_FLOATS = {};
  private static final double[] NO_DOUBLES = {};

  private RandomStream() {}

  /** Standard normals: elements 0 .. count - 1 of the stream into {@code out[offset ..]}. */
  public static void normals(TrajectoryKey key, long step, Purpose purpose, float[] out, int offset, int count) {
    normals(key, step, purpose, 0, out, offset, count);
  }

  /** Standard normals: elements from .. from + count - 1 of the stream into {@code out[offset ..]}. */
  public static void normals(TrajectoryKey key, long step, Purpose purpose, long from, float[] out, int offset, int count) {
    draw(Law.NORMAL, key, step, purpose, from, out, offset, count);
  }

  /** Standard normals: elements 0 .. count - 1 of the stream into {@code out[offset ..]}. */
  public static void normals(TrajectoryKey key, long step, Purpose purpose, double[] out, int offset, int count) {
    normals(key, step, purpose, 0, out, offset, count);
  }

  /** Standard normals: elements from .. from + count - 1 of the stream into {@code out[offset ..]}. */
  public static void normals(TrajectoryKey key, long step, Purpose purpose, long from, double[] out, int offset, int count) {
    draw(Law.NORMAL, key, step, purpose, from, out, offset, count);
  }

  /** Uniforms strictly inside (0, 1): elements 0 .. count - 1 of the stream into {@code out[offset ..]}. */
  public static void uniforms(TrajectoryKey key, long step, Purpose purpose, float[] out, int offset, int count) {
    uniforms(key, step, purpose, 0, out, offset, count);
  }

  /** Uniforms strictly inside (0, 1): elements from .. from + count - 1 of the stream into {@code out[offset ..]}. */
  public static void uniforms(TrajectoryKey key, long step, Purpose purpose, long from, float[] out, int offset, int count) {
    draw(Law.UNIFORM, key, step, purpose, from, out, offset, count);
  }

  /** Uniforms strictly inside (0, 1): elements 0 .. count - 1 of the stream into {@code out[offset ..]}. */
  public static void uniforms(TrajectoryKey key, long step, Purpose purpose, double[] out, int offset, int count) {
    uniforms(key, step, purpose, 0, out, offset, count);
  }

  /** Uniforms strictly inside (0, 1): elements from .. from + count - 1 of the stream into {@code out[offset ..]}. */
  public static void uniforms(TrajectoryKey key, long step, Purpose purpose, long from, double[] out, int offset, int count) {
    draw(Law.UNIFORM, key, step, purpose, from, out, offset, count);
  }

  /** Standard Gumbels: elements 0 .. count - 1 of the stream into {@code out[offset ..]}. */
  public static void gumbels(TrajectoryKey key, long step, Purpose purpose, float[] out, int offset, int count) {
    gumbels(key, step, purpose, 0, out, offset, count);
  }

  /** Standard Gumbels: elements from .. from + count - 1 of the stream into {@code out[offset ..]}. */
  public static void gumbels(TrajectoryKey key, long step, Purpose purpose, long from, float[] out, int offset, int count) {
    draw(Law.GUMBEL, key, step, purpose, from, out, offset, count);
  }

  /** Standard Gumbels: elements 0 .. count - 1 of the stream into {@code out[offset ..]}. */
  public static void gumbels(TrajectoryKey key, long step, Purpose purpose, double[] out, int offset, int count) {
    gumbels(key, step, purpose, 0, out, offset, count);
  }

  /** Standard Gumbels: elements from .. from + count - 1 of the stream into {@code out[offset ..]}. */
  public static void gumbels(TrajectoryKey key, long step, Purpose purpose, long from, double[] out, int offset, int count) {
    draw(Law.GUMBEL, key, step, purpose, from, out, offset, count);
  }

  /** The uniform of one element, the bits of {@link #uniforms} in double. */
  public static double uniform(TrajectoryKey key, long step, Purpose purpose, long index) {
    return uniform(bits(key, step, purpose, index));
  }

  /** Word {@code index} of the stream: 64 random bits. */
  public static long bits(TrajectoryKey key, long step, Purpose purpose, long index) {
    check(step, index, 1);
    long a = Philox.pack((int) (index >>> 1), (int) step << 8 | purpose.ordinal());
    long b = key.path();
    int k0 = (int) key.seed();
    int k1 = (int) (key.seed() >>> 32);
    for (int r = 0; r < Philox.ROUNDS; r++) {
      long t = Philox.half(Philox.M1, b, a, k0 + r * Philox.W0);
      b = Philox.half(Philox.M0, a, b, k1 + r * Philox.W1);
      a = t;
    }
    return (index & 1) == 0 ? a : b;
  }

  /**
   * An integer in [0, bound): the upper half of the 128-bit product word * bound.
   *
   * <p>Each value has a probability within 2^-64 of 1 / bound, so a relative bias below 2^-33.
   *
   * @param bound at least 1
   */
  public static int integer(TrajectoryKey key, long step, Purpose purpose, long index, int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("random integer: the bound must be >= 1, got " + bound);
    }
    return (int) Math.unsignedMultiplyHigh(bits(key, step, purpose, index), bound);
  }

  private static void draw(Law law, TrajectoryKey key, long step, Purpose purpose, long from, float[] out, int offset,
      int count) {
    Objects.checkFromIndexSize(offset, count, out.length);
    draw(law, key, step, purpose, from, out, NO_DOUBLES, offset, count);
  }

  private static void draw(Law law, TrajectoryKey key, long step, Purpose purpose, long from, double[] out, int offset,
      int count) {
    Objects.checkFromIndexSize(offset, count, out.length);
    draw(law, key, step, purpose, from, NO_FLOATS, out, offset, count);
  }

  /** Fills the window of the array that is not empty; one block of the generator makes two elements. */
  private static void draw(Law law, TrajectoryKey key, long step, Purpose purpose, long from, float[] floats,
      double[] doubles, int offset, int count) {
    check(step, from, count);
    int c1 = (int) step << 8 | purpose.ordinal();
    int k0 = (int) key.seed();
    int k1 = (int) (key.seed() >>> 32);
    // i is the place of a block's even element in the window, -1 where the window begins with its odd one.
    int i = -(int) (from & 1);
    for (long block = from >>> 1; i < count; block++, i += 2) {
      long a = Philox.pack((int) block, c1);
      long b = key.path();
      for (int r = 0; r < Philox.ROUNDS; r++) {
        long t = Philox.half(Philox.M1, b, a, k0 + r * Philox.W0);
        b = Philox.half(Philox.M0, a, b, k1 + r * Philox.W1);
        a = t;
      }
      double even = uniform(a);
      double odd = uniform(b);
      if (law == Law.NORMAL) {
        // The angle is pi (q / 2 + turn), |turn| <= 1/4; q swaps sine and cosine and sets their signs, without branches.
        double radius = Math.sqrt(-2 * DoubleMath.logOfNormal(even, 0));
        double n = Math.rint(4 * odd);
        double turn = Math.fma(-0.5, n, 2 * odd);
        long q = (int) n;
        long sin = Double.doubleToRawLongBits(DoubleMath.sinOfEighth(turn));
        long cos = Double.doubleToRawLongBits(DoubleMath.cosOfEighth(turn));
        long swap = (sin ^ cos) & -(q & 1);
        even = radius * Double.longBitsToDouble(cos ^ swap ^ ((q + 1 & 2) << 62));
        odd = radius * Double.longBitsToDouble(sin ^ swap ^ ((q & 2) << 62));
      } else if (law == Law.GUMBEL) {
        even = -DoubleMath.logOfNormal(-DoubleMath.logOfNormal(even, 0), 0);
        odd = -DoubleMath.logOfNormal(-DoubleMath.logOfNormal(odd, 0), 0);
      }
      if (doubles.length > 0) {
        put(doubles, offset, i, count, even, odd);
      } else if (law == Law.UNIFORM) {
        put(floats, offset, i, count, uniformFloat(a), uniformFloat(b));
      } else {
        put(floats, offset, i, count, (float) even, (float) odd);
      }
    }
  }

  private static void put(double[] out, int offset, int i, int count, double even, double odd) {
    if (i >= 0) {
      out[offset + i] = even;
    }
    if (i + 1 < count) {
      out[offset + i + 1] = odd;
    }
  }

  private static void put(float[] out, int offset, int i, int count, float even, float odd) {
    if (i >= 0) {
      out[offset + i] = even;
    }
    if (i + 1 < count) {
      out[offset + i + 1] = odd;
    }
  }

  private static double uniform(long word) {
    return (word >>> 11 | 1) * 0x1p-53;
  }

  private static float uniformFloat(long word) {
    return (word >>> 40 | 1) * 0x1p-24f;
  }

  private static void check(long step, long from, long count) {
    if (step < 0 || step >= STEPS) {
      throw new IllegalArgumentException("random stream: a step is in [0, " + STEPS + "), got " + step);
    }
    if (from < 0 || from > ELEMENTS - count) {
      throw new IllegalArgumentException("random stream: an index is in [0, " + ELEMENTS + "), got " + from + " .. "
          + (from + count - 1));
    }
  }
}
