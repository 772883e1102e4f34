// The tensor cores' products of 16 x 8 tiles, inline PTX. Each has a body for the stand-in with the fragments that the PTX manual
// documents (warp-level matrix instructions, mma.sync):
//
//   g = lane / 4, t = lane % 4; rows g and g + 8 of A and C, column g of B
//   m16n8k8:   A (g, t) (g + 8, t) (g, t + 4) (g + 8, t + 4);        B (t, g) (t + 4, g)
//   m16n8k16:  the same with pairs 2 t, 2 t + 1 and 2 t + 8, 2 t + 9 of the inner dimension in a register, the lower one low
//   C          (g, 2 t) (g, 2 t + 1) (g + 8, 2 t) (g + 8, 2 t + 1)
//
// The order of a tensor core's additions is not documented, so that products by it have a bound of the error, not bits.
#pragma once
#include "numerics.cuh"

#ifndef CUSIM

/** Rounded to 10 bits of mantissa, ties away from zero. */
__device__ __forceinline__ unsigned to_tf32(float v) {
  unsigned r;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(r) : "f"(v));
  return r;
}
__device__ __forceinline__ unsigned pack_bf16(float low, float high) {
  unsigned r;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(r) : "f"(high), "f"(low));
  return r;
}
__device__ __forceinline__ unsigned pack_f16(float low, float high) {
  unsigned r;
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(r) : "f"(high), "f"(low));
  return r;
}
#define MMA(name, shape)                                                                                              \
  __device__ __forceinline__ void name(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {               \
    asm volatile("mma.sync.aligned." shape " {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"                   \
                 : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])                                                     \
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));                                 \
  }
MMA(mma_tf32, "m16n8k8.row.col.f32.tf32.tf32.f32")
MMA(mma_bf16, "m16n8k16.row.col.f32.bf16.bf16.f32")
MMA(mma_f16, "m16n8k16.row.col.f32.f16.f16.f32")
#undef MMA

#else

inline unsigned to_tf32(float v) {
  const unsigned bits = __float_as_uint(v);
  return (bits & 0x7f800000u) == 0x7f800000u ? bits : (bits + 0x1000u) & ~0x1fffu;
}
inline unsigned pack_bf16(float low, float high) { return float_to_bf16(low) | float_to_bf16(high) << 16; }
inline unsigned half_bits(float v) {
  const _Float16 h = _Float16(v);
  unsigned short bits;
  std::memcpy(&bits, &h, sizeof bits);
  return bits;
}
inline unsigned pack_f16(float low, float high) { return half_bits(low) | half_bits(high) << 16; }

/** All lanes lay their fragments out as matrices, then each makes its four sums. */
struct Tiles { float a[16][16], b[16][8]; };
inline void multiply_tiles(float (&c)[4], const Tiles &tiles, int depth) {
  const int g = cusim::lane / 4, t = cusim::lane % 4;
  cusim::sync_warp(ALL_LANES);
  for (int i = 0; i < 4; i++) {
    for (int k = 0; k < depth; k++) c[i] = fma_(tiles.a[g + i / 2 * 8][k], tiles.b[k][2 * t + i % 2], c[i]);
  }
  cusim::sync_warp(ALL_LANES);
}
inline void mma_tf32(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
  Tiles &tiles = *reinterpret_cast<Tiles *>(cusim::warp_scratch());
  const int g = cusim::lane / 4, t = cusim::lane % 4;
  for (int i = 0; i < 4; i++) tiles.a[g + i % 2 * 8][t + i / 2 * 4] = __uint_as_float(a[i]);
  for (int i = 0; i < 2; i++) tiles.b[t + i * 4][g] = __uint_as_float(b[i]);
  multiply_tiles(c, tiles, 8);
}
template <class Widen> inline void mma_pairs(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2], Widen widen) {
  Tiles &tiles = *reinterpret_cast<Tiles *>(cusim::warp_scratch());
  const int g = cusim::lane / 4, t = cusim::lane % 4;
  for (int e = 0; e < 2; e++) {
    for (int i = 0; i < 4; i++) tiles.a[g + i % 2 * 8][2 * t + e + i / 2 * 8] = widen(a[i] >> 16 * e & 0xffffu);
    for (int i = 0; i < 2; i++) tiles.b[2 * t + e + i * 8][g] = widen(b[i] >> 16 * e & 0xffffu);
  }
  multiply_tiles(c, tiles, 16);
}
inline void mma_bf16(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) { mma_pairs(c, a, b, bf16_to_float); }
inline void mma_f16(float (&c)[4], const unsigned (&a)[4], const unsigned (&b)[2]) { mma_pairs(c, a, b, f16_to_float); }

#endif
