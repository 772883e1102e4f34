/*
 * Register blocks: t[r, :] = t[r, :] + sum over steps of op(a[r, step], b[step, :]), each element one chain.
 *
 * TILE(name, target, stride, ahead, vec, splat, load, store, op) defines
 *
 *   name(rows, panels, steps, a, b, b_next, fetch, t, first)
 *
 * for 1 to ROWS rows of a, `stride` words apart, and one panel b, or `panels` = FEW(rows) panels that are b_next words apart; the
 * sums of a panel stand `rows` * AB_PANEL behind those of the one before it. With `first` the chains begin at zero. Each step over a
 * single panel also fetches what `fetch` says into the second-level cache; unless `ahead` is 0, all fetch the words that are so far ahead
 * in each panel into the first.
 *
 * TILE_HALF(name, target) defines name_half(rows, steps, a, b, fetch, t, first), the same for the first half of a panel's columns.
 *
 * The number of rows and panels is a constant of every instance, so that sums live in registers.
 */
#ifndef AB_TILE_H
#define AB_TILE_H

#include "level.h"

/* Words between the rows of a block of so many steps: no multiple of 4 KiB, so that rows do not share a cache set. */
#define STRIDE(steps) ((steps) + 16)
#define AB_STRIDE STRIDE(AB_STEPS)

/*
 * Panels at once for a few rows: one panel has too few chains to hide the latency of a multiply-add. Their sums are never more than those
 * of ROWS rows and a panel.
 */
#if LANES == 16
#define FEW(rows) ((rows) <= 6 ? 2 : 1)
#elif LANES == 8
#define FEW(rows) ((rows) == 1 ? 2 : 1)
#else
#define FEW(rows) 1
#endif
#define MOST_PANELS 2

/* Words to be fetched, and how many of them for each step. */
typedef struct fetch {
  const uint32_t *from;
  int64_t step;
} fetch;

#define TILE_ARGUMENTS int64_t steps, const uint32_t *a, const uint32_t *b, int64_t b_next, fetch f, float *t, int first
#define TILE_CASE(name, r, panels) case r: name##_block(r, panels * NV, steps, a, b, b_next, f, t, first); break;
#define HALF_CASE(name, r, panels) case r: name##_block(r, panels * NV / 2, steps, a, b, 0, f, t, first); break;

/* Cases for up to three rows, which is all that narrower vectors have, and for more. */
#define CASES(name, CASE) CASE(name, 1, 1) CASE(name, 2, 1) CASE(name, 3, 1) MORE_CASES(name, CASE)
#define FEW_CASES(name, CASE) CASE(name, 1, FEW(1)) CASE(name, 2, FEW(2)) CASE(name, 3, FEW(3)) MORE_FEW_CASES(name, CASE)
#if ROWS == 14
#define MORE_CASES(name, CASE) \
  CASE(name, 4, 1) CASE(name, 5, 1) CASE(name, 6, 1) CASE(name, 7, 1) CASE(name, 8, 1) CASE(name, 9, 1) CASE(name, 10, 1) \
  CASE(name, 11, 1) CASE(name, 12, 1) CASE(name, 13, 1) CASE(name, 14, 1)
#define MORE_FEW_CASES(name, CASE) CASE(name, 4, FEW(4)) CASE(name, 5, FEW(5)) CASE(name, 6, FEW(6))
#else
#define MORE_CASES(name, CASE)
#define MORE_FEW_CASES(name, CASE)
#endif

/*
 * One step. With 32 wide registers the weights are held and each row is broadcast once; with fewer or narrower ones the rows are held
 * and each vector of weights is loaded once.
 */
#if ROWS == 14
#define STEP(rows, nv, stride, vec, splat, load, op) \
  vec w[MOST_PANELS * NV]; \
  _Pragma("GCC unroll 64") for (int j = 0; j < nv; j++) { \
    w[j] = load((const void *)(b + j / NV * b_next + j % NV * LANES)); \
  } \
  _Pragma("GCC unroll 64") for (int i = 0; i < rows; i++) { \
    vec x = splat(a + k + i * stride); \
    _Pragma("GCC unroll 64") for (int j = 0; j < nv; j++) { \
      s[i * nv + j] = op(x, w[j], s[i * nv + j]); \
    } \
  }
#else
#define STEP(rows, nv, stride, vec, splat, load, op) \
  vec x[ROWS]; \
  _Pragma("GCC unroll 64") for (int i = 0; i < rows; i++) { \
    x[i] = splat(a + k + i * stride); \
  } \
  _Pragma("GCC unroll 64") for (int j = 0; j < nv; j++) { \
    vec w = load((const void *)(b + j / NV * b_next + j % NV * LANES)); \
    _Pragma("GCC unroll 64") for (int i = 0; i < rows; i++) { \
      s[i * nv + j] = op(x[i], w, s[i * nv + j]); \
    } \
  }
#endif

/* The function that chooses among the instances of name_block(rows, vectors of a row, ...). */
#define DISPATCH(name, target) \
  target static void name(int rows, int panels, TILE_ARGUMENTS) { \
    if (panels == 1) { \
      switch (rows) { \
        CASES(name, TILE_CASE) \
        default: break; \
      } \
    } else { \
      switch (rows) { \
        FEW_CASES(name, TILE_CASE) \
        default: break; \
      } \
    } \
  }

/* Where vector i of the sums waits: row by row, and panel by panel. */
#define WAITS(i) (((i) % nv / NV * rows + (i) / nv) * NV + (i) % nv % NV) * LANES

#define TILE(name, target, stride, ahead, vec, splat, load, store, op) \
  target INLINE void name##_block(const int rows, const int nv, TILE_ARGUMENTS) { \
    vec s[ROWS * NV]; \
    _Pragma("GCC unroll 64") for (int i = 0; i < rows * nv; i++) { \
      s[i] = first ? (vec){} : load(t + WAITS(i)); \
    } \
    for (int64_t k = 0; k < steps; k++, b += AB_PANEL) { \
      if (nv <= NV) { \
        __builtin_prefetch(f.from, 0, 2); \
        f.from += f.step; \
      } \
      _Pragma("GCC unroll 64") for (int j = 0; ahead && j < nv * LANES; j += 16) { \
        __builtin_prefetch(b + ahead + j / AB_PANEL * b_next + j % AB_PANEL, 0, 3); \
      } \
      STEP(rows, nv, stride, vec, splat, load, op) \
    } \
    _Pragma("GCC unroll 64") for (int i = 0; i < rows * nv; i++) { \
      store(t + WAITS(i), s[i]); \
    } \
  } \
  DISPATCH(name, target)

#define TILE_HALF(name, target) \
  target static void name##_half(int rows, int64_t steps, const uint32_t *a, const uint32_t *b, fetch f, float *t, int first) { \
    switch (rows) { \
      CASES(name, HALF_CASE) \
      default: break; \
    } \
  }

#endif
