/*
 * Register blocks over a panel of narrow weights as they are packed, which are unpacked in registers: for so few rows that each weight is
 * wanted once.
 *
 * DIRECT(name, depth, part) defines
 *
 *   name(rows, panels, steps, a, b, b_next, fetch, t, first)
 *
 * for 1 to ROWS rows of `steps` inputs, AB_STRIDE words apart: t[r, :] = t[r, :] + sum over k of a[r, k] b[k, :], each element one chain; panels
 * and what is fetched as in tile.h. Of the word of a column part(word, 2 d) is the weight of input d of `depth`, and part(word, 2 d + 1)
 * that of the column AB_PANEL / 2 further on.
 */
#ifndef AB_DIRECT_H
#define AB_DIRECT_H

#include "tile.h"

/* Words that are fetched ahead of their multiply-add: few rows pass them as fast as they come, which is the time of some 200 lines. */
#define AHEAD_OF_DIRECT 4096

INLINE vf part_bf16(vi word, const int n) { return (vf)(n == 0 ? word << 16 : word & (int32_t)0xffff0000); }

/* 2^24 times as large. */
INLINE vf part_int8(vi word, const int n) {
  return __builtin_convertvector((word << (24 - 8 * n)) & (int32_t)0xff000000, vf);
}

#define DIRECT(name, depth, part) \
  INLINE void name##_step(const int rows, const int inputs, const int nv, const uint32_t *a, const uint32_t *b, vf *s) { \
    vi words[NV / 2]; \
    _Pragma("GCC unroll 64") for (int j = 0; j < NV / 2; j++) { \
      words[j] = load_int(b + j * LANES); \
    } \
    _Pragma("GCC unroll 64") for (int d = 0; d < inputs; d++) { \
      vf w[NV]; \
      _Pragma("GCC unroll 64") for (int j = 0; j < NV; j++) { \
        w[j] = part(words[j % (NV / 2)], 2 * d + j / (NV / 2)); \
      } \
      _Pragma("GCC unroll 64") for (int i = 0; i < rows; i++) { \
        vf x = splat(a + d + i * AB_STRIDE); \
        _Pragma("GCC unroll 64") for (int j = 0; j < NV; j++) { \
          s[i * nv + j] = vfma(x, w[j], s[i * nv + j]); \
        } \
      } \
    } \
  } \
  INLINE void name##_block(const int rows, const int nv, TILE_ARGUMENTS) { \
    const int panels = nv / NV; \
    vf s[ROWS * NV]; \
    int64_t k = 0; \
    _Pragma("GCC unroll 64") for (int i = 0; i < rows * nv; i++) { \
      s[i] = first ? (vf){} : load(t + WAITS(i)); \
    } \
    for (; k + depth <= steps; k += depth, b += AB_PANEL / 2) { \
      if (panels == 1) { \
        __builtin_prefetch(f.from, 0, 2); \
        f.from += depth * f.step; \
      } \
      _Pragma("GCC unroll 64") for (int p = 0; p < panels; p++) { \
        __builtin_prefetch(b + p * b_next + AHEAD_OF_DIRECT, 0, 3); \
        name##_step(rows, depth, nv, a + k, b + p * b_next, s + p * NV); \
      } \
    } \
    _Pragma("GCC unroll 64") for (int p = 0; p < panels && k < steps; p++) { \
      name##_step(rows, 1, nv, a + k, b + p * b_next, s + p * NV); \
    } \
    _Pragma("GCC unroll 64") for (int i = 0; i < rows * nv; i++) { \
      store(t + WAITS(i), s[i]); \
    } \
  } \
  DISPATCH(name, )

#endif
