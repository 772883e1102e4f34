// Norms and softmax: a warp takes a row.
#pragma once
#include "numerics.cuh"

/** Rows of a block; the launcher's blocks have 32 times as many threads. */
constexpr int ROWS_PER_BLOCK = 4;

enum Affine { AFFINE_NONE, AFFINE_WEIGHT, AFFINE_WEIGHT_BIAS, AFFINE_MODULATED, AFFINE_WEIGHT_MODULATED };

/**
 * y = affine((x - mean) / sqrt(mean((x - mean)^2) + eps)) for rows of width; the mean is 0 where not centred. The scale and shift of
 * row r are the vectors r / tokens, stride apart. y may be x.
 */
extern "C" __global__ void __launch_bounds__(128) norm_rows(const float *x, float *y, int rows, int width, float eps, int centred,
    int affine, const float *weight, const float *scale, const float *shift, int stride, int tokens) {
  const int lane = threadIdx.x & 31;
  const int row = blockIdx.x * ROWS_PER_BLOCK + (threadIdx.x >> 5);
  if (row >= rows) return;
  x += (long long) row * width;
  y += (long long) row * width;
  float mean = 0.0f;
  if (centred) {
    float sum = 0.0f;
    for (int i = lane; i < width; i += 32) sum = plus(sum, x[i]);
    mean = __fdiv_rn(fold(sum), __int2float_rn(width));
  }
  float square = 0.0f;
  for (int i = lane; i < width; i += 32) {
    float d = minus(x[i], mean);
    square = fma_(d, d, square);
  }
  const float inverse = __fdiv_rn(1.0f, __fsqrt_rn(plus(__fdiv_rn(fold(square), __int2float_rn(width)), eps)));
  const long long at = (long long) (row / tokens) * stride;
  for (int i = lane; i < width; i += 32) {
    float n = mul(minus(x[i], mean), inverse);
    switch (affine) {
      case AFFINE_WEIGHT: n = mul(n, scale[i]); break;
      case AFFINE_WEIGHT_BIAS: n = fma_(n, scale[i], shift[i]); break;
      case AFFINE_MODULATED: n = fma_(n, plus(scale[at + i], 1.0f), shift[at + i]); break;
      case AFFINE_WEIGHT_MODULATED: n = fma_(mul(n, weight[i]), plus(scale[at + i], 1.0f), shift[at + i]); break;
      default: break;
    }
    y[i] = n;
  }
}

/** y = exp(x - max) / sum for rows of n; a row of only -inf gives zeros, a NaN makes its row NaN. y may be x. */
extern "C" __global__ void __launch_bounds__(128) softmax_rows(const float *x, float *y, int rows, int n) {
  const int lane = threadIdx.x & 31;
  const int row = blockIdx.x * ROWS_PER_BLOCK + (threadIdx.x >> 5);
  if (row >= rows) return;
  x += (long long) row * n;
  y += (long long) row * n;
  float max = -infinity();
  bool nan = false;
  for (int i = lane; i < n; i += 32) {
    max = larger(x[i], max);
    nan |= x[i] != x[i];
  }
  max = fold_max(max);
  if (max == -infinity()) {
    // Zeros or, where there is a NaN among them, NaN.
    const float nothing = __any_sync(ALL_LANES, nan) ? not_a_number() : 0.0f;
    for (int i = lane; i < n; i += 32) y[i] = nothing;
    return;
  }
  float sum = 0.0f;
  for (int i = lane; i < n; i += 32) {
    float e = exp_non_positive(minus(x[i], max));
    y[i] = e;
    sum = plus(sum, e);
  }
  const float inverse = inverse_of(fold(sum));
  for (int i = lane; i < n; i += 32) y[i] = mul(y[i], inverse);
}
