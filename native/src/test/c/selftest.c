/*
 * The kernels of this machine against loops of their own, without a JVM: what a cross compiler's build is checked by, under an emulator.
 * Prints a line per arithmetic; the exit code is 1 if a bit differs.
 *
 *   aarch64-linux-gnu-gcc -O1 -ffp-contract=off -o selftest selftest.c libanabranch.so -lm && qemu-aarch64 -L /usr/aarch64-linux-gnu selftest
 */
#include "../../main/c/anabranch.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 700

static uint64_t state = 88172645463325252ull;

static float random_float(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (float)(int64_t)state * 0x1p-62f;
}

static float as_float(uint32_t u) {
  float f;
  memcpy(&f, &u, 4);
  return f;
}

static uint32_t as_bits(float f) {
  uint32_t u;
  memcpy(&u, &f, 4);
  return u;
}

static float rounded(float x) {
  uint32_t u = as_bits(x);
  return as_float((u + 0x7fff + (u >> 16 & 1)) & 0xffff0000);
}

/* The weight of output n and input k as a product multiplies it, from the packed panels. */
static float weight(const ab_product *p, int n, int k) {
  const char *panel = (const char *)p->weights + n / 32 * p->panel_bytes;
  int j = n % 32;
  switch (p->arithmetic) {
    case AB_F32: return ((const float *)panel)[k * 32 + j];
    case AB_BF16:
    case AB_BF16_DOT:
    case AB_BF16_TILE: return as_float((uint32_t)((const uint16_t *)panel)[(k * 16 + j % 16) * 2 + j / 16] << 16);
    default: return ((const int8_t *)panel)[(k / 2 * 16 + j % 16) * 4 + k % 2 * 2 + j / 16];
  }
}

static float want(const ab_product *p, const float *x, const float *scales, int n) {
  float s = 0;
  int in = p->in;
  if (p->arithmetic == AB_F32 || p->arithmetic == AB_BF16) {
    for (int k = 0; k < in; k++) s = fmaf(x[k], weight(p, n, k), s);
  } else if (p->arithmetic == AB_INT8) {
    for (int k = 0; k < in; k++) s = fmaf(x[k], weight(p, n, k) * 0x1p24f, s);
    s *= scales[n];
  } else if (p->arithmetic == AB_INT8_GROUP) {
    for (int g = 0; g * 64 < in; g++) {
      float chain = 0;
      for (int k = g * 64; k < in && k < g * 64 + 64; k++) chain = fmaf(x[k], weight(p, n, k) * 0x1p24f, chain);
      s = fmaf(scales[(n / 32 * ((in + 63) / 64) + g) * 32 + n % 32], chain, s);
    }
  } else if (p->arithmetic == AB_BF16_DOT) {
    for (int k = 0; k < in; k += 2) {
      s = k + 1 < in ? fmaf(rounded(x[k + 1]), weight(p, n, k + 1), s) : s;
      s = fmaf(rounded(x[k]), weight(p, n, k), s);
    }
  } else if (p->arithmetic == AB_BF16_TILE) {
    for (int from = 0; from < in; from += 32) {
      float chain[2] = {0, 0};
      for (int k = from; k < in && k < from + 32; k++) chain[k % 2] = fmaf(rounded(x[k]), weight(p, n, k), chain[k % 2]);
      s += chain[0] + chain[1];
    }
  } else {
    float max = 0;
    int32_t sum = 0;
    for (int k = 0; k < in; k++) max = fabsf(x[k]) > max ? fabsf(x[k]) : max;
    for (int k = 0; k < in; k++) sum += (int32_t)nearbyintf(x[k] * (127 / max)) * (int32_t)weight(p, n, k);
    s = (float)sum * (max / 127 * (scales[n] * 0x1p24f));
  }
  return s;
}

static long check(int arithmetic, int rows, int out, int in) {
  static float x[40 * MOST], y[40 * 100], bias[128], scales[4 * 32 * 16], tile[(40 + 16) * 32 * 4], row_scale[40];
  static uint32_t packed[8 * 56 * 800], wide[AB_STEPS * 32];
  static int32_t row_offset[40];
  static char weights[4 * 32 * 4 * MOST] __attribute__((aligned(64)));
  int cpu = ab_cpu() & ~AB_CPU_AMX;
  int inputs = ab_block_inputs(arithmetic, cpu);
  int narrow = arithmetic == AB_INT8 || arithmetic == AB_INT8_GROUP || arithmetic == AB_INT8_DOT;
  int panels = (out + 31) / 32;
  ab_product p = {.weights = weights, .packed = packed, .tile = tile, .wide = wide, .row_scale = row_scale, .row_offset = row_offset,
    .cpu = cpu, .arithmetic = arithmetic, .in = in, .out = out, .mode = AB_ADD, .has_bias = 1, .tokens = 1,
    .slab_rows = rows, .rows = rows, .panels = panels, .block_end = (in + inputs - 1) / inputs};
  p.panel_bytes = narrow ? 32 * (in + in % 2) : arithmetic == AB_F32 ? 128 * (int64_t)in : 64 * (int64_t)in;
  for (int i = 0; i < rows * in; i++) x[i] = random_float();
  for (int i = 0; i < 128; i++) bias[i] = random_float();
  for (int i = 0; i < 4 * 32 * 16; i++) scales[i] = random_float() * 0x1p-30f;
  for (int64_t i = 0; i < p.panel_bytes * panels; i++) weights[i] = (char)(random_float() * 60);
  for (int64_t i = 0; !narrow && i < p.panel_bytes * panels / 4; i++) {
    float low = random_float(), high = random_float();
    ((uint32_t *)weights)[i] = arithmetic == AB_F32 ? as_bits(low) : as_bits(rounded(low)) >> 16 | as_bits(rounded(high));
  }
  for (int j = 0; narrow && in % 2 == 1 && j < panels; j++) {
    for (int i = 0; i < 16; i++) ((uint16_t *)(weights + (j + 1) * p.panel_bytes))[2 * i - 32 + 1] = 0;
  }
  for (int i = 0; i < rows * out; i++) y[i] = (float)i;
  ab_pack(&p, x);
  if (arithmetic == AB_F32) {
    for (p.row = 0; p.row < rows; p.row += 3) {
      p.rows = rows - p.row < 3 ? rows - p.row : 3;
      ab_multiply(&p, scales, bias, bias, y);
    }
  } else {
    ab_multiply(&p, scales, bias, bias, y);
  }
  long wrong = 0;
  for (int i = 0; i < rows; i++) {
    for (int n = 0; n < out; n++) {
      float w = (float)(i * out + n) + (want(&p, x + i * in, scales, n) + bias[n]);
      wrong += as_bits(w) != as_bits(y[i * out + n]);
    }
  }
  return wrong;
}

static float exp_of(float x) {
  if (x < -87.33654f) return 0;
  float t = fmaf(x, 1.44269504088896341f, 12583039.f);
  float s = as_float(as_bits(t) << 23);
  float r = fmaf(t - 12583039.f, -0.693147180559945f, x);
  float p = fmaf(0.0013819825f, r, 0.008368687f);
  p = fmaf(p, r, 0.041668277f);
  p = fmaf(p, r, 0.16666521f);
  p = fmaf(p, r, 0.49999994f);
  return fmaf(fmaf(p, r * r, r), s, s);
}

static float fold(float *lane) {
  for (int h = 16; h > 0; h /= 2) {
    for (int l = 0; l < h; l++) lane[l] += lane[l + h];
  }
  return lane[0];
}

/* One head, queries and keys in one array, all rows `stride` apart. */
static long check_attention(int queries, int keys, int width, int stride) {
  long wrong = 0;
  int longest = queries > keys ? queries : keys;
  float *x = malloc(4 * (size_t)((longest - 1) * stride + 3 * width)), *o = malloc(4 * (size_t)(queries * width)), *s = malloc(4 * keys);
  float *scratch = malloc(4 * (size_t)(AB_QUERIES * (1 + width + keys) + 2 * keys * (width + 15)));
  for (int i = 0; i < (longest - 1) * stride + 3 * width; i++) x[i] = random_float();
  ab_attention p = {.scratch = scratch, .q_stride = stride, .k_at = width, .k_stride = stride, .v_at = 2 * width, .v_stride = stride,
    .o_stride = width, .cpu = ab_cpu(), .queries = queries, .keys = keys, .width = width,
    .all_queries = queries, .key_end = keys, .column_end = width, .scale = 0.3f};
  ab_attend(&p, x, x, x, o);
  for (int i = 0; i < queries; i++) {
    float max = -INFINITY, lane[32] = {0};
    for (int j = 0; j < keys; j++) {
      s[j] = 0;
      for (int e = 0; e < width; e++) s[j] = fmaf(x[i * stride + e] * 0.3f, x[j * stride + width + e], s[j]);
      max = s[j] > max ? s[j] : max;
    }
    for (int j = 0; j < keys; j++) lane[j % 32] += s[j] = exp_of(s[j] - max);
    float inverse = 1 / fold(lane);
    for (int e = 0; e < width; e++) {
      float sum = 0;
      for (int j = 0; j < keys; j++) sum = fmaf(s[j], x[j * stride + 2 * width + e], sum);
      wrong += as_bits(sum * inverse) != as_bits(o[i * width + e]);
    }
  }
  free(x);
  free(o);
  free(s);
  free(scratch);
  return wrong;
}

/* A modulated norm and a softmax of rows, each array as long as it is used. */
static long check_rows(int rows, int width) {
  long wrong = 0;
  size_t bytes = 4 * (size_t)(rows * width);
  float *x = malloc(bytes), *y = malloc(bytes), *b = malloc(8 * (size_t)width);
  for (int i = 0; i < rows * width; i++) x[i] = random_float();
  for (int i = 0; i < 2 * width; i++) b[i] = random_float();
  ab_rows p = {.x_stride = width, .y_stride = width, .shift_at = width, .cpu = ab_cpu(), .operation = AB_NORM, .affine = AB_MODULATED,
    .centre = 1, .rows = rows, .width = width, .tokens = 1, .factor = 1e-5f};
  ab_run(&p, x, x, b, y);
  for (int r = 0; r < rows; r++) {
    float lane[32] = {0}, square[32] = {0};
    for (int i = 0; i < width; i++) lane[i % 32] += x[r * width + i];
    float mean = fold(lane) / (float)width;
    for (int i = 0; i < width; i++) {
      float d = x[r * width + i] - mean;
      square[i % 32] = fmaf(d, d, square[i % 32]);
    }
    float inverse = 1 / sqrtf(fold(square) / (float)width + 1e-5f);
    for (int i = 0; i < width; i++) {
      wrong += as_bits(fmaf((x[r * width + i] - mean) * inverse, b[i] + 1, b[width + i])) != as_bits(y[r * width + i]);
    }
  }
  p.operation = AB_SOFTMAX;
  ab_run(&p, x, x, b, y);
  for (int r = 0; r < rows; r++) {
    float max = -INFINITY, lane[32] = {0};
    for (int i = 0; i < width; i++) max = x[r * width + i] > max ? x[r * width + i] : max;
    for (int i = 0; i < width; i++) lane[i % 32] += exp_of(x[r * width + i] - max);
    float inverse = 1 / fold(lane);
    for (int i = 0; i < width; i++) wrong += as_bits(exp_of(x[r * width + i] - max) * inverse) != as_bits(y[r * width + i]);
  }
  free(x);
  free(y);
  free(b);
  return wrong;
}

int main(void) {
  static const int shapes[][3] = {{1, 1, 1}, {1, 33, 2}, {2, 32, 31}, {3, 40, 257}, {7, 70, 64}, {11, 97, 300}, {40, 33, 699}};
  static const char *names[] = {"f32", "bf16", "int8", "int8-group", "bf16 dot", "bf16 tile", "int8 dot"};
  long all = ab_abi() != AB_ABI || ab_cpu() == 0;
  for (int a = AB_F32; a <= AB_INT8_DOT; a++) {
    long wrong = 0;
    for (unsigned i = 0; i < sizeof shapes / sizeof shapes[0]; i++) wrong += check(a, shapes[i][0], shapes[i][1], shapes[i][2]);
    printf("%-10s %ld wrong\n", names[a], wrong);
    all += wrong;
  }
  static const int heads[][4] = {{1, 1, 1, 3}, {3, 5, 7, 22}, {17, 33, 20, 60}, {49, 49, 32, 96}, {33, 40, 72, 1024}, {70, 9, 16, 50}};
  long attention = 0, rows = 0;
  for (unsigned i = 0; i < sizeof heads / sizeof heads[0]; i++) {
    attention += check_attention(heads[i][0], heads[i][1], heads[i][2], heads[i][3]);
  }
  for (int width = 1; width < 140; width++) rows += check_rows(3, width);
  printf("%-10s %ld wrong\n%-10s %ld wrong\n", "attention", attention, "rows", rows);
  return all + attention + rows != 0;
}
