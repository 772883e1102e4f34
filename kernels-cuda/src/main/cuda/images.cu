// Group norm over images whose pixels are rows of channels: sums in double, for each channel over the pixels of a block of 1024 in
// order, then for each group over the blocks in order, channels in order. Five launches: sums, means, squares, scales, the result.
#pragma once
#include "maps.cu"

constexpr int PIXEL_BLOCK = 1024;

/** partial[row, block, channel] = the sum over the block's pixels of x, or of (x - mean)^2 where there are means. */
extern "C" __global__ void __launch_bounds__(256) group_partials(const float *x, const double *mean, double *partial, long long size,
    int pixels, int channels, int blocks) {
  const long long i = element();
  if (i >= size) return;
  const int c = int(i % channels);
  const int block = int(i / channels % blocks);
  const long long row = i / channels / blocks;
  const int from = block * PIXEL_BLOCK;
  const int to = from + PIXEL_BLOCK < pixels ? from + PIXEL_BLOCK : pixels;
  const double centre = mean ? mean[row * channels + c] : 0.0;
  double sum = 0.0;
  for (int p = from; p < to; p++) {
    const double v = x[(row * pixels + p) * channels + c];
    if (mean) {
      const double d = __dsub_rn(v, centre);
      sum = __dadd_rn(sum, __dmul_rn(d, d));
    } else {
      sum = __dadd_rn(sum, v);
    }
  }
  partial[i] = sum;
}

/**
 * For each row and group the total of the partials over count; as means of its channels where there is no weight, else
 * scale = weight / sqrt(total / count + eps).
 */
extern "C" __global__ void __launch_bounds__(128) group_totals(const double *partial, int groups_of_all, int groups, int width, int channels,
    int blocks, double count, float eps, const float *weight, double *mean, float *scale) {
  const int g = int(element());
  if (g >= groups_of_all) return;
  const long long row = g / groups;
  const int first = g % groups * width;
  double sum = 0.0;
  for (int b = 0; b < blocks; b++) {
    for (int c = 0; c < width; c++) sum = __dadd_rn(sum, partial[(row * blocks + b) * channels + first + c]);
  }
  const double average = __ddiv_rn(sum, count);
  const double inverse = __ddiv_rn(1.0, __dsqrt_rn(__dadd_rn(average, double(eps))));
  for (int c = 0; c < width; c++) {
    const long long at = row * channels + first + c;
    if (weight) scale[at] = __double2float_rn(__dmul_rn(inverse, double(weight[first + c])));
    else mean[at] = average;
  }
}

/** y = act(fma(x - float(mean), scale, bias)). */
extern "C" __global__ void __launch_bounds__(256) group_apply(const float *x, const double *mean, const float *scale, const float *bias,
    float *y, long long size, int pixels, int channels, int act) {
  const long long i = element();
  if (i >= size) return;
  const int c = int(i % channels);
  const long long at = i / channels / pixels * channels + c;
  y[i] = activate(act, fma_(minus(x[i], __double2float_rn(mean[at])), scale[at], bias[c]));
}
