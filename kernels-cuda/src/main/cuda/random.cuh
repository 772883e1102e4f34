// org.anabranch.engine.random operation for operation: Philox 4x32-10, logarithm, sine and cosine in double, and the laws made of them.
#pragma once
#include "numerics.cuh"

using Word = unsigned long long;

// ---- Philox 4x32-10; the state as two words a = x0 + 2^32 x1, b = x2 + 2^32 x3

__device__ __forceinline__ Word half_round(Word m, Word x, Word y, unsigned key) {
  const Word product = m * (x & 0xffffffffull);
  return (product << 32 | product >> 32) ^ (y >> 32) ^ Word(key);
}

/** The block of a stream: words 2 block (a) and 2 block + 1 (b). */
__device__ __forceinline__ void philox(Word seed, Word path, unsigned step_and_purpose, unsigned block, Word &a, Word &b) {
  a = Word(block) | Word(step_and_purpose) << 32;
  b = path;
  unsigned k0 = unsigned(seed);
  unsigned k1 = unsigned(seed >> 32);
#pragma unroll
  for (int r = 0; r < 10; r++) {
    const Word t = half_round(0xCD9E8D57ull, b, a, k0);
    b = half_round(0xD2511F53ull, a, b, k1);
    a = t;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
}

// ---- DoubleMath

__device__ __forceinline__ double fma64(double a, double b, double c) { return __fma_rn(a, b, c); }
__device__ __forceinline__ double mul64(double a, double b) { return __dmul_rn(a, b); }
__device__ __forceinline__ double plus64(double a, double b) { return __dadd_rn(a, b); }
__device__ __forceinline__ double minus64(double a, double b) { return __dsub_rn(a, b); }

/** log x for a normal positive x. */
__device__ __forceinline__ double log_of_normal(double x) {
  const long long bits = __double_as_longlong(x) + (0x3ff0000000000000LL - 0x3fe6a09e00000000LL);
  const double k = double(int(bits >> 52) - 1023);
  const double f = minus64(__longlong_as_double((bits & 0x000fffffffffffffLL) + 0x3fe6a09e00000000LL), 1.0);
  const double s = __ddiv_rn(f, plus64(2.0, f));
  const double z = mul64(s, s);
  double q = fma64(fma64(fma64(fma64(0x1.0f37a35583954p-3, z, 0x1.0f6218687470fp-3), z, 0x1.3b2067a129dafp-3), z, 0x1.745cdffd933a8p-3), z,
                  0x1.c71c72524e7a5p-3);
  q = fma64(fma64(fma64(q, z, 0x1.2492492432232p-2), z, 0x1.9999999999d8fp-2), z, 0x1.5555555555555p-1);
  const double h = mul64(mul64(0.5, f), f);
  const double low = fma64(s, fma64(z, q, h), mul64(k, 0x1.ef35793c7673p-45));
  return fma64(k, 0x1.62e42fefa38p-1, -minus64(minus64(h, low), f));
}

/** sin(pi r), |r| <= 1/4. */
__device__ __forceinline__ double sin_of_eighth(double r) {
  const double z = mul64(r, r);
  const double p = fma64(fma64(fma64(fma64(fma64(0x1.e408449c0ebd1p-12, z, -0x1.e300b43aa77abp-8), z, 0x1.5078302bb8d5bp-4), z,
                                  -0x1.32d2cce3450eep-1), z, 0x1.466bc67758ea1p+1), z, -0x1.4abbce625be47p+2);
  const double head = mul64(r, 0x1.921fb54442d18p+1);
  const double tail = fma64(r, 0x1.1a62633145c07p-53, fma64(r, 0x1.921fb54442d18p+1, -head));
  return plus64(head, fma64(mul64(r, z), p, tail));
}

/** cos(pi r), |r| <= 1/4. */
__device__ __forceinline__ double cos_of_eighth(double r) {
  constexpr double HIGH = 0x1.3bd3cc9be45dep+2;
  constexpr double LOW = 0x1.692b71366cc04p-52;
  const double z = mul64(r, r);
  const double z_low = fma64(r, r, -z);
  const double p = fma64(fma64(fma64(fma64(fma64(-0x1.b2a3420e0c3bdp-14, z, 0x1.f9cd24973f3d3p-10), z, -0x1.a6d1edc0da709p-6), z,
                                  0x1.e1f506852f610p-3), z, -0x1.55d3c7e3ca73ap+0), z, 0x1.03c1f081b5abcp+2);
  const double head = fma64(-HIGH, z, 1.0);
  double tail = fma64(-HIGH, z, minus64(1.0, head));
  tail = fma64(-HIGH, z_low, fma64(-LOW, z, tail));
  return plus64(head, fma64(mul64(z, z), p, tail));
}

// ---- laws of RandomStream

enum Law { LAW_UNIFORM, LAW_NORMAL, LAW_GUMBEL };

__device__ __forceinline__ double uniform_of(Word w) { return mul64(double((long long) (w >> 11 | 1)), 0x1p-53); }
__device__ __forceinline__ float uniform_float_of(Word w) { return mul(float((long long) (w >> 40 | 1)), 0x1p-24f); }

/** Two normals from one block, by Box and Muller. */
__device__ __forceinline__ void normals_of(Word a, Word b, double &even, double &odd) {
  const double radius = __dsqrt_rn(mul64(-2.0, log_of_normal(uniform_of(a))));
  const double turns = uniform_of(b);
  const double n = rint(mul64(4.0, turns));
  const double turn = fma64(-0.5, n, mul64(2.0, turns));
  const long long q = (long long) int(n);
  const long long sine = __double_as_longlong(sin_of_eighth(turn));
  const long long cosine = __double_as_longlong(cos_of_eighth(turn));
  const long long swap = (sine ^ cosine) & -(q & 1);
  even = mul64(radius, __longlong_as_double(cosine ^ swap ^ (long long) (Word((q + 1) & 2) << 62)));
  odd = mul64(radius, __longlong_as_double(sine ^ swap ^ (long long) (Word(q & 2) << 62)));
}

/** Elements 2 block and 2 block + 1 of a law in double. */
__device__ __forceinline__ void draw(int law, Word seed, Word path, unsigned step_and_purpose, unsigned block, double &even, double &odd) {
  Word a, b;
  philox(seed, path, step_and_purpose, block, a, b);
  if (law == LAW_NORMAL) {
    normals_of(a, b, even, odd);
    return;
  }
  even = uniform_of(a);
  odd = uniform_of(b);
  if (law == LAW_GUMBEL) {
    even = -log_of_normal(-log_of_normal(even));
    odd = -log_of_normal(-log_of_normal(odd));
  }
}
