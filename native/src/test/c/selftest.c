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
  static uint32_t packed[8 * 56 * AB_STRIDE], wide[AB_STEPS * 32];
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
  return all != 0;
}
