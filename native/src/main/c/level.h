/*
 * The vectors of one instruction set. A source that includes this is compiled once for each, with -march and -DAB_LEVEL=name.
 *
 * vf, vi    a vector of floats, of ints
 * LANES     elements of a vector
 * NV        vectors of a panel's row
 * ROWS      rows of the register block: ROWS * NV sums, a broadcast for each row and a vector of weights fit the registers
 * vfma      a * b + c, rounded once
 * vfma_ftz  the same with denormal operands and results taken as zeros, between ftz_begin and ftz_end
 */
#ifndef AB_LEVEL_H
#define AB_LEVEL_H

#include "anabranch.h"
#include <string.h>

#if defined(__AVX512F__)
#include <immintrin.h>
#define LANES 16
#define ROWS 14
#elif defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#define LANES 8
#define ROWS 3
#elif defined(__SSE2__)
#include <immintrin.h>
#define LANES 4
#define ROWS 3
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#define LANES 4
#define ROWS 3
#else
#error "no kernels for this instruction set"
#endif

#define NV (AB_PANEL / LANES)
#define CONCAT(a, b) a##b
#define NAMED(base, level) CONCAT(base, level)
#define INLINE static inline __attribute__((always_inline))

typedef float vf __attribute__((vector_size(4 * LANES)));
typedef int32_t vi __attribute__((vector_size(4 * LANES)));
typedef vf vf_u __attribute__((aligned(4), may_alias));
typedef vi vi_u __attribute__((aligned(4), may_alias));

INLINE vf load(const float *p) { return *(const vf_u *)p; }
INLINE void store(float *p, vf v) { *(vf_u *)p = v; }
INLINE vi load_int(const void *p) { return *(const vi_u *)p; }
INLINE void store_int(void *p, vi v) { *(vi_u *)p = v; }
INLINE vf all(float x) { return x - (vf){}; }
INLINE vi all_int(int32_t x) { return x - (vi){}; }
INLINE vf choose(vi mask, vf a, vf b) { return (vf)((mask & (vi)a) | (~mask & (vi)b)); }

/* n < LANES elements of an array's end; what stands behind them is neither read nor written. */
#if LANES == 16
INLINE vf load_end(const float *p, int n) { return (vf)_mm512_maskz_loadu_ps((__mmask16)((1 << n) - 1), p); }
INLINE void store_end(float *p, vf v, int n) { _mm512_mask_storeu_ps(p, (__mmask16)((1 << n) - 1), (__m512)v); }
#else
INLINE vf load_end(const float *p, int n) {
  float end[LANES] = {0};
  memcpy(end, p, 4 * (size_t)n);
  return load(end);
}
INLINE void store_end(float *p, vf v, int n) {
  float end[LANES];
  store(end, v);
  memcpy(p, end, 4 * (size_t)n);
}
#endif

/* The word that a row contributes to a step, in every lane. */
INLINE vf splat(const uint32_t *p) { float x; memcpy(&x, p, 4); return all(x); }
INLINE vi splat_int(const uint32_t *p) { return all_int((int32_t)*p); }

#if defined(__AVX512F__)
INLINE vf vfma(vf a, vf b, vf c) { return (vf)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
#elif defined(__AVX2__)
INLINE vf vfma(vf a, vf b, vf c) { return (vf)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
#endif

#if defined(__ARM_NEON)
INLINE vf vfma(vf a, vf b, vf c) { return (vf)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b); }
#endif

#if LANES == 4
/*
 * a * b + c in double, rounded to odd: the product is exact, and what the sum loses is kept as a last bit of 1. A later rounding to
 * float is then the only one, since a double has more than 24 + 2 bits (Boldo and Melquiond 2008).
 */
typedef double vd __attribute__((vector_size(8 * LANES)));
typedef int64_t vl __attribute__((vector_size(8 * LANES)));

INLINE vd fma_to_odd(vf a, vf b, vf c) {
  vd p = __builtin_convertvector(a, vd) * __builtin_convertvector(b, vd);
  vd z = __builtin_convertvector(c, vd);
  vd s = p + z;
  vd t = s - p;
  vd lost = (p - (s - t)) + (z - t);
  vl inexact = (vl)((lost > 0) | (lost < 0));
  vl away = (vl)((lost > 0) == (s > 0));
  vl even = ~(-((vl)s & 1));
  return (vd)((vl)s + (inexact & even & (1 | ~away)));
}
#endif

#if defined(__SSE2__) && LANES == 4
INLINE vf vfma(vf a, vf b, vf c) { return __builtin_convertvector(fma_to_odd(a, b, c), vf); }
#endif

#if LANES > 4
/* FTZ, DAZ, every exception masked, to nearest even: the mode that vdpbf16ps has built in. */
INLINE uint32_t ftz_begin(void) {
  uint32_t before = _mm_getcsr();
  _mm_setcsr(0x9fc0);
  return before;
}
INLINE void ftz_end(uint32_t before) { _mm_setcsr(before); }
INLINE vf vfma_ftz(vf a, vf b, vf c) { return vfma(a, b, c); }
#else
INLINE uint32_t ftz_begin(void) { return 0; }
INLINE void ftz_end(uint32_t before) { (void)before; }
INLINE vf no_denormals(vf x) { return choose(((vi)x & 0x7f800000) == 0, (vf)((vi)x & INT32_MIN), x); }

/* A result is flushed if it is tiny after rounding to 24 bits without a bound on the exponent, as x86 has it. */
INLINE vf vfma_ftz(vf a, vf b, vf c) {
  vd s = fma_to_odd(no_denormals(a), no_denormals(b), c);
  vl tiny = (vl)(s < 0x1p-126 - 0x1p-151) & (vl)(s > -0x1p-126 + 0x1p-151);
  return __builtin_convertvector((vd)((vl)s & ~(tiny & INT64_MAX)), vf);
}
#endif

#endif
