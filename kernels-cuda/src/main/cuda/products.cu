// y = act(x W^T + b) and its residual forms, exact: one chain of fused multiply-adds over k for each element, whatever the tile.
//
// No split over k: parallelism comes from the elements alone. Tiles go through shared memory, the next one in flight while a tile is
// multiplied. The last tile has a loop of its own length, since fma(0, 0, -0) is 0.
#pragma once
#include "panels.cuh"

enum Mode { STORE, ADD, GATED };

/** One copy of the activations' code for the many places of a tile. */
__device__ __noinline__ float activate_called(int act, float v) { return activate(act, v); }

/** What a product does with its sums. */
struct Finish {
  const float *bias;
  float *y;
  const float *gate;
  int m, out, mode, act, tokens, gate_stride;

  __device__ __forceinline__ float value(float sum, int row, int column, float before) const {
    float v = bias ? plus(sum, bias[column]) : sum;
    if (mode == STORE) return activate_called(act, v);
    if (mode == ADD) return plus(before, v);
    return fma_(gate[(long long) (row / tokens) * gate_stride + column], v, before);
  }

  __device__ __forceinline__ void one(float sum, int row, int column) const {
    float *to = y + (long long) row * out + column;
    *to = value(sum, row, column, mode == STORE ? 0.0f : *to);
  }

  /** Four columns of a row, together where that is one aligned vector. */
  __device__ __forceinline__ void four(const float *sums, int row, int column) const {
    if (row >= m) return;
    float *to = y + (long long) row * out + column;
    const bool whole = column + 4 <= out && reinterpret_cast<unsigned long long>(to) % 16 == 0;
    float4 before = make_float4(0, 0, 0, 0);
    if (mode != STORE) {
      if (whole) {
        before = *reinterpret_cast<const float4 *>(to);
      } else {
        before.x = to[0];
        if (column + 1 < out) before.y = to[1];
        if (column + 2 < out) before.z = to[2];
        if (column + 3 < out) before.w = to[3];
      }
    }
    // Bias and gate are read within their rows: a column beyond the last repeats it.
    const int last = out - 1;
    const float4 after = make_float4(value(sums[0], row, column, before.x),
                                     value(sums[1], row, column + 1 < out ? column + 1 : last, before.y),
                                     value(sums[2], row, column + 2 < out ? column + 2 : last, before.z),
                                     value(sums[3], row, column + 3 < out ? column + 3 : last, before.w));
    if (whole) {
      *reinterpret_cast<float4 *>(to) = after;
    } else {
      to[0] = after.x;
      if (column + 1 < out) to[1] = after.y;
      if (column + 2 < out) to[2] = after.z;
      if (column + 3 < out) to[3] = after.w;
    }
  }
};

/** A tile of BM rows and BN columns, BK inputs at a time; a thread has TM x TN sums, in groups of four. */
template <int FORMAT, int BM, int BN, int BK, int TM, int TN>
__device__ __forceinline__ void product_tile(const float *x, const void *w, const float *scales, int in, const Finish &finish) {
  constexpr int THREADS = (BM / TM) * (BN / TN);
  constexpr int ACROSS = BN / TN;
  constexpr int A_VECTORS = BM * BK / 4 / THREADS;
  constexpr int PANEL_VECTORS = panel_bytes<FORMAT>(BK) / 16;
  constexpr int B_TOTAL = BN / PANEL * PANEL_VECTORS;
  constexpr int B_VECTORS = (B_TOTAL + THREADS - 1) / THREADS;
  constexpr bool GROUPED = FORMAT == INT8_GROUP;
  static_assert(BM * BK % (4 * THREADS) == 0 && GROUP % BK == 0, "tiles are cut evenly");
  __shared__ __align__(16) float a_tile[2][BK][BM + 4];
  __shared__ __align__(16) float b_tile[2][BK][BN];

  const int thread = threadIdx.x;
  const int tx = thread % ACROSS;
  const int ty = thread / ACROSS;
  const int row0 = blockIdx.x * BM;
  const int panel0 = blockIdx.y * (BN / PANEL);
  const int panels = (finish.out + PANEL - 1) / PANEL;
  const bool vectors = in % 4 == 0 && reinterpret_cast<unsigned long long>(x) % 16 == 0;

  float a_next[A_VECTORS * 4];
  uint4 b_next[B_VECTORS];
  auto fetch = [&](int k0) {
#pragma unroll
    for (int i = 0; i < A_VECTORS; i++) {
      if (vectors) {
        const int v = thread + i * THREADS;
        const int row = row0 + v / (BK / 4);
        const int k = k0 + v % (BK / 4) * 4;
        float4 f = make_float4(0, 0, 0, 0);
        if (row < finish.m && k < in) f = *reinterpret_cast<const float4 *>(x + (long long) row * in + k);
        a_next[4 * i] = f.x;
        a_next[4 * i + 1] = f.y;
        a_next[4 * i + 2] = f.z;
        a_next[4 * i + 3] = f.w;
      } else {
#pragma unroll
        for (int c = 0; c < 4; c++) {
          const int e = thread + (4 * i + c) * THREADS;
          const int row = row0 + e / BK;
          const int k = k0 + e % BK;
          a_next[4 * i + c] = row < finish.m && k < in ? x[(long long) row * in + k] : 0.0f;
        }
      }
    }
#pragma unroll
    for (int i = 0; i < B_VECTORS; i++) {
      const int u = thread + i * THREADS;
      const int panel = panel0 + u / PANEL_VECTORS;
      const int v = u % PANEL_VECTORS;
      b_next[i] = uint4{0, 0, 0, 0};
      if (u < B_TOTAL && panel < panels && k0 + input_of<FORMAT>(v) < in) {
        b_next[i] = *reinterpret_cast<const uint4 *>(panel_at<FORMAT>(w, panel, in) + panel_bytes<FORMAT>(k0) + 16 * v);
      }
    }
  };
  auto keep = [&](int s) {
#pragma unroll
    for (int i = 0; i < A_VECTORS; i++) {
#pragma unroll
      for (int c = 0; c < 4; c++) {
        if (vectors) {
          const int v = thread + i * THREADS;
          a_tile[s][v % (BK / 4) * 4 + c][v / (BK / 4)] = a_next[4 * i + c];
        } else {
          const int e = thread + (4 * i + c) * THREADS;
          a_tile[s][e % BK][e / BK] = a_next[4 * i + c];
        }
      }
    }
#pragma unroll
    for (int i = 0; i < B_VECTORS; i++) {
      const int u = thread + i * THREADS;
      if (u < B_TOTAL) unpack<FORMAT>(b_next[i], u % PANEL_VECTORS, &b_tile[s][0][u / PANEL_VECTORS * PANEL], BN);
    }
  };

  float sum[TM][TN];
  float total[GROUPED ? TM : 1][GROUPED ? TN : 1];
#pragma unroll
  for (int i = 0; i < TM; i++) {
#pragma unroll
    for (int j = 0; j < TN; j++) {
      sum[i][j] = 0.0f;
      if (GROUPED) total[i][j] = 0.0f;
    }
  }
  auto row_of = [&](int i) { return i / 4 * (BM / (TM / 4)) + ty * 4 + i % 4; };
  auto column_of = [&](int j) { return j / 4 * (BN / (TN / 4)) + tx * 4 + j % 4; };
  auto step = [&](int s, int k) {
    float a[TM], b[TN];
#pragma unroll
    for (int i = 0; i < TM; i += 4) {
      float4 f = *reinterpret_cast<const float4 *>(&a_tile[s][k][row_of(i)]);
      a[i] = f.x, a[i + 1] = f.y, a[i + 2] = f.z, a[i + 3] = f.w;
    }
#pragma unroll
    for (int j = 0; j < TN; j += 4) {
      float4 f = *reinterpret_cast<const float4 *>(&b_tile[s][k][column_of(j)]);
      b[j] = f.x, b[j + 1] = f.y, b[j + 2] = f.z, b[j + 3] = f.w;
    }
#pragma unroll
    for (int i = 0; i < TM; i++) {
#pragma unroll
      for (int j = 0; j < TN; j++) sum[i][j] = fma_(a[i], b[j], sum[i][j]);
    }
  };
  const int groups = (in + GROUP - 1) / GROUP;
  auto scale_of = [&](int j, int group, int of) {
    const int column = panel0 * PANEL + column_of(j);
    return column < panels * PANEL ? scales[(column / PANEL * of + group) * PANEL + column % PANEL] : 0.0f;
  };

  if (in > 0) fetch(0);
  for (int k0 = 0, s = 0; k0 < in; k0 += BK, s ^= 1) {
    keep(s);
    __syncthreads();
    if (k0 + BK < in) fetch(k0 + BK);
    if (k0 + BK <= in) {
#pragma unroll
      for (int k = 0; k < BK; k++) step(s, k);
    } else {
      for (int k = 0; k < in - k0; k++) step(s, k);
    }
    if (GROUPED && ((k0 + BK) % GROUP == 0 || k0 + BK >= in)) {
#pragma unroll
      for (int j = 0; j < TN; j++) {
        const float scale = scale_of(j, k0 / GROUP, groups);
#pragma unroll
        for (int i = 0; i < TM; i++) {
          total[GROUPED ? i : 0][GROUPED ? j : 0] = fma_(scale, sum[i][j], total[GROUPED ? i : 0][GROUPED ? j : 0]);
          sum[i][j] = 0.0f;
        }
      }
    }
  }
  if (FORMAT == INT8) {
#pragma unroll
    for (int j = 0; j < TN; j++) {
      const float scale = scale_of(j, 0, 1);
#pragma unroll
      for (int i = 0; i < TM; i++) sum[i][j] = mul(sum[i][j], scale);
    }
  }
#pragma unroll
  for (int i = 0; i < TM; i++) {
#pragma unroll
    for (int j = 0; j < TN; j += 4) {
      const int column = panel0 * PANEL + column_of(j);
      if (column < finish.out) finish.four(GROUPED ? &total[GROUPED ? i : 0][GROUPED ? j : 0] : &sum[i][j], row0 + row_of(i), column);
    }
  }
}

#define PRODUCT_PARAMETERS                                                                                                    \
  const float *x, const void *w, const float *scales, const float *bias, float *y, const float *gate, int m, int in, int out, \
      int mode, int act, int tokens, int gate_stride
#define PRODUCT_FINISH (Finish{bias, y, gate, m, out, mode, act, tokens, gate_stride})

extern "C" __global__ void __launch_bounds__(256, 2) product_f32_large(PRODUCT_PARAMETERS) {
  product_tile<F32, 128, 128, 8, 8, 8>(x, w, scales, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(128) product_f32_small(PRODUCT_PARAMETERS) {
  product_tile<F32, 64, 32, 16, 4, 4>(x, w, scales, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(256, 2) product_bf16_large(PRODUCT_PARAMETERS) {
  product_tile<BF16, 128, 128, 8, 8, 8>(x, w, scales, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(128) product_bf16_small(PRODUCT_PARAMETERS) {
  product_tile<BF16, 64, 32, 16, 4, 4>(x, w, scales, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(256, 2) product_int8_large(PRODUCT_PARAMETERS) {
  product_tile<INT8, 128, 128, 8, 8, 8>(x, w, scales, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(128) product_int8_small(PRODUCT_PARAMETERS) {
  product_tile<INT8, 64, 32, 16, 4, 4>(x, w, scales, in, PRODUCT_FINISH);
}
// With scales for groups a thread has two sums for each element, hence smaller tiles.
extern "C" __global__ void __launch_bounds__(256, 2) product_int8_group_large(PRODUCT_PARAMETERS) {
  product_tile<INT8_GROUP, 64, 64, 16, 4, 4>(x, w, scales, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(128) product_int8_group_small(PRODUCT_PARAMETERS) {
  product_tile<INT8_GROUP, 64, 32, 16, 4, 4>(x, w, scales, in, PRODUCT_FINISH);
}
