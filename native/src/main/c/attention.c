/*
 * Attention of one instruction set: some queries of one head, AB_QUERIES at a time. Compiled once for each, as product.c.
 *
 * The queries of a block are scaled and transposed into a panel, so that scores come out as [keys][AB_QUERIES]: keys are the rows of that product,
 * and the softmax runs down the columns, with nothing to add across a vector. The weighted sum takes its weights as they lie there. Each
 * score and each output is one chain; sums of exponentials have 32 lanes, element j in lane j mod 32, folded by halves.
 */
#include "dispatch.h"
#include "functions.h"

/* Rows of the register block: an address each, and a broadcast. */
#if LANES == 16
#define BLOCK 12
#define CASES(f) case 1: f(1); break; case 2: f(2); break; case 3: f(3); break; case 4: f(4); break; case 5: f(5); break; \
  case 6: f(6); break; case 7: f(7); break; case 8: f(8); break; case 9: f(9); break; case 10: f(10); break; case 11: f(11); break; \
  default: f(12); break;
#else
#define BLOCK 3
#define CASES(f) case 1: f(1); break; case 2: f(2); break; default: f(3); break;
#endif

/* Rows whose distance is a multiple of 4 KiB share a set of the first-level cache. */
#define ALIAS 1024

/* Each of so many keys stands in a page of its own or nearly so, and so many queries pay for a copy without gaps. */
#define MANY_KEYS 512
#define MANY_QUERIES 128

/* Steps that rows are fetched ahead. */
#define AHEAD 12

#define SUM_LANES 32

/* s[r, :] = sum over steps of a[r row + k step] b[k b_step, :]. */
INLINE void chains(const int rows, const int nv, int64_t steps, const float *a, int64_t row, int64_t step, const float *b, int64_t b_step,
    vf *s) {
  _Pragma("GCC unroll 64") for (int i = 0; i < rows * nv; i++) {
    s[i] = all(0);
  }
  for (int64_t k = 0; k < steps; k++, a += step, b += b_step) {
    vf w[NV];
    if (LANES == 16) {
      __builtin_prefetch(b + AHEAD * b_step, 0, 3);
      if (nv > 1) {
        __builtin_prefetch(b + AHEAD * b_step + LANES, 0, 3);
      }
      if (step != 1) {
        __builtin_prefetch(a + AHEAD * step, 0, 3);
      }
    }
    _Pragma("GCC unroll 64") for (int j = 0; j < nv; j++) {
      w[j] = load(b + j * LANES);
    }
    _Pragma("GCC unroll 64") for (int i = 0; i < rows; i++) {
      vf x = all(a[i * row]);
      _Pragma("GCC unroll 64") for (int j = 0; j < nv; j++) {
        s[i * nv + j] = vfma(x, w[j], s[i * nv + j]);
      }
    }
  }
}

INLINE void score_block(const int rows, const int nv, int64_t width, const float *k, int64_t k_stride, const float *q, float *t) {
  vf s[BLOCK * NV];
  chains(rows, nv, width, k, k_stride, 1, q, AB_QUERIES, s);
  _Pragma("GCC unroll 64") for (int i = 0; i < rows * nv; i++) {
    store(t + i / nv * AB_QUERIES + i % nv * LANES, s[i]);
  }
}

/* t[key, query] for rows keys and the first nv vectors of queries. */
static void score(int rows, int nv, int64_t width, const float *k, int64_t k_stride, const float *q, float *t) {
#define SCORE(r) if (nv == 1) score_block(r, 1, width, k, k_stride, q, t); else score_block(r, NV, width, k, k_stride, q, t)
  switch (rows) { CASES(SCORE) }
}

INLINE void blend_block(const int rows, const int nv, int64_t keys, const float *t, const float *v, int64_t v_stride, const float *f,
    float *o, int64_t o_stride, int end) {
  vf s[BLOCK * NV];
  chains(rows, nv, keys, t, 1, AB_QUERIES, v, v_stride, s);
  _Pragma("GCC unroll 64") for (int i = 0; i < rows * nv; i++) {
    float *to = o + i / nv * o_stride + i % nv * LANES;
    if (nv > 1 || end == LANES) {
      store(to, s[i] * f[i / nv]);
    } else {
      store_end(to, s[i] * f[i / nv], end);
    }
  }
}

/* o[query, :] = f[query] sum over keys of t[key, query] v[key, :] for rows queries and nv vectors, of one only the first `end`. */
static void blend(int rows, int nv, int64_t keys, const float *t, const float *v, int64_t v_stride, const float *f, float *o,
    int64_t o_stride, int end) {
#define BLEND(r) if (nv == 1) blend_block(r, 1, keys, t, v, v_stride, f, o, o_stride, end); \
  else blend_block(r, NV, keys, t, v, v_stride, f, o, o_stride, end)
  switch (rows) { CASES(BLEND) }
}

/* y[e, q] = factor x[q, e] of LANES rows and columns: at each stage halves of pairs of rows change places. Rows past the last repeat it. */
static void transpose_tile(float factor, const float *x, int64_t stride, int last, float *y) {
  vf r[LANES];
  _Pragma("GCC unroll 64") for (int i = 0; i < LANES; i++) {
    r[i] = load(x + (i < last ? i : last) * stride) * factor;
  }
  _Pragma("GCC unroll 64") for (int h = LANES / 2; h > 0; h /= 2) {
    vi low, high;
    _Pragma("GCC unroll 64") for (int j = 0; j < LANES; j++) {
      low[j] = (j & h) ? LANES + j - h : j;
      high[j] = (j & h) ? LANES + j : j + h;
    }
    _Pragma("GCC unroll 64") for (int i = 0; i < LANES; i++) {
      if (!(i & h)) {
        vf a = r[i], b = r[i + h];
        r[i] = __builtin_shuffle(a, b, low);
        r[i + h] = __builtin_shuffle(a, b, high);
      }
    }
  }
  _Pragma("GCC unroll 64") for (int i = 0; i < LANES; i++) {
    store(y + i * AB_QUERIES, r[i]);
  }
}

/* y[e, q] for all queries and e < width; the last tile begins earlier and writes some elements again. */
static void transpose(float factor, const float *x, int64_t stride, int queries, int width, float *y) {
  if (width < LANES) {
    for (int q = 0; q < AB_QUERIES; q++) {
      for (int e = 0; e < width; e++) {
        y[e * AB_QUERIES + q] = factor * x[(q < queries ? q : queries - 1) * stride + e];
      }
    }
    return;
  }
  for (int q = 0; q < queries; q += LANES) {
    for (int e = 0; e < width; e += LANES) {
      int at = e < width - LANES ? e : width - LANES;
      transpose_tile(factor, x + q * stride + at, stride, queries - q - 1, y + at * AB_QUERIES + q);
    }
  }
}

/* The largest of each column, NaNs aside; 0 where that is -inf, so that exp(x - max) is 0 there too. */
INLINE vf largest(const float *t, int keys) {
  vf m[4];
  for (int i = 0; i < 4; i++) {
    m[i] = all(-__builtin_inff());
  }
  int j = 0;
  for (; j + 4 <= keys; j += 4) {
    _Pragma("GCC unroll 4") for (int i = 0; i < 4; i++) {
      vf x = load(t + (j + i) * AB_QUERIES);
      m[i] = choose(x > m[i], x, m[i]);
    }
  }
  for (; j < keys; j++) {
    vf x = load(t + j * AB_QUERIES);
    m[0] = choose(x > m[0], x, m[0]);
  }
  m[0] = choose(m[1] > m[0], m[1], m[0]);
  m[2] = choose(m[3] > m[2], m[3], m[2]);
  m[0] = choose(m[2] > m[0], m[2], m[0]);
  return choose(m[0] == all(-__builtin_inff()), all(0), m[0]);
}

/* Replaces the scores of a vector of queries by exp(x - max); 1 / sum, or 0 where the sum is. */
static vf exponentials(float *t, int keys) {
  vf max = largest(t, keys);
  vf lane[SUM_LANES];
  int first = keys < SUM_LANES ? keys : SUM_LANES;
  for (int j = 0; j < first; j++, t += AB_QUERIES) {
    lane[j] = exp_of_non_positive(load(t) - max);
    store(t, lane[j]);
  }
  for (int j = first; j < SUM_LANES; j++) {
    lane[j] = all(0);
  }
  for (int j = first; j < keys; j++, t += AB_QUERIES) {
    vf e = exp_of_non_positive(load(t) - max);
    store(t, e);
    lane[j % SUM_LANES] += e;
  }
  for (int h = SUM_LANES / 2; h > 0; h /= 2) {
    for (int l = 0; l < h; l++) {
      lane[l] += lane[l + h];
    }
  }
  return choose(lane[0] == 0, all(0), 1.f / lane[0]);
}

/* Rows of width, `apart` from each other, in place of rows that lie elsewhere; what is past the width is zero. */
static const float *copied(const float *x, int64_t stride, int rows, int width, int64_t apart, float *to) {
  for (int j = 0; j < rows; j++) {
    memcpy(to + j * apart, x + j * stride, 4 * (size_t)width);
    memset(to + j * apart + width, 0, 4 * (size_t)(apart - width));
  }
  return to;
}

/* The parts that p names of a block of n queries; k and v as they are to be read. */
static void block(const ab_attention *p, int n, const float *q, const float *k, int64_t k_stride, const float *v, int64_t v_stride,
    float *inverse, float *panel, float *t, float *o) {
  int keys = (int)p->keys, width = (int)p->width;
  if (p->key == 0) {
    transpose((float)p->scale, q, p->q_stride, n, width, panel);
  }
  int blocks = (p->key_end - p->key + BLOCK - 1) / BLOCK;
  for (int b = 0, j = p->key, rows; b < blocks; b++, j += rows) {
    rows = (p->key_end - j) / (blocks - b);
    score(rows, n <= LANES ? 1 : NV, width, k + j * k_stride, k_stride, panel, t + j * AB_QUERIES);
  }
  if (p->key_end == keys && (p->key < keys || keys == 0)) {
    for (int c = 0; c < n; c += LANES) {
      store(inverse + c, exponentials(t + c, keys));
    }
  }
  blocks = (n + BLOCK - 1) / BLOCK;
  for (int e = p->column, nv; e < p->column_end; e += nv * LANES) {
    nv = width - e >= AB_PANEL ? NV : 1;
    int end = width - e < LANES ? width - e : LANES;
    for (int b = 0, i = 0, rows; b < blocks; b++, i += rows) {
      rows = (n - i) / (blocks - b);
      blend(rows, nv, keys, t + i, v + e, v_stride, inverse + i, o + i * p->o_stride + e, p->o_stride, end);
    }
  }
}

ab_attend_kernel NAMED(ab_attend_, AB_LEVEL);

void NAMED(ab_attend_, AB_LEVEL)(const ab_attention *p, const float *q, const float *k, const float *v, float *o) {
  int keys = (int)p->keys, width = (int)p->width;
  int64_t padded = (width + LANES - 1) / LANES * LANES;
  float *inverse = p->scratch, *panel = inverse + AB_QUERIES, *t = panel + width * AB_QUERIES, *copies = t + keys * AB_QUERIES;
  int64_t k_stride = p->k_stride, v_stride = p->v_stride;
  int many = keys >= MANY_KEYS && p->all_queries >= MANY_QUERIES;
  k += p->k_at;
  v += p->v_at;
  if (many || k_stride % ALIAS == 0) {
    k = p->again ? copies : copied(k, k_stride, keys, width, padded, copies);
    k_stride = padded;
  }
  if (many || v_stride % ALIAS == 0 || width != padded) {
    copies += keys * padded;
    v = p->again ? copies : copied(v, v_stride, keys, width, padded, copies);
    v_stride = padded;
  }
  for (int i = 0; i < p->queries; i += AB_QUERIES) {
    int n = p->queries - i < AB_QUERIES ? p->queries - i : AB_QUERIES;
    block(p, n, q + p->q_at + i * p->q_stride, k, k_stride, v, v_stride, inverse, panel, t, o + p->o_at + i * p->o_stride);
  }
}
