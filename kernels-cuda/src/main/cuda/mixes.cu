// Sums in double of terms of either type, and rectangles of memory.
#pragma once
#include "maps.cu"

/** Element i of term t: double where bit t of the types is set, else float. */
__device__ __forceinline__ double term_at(const void *term, int types, int t, long long i) {
  return types >> t & 1 ? static_cast<const double *>(term)[i] : double(static_cast<const float *>(term)[i]);
}

/**
 * y = c0 k0 + c1 k1 + .. of the first {@code terms} of four: products and sums rounded each, the result once to the type of y, which
 * bit 4 of the types tells. y may be a term.
 */
extern "C" __global__ void __launch_bounds__(256) mix_terms(void *y, long long n, int terms, int types, const void *k0, const void *k1,
    const void *k2, const void *k3, double c0, double c1, double c2, double c3) {
  const long long i = element();
  if (i >= n) return;
  double s = __dmul_rn(c0, term_at(k0, types, 0, i));
  if (terms > 1) s = __dadd_rn(s, __dmul_rn(c1, term_at(k1, types, 1, i)));
  if (terms > 2) s = __dadd_rn(s, __dmul_rn(c2, term_at(k2, types, 2, i)));
  if (terms > 3) s = __dadd_rn(s, __dmul_rn(c3, term_at(k3, types, 3, i)));
  if (types >> 4 & 1) {
    static_cast<double *>(y)[i] = s;
  } else {
    static_cast<float *>(y)[i] = __double2float_rn(s);
  }
}

/** to[r * toStride + c] = from[r * fromStride + c] for rows of {@code columns} words of 4 bytes. */
extern "C" __global__ void __launch_bounds__(256) copy_rectangle(const unsigned *from, long long from_stride, unsigned *to,
    long long to_stride, long long size, long long columns) {
  const long long i = element();
  if (i < size) to[i / columns * to_stride + i % columns] = from[i / columns * from_stride + i % columns];
}
