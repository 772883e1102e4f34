/*
 * Products of one instruction set. Compiled once for each, with -DAB_LEVEL=its name; dispatch.c chooses at run time.
 *
 * A block of the depth is some hundred steps: its part of a panel, unpacked to 32-bit words if weights are narrow, stays near while every
 * register block of rows runs over it, and the next one is fetched meanwhile. Sums wait in the tile between blocks, so that each is one
 * chain. What a step is depends on the arithmetic: one input in fp32 and wherever there is no instruction for more, two (vdpbf16ps,
 * pmaddwd) or four (vpdpbusd).
 */
#include "amx.h"
#include "direct.h"
#include "finish.h"
#include "unpack.h"

TILE(fp32, , AB_STRIDE, 0, vf, splat, load, store, vfma)
TILE(fp32_ftz, , AB_STRIDE, 0, vf, splat, load, store, vfma_ftz)

/*
 * With fp32 weights: many rows need the panel so seldom that it may come from the second-level cache, and longer blocks leave fewer sums
 * waiting. With narrower vectors a row takes more steps, and the panel stays in the first.
 */
#if LANES == 16
#define F32_STEPS 768
/* Words that are fetched ahead of a multiply-add: 16 inputs, some 200 cycles with 14 rows. */
#define AHEAD (16 * AB_PANEL)
TILE(deep, , STRIDE(F32_STEPS), AHEAD, vf, splat, load, store, vfma)
TILE_HALF(deep, )
#else
#define F32_STEPS AB_STEPS
TILE_HALF(fp32, )
#define deep fp32
#define deep_half fp32_half
#endif

DIRECT(direct_bf16, 1, part_bf16)
DIRECT(direct_int8, 2, part_int8)

/* Two products of 16-bit integers, in each lane. */
INLINE vi dot_pairs(vi a, vi b, vi s) {
#if LANES == 16
  return s + (vi)_mm512_madd_epi16((__m512i)a, (__m512i)b);
#elif LANES == 8
  return s + (vi)_mm256_madd_epi16((__m256i)a, (__m256i)b);
#elif defined(__SSE2__)
  return s + (vi)_mm_madd_epi16((__m128i)a, (__m128i)b);
#else
  return s + (a << 16 >> 16) * (b << 16 >> 16) + (a >> 16) * (b >> 16);
#endif
}

INLINE vi load_sums(const float *t) { return load_int(t); }
INLINE void store_sums(float *t, vi v) { store_int(t, v); }
#define load_int_or_sums(p) load_int((const void *)(p))

TILE(int_pairs, , AB_STRIDE, 0, vi, splat_int, load_int_or_sums, store_sums, dot_pairs)

#if LANES == 16
#define WITH_BF16 __attribute__((target("avx512bf16")))
#define WITH_VNNI __attribute__((target("avx512vnni")))

WITH_BF16 INLINE vf dot_bf16(vf a, vf b, vf s) { return (vf)_mm512_dpbf16_ps((__m512)s, (__m512bh)a, (__m512bh)b); }
WITH_VNNI INLINE vi dot_quads(vi a, vi b, vi s) { return (vi)_mm512_dpbusd_epi32((__m512i)s, (__m512i)b, (__m512i)a); }

TILE(bf16_pairs, WITH_BF16, AB_STRIDE, 0, vf, splat, load, store, dot_bf16)
TILE(int_quads, WITH_VNNI, AB_STRIDE, 0, vi, splat_int, load_int_or_sums, store_sums, dot_quads)
#endif

/* How an arithmetic is done with the instruction sets at hand. */
enum { F32, ONE, BF16_ONE, BF16_PAIRS, TILE_ONE, TILE_PAIRS, INT_PAIRS, INT_QUADS };

static int way(int32_t arithmetic, int32_t cpu) {
  switch (arithmetic) {
    case AB_F32: return F32;
    case AB_BF16_DOT: return LANES == 16 && (cpu & AB_CPU_BF16) ? BF16_PAIRS : BF16_ONE;
    case AB_BF16_TILE: return LANES == 16 && (cpu & AB_CPU_AMX) ? TILE_PAIRS : TILE_ONE;
    case AB_INT8_DOT: return LANES == 16 && (cpu & AB_CPU_VNNI) ? INT_QUADS : INT_PAIRS;
    default: return ONE;
  }
}

static int inputs_of_step(int way) { return way <= BF16_ONE || way == TILE_ONE ? 1 : way == INT_QUADS ? 4 : 2; }

static int steps_of_block(int way) { return way == F32 ? F32_STEPS : AB_STEPS; }

static int flushes(int way) { return way == BF16_ONE || way == TILE_ONE; }

static int inputs_of_block(int way) { return steps_of_block(way) * inputs_of_step(way); }

static int32_t block_inputs(int32_t arithmetic, int32_t cpu) { return inputs_of_block(way(arithmetic, cpu)); }

static int32_t block_words(int32_t arithmetic, int32_t cpu) { return STRIDE(steps_of_block(way(arithmetic, cpu))); }

/* ---- rows of the input */

/* To nearest even; a NaN stays one. */
INLINE uint32_t bf16_of(float x) {
  uint32_t u;
  memcpy(&u, &x, 4);
  uint32_t rounded = (u + 0x7fff + (u >> 16 & 1)) >> 16;
  return (u & INT32_MAX) > 0x7f800000 ? u >> 16 | 0x40 : rounded;
}

/* n inputs, k ascending; a pair that is incomplete is filled up with a zero. */
static void pack_bf16_pairs(const float *x, int n, uint32_t *to) {
  int k = 0;
  for (; k + 1 < n; k += 2) {
    to[k / 2] = bf16_of(x[k]) | bf16_of(x[k + 1]) << 16;
  }
  if (k < n) {
    to[k / 2] = bf16_of(x[k]);
  }
}

/* The same as floats, in the order in which vdpbf16ps adds them: the odd one of a pair first. */
static void pack_bf16_ones(const float *x, int n, uint32_t *to) {
  for (int k = 0; k < n + (n & 1); k++) {
    to[k ^ 1] = k < n ? bf16_of(x[k]) << 16 : 0;
  }
}

/* For tiles of 32 inputs, the last filled up with zeros: as pairs, and as floats, the even inputs of a tile before its odd ones. */
static void pack_tile_pairs(const float *x, int n, uint32_t *to) {
  pack_bf16_pairs(x, n, to);
  memset(to + (n + 1) / 2, 0, 4 * (size_t)((TILED(n) - n) / 2));
}

static void pack_tile_ones(const float *x, int n, uint32_t *to) {
  for (int k = 0; k < TILED(n); k++) {
    to[IN_TILE(k)] = k < n ? bf16_of(x[k]) << 16 : 0;
  }
}

/* Not memcpy, whose call for each row took a sixth of a product of 60 inputs. */
static void copy(const float *x, int n, float *to) {
  int k = 0;
  for (; k + LANES <= n; k += LANES) {
    store(to + k, load(x + k));
  }
  if (k < n) {
    store_end(to + k, load_end(x + k, n - k), n - k);
  }
}

/* The largest |x| as bits, which order as the magnitudes do, NaN above infinity. */
static uint32_t most(const float *x, int n) {
  int32_t m = 0;
  for (int k = 0; k < n; k++) {
    int32_t u;
    memcpy(&u, x + k, 4);
    u &= INT32_MAX;
    m = u > m ? u : m;
  }
  return (uint32_t)m;
}

/* 127 / max, by which a row is multiplied before it is rounded, and its scale; see README.md for the limits. */
static float inverse_scale(const float *x, int n, float *scale) {
  uint32_t bits = most(x, n);
  float max;
  memcpy(&max, &bits, 4);
  if (bits >= 0x7f800000) {
    *scale = __builtin_nanf("");
    return 0;
  }
  if (max < 0x1p-100f) {
    *scale = 0;
    return 0;
  }
  *scale = max / 127.f;
  return 127.f / max;
}

/* The nearest integer, halves to even, for |x| < 2^22; a product with NaN or infinity is only asked for with a factor of 0. */
INLINE int32_t nearest(float x) { return (int32_t)((x + 12582912.f) - 12582912.f); }

static void round_row(const float *x, int n, float factor, int8_t *q) {
  if (factor == 0) {
    memset(q, 0, n);
    return;
  }
  for (int k = 0; k < n; k++) {
    q[k] = (int8_t)nearest(x[k] * factor);
  }
}

static void pack_bytes(const ab_product *p, int row, const float *x, int step, int64_t block_words) {
  int8_t q[4 * AB_STEPS];
  int32_t sum = 0;
  float factor = inverse_scale(x, p->in, &p->row_scale[row]);
  uint32_t *to = p->packed + (int64_t)row * AB_STRIDE;
  for (int k = 0; k < p->in; k += AB_STEPS * step, to += block_words) {
    int n = p->in - k < AB_STEPS * step ? p->in - k : AB_STEPS * step;
    memset(q + n / 4 * 4, 0, n % 4 == 0 ? 0 : 4);
    round_row(x + k, n, factor, q);
    if (step == 4) {
      memcpy(to, q, (n + 3) / 4 * 4);
    } else {
      for (int i = 0; i < n; i += 2) {
        to[i / 2] = (uint32_t)(q[i] & LOW) | (uint32_t)q[i + 1] << 16;
      }
    }
    for (int i = 0; i < n; i++) {
      sum += q[i];
    }
  }
  p->row_offset[row] = step == 4 ? 128 * sum : 0;
}

static void pack(const ab_product *p, const float *x) {
  int how = way(p->arithmetic, p->cpu);
  int inputs = inputs_of_block(how);
  int64_t stride = STRIDE(steps_of_block(how));
  int64_t block_words = p->slab_rows * stride;
  for (int i = p->row; i < p->row + p->rows; i++) {
    const float *from = x + p->x_at + (int64_t)i * p->in;
    if (how == INT_PAIRS || how == INT_QUADS) {
      pack_bytes(p, i, from, inputs_of_step(how), block_words);
      continue;
    }
    uint32_t *to = p->packed + i * stride;
    for (int k = 0; k < p->in; k += inputs, to += block_words) {
      int n = p->in - k < inputs ? p->in - k : inputs;
      switch (how) {
        case BF16_ONE: pack_bf16_ones(from + k, n, to); break;
        case BF16_PAIRS: pack_bf16_pairs(from + k, n, to); break;
        case TILE_ONE: pack_tile_ones(from + k, n, to); break;
        case TILE_PAIRS: pack_tile_pairs(from + k, n, to); break;
        default: copy(from + k, n, (float *)to);
      }
    }
  }
}

/* ---- weights */

/* Bytes of an input of a panel. */
static int input_bytes(const ab_product *p) {
  switch (p->arithmetic) {
    case AB_F32: return 4 * AB_PANEL;
    case AB_INT8:
    case AB_INT8_GROUP:
    case AB_INT8_DOT: return AB_PANEL;
    default: return 2 * AB_PANEL;
  }
}

/* The weights of a panel from input k on. */
static const uint32_t *weights_at(const ab_product *p, int panel, int k) {
  return (const uint32_t *)((const char *)p->weights + panel * p->panel_bytes + (int64_t)k * input_bytes(p));
}

/* The words of n inputs of a panel from input k on, which are in place for fp32 and unpacked into `to` else. */
static const uint32_t *words(const ab_product *p, int how, int panel, int k, int n, uint32_t *to) {
  const uint32_t *w = weights_at(p, panel, k);
  switch (how) {
    case BF16_ONE: widen_bf16(w, n, 1, to); break;
    case BF16_PAIRS: pair_bf16(w, n, to); break;
    case TILE_ONE: widen_tiles(w, n, to); break;
    case TILE_PAIRS: pair_tiles(w, n, to); break;
    case INT_PAIRS: pair_int8(w, n, to); break;
    case INT_QUADS: quad_int8(w, n, to); break;
    case F32: return w;
    default:
      if (p->arithmetic == AB_BF16) {
        widen_bf16(w, n, 0, to);
      } else {
        widen_int8(w, n, to);
      }
  }
  return to;
}

/* ---- products */

#define INPUTS_OF_GROUP 64

/* A chain for each group of inputs: t = fma(scale, chain, t). */
static void grouped(const ab_product *p, int direct, int rows, int panel, int panels, int k, int n, const uint32_t *a, const uint32_t *b,
    fetch f, float *t, int first, const float *scales) {
  float chain[ROWS * AB_PANEL] __attribute__((aligned(64)));
  int64_t groups = (p->in + INPUTS_OF_GROUP - 1) / INPUTS_OF_GROUP;
  for (int g = 0; g < n; g += INPUTS_OF_GROUP) {
    int steps = n - g < INPUTS_OF_GROUP ? n - g : INPUTS_OF_GROUP;
    if (direct) {
      direct_int8(rows, panels, steps, a + g, b + g * AB_PANEL / 4, p->panel_bytes / 4, f, chain, 1);
    } else {
      fp32(rows, 1, steps, a + g, b + g * AB_PANEL, 0, f, chain, 1);
    }
    f.from += steps * f.step;
    for (int q = 0; q < panels; q++) {
      const float *s = scales + ((panel + q) * groups + (k + g) / INPUTS_OF_GROUP) * AB_PANEL;
      for (int i = q * rows * AB_PANEL; i < (q + 1) * rows * AB_PANEL; i += LANES) {
        vf old = first && g == 0 ? all(0) : load(t + i);
        store(t + i, vfma(load(s + i % AB_PANEL), load(chain + i), old));
      }
    }
  }
}

/* A chain for the even inputs of each tile and one for the odd ones: t = t + (even + odd). */
static void tiled(int rows, int n, const uint32_t *a, const uint32_t *b, fetch f, float *t, int first) {
  float even[ROWS * AB_PANEL] __attribute__((aligned(64))), odd[ROWS * AB_PANEL] __attribute__((aligned(64)));
  int half = INPUTS_OF_TILE / 2;
  for (int k = 0; k < n; k += INPUTS_OF_TILE, a += INPUTS_OF_TILE, b += INPUTS_OF_TILE * AB_PANEL) {
    fp32_ftz(rows, 1, half, a, b, 0, f, even, 1);
    fp32_ftz(rows, 1, half, a + half, b + half * AB_PANEL, 0, f, odd, 1);
    for (int i = 0; i < rows * AB_PANEL; i += LANES) {
      vf old = first && k == 0 ? all(0) : load(t + i);
      store(t + i, vfma_ftz(all(1), old, vfma_ftz(all(1), load(even + i), load(odd + i))));
    }
  }
}

/* What comes after a block: another one, which rows [row, row + rows) share fetching. */
typedef struct following {
  int panel;
  int index;
  int row;
  int rows;
} following;

/* What those rows fetch while they pass over `steps` steps. */
static fetch fetched(const ab_product *p, int how, following f, int steps, int64_t *words) {
  int inputs = inputs_of_block(how);
  int k = f.index * inputs;
  int n = p->in - k < inputs ? p->in - k : inputs;
  int64_t all_steps = (int64_t)((f.rows + ROWS - 1) / ROWS) * steps;
  *words = (int64_t)n * input_bytes(p) / 4;
  return (fetch){weights_at(p, f.panel, k), (*words + all_steps - 1) / all_steps};
}

/* What finish will write comes from afar while it is computed. */
INLINE void fetch_results(const ab_product *p, int panel, int row, int rows, const float *y) {
  const float *to = y + p->y_at + (int64_t)row * p->out + panel * AB_PANEL;
  for (int i = 0; i < rows; i++, to += p->out) {
    __builtin_prefetch(to, 1, 3);
    __builtin_prefetch(to + AB_PANEL / 2, 1, 3);
  }
}

/* Runs the register blocks of all rows over one block of the depth of `panels` panels and finishes them if it is the last. */
static void block(const ab_product *p, int how, int panel, int panels, int index, following next, const float *scales, const float *bias,
    const float *gate, float *y) {
  int inputs = inputs_of_block(how);
  int k = index * inputs;
  int n = p->in - k < inputs ? p->in - k : inputs;
  int steps = how == BF16_ONE ? n + (n & 1) : (n + inputs_of_step(how) - 1) / inputs_of_step(how);
  int first = index == 0;
  int last = k + n == p->in;
  int64_t stride = STRIDE(steps_of_block(how));
  int64_t b_next = p->panel_bytes / 4;
  int direct = how == ONE && p->rows <= ROWS;
  const uint32_t *b = direct ? weights_at(p, panel, k) : words(p, how, panel, k, n, p->wide);
  const uint32_t *a = p->packed + ((int64_t)index * p->slab_rows + p->row) * stride;
  float *t = p->tile;
  int blocks = (p->rows + ROWS - 1) / ROWS;
  int half = panels == 1 && p->out - panel * AB_PANEL <= AB_PANEL / 2;
#if LANES == 16
  if (how == TILE_PAIRS) {
    amx_block(p->rows, TILED(n) / 2, a, b, t, first);
    if (last) {
      finish(p, panel, p->row, p->rows, t, scales, bias, gate, y);
    }
    return;
  }
#endif
  int64_t following_words;
  fetch all = fetched(p, how, next, steps, &following_words);
  for (int i = 0, row = p->row; i < blocks; i++) {
    int rows = (p->rows + i) / blocks;
    fetch f = {all.from + following_words * (row - next.row) / next.rows, all.step};
    if (last && panels == 1) {
      fetch_results(p, panel, row, rows, y);
    }
    uint32_t mode = flushes(how) ? ftz_begin() : 0;
    switch (how) {
      case F32:
        if (half) {
          deep_half(rows, steps, a, b, f, t, first);
        } else {
          deep(rows, panels, steps, a, b, b_next, f, t, first);
        }
        break;
      case BF16_ONE: fp32_ftz(rows, panels, steps, a, b, b_next, f, t, first); break;
      case TILE_ONE: tiled(rows, n, a, b, f, t, first); break;
      case INT_PAIRS: int_pairs(rows, panels, steps, a, b, b_next, f, t, first); break;
#if LANES == 16
      case BF16_PAIRS: bf16_pairs(rows, panels, steps, a, b, b_next, f, t, first); break;
      case INT_QUADS: int_quads(rows, panels, steps, a, b, b_next, f, t, first); break;
#endif
      default:
        if (p->arithmetic == AB_INT8_GROUP) {
          grouped(p, direct, rows, panel, panels, k, n, a, b, f, t, first, scales);
        } else if (direct && p->arithmetic == AB_BF16) {
          direct_bf16(rows, panels, n, a, b, b_next, f, t, first);
        } else if (direct) {
          direct_int8(rows, panels, n, a, b, b_next, f, t, first);
        } else {
          fp32(rows, panels, steps, a, b, b_next, f, t, first);
        }
    }
    if (flushes(how)) {
      ftz_end(mode);
    }
    for (int j = 0; j < panels && last; j++) {
      finish(p, panel + j, row, rows, t + j * rows * AB_PANEL, scales, bias, gate, y);
    }
    a += rows * stride;
    t += rows * AB_PANEL;
    row += rows;
  }
}

/* Zeros for a product without inputs. */
static void nothing(const ab_product *p, const float *scales, const float *bias, const float *gate, float *y) {
  memset(p->tile, 0, 4 * AB_PANEL);
  for (int q = p->panel; q < p->panel + p->panels; q++) {
    for (int i = p->row; i < p->row + p->rows; i++) {
      finish(p, q, i, 1, p->tile, scales, bias, gate, y);
    }
  }
}

static void multiply(const ab_product *p, const float *scales, const float *bias, const float *gate, float *y) {
  if (p->in == 0) {
    nothing(p, scales, bias, gate, y);
    return;
  }
  int how = way(p->arithmetic, p->cpu);
  int few = how <= ONE && p->rows <= ROWS ? FEW(p->rows) : 1;
  int end = p->panel + p->panels;
#if LANES == 16
  if (how == TILE_PAIRS) {
    amx_begin();
  }
#endif
  for (int q = p->panel, n; q < end; q += n) {
    n = end - q >= few ? few : 1;
    for (int i = p->block; i < p->block_end; i++) {
      following next = {q, i + 1, p->row, p->rows};
      if (i + 1 == p->block_end) {
        next = q + n < end ? (following){q + n, p->block, p->row, p->rows} : (following){p->next_panel, p->next_block, 0, p->slab_rows};
      }
      block(p, how, q, n, i, next, scales, bias, gate, y);
    }
  }
#if LANES == 16
  if (how == TILE_PAIRS) {
    amx_end();
  }
#endif
}

#include "dispatch.h"

const ab_kernels NAMED(ab_kernels_, AB_LEVEL) = {block_inputs, block_words, pack, multiply};
