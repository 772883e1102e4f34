package org.anabranch.engine.random;

/**
 * The counter-based generator Philox 4x32-10: a bijection of 128-bit counters for each 64-bit key.
 *
 * <p>Ten rounds of (x0, x1, x2, x3) to (hi(M1 x2) ^ x1 ^ k0, lo(M1 x2), hi(M0 x0) ^ x3 ^ k1, lo(M0 x0)), the key growing by
 * the Weyl constants between rounds. The state is held here as two longs, a = x0 + 2^32 x1 and b = x2 + 2^32 x3, in which a
 * half round is {@link #half one multiplication, a rotation and two exclusive ors}.
 *
 * <p>Reference: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, and its Random123 library.
 * Stateless; allocates nothing.
 */
public final class Philox {
  /** Rounds of a block. */
  static final int ROUNDS = 10;
  /** The multiplier of x0. */
  static final long M0 = 0xD2511F53L;
  /** The multiplier of x2. */
  static final long M1 = 0xCD9E8D57L;
  /** What k0 grows by from round to round: the golden ratio. */
  static final int W0 = 0x9E3779B9;
  /** What k1 grows by from round to round: sqrt(3) - 1. */
  static final int W1 = 0xBB67AE85;

  private Philox() {}

  /**
   * Writes the four words of a block to {@code out[at .. at + 3]}.
   *
   * @param c0 the counter, least significant word first
   * @param k0 the key, least significant word first
   */
  public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out, int at) {
    long a = pack(c0, c1);
    long b = pack(c2, c3);
    for (int r = 0; r < ROUNDS; r++) {
      long t = half(M1, b, a, k0 + r * W0);
      b = half(M0, a, b, k1 + r * W1);
      a = t;
    }
    out[at] = (int) a;
    out[at + 1] = (int) (a >>> 32);
    out[at + 2] = (int) b;
    out[at + 3] = (int) (b >>> 32);
  }

  /** Two words as a long, the first in the lower half. */
  static long pack(int low, int high) {
    return (low & 0xffffffffL) | (long) high << 32;
  }

  /** The product with the lower word of x, halves swapped, its high part mixed with the upper word of y and a key word. */
  static long half(long m, long x, long y, int key) {
    return Long.rotateLeft(m * (x & 0xffffffffL), 32) ^ (y >>> 32) ^ (key & 0xffffffffL);
  }
}
