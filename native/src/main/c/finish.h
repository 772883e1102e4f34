/*
 * What follows a product: bias, activation, residual, gate. The polynomials are those of org.anabranch.engine.scalar.ScalarMath,
 * operation by operation; what they are and how exact they are stands there.
 */
#ifndef AB_FINISH_H
#define AB_FINISH_H

#include "level.h"

/* x / (1 + exp(-w)). */
INLINE vf gate_of(vf x, vf w) {
  const vf log2e = all(1.44269504088896341f);
  const vf round_biased = all(12583039.f);
  const vf ln2 = all(-0.693147180559945f);
  vf t = vfma(w, -log2e, round_biased);
  vf s = (vf)((vi)t << 23);
  vf r = vfma(t - round_biased, -ln2, w);
  vf p = vfma(all(0.0013819825f), r, all(-0.008368687f));
  p = vfma(p, r, all(0.041668277f));
  p = vfma(p, r, all(-0.16666521f));
  p = vfma(p, r, all(0.49999994f));
  return x / vfma(vfma(p, r * r, all(1.f) - r), s, all(1.f));
}

INLINE vf silu(vf x) {
  vf u = choose(x < -88.72f, all(-88.72f), x);
  return gate_of(u, choose(u > 87.3f, all(87.3f), u));
}

INLINE vf gelu_tanh(vf x) {
  vf u = choose(x < -10.06f, all(-10.06f), x);
  vf w = choose(u > 10.f, all(10.f), u);
  return gate_of(u, vfma(w * w, all(0.0713548162726f), all(1.5957691216f)) * w);
}

INLINE vf erf_of(vf x) {
  vf z = choose(x > 3.92f, all(3.92f), x);
  z = choose(z < -3.92f, all(-3.92f), z);
  vf u = z * z;
  vf p = vfma(all(-5.574077e-08f), u, all(-1.89119e-06f));
  p = vfma(p, u, all(0.00028334712f));
  p = vfma(p, u, all(0.002665899f));
  p = vfma(p, u, all(0.04986685f));
  p = vfma(p, u, all(0.16083556f));
  p = vfma(p, u, all(1.1283792f));
  vf q = vfma(all(-8.274311e-07f), u, all(3.4176777e-05f));
  q = vfma(q, u, all(0.0009551673f));
  q = vfma(q, u, all(0.012857863f));
  q = vfma(q, u, all(0.10281652f));
  q = vfma(q, u, all(0.47587016f));
  q = vfma(q, u, all(1.f));
  return z * p / q;
}

INLINE vf gelu_erf(vf x) {
  vf h = x * 0.5f;
  vf y = vfma(erf_of(x * 0.70710678118f), h, h);
  return choose(x == all(-__builtin_inff()), all(-0.f), y);
}

INLINE vf relu(vf x) { return choose((x > 0.f) | (x != x), x, all(0.f)); }

INLINE vf activation(int32_t act, vf x) {
  switch (act) {
    case AB_RELU: return relu(x);
    case AB_SILU: return silu(x);
    case AB_GELU_TANH: return gelu_tanh(x);
    case AB_GELU_ERF: return gelu_erf(x);
    default: return x;
  }
}

/* The sum that a tile holds, as a float with its scale. */
INLINE vf sum_of(const ab_product *p, int row, const float *t, const float *scales) {
  switch (p->arithmetic) {
    case AB_INT8: return load(t) * load(scales);
    case AB_INT8_DOT:
      return __builtin_convertvector(load_int(t) - p->row_offset[row], vf) * (p->row_scale[row] * (load(scales) * 0x1p24f));
    default: return load(t);
  }
}

/* Finishes the rows of one panel, whose sums lie in t [rows][AB_PANEL]. */
static void finish(const ab_product *p, int panel, const float *t, const float *scales, const float *bias, const float *gate, float *y) {
  int column = panel * AB_PANEL;
  int width = p->out - column < AB_PANEL ? p->out - column : AB_PANEL;
  for (int i = 0; i < p->rows; i++) {
    int row = p->row + i;
    float *to = y + p->y_at + (int64_t)row * p->out + column;
    const float *g = gate + p->gate_at + (int64_t)((p->first_row + row) / p->tokens) * p->gate_stride + column;
    for (int j = 0; j < width; j += LANES, t += LANES) {
      int n = width - j < LANES ? width - j : LANES;
      float old[LANES] = {0}, gates[LANES] = {0}, result[LANES];
      vf s = sum_of(p, row, t, scales + column + j);
      if (p->has_bias) {
        s = s + load(bias + column + j);
      }
      if (p->mode == AB_STORE) {
        s = activation(p->act, s);
      } else if (p->mode == AB_ADD) {
        if (n == LANES) {
          s = load(to + j) + s;
        } else {
          memcpy(old, to + j, 4 * n);
          s = load(old) + s;
        }
      } else if (n == LANES) {
        s = vfma(load(g + j), s, load(to + j));
      } else {
        memcpy(old, to + j, 4 * n);
        memcpy(gates, g + j, 4 * n);
        s = vfma(load(gates), s, load(old));
      }
      if (n == LANES) {
        store(to + j, s);
      } else {
        store(result, s);
        memcpy(to + j, result, 4 * n);
      }
    }
    t += (AB_PANEL - width) / LANES * LANES;
  }
}

#endif
