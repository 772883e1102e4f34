// What samplers of tokens ask of logits.
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

/**
 * ids[r] = the first largest of row r, as a loop {@code if (x[v] > x[best]) best = v} from best = 0 finds it: a NaN is passed over, and
 * one at 0 stays. A block takes a row.
 */
extern "C" __global__ void __launch_bounds__(128) argmax_rows(const float *x, int *ids, int n) {
  __shared__ long long least[4];
  x += (long long) blockIdx.x * n;
  long long best = NO_RANK;
  for (int v = threadIdx.x; v < n; v += 128) {
    if (x[v] == x[v]) {
      // -0 and 0 are equal, and the lower id wins.
      const long long rank = rank_of(x[v] == 0.0f ? 0.0f : x[v], v);
      best = rank < best ? rank : best;
    }
  }
  best = block_least(best, least);
  if (threadIdx.x == 0) ids[blockIdx.x] = x[0] != x[0] || best == NO_RANK ? 0 : int(best & 0xffffffffLL);
}

/**
 * ids[r, 0 .. k) = the k largest of row r in order, NaN above all, lower ids first among equals; -1 where there are fewer. A block takes
 * a row; costs k sweeps over it.
 */
extern "C" __global__ void __launch_bounds__(128) top_rows(const float *x, int *ids, int n, int k) {
  __shared__ long long least[4];
  x += (long long) blockIdx.x * n;
  long long last = -NO_RANK - 1;
  for (int i = 0; i < k; i++) {
    long long best = NO_RANK;
    for (int v = threadIdx.x; v < n; v += 128) {
      const long long rank = rank_of(x[v], v);
      best = rank > last && rank < best ? rank : best;
    }
    last = block_least(best, least);
    if (threadIdx.x == 0) ids[(long long) blockIdx.x * k + i] = last == NO_RANK ? -1 : int(last & 0xffffffffLL);
    if (last == NO_RANK) last = NO_RANK - 1;
  }
}
