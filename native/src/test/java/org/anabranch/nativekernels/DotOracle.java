package org.anabranch.nativekernels;

import java.math.BigDecimal;
import org.anabranch.engine.Linear;

/** The products of {@link NarrowDot}, one number at a time, as its documentation says them. */
final class DotOracle {
  /** A result below this, rounded to 24 bits of an unbounded exponent, is below 2^-126; at it, a half, it is rounded to 2^-126. */
  private static final BigDecimal TINY = new BigDecimal(0x1p-126).subtract(new BigDecimal(0x1p-151));

  private DotOracle() {}

  /** The float nearest to x with a significand of 8 bits, halves to even. */
  static float bf16(float x) {
    if (Float.isNaN(x) || Float.isInfinite(x)) {
      return x;
    }
    int bits = Float.floatToRawIntBits(x);
    int low = bits & 0xffff;
    int high = bits >>> 16;
    boolean up = low > 0x8000 || low == 0x8000 && (high & 1) == 1;
    return Float.intBitsToFloat((up ? high + 1 : high) << 16);
  }

  private static float noDenormal(float x) {
    return Math.abs(x) < Float.MIN_NORMAL ? Math.copySign(0f, x) : x;
  }

  /** fma(a, b, c) without denormals. */
  static float flushedFma(float a, float b, float c) {
    float x = noDenormal(a);
    float y = noDenormal(b);
    float z = noDenormal(c);
    float r = Math.fma(x, y, z);
    if (Float.isNaN(r) || Math.abs(r) > Float.MIN_NORMAL) {
      return r;
    }
    BigDecimal e = new BigDecimal(x).multiply(new BigDecimal(y)).add(new BigDecimal(z));
    return e.signum() != 0 && e.abs().compareTo(TINY) < 0 ? Math.copySign(0f, e.signum()) : r;
  }

  /** s of row i and output n by {@link NarrowDot#BF16}. */
  static float bf16Sum(float[] x, int i, Linear w, int n) {
    float s = 0;
    for (int k = 0; k < w.in(); k += 2) {
      boolean pair = k + 1 < w.in();
      s = flushedFma(pair ? bf16(x[i * w.in() + k + 1]) : 0, pair ? w.factor(n, k + 1) : 0, s);
      s = flushedFma(bf16(x[i * w.in() + k]), w.factor(n, k), s);
    }
    return s;
  }

  /** s of row i and output n by {@link NarrowDot#BF16_TILE}. */
  static float tileSum(float[] x, int i, Linear w, int n) {
    float s = 0;
    for (int from = 0; from < w.in(); from += 32) {
      float[] chain = new float[2];
      for (int k = from; k < from + 32; k++) {
        boolean there = k < w.in();
        chain[k % 2] = flushedFma(there ? bf16(x[i * w.in() + k]) : 0, there ? w.factor(n, k) : 0, chain[k % 2]);
      }
      s = flushedFma(1, s, flushedFma(1, chain[0], chain[1]));
    }
    return s;
  }

  /** s of row i and output n by {@link NarrowDot#INT8}. */
  static float int8Sum(float[] x, int i, Linear w, int n) {
    float max = 0;
    boolean finite = true;
    for (int k = 0; k < w.in(); k++) {
      finite &= Float.isFinite(x[i * w.in() + k]);
      max = Math.max(max, Math.abs(x[i * w.in() + k]));
    }
    boolean counts = finite && max >= 0x1p-100f;
    float scale = !finite ? Float.NaN : counts ? max / 127 : 0;
    int sum = 0;
    for (int k = 0; k < w.in(); k++) {
      int q = counts ? (int) Math.rint((double) (x[i * w.in() + k] * (127 / max))) : 0;
      sum = Math.addExact(sum, q * (int) (w.factor(n, k) * 0x1p-24f));
    }
    return sum * (scale * (w.scales()[n] * 0x1p24f));
  }
}
