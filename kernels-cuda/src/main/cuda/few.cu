// y = act(x W^T + b) and its residual forms for few rows, exact: products that wait for their weights.
//
// A block is one warp, which reads one panel once for up to 8 rows; a lane makes the chains over k of one column. Stages of 16 inputs of the
// panel and of x go through a ring in shared memory, copied there asynchronously 15 ahead: 37 KB under way for each block in fp32,
// where a warp that loads into registers has 1.
#pragma once
#include "async.cuh"
#include "products.cu"

constexpr int FEW_ROWS = 8;
constexpr int FEW_INPUTS = 16;
constexpr int FEW_STAGES = 16;

template <int FORMAT> using FewWeights = unsigned char[FEW_STAGES][panel_bytes<FORMAT>(FEW_INPUTS)];
using FewInputs = float[FEW_STAGES][FEW_ROWS][FEW_INPUTS];

/** The first ROWS rows from row0 on. */
template <int FORMAT, int ROWS>
__device__ __forceinline__ void few_rows(const float *x, const void *w, const float *scales, int in, const Finish &finish, int row0,
                                         FewWeights<FORMAT> &w_ring, FewInputs &x_ring) {
  constexpr bool GROUPED = FORMAT == INT8_GROUP;
  const int lane = threadIdx.x;
  const int panel = blockIdx.y;
  const int tiles = (in + FEW_INPUTS - 1) / FEW_INPUTS;
  const int stored = FORMAT == INT8 || GROUPED ? in + (in & 1) : in;
  const int groups = (in + GROUP - 1) / GROUP;
  const char *weights = panel_at<FORMAT>(w, panel, in);
  const bool vectors = in % 4 == 0 && reinterpret_cast<unsigned long long>(x) % 16 == 0;

  auto fetch = [&](int tile) {
    const int k0 = tile * FEW_INPUTS;
    const int s = tile % FEW_STAGES;
    const int left = panel_bytes<FORMAT>(stored - k0);
#pragma unroll
    for (int at = 0; at < panel_bytes<FORMAT>(FEW_INPUTS); at += 32 * 16) {
      const int b = at + 16 * lane;
      if (b < left) copy_async(&w_ring[s][b], weights + panel_bytes<FORMAT>(k0) + b, 16);
    }
    if (vectors) {
      const int row = lane / 4;
      const int k = lane % 4 * 4;
      const bool there = row0 + row < finish.m && k0 + k < in;
      if (row < ROWS) copy_async(&x_ring[s][row][k], there ? x + (long long) (row0 + row) * in + k0 + k : x, there ? 16 : 0);
    } else {
#pragma unroll
      for (int e = lane; e < ROWS * FEW_INPUTS; e += 32) {
        const int row = e / FEW_INPUTS;
        const int k = e % FEW_INPUTS;
        const bool there = row0 + row < finish.m && k0 + k < in;
        copy_word_async(&x_ring[s][row][k], there ? x + (long long) (row0 + row) * in + k0 + k : x, there);
      }
    }
  };

  float sum[ROWS], total[GROUPED ? ROWS : 1];
#pragma unroll
  for (int r = 0; r < ROWS; r++) {
    sum[r] = 0.0f;
    if (GROUPED) total[GROUPED ? r : 0] = 0.0f;
  }
#pragma unroll 1
  for (int s = 0; s < FEW_STAGES - 1; s++) {
    if (s < tiles) fetch(s);
    commit_copies();
  }
  float scale = 0.0f;
#pragma unroll 1
  for (int tile = 0; tile < tiles; tile++) {
    wait_for_copies<FEW_STAGES - 2>();
    __syncthreads();
    if (tile + FEW_STAGES - 1 < tiles) fetch(tile + FEW_STAGES - 1);
    commit_copies();
    const int k0 = tile * FEW_INPUTS;
    // Asked for at a group's first input, needed at its last.
    if (GROUPED && k0 % GROUP == 0) scale = scales[(panel * groups + k0 / GROUP) * PANEL + lane];
    const char *ws = reinterpret_cast<const char *>(w_ring[tile % FEW_STAGES]);
    const float(&xs)[FEW_ROWS][FEW_INPUTS] = x_ring[tile % FEW_STAGES];
    if (k0 + FEW_INPUTS <= in) {
#pragma unroll
      for (int k = 0; k < FEW_INPUTS; k += 4) {
        float f[4];
#pragma unroll
        for (int i = 0; i < 4; i++) f[i] = factor_of<FORMAT>(ws, k + i, lane);
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
          const float4 v = *reinterpret_cast<const float4 *>(&xs[r][k]);
          sum[r] = fma_(v.w, f[3], fma_(v.z, f[2], fma_(v.y, f[1], fma_(v.x, f[0], sum[r]))));
        }
      }
    } else {
#pragma unroll 1
      for (int k = 0; k < in - k0; k++) {
        const float f = factor_of<FORMAT>(ws, k, lane);
#pragma unroll
        for (int r = 0; r < ROWS; r++) sum[r] = fma_(xs[r][k], f, sum[r]);
      }
    }
    if (GROUPED && ((k0 + FEW_INPUTS) % GROUP == 0 || tile + 1 == tiles)) {
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        total[GROUPED ? r : 0] = fma_(scale, sum[r], total[GROUPED ? r : 0]);
        sum[r] = 0.0f;
      }
    }
  }
  const int column = panel * PANEL + lane;
  if (column >= finish.out) return;
#pragma unroll
  for (int r = 0; r < ROWS; r++) {
    if (row0 + r >= finish.m) break;
    finish.one(GROUPED ? total[GROUPED ? r : 0] : FORMAT == INT8 ? mul(sum[r], scales[panel * PANEL + lane]) : sum[r], row0 + r, column);
  }
}

template <int FORMAT>
__device__ __forceinline__ void product_few_rows(const float *x, const void *w, const float *scales, int in, const Finish &finish) {
  __shared__ __align__(16) FewWeights<FORMAT> w_ring;
  __shared__ __align__(16) FewInputs x_ring;
  const int row0 = blockIdx.x * FEW_ROWS;
  const int rows = finish.m - row0;
  if (rows == 1) few_rows<FORMAT, 1>(x, w, scales, in, finish, row0, w_ring, x_ring);
  else if (rows <= 4) few_rows<FORMAT, 4>(x, w, scales, in, finish, row0, w_ring, x_ring);
  else few_rows<FORMAT, 8>(x, w, scales, in, finish, row0, w_ring, x_ring);
}

extern "C" __global__ void __launch_bounds__(32) product_f32_few(PRODUCT_PARAMETERS) {
  product_few_rows<F32>(x, w, scales, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(32) product_bf16_few(PRODUCT_PARAMETERS) {
  product_few_rows<BF16>(x, w, scales, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(32) product_int8_few(PRODUCT_PARAMETERS) {
  product_few_rows<INT8>(x, w, scales, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(32) product_int8_group_few(PRODUCT_PARAMETERS) {
  product_few_rows<INT8_GROUP>(x, w, scales, in, PRODUCT_FINISH);
}
