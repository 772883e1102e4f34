// y = act(x W^T + b) and its residual forms by tensor cores: other numerics than products.cu, in the same panels.
//
//   tensor_tf32   x and W rounded to TF32 (10 bits of mantissa, ties away)   F32 panels
//   tensor_f16    x and W rounded to half floats (nearest even)              F32 panels; values beyond 65504 overflow
//   tensor_bf16   x rounded to BF16 (nearest even), W as it is               BF16 panels
//
// Products of the rounded values are exact and summed in fp32 in an order of the hardware's: |error| <= 2 K 2^-23 sum |x w|.
//
// Three tiles of a block: large, 128 x 128 outputs by 8 warps of 64 rows by one panel; small, 64 x 64 by 4 warps of 32 rows; few, 16 rows by
// one panel, one warp. Stages of 16 inputs go through a ring in shared memory, copied there asynchronously. Rows are padded so that
// fragments are read without conflicts of banks. An element's products come in the same groups in the same order whatever the tile.
#pragma once
#include "async.cuh"
#include "mma.cuh"
#include "products.cu"

constexpr int TENSOR_INPUTS = 16;

enum Kind { TF32, HALF, BRAIN };

/** A block of DOWN x PANELS warps, each 16 TILES rows by one panel, with a ring of STAGES. */
template <int DOWN_, int PANELS_, int TILES_, int STAGES_> struct TensorTile {
  static constexpr int DOWN = DOWN_, PANELS = PANELS_, TILES = TILES_, STAGES = STAGES_;
  static constexpr int THREADS = 32 * DOWN * PANELS;
  static constexpr int WARP_ROWS = 16 * TILES;
  static constexpr int ROWS = DOWN * WARP_ROWS;
  /** Floats between the rows of the sums when they change hands. */
  static constexpr int SUM_PITCH = PANELS * PANEL + 4;
};
using Large = TensorTile<2, 4, 4, 4>;
using Small = TensorTile<2, 2, 2, 4>;
using Few = TensorTile<1, 1, 1, 12>;

/** Words between the rows of the stages: x [128][..], W [4 panels][16][..]. */
template <int KIND> __device__ __forceinline__ constexpr int x_pitch() { return KIND == TF32 ? 20 : 24; }
template <int KIND> __device__ __forceinline__ constexpr int w_pitch() { return KIND == TF32 ? 40 : KIND == HALF ? 36 : 20; }

/** Fragments of tiles of x, 16 rows each, of the inputs from k on. */
template <int KIND, int TILES>
__device__ __forceinline__ void x_fragments(const float *x, int k, int g, int t, unsigned (&a)[TILES][4]) {
  constexpr int PITCH = x_pitch<KIND>();
#pragma unroll
  for (int m = 0; m < TILES; m++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const float *row = x + (16 * m + g + i % 2 * 8) * PITCH + k;
      if constexpr (KIND == TF32) {
        a[m][i] = to_tf32(row[t + i / 2 * 4]);
      } else {
        const float2 pair = *reinterpret_cast<const float2 *>(row + 2 * t + i / 2 * 8);
        a[m][i] = KIND == HALF ? pack_f16(pair.x, pair.y) : pack_bf16(pair.x, pair.y);
      }
    }
  }
}

/** Fragments of four tiles of W, 8 columns each: the 32 columns of a panel. */
template <int KIND> __device__ __forceinline__ void w_fragments(const float *w, int k, int g, int t, unsigned (&b)[4][2]) {
  constexpr int PITCH = w_pitch<KIND>();
  if constexpr (KIND == BRAIN) {
    // A word holds columns i (low) and i + 16 of one input; a fragment wants two inputs of one column.
    const unsigned *words = reinterpret_cast<const unsigned *>(w);
#pragma unroll
    for (int n = 0; n < 2; n++) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        const unsigned first = words[(k + 2 * t + 8 * i) * PITCH + 8 * n + g];
        const unsigned second = words[(k + 2 * t + 1 + 8 * i) * PITCH + 8 * n + g];
        b[n][i] = (first & 0xffffu) | second << 16;
        b[n + 2][i] = first >> 16 | (second & 0xffff0000u);
      }
    }
  } else {
#pragma unroll
    for (int n = 0; n < 4; n++) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        if constexpr (KIND == TF32) {
          b[n][i] = to_tf32(w[(k + t + 4 * i) * PITCH + 8 * n + g]);
        } else {
          b[n][i] = pack_f16(w[(k + 2 * t + 8 * i) * PITCH + 8 * n + g], w[(k + 2 * t + 1 + 8 * i) * PITCH + 8 * n + g]);
        }
      }
    }
  }
}

/** x: rows of in floats, at a multiple of 16 bytes; in is a multiple of 4. */
template <int KIND, class S>
__device__ __forceinline__ void tensor_product(const float *x, const void *w, int in, const Finish &finish) {
  constexpr int FORMAT = KIND == BRAIN ? BF16 : F32;
  constexpr int X_WORDS = S::ROWS * x_pitch<KIND>();
  constexpr int W_WORDS = S::PANELS * TENSOR_INPUTS * w_pitch<KIND>();
  constexpr int ROW_VECTORS = panel_bytes<FORMAT>(1) / 16;
  DYNAMIC_SHARED(float, memory);
  const int thread = threadIdx.x;
  const int lane = thread & 31;
  const int warp = thread >> 5;
  const int g = lane >> 2;
  const int t = lane & 3;
  const int row0 = blockIdx.x * S::ROWS;
  const int panel0 = blockIdx.y * S::PANELS;
  const int panels = (finish.out + PANEL - 1) / PANEL;

  auto fetch = [&](int tile) {
    float *xs = memory + tile % S::STAGES * (X_WORDS + W_WORDS);
    float *ws = xs + X_WORDS;
    const int k0 = tile * TENSOR_INPUTS;
#pragma unroll
    for (int i = 0; i < S::ROWS * TENSOR_INPUTS / 4 / S::THREADS; i++) {
      const int v = thread + i * S::THREADS;
      const int row = v / 4;
      const int k = v % 4 * 4;
      const bool there = row0 + row < finish.m && k0 + k < in;
      copy_async(xs + row * x_pitch<KIND>() + k, there ? x + (long long) (row0 + row) * in + k0 + k : x, there ? 16 : 0);
    }
#pragma unroll
    for (int i = 0; i < S::PANELS * TENSOR_INPUTS * ROW_VECTORS / S::THREADS; i++) {
      const int v = thread + i * S::THREADS;
      const int part = v % ROW_VECTORS;
      const int k = v / ROW_VECTORS % TENSOR_INPUTS;
      const int panel = v / ROW_VECTORS / TENSOR_INPUTS;
      const bool there = panel0 + panel < panels && k0 + k < in;
      const char *from = there ? panel_at<FORMAT>(w, panel0 + panel, in) + panel_bytes<FORMAT>(k0 + k) + 16 * part
                               : static_cast<const char *>(w);
      copy_async(ws + (panel * TENSOR_INPUTS + k) * w_pitch<KIND>() + 4 * part, from, there ? 16 : 0);
    }
  };

  float sum[S::TILES][4][4];
#pragma unroll
  for (int m = 0; m < S::TILES; m++) {
#pragma unroll
    for (int n = 0; n < 4; n++) {
#pragma unroll
      for (int i = 0; i < 4; i++) sum[m][n][i] = 0.0f;
    }
  }
  const int tiles = (in + TENSOR_INPUTS - 1) / TENSOR_INPUTS;
#pragma unroll
  for (int s = 0; s < S::STAGES - 1; s++) {
    if (s < tiles) fetch(s);
    commit_copies();
  }
  for (int tile = 0; tile < tiles; tile++) {
    wait_for_copies<S::STAGES - 2>();
    __syncthreads();
    if (tile + S::STAGES - 1 < tiles) fetch(tile + S::STAGES - 1);
    commit_copies();
    const float *xs = memory + tile % S::STAGES * (X_WORDS + W_WORDS) + warp / S::PANELS * S::WARP_ROWS * x_pitch<KIND>();
    const float *ws = memory + tile % S::STAGES * (X_WORDS + W_WORDS) + X_WORDS + warp % S::PANELS * TENSOR_INPUTS * w_pitch<KIND>();
#pragma unroll
    for (int k = 0; k < TENSOR_INPUTS; k += KIND == TF32 ? 8 : 16) {
      unsigned a[S::TILES][4], b[4][2];
      x_fragments<KIND, S::TILES>(xs, k, g, t, a);
      w_fragments<KIND>(ws, k, g, t, b);
#pragma unroll
      for (int m = 0; m < S::TILES; m++) {
#pragma unroll
        for (int n = 0; n < 4; n++) {
          if constexpr (KIND == TF32) mma_tf32(sum[m][n], a[m], b[n]);
          else if constexpr (KIND == HALF) mma_f16(sum[m][n], a[m], b[n]);
          else mma_bf16(sum[m][n], a[m], b[n]);
        }
      }
    }
  }
  // The sums change hands through shared memory: whole vectors to global memory, and one copy of the activations' code.
  wait_for_copies<0>();
  __syncthreads();
#pragma unroll
  for (int m = 0; m < S::TILES; m++) {
#pragma unroll
    for (int n = 0; n < 4; n++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        const int row = warp / S::PANELS * S::WARP_ROWS + 16 * m + g + i / 2 * 8;
        memory[row * S::SUM_PITCH + warp % S::PANELS * PANEL + 8 * n + 2 * t + i % 2] = sum[m][n][i];
      }
    }
  }
  __syncthreads();
#pragma unroll 1
  for (int v = thread; v < S::ROWS * S::PANELS * PANEL / 4; v += S::THREADS) {
    const int row = v / (S::PANELS * PANEL / 4);
    const int column = v % (S::PANELS * PANEL / 4) * 4;
    if (panel0 * PANEL + column < finish.out) finish.four(memory + row * S::SUM_PITCH + column, row0 + row, panel0 * PANEL + column);
  }
}

extern "C" __global__ void __launch_bounds__(256, 2) tensor_tf32_large(PRODUCT_PARAMETERS) {
  tensor_product<TF32, Large>(x, w, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(128, 4) tensor_tf32_small(PRODUCT_PARAMETERS) {
  tensor_product<TF32, Small>(x, w, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(32) tensor_tf32_few(PRODUCT_PARAMETERS) {
  tensor_product<TF32, Few>(x, w, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(256, 2) tensor_f16_large(PRODUCT_PARAMETERS) {
  tensor_product<HALF, Large>(x, w, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(128, 4) tensor_f16_small(PRODUCT_PARAMETERS) {
  tensor_product<HALF, Small>(x, w, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(32) tensor_f16_few(PRODUCT_PARAMETERS) {
  tensor_product<HALF, Few>(x, w, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(256, 2) tensor_bf16_large(PRODUCT_PARAMETERS) {
  tensor_product<BRAIN, Large>(x, w, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(128, 4) tensor_bf16_small(PRODUCT_PARAMETERS) {
  tensor_product<BRAIN, Small>(x, w, in, PRODUCT_FINISH);
}
extern "C" __global__ void __launch_bounds__(32) tensor_bf16_few(PRODUCT_PARAMETERS) {
  tensor_product<BRAIN, Few>(x, w, in, PRODUCT_FINISH);
}
