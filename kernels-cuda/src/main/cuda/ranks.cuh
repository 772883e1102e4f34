// The order of tokens by their logits: larger ones first, lower ids first among equals. Blocks of 128 threads.
#pragma once
#include "numerics.cuh"

/** An int that orders as the float does, NaN above all. */
__device__ __forceinline__ int ascending(float v) {
  const int bits = v != v ? 0x7fc00000 : __float_as_int(v);
  return bits < 0 ? bits ^ 0x7fffffff : bits;
}

/** Ranks in ascending order: larger logits first, lower ids first among equals. */
__device__ __forceinline__ long long rank_of(float v, int id) { return (long long) ~ascending(v) << 32 | (long long) id; }

__device__ __forceinline__ long long fold_least(long long v) {
  for (int by = 16; by > 0; by >>= 1) {
    const long long other = __shfl_xor_sync(ALL_LANES, v, by);
    v = other < v ? other : v;
  }
  return v;
}

/** The least over the 4 warps of a block, in every thread. */
__device__ __forceinline__ long long block_least(long long v, long long *shared) {
  v = fold_least(v);
  if ((threadIdx.x & 31) == 0) shared[threadIdx.x >> 5] = v;
  __syncthreads();
  for (int w = 0; w < 4; w++) v = shared[w] < v ? shared[w] : v;
  __syncthreads();
  return v;
}

constexpr long long NO_RANK = 0x7fffffffffffffffLL;

/** The id of the first largest of a row, a NaN passed over; -1 where there are only NaNs. In every thread of the block. */
__device__ __forceinline__ int first_largest(const float *x, int n, long long *shared) {
  long long best = NO_RANK;
  for (int v = threadIdx.x; v < n; v += 128) {
    if (x[v] == x[v]) {
      // -0 and 0 are equal, and the lower id wins.
      const long long rank = rank_of(x[v] == 0.0f ? 0.0f : x[v], v);
      best = rank < best ? rank : best;
    }
  }
  best = block_least(best, shared);
  return best == NO_RANK ? -1 : int(best & 0xffffffffLL);
}
