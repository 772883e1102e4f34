// exp and log in double with the bits of Java's StrictMath, which are those of fdlibm's published algorithms.
#pragma once
#include "random.cuh"

constexpr double STRICT_LN2_HIGH = 0x1.62e42feep-1;
constexpr double STRICT_LN2_LOW = 0x1.a39ef35793c76p-33;

__device__ __forceinline__ int high_word(double x) { return int(__double_as_longlong(x) >> 32); }
__device__ __forceinline__ unsigned low_word(double x) { return unsigned(__double_as_longlong(x)); }

/** x with k added to its exponent. */
__device__ __forceinline__ double add_exponent(double x, int k) {
  return __longlong_as_double((long long) (Word(__double_as_longlong(x)) + (Word((long long) k) << 52)));
}

/**
 * e^x. With x = k ln 2 + r, |r| <= ln 2 / 2, r in two parts, R = r (e^r + 1) / (e^r - 1), which is 2 + z P(z) in z = r^2, and
 * c = r - (R - 2): e^x = 2^k (1 + r + r c / (2 - c)).
 */
__device__ __forceinline__ double strict_exp(double x) {
  const int size = high_word(x) & 0x7fffffff;
  const bool negative = high_word(x) < 0;
  if (x != x) return x;
  if (x > 0x1.62e42fefa39efp9) return __longlong_as_double(0x7ff0000000000000LL);
  if (x < -0x1.74910d52d3051p9) return 0.0;
  double high = 0.0;
  double low = 0.0;
  int k = 0;
  double r = x;
  if (size > 0x3fd62e42) {
    // From ln 2 / 2 on.
    if (size < 0x3ff0a2b2) {
      // Below 3 ln 2 / 2.
      k = negative ? -1 : 1;
      high = negative ? plus64(x, STRICT_LN2_HIGH) : minus64(x, STRICT_LN2_HIGH);
      low = negative ? -STRICT_LN2_LOW : STRICT_LN2_LOW;
    } else {
      k = int(plus64(mul64(0x1.71547652b82fep0, x), negative ? -0.5 : 0.5));
      high = minus64(x, mul64(double(k), STRICT_LN2_HIGH));
      low = mul64(double(k), STRICT_LN2_LOW);
    }
    r = minus64(high, low);
  } else if (size < 0x3e300000) {
    return plus64(1.0, x);
  }
  const double z = mul64(r, r);
  double p = plus64(-0x1.bbd41c5d26bf1p-20, mul64(z, 0x1.6376972bea4d0p-25));
  p = plus64(0x1.1566aaf25de2cp-14, mul64(z, p));
  p = plus64(-0x1.6c16c16bebd93p-9, mul64(z, p));
  p = plus64(0x1.555555555553ep-3, mul64(z, p));
  const double c = minus64(r, mul64(z, p));
  if (k == 0) return minus64(1.0, minus64(__ddiv_rn(mul64(r, c), minus64(c, 2.0)), r));
  const double y = minus64(1.0, minus64(minus64(low, __ddiv_rn(mul64(r, c), minus64(2.0, c))), high));
  return k >= -1021 ? add_exponent(y, k) : mul64(add_exponent(y, k + 1000), 0x1p-1000);
}

/**
 * log x. With x = 2^k (1 + f), sqrt(1/2) < 1 + f < sqrt(2), and s = f / (2 + f):
 * log x = k ln 2 + f - s (f - R(s^2)), or f - (f^2 / 2 - s (f^2 / 2 + R)) where that is more exact.
 */
__device__ __forceinline__ double strict_log(double x) {
  int high = high_word(x);
  int k = 0;
  if (high < 0x00100000) {
    if (((high & 0x7fffffff) | int(low_word(x))) == 0) return __longlong_as_double((long long) 0xfff0000000000000ULL);
    if (high < 0) return __longlong_as_double(0x7ff8000000000000LL);
    k = -54;
    x = mul64(x, 0x1p54);
    high = high_word(x);
  }
  if (high >= 0x7ff00000) return plus64(x, x);
  k += (high >> 20) - 1023;
  high &= 0x000fffff;
  const int carry = (high + 0x95f64) & 0x100000;
  k += carry >> 20;
  const Word mantissa = Word(unsigned(high | (carry ^ 0x3ff00000))) << 32 | low_word(x);
  const double f = minus64(__longlong_as_double((long long) mantissa), 1.0);
  const double n = double(k);
  const double n_high = mul64(n, STRICT_LN2_HIGH);
  const double n_low = mul64(n, STRICT_LN2_LOW);
  if ((0x000fffff & (2 + high)) < 3) {
    // |f| < 2^-20.
    if (f == 0.0) return k == 0 ? 0.0 : plus64(n_high, n_low);
    const double rest = mul64(mul64(f, f), minus64(0.5, mul64(0.33333333333333333, f)));
    return k == 0 ? minus64(f, rest) : minus64(n_high, minus64(minus64(rest, n_low), f));
  }
  const double s = __ddiv_rn(f, plus64(2.0, f));
  const double z = mul64(s, s);
  const double w = mul64(z, z);
  const double even = mul64(w, plus64(0x1.999999997fa04p-2, mul64(w, plus64(0x1.c71c51d8e78afp-3, mul64(w, 0x1.39a09d078c69fp-3)))));
  const double odd = mul64(z, plus64(0x1.5555555555593p-1, mul64(w, plus64(0x1.2492494229359p-2, mul64(w,
      plus64(0x1.7466496cb03dep-3, mul64(w, 0x1.2f112df3e5244p-3)))))));
  const double rest = plus64(odd, even);
  if (((high - 0x6147a) | (0x6b851 - high)) > 0) {
    const double half = mul64(mul64(0.5, f), f);
    const double part = mul64(s, plus64(half, rest));
    return k == 0 ? minus64(f, minus64(half, part)) : minus64(n_high, minus64(minus64(half, plus64(part, n_low)), f));
  }
  const double part = mul64(s, minus64(f, rest));
  return k == 0 ? minus64(f, part) : minus64(n_high, minus64(minus64(part, n_low), f));
}
