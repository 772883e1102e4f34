// Elementwise operations. A thread takes an element; sizes are 64-bit, grids one-dimensional.
#pragma once
#include "numerics.cuh"

__device__ __forceinline__ long long element() { return (long long) blockIdx.x * blockDim.x + threadIdx.x; }

/** y = f(x), f an activation or exp; y may be x. */
extern "C" __global__ void __launch_bounds__(256) map_floats(const float *x, float *y, long long n, int act) {
  const long long i = element();
  if (i < n) y[i] = activate(act, x[i]);
}

/** y[r, i] = act(x[r, i]) * x[r, n + i] for rows of 2 n. */
extern "C" __global__ void __launch_bounds__(256) gated_rows(const float *x, float *y, long long size, int n, int act) {
  const long long i = element();
  if (i >= size) return;
  const float *row = x + i / n * 2 * n + i % n;
  y[i] = mul(activate(act, row[0]), row[n]);
}

/** z = x + y, y repeated every {@code period} elements. */
extern "C" __global__ void __launch_bounds__(256) add_floats(const float *x, const float *y, float *z, long long n, long long period) {
  const long long i = element();
  if (i < n) z[i] = plus(x[i], y[i % period]);
}

extern "C" __global__ void __launch_bounds__(256) scale_floats(const float *x, float c, float *y, long long n) {
  const long long i = element();
  if (i < n) y[i] = mul(c, x[i]);
}

extern "C" __global__ void __launch_bounds__(256) scale_doubles(const double *x, double c, double *y, long long n) {
  const long long i = element();
  if (i < n) y[i] = __dmul_rn(c, x[i]);
}

/** y = fma(c3, k3, fma(c2, k2, fma(c1, k1, fma(c0, k0, x)))) of the first {@code terms} of them; y may be x. */
extern "C" __global__ void __launch_bounds__(256) axpy_floats(const float *x, float *y, long long n, int terms, const float *k0,
    const float *k1, const float *k2, const float *k3, float c0, float c1, float c2, float c3) {
  const long long i = element();
  if (i >= n) return;
  float s = x[i];
  if (terms > 0) s = fma_(c0, k0[i], s);
  if (terms > 1) s = fma_(c1, k1[i], s);
  if (terms > 2) s = fma_(c2, k2[i], s);
  if (terms > 3) s = fma_(c3, k3[i], s);
  y[i] = s;
}

extern "C" __global__ void __launch_bounds__(256) axpy_doubles(const double *x, double *y, long long n, int terms, const double *k0,
    const double *k1, const double *k2, const double *k3, double c0, double c1, double c2, double c3) {
  const long long i = element();
  if (i >= n) return;
  double s = x[i];
  if (terms > 0) s = __fma_rn(c0, k0[i], s);
  if (terms > 1) s = __fma_rn(c1, k1[i], s);
  if (terms > 2) s = __fma_rn(c2, k2[i], s);
  if (terms > 3) s = __fma_rn(c3, k3[i], s);
  y[i] = s;
}

/**
 * Classifier-free guidance of rows: y = u + scale (c - u) in the first {@code guided} of a row's elements, c in the others. The rows of
 * u lie {@code rows} after those of c. y may be the rows of c.
 */
extern "C" __global__ void __launch_bounds__(256) guide_rows(const float *both, float *y, long long size, int width, int guided,
    float scale) {
  const long long i = element();
  if (i >= size) return;
  const float c = both[i];
  float v = c;
  if (i % width < guided) {
    const float u = both[size + i];
    v = plus(u, mul(scale, minus(c, u)));
  }
  y[i] = v;
}

/** Half-split rotary embedding in place; x points at the first head of the first token. */
extern "C" __global__ void __launch_bounds__(256) rotate_heads(float *x, const float *table, long long pairs, int tokens, int stride,
    int heads, int half) {
  const long long i = element();
  if (i >= pairs) return;
  const int e = int(i % half);
  const int head = int(i / half % heads);
  const long long token = i / half / heads;
  const float *angles = table + token % tokens * 2 * half + e;
  const float c = angles[0];
  const float s = angles[half];
  float *low = x + token * stride + head * 2 * half + e;
  const float a = low[0];
  const float b = low[half];
  low[0] = fma_(a, c, -mul(b, s));
  low[half] = fma_(b, c, mul(a, s));
}
