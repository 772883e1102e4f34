/*
 * Functions of vectors: the exponentials and the activations. The polynomials are those of org.anabranch.engine.scalar.ScalarMath,
 * operation by operation; what they are and how exact they are stands there.
 */
#ifndef AB_FUNCTIONS_H
#define AB_FUNCTIONS_H

#include "level.h"

#define LOG2E 1.44269504088896341f
#define ROUND 12582912.f
#define ROUND_BIASED 12583039.f
#define LN2 -0.693147180559945f
#define LN2_HIGH -0.693359375f
#define LN2_LOW 2.12194440e-4f
#define EXP_LOW -87.33654f
#define EXP_HIGH 88.72283f

/* e^r - 1 for |r| <= ln 2 / 2. */
INLINE vf expm1_of(vf r) {
  vf p = vfma(all(0.0013819825f), r, all(0.008368687f));
  p = vfma(p, r, all(0.041668277f));
  p = vfma(p, r, all(0.16666521f));
  p = vfma(p, r, all(0.49999994f));
  return vfma(p, r * r, r);
}

/* e^x. */
INLINE vf exp_of(vf x) {
  vf t = vfma(x, all(LOG2E), all(ROUND));
  vf n = t - ROUND;
  vf e = expm1_of(vfma(n, all(LN2_LOW), vfma(n, all(LN2_HIGH), x))) + 1.f;
  e = (vf)((vi)e + ((vi)t << 23));
  e = choose(x <= EXP_HIGH, e, x + __builtin_inff());
  return choose(x < EXP_LOW, all(0.f), e);
}

/* e^x for x <= 0. */
INLINE vf exp_of_non_positive(vf x) {
  vf t = vfma(x, all(LOG2E), all(ROUND_BIASED));
  vf s = (vf)((vi)t << 23);
  vf e = vfma(expm1_of(vfma(t - ROUND_BIASED, all(LN2), x)), s, s);
  return choose(x < EXP_LOW, all(0.f), e);
}

/* x / (1 + exp(-w)). */
INLINE vf gate_of(vf x, vf w) {
  vf t = vfma(w, all(-LOG2E), all(ROUND_BIASED));
  vf s = (vf)((vi)t << 23);
  vf r = vfma(t - ROUND_BIASED, all(-(LN2)), w);
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

#endif
