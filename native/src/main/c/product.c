/*
 * Products of one instruction set. Compiled once for each, with -DAB_LEVEL=its name; dispatch.c chooses at run time.
 *
 * A block of the depth is a few hundred steps: its part of a panel, unpacked to 32-bit words if weights are narrow, stays in the
 * first-level cache while every register block of rows runs over it. Sums wait in the tile between blocks, so that each is one chain.
 * What a step is depends on the arithmetic: one input in fp32 and wherever there is no instruction for more, two (vdpbf16ps,
 * pmaddwd) or four (vpdpbusd).
 */
#include "finish.h"
#include "tile.h"

#define LOW 0xffff

TILE(fp32, , vf, splat, load, store, vfma)
TILE(fp32_ftz, , vf, splat, load, store, vfma_ftz)

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

TILE(int_pairs, , vi, splat_int, load_int_or_sums, store_sums, dot_pairs)

#if LANES == 16
#define WITH_BF16 __attribute__((target("avx512bf16")))
#define WITH_VNNI __attribute__((target("avx512vnni")))

WITH_BF16 INLINE vf dot_bf16(vf a, vf b, vf s) { return (vf)_mm512_dpbf16_ps((__m512)s, (__m512bh)a, (__m512bh)b); }
WITH_VNNI INLINE vi dot_quads(vi a, vi b, vi s) { return (vi)_mm512_dpbusd_epi32((__m512i)s, (__m512i)b, (__m512i)a); }

TILE(bf16_pairs, WITH_BF16, vf, splat, load, store, dot_bf16)
TILE(int_quads, WITH_VNNI, vi, splat_int, load_int_or_sums, store_sums, dot_quads)
#endif

/* How an arithmetic is done with the instruction sets at hand. */
enum { ONE, BF16_ONE, BF16_PAIRS, TILE_ONE, TILE_PAIRS, INT_PAIRS, INT_QUADS };

static int way(int32_t arithmetic, int32_t cpu) {
  switch (arithmetic) {
    case AB_BF16_DOT: return LANES == 16 && (cpu & AB_CPU_BF16) ? BF16_PAIRS : BF16_ONE;
    case AB_BF16_TILE: return LANES == 16 && (cpu & AB_CPU_AMX) ? TILE_PAIRS : TILE_ONE;
    case AB_INT8_DOT: return LANES == 16 && (cpu & AB_CPU_VNNI) ? INT_QUADS : INT_PAIRS;
    default: return ONE;
  }
}

static int inputs_of_step(int way) { return way == ONE || way == BF16_ONE || way == TILE_ONE ? 1 : way == INT_QUADS ? 4 : 2; }

static int flushes(int way) { return way == BF16_ONE || way == TILE_ONE; }

static int32_t block_inputs(int32_t arithmetic, int32_t cpu) { return AB_STEPS * inputs_of_step(way(arithmetic, cpu)); }

/* Inputs of a tile, n rounded up to whole tiles, and where an input stands if even ones come first. */
#define INPUTS_OF_TILE 32
#define TILED(n) (((n) + INPUTS_OF_TILE - 1) / INPUTS_OF_TILE * INPUTS_OF_TILE)
#define IN_TILE(k) ((k) / INPUTS_OF_TILE * INPUTS_OF_TILE + (k) % 2 * (INPUTS_OF_TILE / 2) + (k) % INPUTS_OF_TILE / 2)

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
  int step = inputs_of_step(how);
  int64_t block_words = (int64_t)p->slab_rows * AB_STRIDE;
  for (int i = p->row; i < p->row + p->rows; i++) {
    const float *from = x + p->x_at + (int64_t)i * p->in;
    if (how == INT_PAIRS || how == INT_QUADS) {
      pack_bytes(p, i, from, step, block_words);
      continue;
    }
    uint32_t *to = p->packed + (int64_t)i * AB_STRIDE;
    for (int k = 0; k < p->in; k += AB_STEPS * step, to += block_words) {
      int n = p->in - k < AB_STEPS * step ? p->in - k : AB_STEPS * step;
      switch (how) {
        case BF16_ONE: pack_bf16_ones(from + k, n, to); break;
        case BF16_PAIRS: pack_bf16_pairs(from + k, n, to); break;
        case TILE_ONE: pack_tile_ones(from + k, n, to); break;
        case TILE_PAIRS: pack_tile_pairs(from + k, n, to); break;
        default: memcpy(to, from + k, 4 * (size_t)n);
      }
    }
  }
}

/* ---- weights */

/* 16 words of a panel; a compiler splits them where vectors are narrower. */
typedef uint32_t words16 __attribute__((vector_size(64)));
typedef words16 words16_u __attribute__((aligned(4), may_alias));
typedef int32_t ints16 __attribute__((vector_size(64)));
typedef float floats16 __attribute__((vector_size(64)));

INLINE words16 get(const uint32_t *w) { return *(const words16_u *)w; }
INLINE void put(uint32_t *to, words16 v) { *(words16_u *)to = v; }
INLINE words16 float_words(words16 v) { return (words16)__builtin_convertvector((ints16)v, floats16); }
INLINE words16 sign_extended(words16 v) { return (words16)((ints16)v >> 24); }

#define HIGH (~(uint32_t)LOW)

/* Packed BF16: word j of an input holds W[j + 16] : W[j]. `flip` 1 exchanges the inputs of a pair. */
static void widen_bf16(const uint32_t *w, int n, int flip, uint32_t *to) {
  for (int k = 0; k < n; k++, w += 16) {
    words16 v = get(w);
    put(to + (k ^ flip) * AB_PANEL, v << 16);
    put(to + (k ^ flip) * AB_PANEL + 16, v & HIGH);
  }
  if (flip && n % 2 == 1) {
    memset(to + (n - 1) * AB_PANEL, 0, 4 * AB_PANEL);
  }
}

/* The same as pairs of inputs for vdpbf16ps. */
static void pair_bf16(const uint32_t *w, int n, uint32_t *to) {
  for (int k = 0; k < n; k += 2, w += 32, to += AB_PANEL) {
    words16 v = get(w);
    words16 next = k + 1 < n ? get(w + 16) : (words16){};
    put(to, (v & LOW) | next << 16);
    put(to + 16, v >> 16 | (next & HIGH));
  }
}

/* Both for tiles of 32 inputs. */
static void widen_tiles(const uint32_t *w, int n, uint32_t *to) {
  for (int k = 0; k < TILED(n); k++, w += 16) {
    words16 v = k < n ? get(w) : (words16){};
    put(to + IN_TILE(k) * AB_PANEL, v << 16);
    put(to + IN_TILE(k) * AB_PANEL + 16, v & HIGH);
  }
}

static void pair_tiles(const uint32_t *w, int n, uint32_t *to) {
  pair_bf16(w, n, to);
  memset(to + (n + 1) / 2 * AB_PANEL, 0, 4 * AB_PANEL * (size_t)((TILED(n) - n) / 2));
}

/* Packed bytes: word j of two inputs holds W[j + 16, 1] : W[j, 1] : W[j + 16, 0] : W[j, 0]. As floats, 2^24 times as large. */
static void widen_int8(const uint32_t *w, int n, uint32_t *to) {
  for (int k = 0; k < n; k += 2, w += 16, to += 2 * AB_PANEL) {
    words16 v = get(w);
    put(to, float_words(v << 24));
    put(to + 16, float_words(v << 16 & 0xff000000));
    put(to + 32, float_words(v << 8 & 0xff000000));
    put(to + 48, float_words(v & 0xff000000));
  }
}

/* As pairs of 16-bit integers. */
static void pair_int8(const uint32_t *w, int n, uint32_t *to) {
  for (int k = 0; k < n; k += 2, w += 16, to += AB_PANEL) {
    words16 v = get(w);
    put(to, (sign_extended(v << 24) & LOW) | sign_extended(v << 8) << 16);
    put(to + 16, (sign_extended(v << 16) & LOW) | sign_extended(v) << 16);
  }
}

/* As quads of unsigned bytes, 128 larger, for vpdpbusd. */
static void quad_int8(const uint32_t *w, int n, uint32_t *to) {
  for (int k = 0; k < n; k += 4, w += 32, to += AB_PANEL) {
    words16 a = get(w) ^ 0x80808080;
    words16 b = (k + 2 < n ? get(w + 16) : (words16){}) ^ 0x80808080;
    put(to, (a & 0xff) | (a >> 8 & 0xff00) | (b << 16 & 0xff0000) | (b << 8 & 0xff000000));
    put(to + 16, (a >> 8 & 0xff) | (a >> 16 & 0xff00) | (b << 8 & 0xff0000) | (b & 0xff000000));
  }
}

/* The words of n inputs of a panel from input k on, which are in place for fp32 and unpacked into `to` else. */
static const uint32_t *words(const ab_product *p, int how, int panel, int k, int n, uint32_t *to) {
  const char *base = (const char *)p->weights + panel * p->panel_bytes;
  if (p->arithmetic == AB_F32) {
    return (const uint32_t *)(base + (int64_t)k * AB_PANEL * 4);
  }
  int bytes = p->arithmetic == AB_INT8 || p->arithmetic == AB_INT8_GROUP || p->arithmetic == AB_INT8_DOT ? 1 : 2;
  const void *w = base + (int64_t)k * AB_PANEL * bytes;
  switch (how) {
    case BF16_ONE: widen_bf16(w, n, 1, to); break;
    case BF16_PAIRS: pair_bf16(w, n, to); break;
    case TILE_ONE: widen_tiles(w, n, to); break;
    case TILE_PAIRS: pair_tiles(w, n, to); break;
    case INT_PAIRS: pair_int8(w, n, to); break;
    case INT_QUADS: quad_int8(w, n, to); break;
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
static void grouped(const ab_product *p, int rows, int panel, int k, int n, const uint32_t *a, const uint32_t *b, float *t, int first,
    const float *scales) {
  float chain[ROWS * AB_PANEL] __attribute__((aligned(64)));
  int64_t groups = (p->in + INPUTS_OF_GROUP - 1) / INPUTS_OF_GROUP;
  for (int g = 0; g < n; g += INPUTS_OF_GROUP) {
    int steps = n - g < INPUTS_OF_GROUP ? n - g : INPUTS_OF_GROUP;
    const float *s = scales + (panel * groups + (k + g) / INPUTS_OF_GROUP) * AB_PANEL;
    fp32(rows, 1, steps, a + g, b + g * AB_PANEL, 0, 0, chain, 1);
    for (int i = 0; i < rows * AB_PANEL; i += LANES) {
      vf old = first && g == 0 ? all(0) : load(t + i);
      store(t + i, vfma(load(s + i % AB_PANEL), load(chain + i), old));
    }
  }
}

/* A chain for the even inputs of each tile and one for the odd ones: t = t + (even + odd). */
static void tiled(int rows, int n, const uint32_t *a, const uint32_t *b, float *t, int first) {
  float even[ROWS * AB_PANEL] __attribute__((aligned(64))), odd[ROWS * AB_PANEL] __attribute__((aligned(64)));
  int half = INPUTS_OF_TILE / 2;
  for (int k = 0; k < n; k += INPUTS_OF_TILE, a += INPUTS_OF_TILE, b += INPUTS_OF_TILE * AB_PANEL) {
    fp32_ftz(rows, 1, half, a, b, 0, 0, even, 1);
    fp32_ftz(rows, 1, half, a + half, b + half * AB_PANEL, 0, 0, odd, 1);
    for (int i = 0; i < rows * AB_PANEL; i += LANES) {
      vf old = first && k == 0 ? all(0) : load(t + i);
      store(t + i, vfma_ftz(all(1), old, vfma_ftz(all(1), load(even + i), load(odd + i))));
    }
  }
}

#if LANES == 16
#define WITH_AMX __attribute__((target("amx-tile,amx-bf16")))

/*
 * Sixteen rows of 64 bytes in each of the eight tiles. What stands behind the last row is multiplied too and never looked at. A constant,
 * since the compiler does not know that ldtilecfg reads all of it.
 */
static const struct {
  uint8_t palette, start, reserved[14];
  uint16_t bytes[16];
  uint8_t rows[16];
} TILES = {1, 0, {0}, {64, 64, 64, 64, 64, 64, 64, 64}, {16, 16, 16, 16, 16, 16, 16, 16}};

WITH_AMX static void amx_begin(void) { _tile_loadconfig(&TILES); }

WITH_AMX static void amx_end(void) { _tile_release(); }

/* Two tiles of rows by the two halves of the panel, or the first tile of rows alone. */
#define ROW_BYTES (4 * AB_PANEL)
WITH_AMX static void amx_block(int rows, int steps, const uint32_t *a, const uint32_t *b, float *t, int first) {
  /* Nor does it know that tiles are loaded from memory. */
  __asm__ volatile("" ::: "memory");
  for (int i = 0; i < rows; i += 32, a += 32 * AB_STRIDE, t += 32 * AB_PANEL) {
    int both = rows - i > 16;
    float *below = t + 16 * AB_PANEL;
    if (first) {
      _tile_zero(0);
      _tile_zero(1);
      _tile_zero(2);
      _tile_zero(3);
    } else {
      _tile_loadd(0, t, ROW_BYTES);
      _tile_loadd(1, t + 16, ROW_BYTES);
      if (both) {
        _tile_loadd(2, below, ROW_BYTES);
        _tile_loadd(3, below + 16, ROW_BYTES);
      }
    }
    for (int k = 0; k < steps; k += 16) {
      _tile_loadd(6, b + k * AB_PANEL, ROW_BYTES);
      _tile_loadd(7, b + k * AB_PANEL + 16, ROW_BYTES);
      _tile_loadd(4, a + k, 4 * AB_STRIDE);
      _tile_dpbf16ps(0, 4, 6);
      _tile_dpbf16ps(1, 4, 7);
      if (both) {
        _tile_loadd(5, a + k + 16 * AB_STRIDE, 4 * AB_STRIDE);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
      }
    }
    _tile_stored(0, t, ROW_BYTES);
    _tile_stored(1, t + 16, ROW_BYTES);
    if (both) {
      _tile_stored(2, below, ROW_BYTES);
      _tile_stored(3, below + 16, ROW_BYTES);
    }
  }
  __asm__ volatile("" ::: "memory");
}
#endif

/* Runs the register blocks of all rows over one block of the depth of `panels` panels. */
static void block(const ab_product *p, int how, int panel, int panels, int index, float *t, const float *scales) {
  int inputs = AB_STEPS * inputs_of_step(how);
  int k = index * inputs;
  int n = p->in - k < inputs ? p->in - k : inputs;
  int steps = how == BF16_ONE ? n + (n & 1) : (n + inputs_of_step(how) - 1) / inputs_of_step(how);
  const uint32_t *b = words(p, how, panel, k, n, p->wide);
  int64_t b_next = p->panel_bytes / 4;
  /* What is needed next is fetched meanwhile: the next panels if other blocks of rows will run over these, else the next panel. */
  int64_t ahead = p->arithmetic != AB_F32 ? 0 : p->slab_rows > p->rows ? p->panels * b_next : b_next;
  const uint32_t *a = p->packed + ((int64_t)index * p->slab_rows + p->row) * AB_STRIDE;
#if LANES == 16
  if (how == TILE_PAIRS) {
    amx_block(p->rows, TILED(n) / 2, a, b, t, index == 0);
    return;
  }
#endif
  int blocks = (p->rows + ROWS - 1) / ROWS;
  for (int i = 0; i < blocks; i++) {
    int rows = (p->rows + i) / blocks;
    switch (how) {
      case BF16_ONE: fp32_ftz(rows, panels, steps, a, b, b_next, ahead, t, index == 0); break;
      case TILE_ONE: tiled(rows, n, a, b, t, index == 0); break;
      case INT_PAIRS: int_pairs(rows, panels, steps, a, b, b_next, ahead, t, index == 0); break;
#if LANES == 16
      case BF16_PAIRS: bf16_pairs(rows, panels, steps, a, b, b_next, ahead, t, index == 0); break;
      case INT_QUADS: int_quads(rows, panels, steps, a, b, b_next, ahead, t, index == 0); break;
#endif
      default:
        if (p->arithmetic == AB_INT8_GROUP) {
          grouped(p, rows, panel, k, n, a, b, t, index == 0, scales);
        } else {
          fp32(rows, panels, steps, a, b, b_next, ahead, t, index == 0);
        }
    }
    a += (int64_t)rows * AB_STRIDE;
    t += rows * AB_PANEL;
  }
}

/* Bytes of packed rows that stay in the first-level cache beside a stream of weights. */
#define ROWS_IN_CACHE 16384

static void multiply(const ab_product *p, const float *scales, const float *bias, const float *gate, float *y) {
  int how = way(p->arithmetic, p->cpu);
  int inputs = AB_STEPS * inputs_of_step(how);
  int depth = (p->in + inputs - 1) / inputs;
  int most = p->arithmetic == AB_F32 ? p->panels : 1;
  int few = p->arithmetic == AB_F32 && p->rows <= ROWS ? FEW(p->rows) : 1;
  int64_t tile = (int64_t)p->rows * AB_PANEL;
#if LANES == 16
  if (how == TILE_PAIRS) {
    amx_begin();
  }
#endif
  for (int q = 0; q < p->panels; q += most) {
    uint32_t mode = flushes(how) ? ftz_begin() : 0;
    /* All packed rows in the first-level cache: panels one after the other, as they lie. Else all panels of a block, so that rows stay. */
    int64_t row_bytes = (int64_t)p->rows * AB_STRIDE * 4;
    int whole = depth * row_bytes <= ROWS_IN_CACHE ? p->block_end - p->block : 1;
    for (int from = p->block; from < p->block_end; from += whole) {
      for (int j = 0, n; j < most; j += n) {
        n = most - j >= few ? few : 1;
        for (int i = from; i < from + whole; i++) {
          block(p, how, p->panel + q + j, n, i, p->tile + j * tile, scales);
        }
      }
    }
    if (flushes(how)) {
      ftz_end(mode);
    }
    if (depth == 0) {
      memset(p->tile, 0, (size_t)(most * tile * 4));
    }
    for (int j = 0; j < most && p->block_end >= depth; j++) {
      finish(p, p->panel + q + j, p->tile + j * tile, scales, bias, gate, y);
    }
  }
#if LANES == 16
  if (how == TILE_PAIRS) {
    amx_end();
  }
#endif
}

#include "dispatch.h"

const ab_kernels NAMED(ab_kernels_, AB_LEVEL) = {block_inputs, pack, multiply};
