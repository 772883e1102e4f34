// o = softmax(scale q k^T + mask) v, exact, without a matrix of scores in memory.
//
// A block takes 32 queries of one head of one row and walks the keys twice, 32 at a time: once for the largest score of each query,
// and once, with the scores made again, for exponentials, their sum and the sum weighted by v. Key j belongs to lane j mod 32, so that
// lanes add their exponentials in the contract's order, and the weighted sum of an output element is one chain in key order. Making
// the scores twice costs half as many operations again and makes the number of keys unlimited.
#pragma once
#include "numerics.cuh"

constexpr int ATTENTION_QUERIES = 32;
constexpr int QUERIES_PER_WARP = 8;
constexpr int KEYS = 32;

/** One launch; strides in floats. */
struct Attention {
  const float *q, *k, *v;
  float *o;
  int q_stride, k_stride, v_stride;
  const int *query_at, *key_at;
  int queries, keys, tiles, heads, key_heads, head_dim;
  float scale;
  const float *mask;
  long long mask_row, mask_head, mask_query;
};

/** DEPTH: floats of a head that a lane holds, at least head_dim / 32. */
template <int DEPTH> __device__ __forceinline__ void attend(const Attention &c) {
  DYNAMIC_SHARED(float, memory);
  const int lane = threadIdx.x & 31;
  const int warp = threadIdx.x >> 5;
  const int row = blockIdx.x / c.tiles;
  const int head = blockIdx.y;
  const int key_head = head / (c.heads / c.key_heads);
  const int d = c.head_dim;
  const int pitch = d + 1;
  const int first_query = c.query_at ? c.query_at[row] : row * c.queries;
  const int queries = c.query_at ? c.query_at[row + 1] - first_query : c.queries;
  const int first_key = c.key_at ? c.key_at[row] : row * c.keys;
  const int keys = c.key_at ? c.key_at[row + 1] - first_key : c.keys;
  const int query0 = blockIdx.x % c.tiles * ATTENTION_QUERIES;
  if (query0 >= queries) return;

  float *scaled = memory;                                        // [d][32 queries], times scale
  float *weights = scaled + d * ATTENTION_QUERIES;               // [4 warps][32 keys][8 queries]
  float *tile = weights + ATTENTION_QUERIES * KEYS;              // [32 keys][d + 1], keys or values
  for (int i = warp; i < ATTENTION_QUERIES; i += 4) {
    const float *from = c.q + (long long) (first_query + query0 + i) * c.q_stride + head * d;
    for (int e = lane; e < d; e += 32) scaled[e * ATTENTION_QUERIES + i] = query0 + i < queries ? mul(from[e], c.scale) : 0.0f;
  }
  auto load = [&](const float *from, int stride, int j0) {
    __syncthreads();
    for (int j = warp; j < KEYS; j += 4) {
      const float *line = from + (long long) (first_key + j0 + j) * stride + key_head * d;
      for (int e = lane; e < d; e += 32) tile[j * pitch + e] = j0 + j < keys ? line[e] : 0.0f;
    }
    __syncthreads();
  };
  // Scores of the warp's 8 queries with the lane's key.
  auto scores = [&](int j0, float (&s)[QUERIES_PER_WARP]) {
#pragma unroll
    for (int i = 0; i < QUERIES_PER_WARP; i++) s[i] = 0.0f;
    const float *q = scaled + warp * QUERIES_PER_WARP;
    for (int e = 0; e < d; e++) {
      const float key = tile[lane * pitch + e];
      const float4 low = *reinterpret_cast<const float4 *>(q + e * ATTENTION_QUERIES);
      const float4 high = *reinterpret_cast<const float4 *>(q + e * ATTENTION_QUERIES + 4);
      s[0] = fma_(low.x, key, s[0]);
      s[1] = fma_(low.y, key, s[1]);
      s[2] = fma_(low.z, key, s[2]);
      s[3] = fma_(low.w, key, s[3]);
      s[4] = fma_(high.x, key, s[4]);
      s[5] = fma_(high.y, key, s[5]);
      s[6] = fma_(high.z, key, s[6]);
      s[7] = fma_(high.w, key, s[7]);
    }
    if (c.mask && j0 + lane < keys) {
      for (int i = 0; i < QUERIES_PER_WARP; i++) {
        const int query = query0 + warp * QUERIES_PER_WARP + i;
        if (query < queries) s[i] = plus(s[i], c.mask[row * c.mask_row + head * c.mask_head + query * c.mask_query + j0 + lane]);
      }
    }
  };

  float max[QUERIES_PER_WARP], sum[QUERIES_PER_WARP], out[QUERIES_PER_WARP][DEPTH];
  unsigned nan = 0;
#pragma unroll
  for (int i = 0; i < QUERIES_PER_WARP; i++) {
    max[i] = -infinity();
    sum[i] = 0.0f;
#pragma unroll
    for (int e = 0; e < DEPTH; e++) out[i][e] = 0.0f;
  }
  for (int j0 = 0; j0 < keys; j0 += KEYS) {
    float s[QUERIES_PER_WARP];
    load(c.k, c.k_stride, j0);
    scores(j0, s);
    if (j0 + lane < keys) {
#pragma unroll
      for (int i = 0; i < QUERIES_PER_WARP; i++) {
        max[i] = larger(s[i], max[i]);
        nan |= s[i] != s[i] ? 1u << i : 0u;
      }
    }
  }
#pragma unroll
  for (int i = 0; i < QUERIES_PER_WARP; i++) {
    max[i] = fold_max(max[i]);
    if (__any_sync(ALL_LANES, nan >> i & 1u)) nan |= 1u << i;
  }
  for (int j0 = 0; j0 < keys; j0 += KEYS) {
    float s[QUERIES_PER_WARP];
    load(c.k, c.k_stride, j0);
    scores(j0, s);
#pragma unroll
    for (int i = 0; i < QUERIES_PER_WARP; i++) {
      if (j0 + lane < keys) {
        // A query without a largest score has no weights, or NaN where there is one among its scores.
        float e = max[i] != -infinity() ? exp_non_positive(minus(s[i], max[i])) : nan >> i & 1u ? not_a_number() : 0.0f;
        sum[i] = plus(sum[i], e);
        weights[(warp * KEYS + lane) * QUERIES_PER_WARP + i] = e;
      }
    }
    load(c.v, c.v_stride, j0);
    const int count = keys - j0 < KEYS ? keys - j0 : KEYS;
    for (int j = 0; j < count; j++) {
      const float *p = weights + (warp * KEYS + j) * QUERIES_PER_WARP;
      const float4 low = *reinterpret_cast<const float4 *>(p);
      const float4 high = *reinterpret_cast<const float4 *>(p + 4);
#pragma unroll
      for (int e = 0; e < DEPTH; e++) {
        const float v = lane + 32 * e < d ? tile[j * pitch + lane + 32 * e] : 0.0f;
        out[0][e] = fma_(low.x, v, out[0][e]);
        out[1][e] = fma_(low.y, v, out[1][e]);
        out[2][e] = fma_(low.z, v, out[2][e]);
        out[3][e] = fma_(low.w, v, out[3][e]);
        out[4][e] = fma_(high.x, v, out[4][e]);
        out[5][e] = fma_(high.y, v, out[5][e]);
        out[6][e] = fma_(high.z, v, out[6][e]);
        out[7][e] = fma_(high.w, v, out[7][e]);
      }
    }
  }
#pragma unroll
  for (int i = 0; i < QUERIES_PER_WARP; i++) {
    const int query = query0 + warp * QUERIES_PER_WARP + i;
    const float inverse = inverse_of(fold(sum[i]));
    float *to = c.o + (long long) (first_query + query) * c.heads * d + head * d;
#pragma unroll
    for (int e = 0; e < DEPTH; e++) {
      if (query < queries && lane + 32 * e < d) to[lane + 32 * e] = mul(out[i][e], inverse);
    }
  }
}

#define ATTENTION_PARAMETERS                                                                                                     \
  const float *q, int q_stride, const float *k, int k_stride, const float *v, int v_stride, float *o, const int *query_at,       \
      const int *key_at, int queries, int keys, int tiles, int heads, int key_heads, int head_dim, float scale, const float *mask, \
      long long mask_row, long long mask_head, long long mask_query
#define ATTENTION_CALL                                                                                                        \
  (Attention{q, k, v, o, q_stride, k_stride, v_stride, query_at, key_at, queries, keys, tiles, heads, key_heads, head_dim, scale, \
             mask, mask_row, mask_head, mask_query})

extern "C" __global__ void __launch_bounds__(128, 4) attention_32(ATTENTION_PARAMETERS) { attend<1>(ATTENTION_CALL); }
extern "C" __global__ void __launch_bounds__(128, 4) attention_64(ATTENTION_PARAMETERS) { attend<2>(ATTENTION_CALL); }
extern "C" __global__ void __launch_bounds__(128, 4) attention_96(ATTENTION_PARAMETERS) { attend<3>(ATTENTION_CALL); }
extern "C" __global__ void __launch_bounds__(128, 4) attention_128(ATTENTION_PARAMETERS) { attend<4>(ATTENTION_CALL); }
extern "C" __global__ void __launch_bounds__(128, 2) attention_256(ATTENTION_PARAMETERS) { attend<8>(ATTENTION_CALL); }
