// The weights of org.anabranch.engine.Linear as they lie: panels of 32 output columns, in one of four formats.
//
//   F32         for each k 32 floats W[j, k]
//   BF16        for each k 16 ints, int i:            W[i + 16, k] : W[i, k]
//   INT8, ..    for k = 0, 2, .. 16 ints, int i:      W[i + 16, k + 1] : W[i, k + 1] : W[i + 16, k] : W[i, k]
//
// A byte counts 2^24; the scales carry 2^-24.
#pragma once
#include "numerics.cuh"

enum Format { F32, BF16, INT8, INT8_GROUP };

/** Bytes of K inputs of a panel; K is even where weights are bytes. */
template <int FORMAT> __device__ __forceinline__ constexpr int panel_bytes(int k) {
  return FORMAT == F32 ? 128 * k : FORMAT == BF16 ? 64 * k : 32 * k;
}

/** The first byte of a panel. */
template <int FORMAT> __device__ __forceinline__ const char *panel_at(const void *w, int panel, int in) {
  const int stored = FORMAT == INT8 || FORMAT == INT8_GROUP ? in + (in & 1) : in;
  return static_cast<const char *>(w) + (long long) panel * panel_bytes<FORMAT>(1) * stored;
}

/** The byte at a place of a word as a float times 2^24. */
__device__ __forceinline__ float byte_of(unsigned word, int place) {
  return __int2float_rn(int(word << (24 - 8 * place) & 0xff000000u));
}

/** The factor for a lane's column at input k, read by a whole warp from one panel. */
template <int FORMAT> __device__ __forceinline__ float factor_of(const char *panel, int k, int lane) {
  if (FORMAT == F32) return reinterpret_cast<const float *>(panel)[k * PANEL + lane];
  const unsigned *words = reinterpret_cast<const unsigned *>(panel);
  if (FORMAT == BF16) {
    unsigned word = words[k * 16 + (lane & 15)];
    return __uint_as_float(lane < 16 ? word << 16 : word & 0xffff0000u);
  }
  unsigned word = words[(k >> 1) * 16 + (lane & 15)];
  return byte_of(word, (k & 1) * 2 + (lane >> 4));
}

/** The first input that vector v (16 bytes) of a panel holds. */
template <int FORMAT> __device__ __forceinline__ constexpr int input_of(int v) {
  return FORMAT == F32 ? v / 8 : FORMAT == BF16 ? v / 4 : v / 4 * 2;
}

/** Writes what a vector holds to a tile [k][columns] of floats, at the panel's first column. */
template <int FORMAT> __device__ __forceinline__ void unpack(const uint4 &raw, int v, float *tile, int columns) {
  const int i = v % 4 * 4;
  if constexpr (FORMAT == F32) {
    float *to = tile + v / 8 * columns + v % 8 * 4;
    *reinterpret_cast<float4 *>(to) = make_float4(__uint_as_float(raw.x), __uint_as_float(raw.y), __uint_as_float(raw.z),
                                                  __uint_as_float(raw.w));
  } else if constexpr (FORMAT == BF16) {
    float *to = tile + v / 4 * columns + i;
    *reinterpret_cast<float4 *>(to) = make_float4(bf16_to_float(raw.x), bf16_to_float(raw.y), bf16_to_float(raw.z), bf16_to_float(raw.w));
    *reinterpret_cast<float4 *>(to + 16) =
        make_float4(__uint_as_float(raw.x & 0xffff0000u), __uint_as_float(raw.y & 0xffff0000u), __uint_as_float(raw.z & 0xffff0000u),
                    __uint_as_float(raw.w & 0xffff0000u));
  } else {
    for (int place = 0; place < 4; place++) {
      float *to = tile + (v / 4 * 2 + place / 2) * columns + place % 2 * 16 + i;
      *reinterpret_cast<float4 *>(to) =
          make_float4(byte_of(raw.x, place), byte_of(raw.y, place), byte_of(raw.z, place), byte_of(raw.w, place));
    }
  }
}
