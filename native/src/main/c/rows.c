/*
 * What is done to rows and to single elements, for one instruction set. Compiled once for each, as product.c. A row sum has 32 lanes,
 * element i in lane i mod 32, folded by halves. Elements past the last whole vector are a vector that is not stored whole.
 */
#include "dispatch.h"
#include "functions.h"

#define SUM_LANES 32

/* y[i] = f(i) for i < n; `f` is an expression of vectors in which AT(p) is p[i ..]. */
#define EACH(n, y, f) do { \
    int i = 0, end_ = (n); \
    for (; i + LANES <= end_; i += LANES) { store((y) + i, f(LOAD)); } \
    if (i < end_) { int left_ = end_ - i; store_end((y) + i, f(LOAD_END), left_); } \
  } while (0)
#define LOAD(p) load((p) + i)
#define LOAD_END(p) load_end((p) + i, left_)

INLINE float one_fma(float a, float b, float c) { return vfma(all(a), all(b), all(c))[0]; }

/* ---- sums of a row */

static float fold(const float *lane) {
  float s[SUM_LANES];
  memcpy(s, lane, sizeof s);
  _Pragma("GCC unroll 8") for (int h = SUM_LANES / 2; h > 0; h /= 2) {
    _Pragma("GCC unroll 16") for (int l = 0; l < h; l++) {
      s[l] += s[l + h];
    }
  }
  return s[0];
}

static float sum(const float *x, int n) {
  vf s[NV];
  float lane[SUM_LANES];
  for (int j = 0; j < NV; j++) {
    s[j] = all(0);
  }
  int i = 0;
  for (; i + SUM_LANES <= n; i += SUM_LANES) {
    _Pragma("GCC unroll 8") for (int j = 0; j < NV; j++) {
      s[j] += load(x + i + j * LANES);
    }
  }
  for (int j = 0; j < NV; j++) {
    store(lane + j * LANES, s[j]);
  }
  for (int l = 0; i + l < n; l++) {
    lane[l] += x[i + l];
  }
  return fold(lane);
}

/* Of (x - mean)^2. */
static float squares(const float *x, int n, float mean) {
  vf s[NV];
  float lane[SUM_LANES];
  for (int j = 0; j < NV; j++) {
    s[j] = all(0);
  }
  int i = 0;
  for (; i + SUM_LANES <= n; i += SUM_LANES) {
    _Pragma("GCC unroll 8") for (int j = 0; j < NV; j++) {
      vf d = load(x + i + j * LANES) - mean;
      s[j] = vfma(d, d, s[j]);
    }
  }
  for (int j = 0; j < NV; j++) {
    store(lane + j * LANES, s[j]);
  }
  for (int l = 0; i + l < n; l++) {
    float d = x[i + l] - mean;
    lane[l] = one_fma(d, d, lane[l]);
  }
  return fold(lane);
}

/* ---- operations */

#define NORMALISED(at) ((at(x) - mean) * inverse)
#define PLAIN(at) NORMALISED(at)
#define WEIGHT(at) (NORMALISED(at) * at(weight))
#define WEIGHT_BIAS(at) vfma(NORMALISED(at), at(weight), at(shift))
#define MODULATED(at) vfma(NORMALISED(at), at(scale) + 1.f, at(shift))
#define WEIGHT_MODULATED(at) vfma(WEIGHT(at), at(scale) + 1.f, at(shift))

static void norm(const ab_rows *p, const float *x, const float *weight, const float *b, float *y) {
  x += p->x_at + p->first_row * p->x_stride;
  y += p->y_at + p->first_row * p->y_stride;
  weight += p->a_at;
  int n = p->width;
  for (int r = p->first_row; r < p->first_row + p->rows; r++, x += p->x_stride, y += p->y_stride) {
    const float *scale = b + p->scale_at + (int32_t)r / (int32_t)p->tokens * p->b_stride;
    const float *shift = b + p->shift_at + (int32_t)r / (int32_t)p->tokens * p->b_stride;
    float mean = p->centre ? sum(x, n) / (float)n : 0.f;
    float inverse = 1.f / __builtin_sqrtf(squares(x, n, mean) / (float)n + (float)p->factor);
    switch (p->affine) {
      case AB_WEIGHT: EACH(n, y, WEIGHT); break;
      case AB_WEIGHT_BIAS: EACH(n, y, WEIGHT_BIAS); break;
      case AB_MODULATED: EACH(n, y, MODULATED); break;
      case AB_WEIGHT_MODULATED: EACH(n, y, WEIGHT_MODULATED); break;
      default: EACH(n, y, PLAIN); break;
    }
  }
}

/* The largest of a row, NaNs aside. */
static float largest(const float *x, int n) {
  vf m[4];
  for (int j = 0; j < 4; j++) {
    m[j] = all(-__builtin_inff());
  }
  int i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES) {
    _Pragma("GCC unroll 4") for (int j = 0; j < 4; j++) {
      vf v = load(x + i + j * LANES);
      m[j] = choose(v > m[j], v, m[j]);
    }
  }
  m[0] = choose(m[1] > m[0], m[1], m[0]);
  m[2] = choose(m[3] > m[2], m[3], m[2]);
  m[0] = choose(m[2] > m[0], m[2], m[0]);
  float max = m[0][0];
  for (int l = 1; l < LANES; l++) {
    max = m[0][l] > max ? m[0][l] : max;
  }
  for (; i < n; i++) {
    max = x[i] > max ? x[i] : max;
  }
  return max;
}

/* y = exp(x - max) and their sum. */
static float exponentials(const float *x, float *y, int n, float max) {
  vf s[NV];
  float lane[SUM_LANES];
  for (int j = 0; j < NV; j++) {
    s[j] = all(0);
  }
  int i = 0;
  for (; i + SUM_LANES <= n; i += SUM_LANES) {
    _Pragma("GCC unroll 8") for (int j = 0; j < NV; j++) {
      vf e = exp_of_non_positive(load(x + i + j * LANES) - max);
      store(y + i + j * LANES, e);
      s[j] += e;
    }
  }
  for (int j = 0; j < NV; j++) {
    store(lane + j * LANES, s[j]);
  }
  for (int l = 0; i + l < n; l++) {
    float e = exp_of_non_positive(all(x[i + l] - max))[0];
    y[i + l] = e;
    lane[l] += e;
  }
  return fold(lane);
}

/* A row without a largest element: zeros, or NaN if there is one. */
static void of_nothing(const float *x, float *y, int n) {
  int nan = 0;
  for (int i = 0; i < n; i++) {
    nan |= x[i] != x[i];
  }
  for (int i = 0; i < n; i++) {
    y[i] = nan ? __builtin_nanf("") : 0.f;
  }
}

static void softmax(const ab_rows *p, const float *x, float *y) {
  x += p->x_at + p->first_row * p->x_stride;
  y += p->y_at + p->first_row * p->y_stride;
  int n = p->width;
  for (int r = 0; r < p->rows; r++, x += p->x_stride, y += p->y_stride) {
    float max = largest(x, n);
    if (max == -__builtin_inff()) {
      of_nothing(x, y, n);
      continue;
    }
    float total = exponentials(x, y, n, max);
    float inverse = total == 0 ? 0.f : 1.f / total;
#define SHARE(at) (inverse * at(y))
    EACH(n, y, SHARE);
  }
}

#define ACTIVATED(act, at) (act == AB_EXP ? exp_of(at(x)) : activation(act, at(x)))
#define EXP_(at) ACTIVATED(AB_EXP, at)
#define NONE_(at) ACTIVATED(AB_NONE, at)
#define RELU_(at) ACTIVATED(AB_RELU, at)
#define SILU_(at) ACTIVATED(AB_SILU, at)
#define GELU_TANH_(at) ACTIVATED(AB_GELU_TANH, at)
#define GELU_ERF_(at) ACTIVATED(AB_GELU_ERF, at)
#define GATED(f) f##GATED
#define NONE_GATED(at) (NONE_(at) * at(by))
#define RELU_GATED(at) (RELU_(at) * at(by))
#define SILU_GATED(at) (SILU_(at) * at(by))
#define GELU_TANH_GATED(at) (GELU_TANH_(at) * at(by))
#define GELU_ERF_GATED(at) (GELU_ERF_(at) * at(by))

static void map(int act, const float *x, int n, float *y) {
  switch (act) {
    case AB_EXP: EACH(n, y, EXP_); break;
    case AB_RELU: EACH(n, y, RELU_); break;
    case AB_SILU: EACH(n, y, SILU_); break;
    case AB_GELU_TANH: EACH(n, y, GELU_TANH_); break;
    case AB_GELU_ERF: EACH(n, y, GELU_ERF_); break;
    default: EACH(n, y, NONE_); break;
  }
}

static void gate(int act, const float *x, const float *by, int n, float *y) {
  switch (act) {
    case AB_RELU: EACH(n, y, RELU_GATED); break;
    case AB_SILU: EACH(n, y, SILU_GATED); break;
    case AB_GELU_TANH: EACH(n, y, GELU_TANH_GATED); break;
    case AB_GELU_ERF: EACH(n, y, GELU_ERF_GATED); break;
    default: EACH(n, y, NONE_GATED); break;
  }
}

/* One head: low = low cos - high sin, high = high cos + low sin, the second product rounded first. */
static void rotate(int half, const float *cosine, float *low) {
  const float *sine = cosine + half;
  float *high = low + half;
  for (int i = 0; i < half; i += LANES) {
    int n = half - i < LANES ? half - i : LANES;
    vf a = n == LANES ? load(low + i) : load_end(low + i, n);
    vf b = n == LANES ? load(high + i) : load_end(high + i, n);
    vf c = n == LANES ? load(cosine + i) : load_end(cosine + i, n);
    vf s = n == LANES ? load(sine + i) : load_end(sine + i, n);
    vf u = vfma(a, c, -(b * s)), v = vfma(b, c, a * s);
    if (n == LANES) {
      store(low + i, u);
      store(high + i, v);
    } else {
      store_end(low + i, u, n);
      store_end(high + i, v, n);
    }
  }
}

/* An operation on the elements of one row. */
#define PLUS(at) (at(x) + at(a))
#define TIMES(at) (at(x) * factor)
#define FMA(at) vfma(all(factor), at(a), at(x))

INLINE void one_row(const ab_rows *p, int row, const float *x, const float *a, float *y) {
  int n = p->width;
  float factor = (float)p->factor;
  switch (p->operation) {
    case AB_MAP: map(p->act, x, n, y); break;
    case AB_GATE: gate(p->act, x, x + n, n, y); break;
    case AB_PLUS: EACH(n, y, PLUS); break;
    case AB_TIMES: EACH(n, y, TIMES); break;
    case AB_FMA: EACH(n, y, FMA); break;
    default:
      for (int h = 0; h < p->heads; h++) {
        rotate(n, a + row % p->tokens * p->a_stride, y + (int64_t)h * 2 * n);
      }
  }
}

ab_run_kernel NAMED(ab_run_, AB_LEVEL);

void NAMED(ab_run_, AB_LEVEL)(const ab_rows *p, const float *x, const float *a, const float *b, float *y) {
  if (p->operation == AB_NORM) {
    norm(p, x, a, b, y);
  } else if (p->operation == AB_SOFTMAX) {
    softmax(p, x, y);
  } else {
    for (int r = p->first_row; r < p->first_row + p->rows; r++) {
      one_row(p, r, x + p->x_at + r * p->x_stride, a + p->a_at, y + p->y_at + r * p->y_stride);
    }
  }
}
