// Operations that move elements and compute nothing.
#pragma once
#include "maps.cu"

/** How the rows of a table are stored. */
enum Stored { STORED_F32, STORED_BF16, STORED_F16 };

__device__ __forceinline__ float stored_at(const void *table, int stored, long long i) {
  if (stored == STORED_F32) return static_cast<const float *>(table)[i];
  const unsigned bits = static_cast<const unsigned short *>(table)[i];
  return stored == STORED_BF16 ? bf16_to_float(bits) : f16_to_float(bits);
}

/**
 * y[i, :] = table[ids[i], :]. An id outside the table gives a row of NaN, and the lowest such i is left in {@code fault}, which holds
 * a larger number before.
 */
extern "C" __global__ void __launch_bounds__(256) embed_rows(const void *table, int stored, int table_rows, const int *ids, float *y,
    long long size, int width, int *fault) {
  const long long i = element();
  if (i >= size) return;
  const int token = int(i / width);
  const int id = ids[token];
  if (id < 0 || id >= table_rows) {
    atomicMin(fault, token);
    y[i] = not_a_number();
    return;
  }
  y[i] = stored_at(table, stored, (long long) id * width + i % width);
}

/** Windows of an image [rows, channels, height, width] as rows of [channel, kernel row, kernel column]. */
extern "C" __global__ void __launch_bounds__(256) unfold_image(const float *image, float *patches, long long size, int channels,
    int height, int width, int kernel, int stride, int padding, int out_height, int out_width) {
  const long long i = element();
  if (i >= size) return;
  const int q = int(i % kernel);
  const int p = int(i / kernel % kernel);
  const int c = int(i / (kernel * kernel) % channels);
  const long long patch = i / ((long long) kernel * kernel * channels);
  const int column = int(patch % out_width) * stride - padding + q;
  const int line = int(patch / out_width % out_height) * stride - padding + p;
  const long long row = patch / out_width / out_height;
  const bool inside = line >= 0 && line < height && column >= 0 && column < width;
  patches[i] = inside ? image[((row * channels + c) * height + line) * width + column] : 0.0f;
}

/** Tokens [rows, gridH * gridW, patch * patch * tokenChannels] back into an image [rows, channels, gridH * patch, gridW * patch]. */
extern "C" __global__ void __launch_bounds__(256) place_patches(const float *tokens, float *image, long long size, int channels,
    int grid_height, int grid_width, int patch, int token_channels) {
  const long long i = element();
  if (i >= size) return;
  const int width = grid_width * patch;
  const int height = grid_height * patch;
  const int column = int(i % width);
  const int line = int(i / width % height);
  const int c = int(i / width / height % channels);
  const long long row = i / width / height / channels;
  const long long token = (row * grid_height + line / patch) * grid_width + column / patch;
  image[i] = tokens[(token * patch * patch + line % patch * patch + column % patch) * token_channels + c];
}

/** y[r, j, i] = x[r, i, j], x [rows, a, b], by squares of 32 through shared memory; 32 x 8 threads as 256. */
extern "C" __global__ void __launch_bounds__(256) transpose_rows(const float *x, float *y, int a, int b, int tiles_a, int tiles_b) {
  __shared__ float square[32][33];
  const int tile_b = blockIdx.x % tiles_b;
  const int tile_a = blockIdx.x / tiles_b % tiles_a;
  const long long row = blockIdx.x / tiles_b / tiles_a;
  const int tx = threadIdx.x & 31;
  const int ty = threadIdx.x >> 5;
  x += row * a * b;
  y += row * a * b;
  for (int i = ty; i < 32; i += 8) {
    const int from = tile_a * 32 + i;
    const int to = tile_b * 32 + tx;
    if (from < a && to < b) square[i][tx] = x[(long long) from * b + to];
  }
  __syncthreads();
  for (int i = ty; i < 32; i += 8) {
    const int to = tile_b * 32 + i;
    const int from = tile_a * 32 + tx;
    if (from < a && to < b) y[(long long) to * a + from] = square[tx][i];
  }
}

/** y[i, :] = x[parents[i], :], rows of any number of 4-byte words: forks and resampled populations. */
extern "C" __global__ void __launch_bounds__(256) gather_rows(const float *x, const int *parents, float *y, long long size, int width) {
  const long long i = element();
  if (i < size) y[i] = x[(long long) parents[i / width] * width + i % width];
}

/** y[i, :] = the row at the address sources[i]: a population gathered from several. */
extern "C" __global__ void __launch_bounds__(256) gather_sources(const long long *sources, float *y, long long size, int width) {
  const long long i = element();
  if (i < size) y[i] = reinterpret_cast<const float *>(sources[i / width])[i % width];
}

/**
 * The windows of output pixels [first, first + pixels) of one image of pixels [height * width, channels], which is enlarged by
 * repeating: rows of [kernel row, kernel column, channel], zeros outside. The first half of a convolution.
 */
extern "C" __global__ void __launch_bounds__(256) gather_windows(const float *image, float *windows, long long size, long long first,
    int channels, int height, int width, int enlarge, int kernel) {
  const long long i = element();
  if (i >= size) return;
  const int c = int(i % channels);
  const int q = int(i / channels % kernel);
  const int p = int(i / channels / kernel % kernel);
  const long long pixel = first + i / channels / kernel / kernel;
  const long long in_image = pixel % ((long long) width * enlarge * height * enlarge);
  const long long row = pixel / ((long long) width * enlarge * height * enlarge);
  const int line = int(in_image / (width * enlarge)) - kernel / 2 + p;
  const int column = int(in_image % (width * enlarge)) - kernel / 2 + q;
  const bool inside = line >= 0 && line < height * enlarge && column >= 0 && column < width * enlarge;
  windows[i] = inside ? image[((row * height + line / enlarge) * width + column / enlarge) * channels + c] : 0.0f;
}
