// The arithmetic that all kernels share: org.anabranch.engine.scalar.ScalarMath operation for operation, and row sums over one warp.
//
// The file is compiled with -fmad=false; where the contract has a fused multiply-add, it is spelled out. No header of the toolkit is
// used, so that the CPU stand-in needs none.
#pragma once

#ifndef CUSIM
#define DYNAMIC_SHARED(T, name)                     \
  extern __shared__ __align__(16) unsigned char dynamic_shared[]; \
  T *name = reinterpret_cast<T *>(dynamic_shared)
#endif

constexpr unsigned ALL_LANES = 0xffffffffu;
constexpr int PANEL = 32;
constexpr int GROUP = 64;

// ---- constants of ScalarMath

constexpr float EXP_HIGH = 88.72283f;
constexpr float EXP_LOW = -87.33654f;
constexpr float LOG2E = 1.44269504088896341f;
constexpr float ROUND = 12582912.0f;
constexpr float LN2_HIGH = -0.693359375f;
constexpr float LN2_LOW = 2.12194440e-4f;
constexpr float ROUND_BIASED = 12583039.0f;
constexpr float LN2 = -0.693147180559945f;
constexpr float E0 = 0.49999994f;
constexpr float E1 = 0.16666521f;
constexpr float E2 = 0.041668277f;
constexpr float E3 = 0.008368687f;
constexpr float E4 = 0.0013819825f;
constexpr float SILU_LOW = -88.72f;
constexpr float SILU_HIGH = 87.3f;
constexpr float GELU_LOW = -10.06f;
constexpr float GELU_HIGH = 10.0f;
constexpr float ERF_END = 3.92f;
constexpr float P0 = 1.1283792f;
constexpr float P1 = 0.16083556f;
constexpr float P2 = 0.04986685f;
constexpr float P3 = 0.002665899f;
constexpr float P4 = 0.00028334712f;
constexpr float P5 = -1.89119e-06f;
constexpr float P6 = -5.574077e-08f;
constexpr float Q1 = 0.47587016f;
constexpr float Q2 = 0.10281652f;
constexpr float Q3 = 0.012857863f;
constexpr float Q4 = 0.0009551673f;
constexpr float Q5 = 3.4176777e-05f;
constexpr float Q6 = -8.274311e-07f;
constexpr float SQRT_HALF = 0.70710678118f;
constexpr float GELU_A = 1.5957691216f;
constexpr float GELU_B = 0.0713548162726f;

__device__ __forceinline__ float infinity() { return __int_as_float(0x7f800000); }
__device__ __forceinline__ float not_a_number() { return __int_as_float(0x7fc00000); }
__device__ __forceinline__ float fma_(float a, float b, float c) { return __fmaf_rn(a, b, c); }

// A product or sum that must not be fused or moved, whatever the flags of the compiler are.
__device__ __forceinline__ float mul(float a, float b) { return __fmul_rn(a, b); }
__device__ __forceinline__ float plus(float a, float b) { return __fadd_rn(a, b); }
__device__ __forceinline__ float minus(float a, float b) { return __fsub_rn(a, b); }

// ---- elementary functions

/** e^r - 1 for |r| <= ln 2 / 2. */
__device__ __forceinline__ float expm1_of_rest(float r) {
  float p = fma_(E4, r, E3);
  p = fma_(p, r, E2);
  p = fma_(p, r, E1);
  p = fma_(p, r, E0);
  return fma_(p, mul(r, r), r);
}

__device__ __forceinline__ float exp_(float x) {
  if (x != x) return x;
  if (x < EXP_LOW) return 0.0f;
  if (x > EXP_HIGH) return infinity();
  float t = fma_(x, LOG2E, ROUND);
  float n = minus(t, ROUND);
  float r = fma_(n, LN2_HIGH, x);
  float e = plus(1.0f, expm1_of_rest(fma_(n, LN2_LOW, r)));
  return __int_as_float(int(unsigned(__float_as_int(e)) + (unsigned(__float_as_int(t)) << 23)));
}

/** e^x for x <= 0. */
__device__ __forceinline__ float exp_non_positive(float x) {
  if (x < EXP_LOW) return 0.0f;
  float t = fma_(x, LOG2E, ROUND_BIASED);
  float s = __int_as_float(int(unsigned(__float_as_int(t)) << 23));
  return fma_(expm1_of_rest(fma_(minus(t, ROUND_BIASED), LN2, x)), s, s);
}

/** x / (1 + exp(-w)). */
__device__ __forceinline__ float gate(float x, float w) {
  float t = fma_(w, -LOG2E, ROUND_BIASED);
  float s = __int_as_float(int(unsigned(__float_as_int(t)) << 23));
  float r = fma_(minus(t, ROUND_BIASED), -LN2, w);
  float p = fma_(E4, r, -E3);
  p = fma_(p, r, E2);
  p = fma_(p, r, -E1);
  p = fma_(p, r, E0);
  return __fdiv_rn(x, fma_(fma_(p, mul(r, r), minus(1.0f, r)), s, 1.0f));
}

__device__ __forceinline__ float silu(float x) {
  float u = x < SILU_LOW ? SILU_LOW : x;
  return gate(u, u > SILU_HIGH ? SILU_HIGH : u);
}

__device__ __forceinline__ float gelu_tanh(float x) {
  float u = x < GELU_LOW ? GELU_LOW : x;
  float w = u > GELU_HIGH ? GELU_HIGH : u;
  return gate(u, mul(fma_(mul(w, w), GELU_B, GELU_A), w));
}

__device__ __forceinline__ float erf_(float x) {
  float z = x > ERF_END ? ERF_END : x;
  z = z < -ERF_END ? -ERF_END : z;
  float u = mul(z, z);
  float p = fma_(P6, u, P5);
  p = fma_(p, u, P4);
  p = fma_(p, u, P3);
  p = fma_(p, u, P2);
  p = fma_(p, u, P1);
  p = fma_(p, u, P0);
  float q = fma_(Q6, u, Q5);
  q = fma_(q, u, Q4);
  q = fma_(q, u, Q3);
  q = fma_(q, u, Q2);
  q = fma_(q, u, Q1);
  q = fma_(q, u, 1.0f);
  return __fdiv_rn(mul(z, p), q);
}

__device__ __forceinline__ float gelu_erf(float x) {
  if (x == -infinity()) return -0.0f;
  float h = mul(x, 0.5f);
  return fma_(erf_(mul(x, SQRT_HALF)), h, h);
}

__device__ __forceinline__ float relu(float x) { return x > 0.0f || x != x ? x : 0.0f; }

/** Activations in the order of org.anabranch.engine.Activation, then exp. */
enum Act { ACT_NONE, ACT_RELU, ACT_SILU, ACT_GELU_TANH, ACT_GELU_ERF, ACT_EXP };

__device__ __forceinline__ float activate(int act, float v) {
  switch (act) {
    case ACT_RELU: return relu(v);
    case ACT_SILU: return silu(v);
    case ACT_GELU_TANH: return gelu_tanh(v);
    case ACT_GELU_ERF: return gelu_erf(v);
    case ACT_EXP: return exp_(v);
    default: return v;
  }
}

// ---- sums over a row: lane l of a warp adds elements l, l + 32, ... in order; the lanes are folded by halves

/** The sum l += l+16, l+8, l+4, l+2, l+1, in every lane: an addition commutes, so both partners hold the same bits. */
__device__ __forceinline__ float fold(float lane_sum) {
  for (int by = 16; by > 0; by >>= 1) lane_sum = plus(lane_sum, __shfl_xor_sync(ALL_LANES, lane_sum, by));
  return lane_sum;
}

/** The larger of x and max, where a NaN in x is passed over. */
__device__ __forceinline__ float larger(float x, float max) { return x > max ? x : max; }

__device__ __forceinline__ float fold_max(float max) {
  for (int by = 16; by > 0; by >>= 1) max = larger(__shfl_xor_sync(ALL_LANES, max, by), max);
  return max;
}

/** 1 / sum, and 0 where every weight is 0. */
__device__ __forceinline__ float inverse_of(float sum) { return sum == 0.0f ? 0.0f : __fdiv_rn(1.0f, sum); }

// ---- narrow floats by their bits

__device__ __forceinline__ float bf16_to_float(unsigned bits) { return __uint_as_float(bits << 16); }

/** Upper half of a float, rounded to nearest even; a NaN stays one. */
__device__ __forceinline__ unsigned float_to_bf16(float v) {
  unsigned bits = __float_as_uint(v);
  if (v != v) return bits >> 16 | 0x40u;
  return (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
}

__device__ __forceinline__ float f16_to_float(unsigned h) {
  unsigned sign = (h & 0x8000u) << 16;
  unsigned exponent = h >> 10 & 0x1fu;
  unsigned mantissa = h & 0x3ffu;
  if (exponent == 0) {
    // Subnormal: mantissa times 2^-24, exact in float.
    float magnitude = mul(__int2float_rn(int(mantissa)), 5.9604644775390625e-8f);
    return __uint_as_float(__float_as_uint(magnitude) | sign);
  }
  if (exponent == 31) return __uint_as_float(sign | 0x7f800000u | mantissa << 13);
  return __uint_as_float(sign | (exponent + 112u) << 23 | mantissa << 13);
}
