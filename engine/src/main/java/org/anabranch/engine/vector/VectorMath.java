package org.anabranch.engine.vector;

import static org.anabranch.engine.vector.VectorWidth.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.anabranch.engine.scalar.ScalarMath;

/**
 * {@link ScalarMath} on vectors, operation by operation.
 *
 * <p>Methods that take and return vectors are few and small: what the compiler does not inline, it boxes.
 */
final class VectorMath {
  private VectorMath() {}

  /** e^x, all of the float line. */
  static FloatVector exp(FloatVector x) {
    FloatVector t = x.fma(FloatVector.broadcast(F, ScalarMath.LOG2E), FloatVector.broadcast(F, ScalarMath.ROUND));
    FloatVector n = t.sub(ScalarMath.ROUND);
    FloatVector r = n.fma(FloatVector.broadcast(F, ScalarMath.LN2_HIGH), x);
    FloatVector e = expm1(n.fma(FloatVector.broadcast(F, ScalarMath.LN2_LOW), r)).add(1f);
    e = e.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
    // Past the upper end +inf, and NaN stays NaN: neither is <= EXP_HIGH.
    e = x.add(Float.POSITIVE_INFINITY).blend(e, x.compare(VectorOperators.LE, ScalarMath.EXP_HIGH));
    return e.blend(0f, x.compare(VectorOperators.LT, ScalarMath.EXP_LOW));
  }

  /** e^x for x <= 0. */
  static FloatVector expNonPositive(FloatVector x) {
    FloatVector t = x.fma(FloatVector.broadcast(F, ScalarMath.LOG2E), FloatVector.broadcast(F, ScalarMath.ROUND_BIASED));
    FloatVector s = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    return expm1(remainder(x, t)).fma(s, s).blend(0f, x.compare(VectorOperators.LT, ScalarMath.EXP_LOW));
  }

  /** e^r - 1 for |r| <= ln 2 / 2. */
  private static FloatVector expm1(FloatVector r) {
    FloatVector p = FloatVector.broadcast(F, ScalarMath.E4).fma(r, FloatVector.broadcast(F, ScalarMath.E3));
    p = p.fma(r, FloatVector.broadcast(F, ScalarMath.E2));
    p = p.fma(r, FloatVector.broadcast(F, ScalarMath.E1));
    p = p.fma(r, FloatVector.broadcast(F, ScalarMath.E0));
    return p.fma(r.mul(r), r);
  }

  /** What is left of x after n ln 2, t being the rounded x / ln 2. */
  private static FloatVector remainder(FloatVector x, FloatVector t) {
    return t.sub(ScalarMath.ROUND_BIASED).fma(FloatVector.broadcast(F, ScalarMath.LN2), x);
  }

  /** x / (1 + exp(-w)). */
  private static FloatVector gate(FloatVector x, FloatVector w) {
    FloatVector t = w.fma(FloatVector.broadcast(F, -ScalarMath.LOG2E), FloatVector.broadcast(F, ScalarMath.ROUND_BIASED));
    FloatVector s = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    FloatVector r = t.sub(ScalarMath.ROUND_BIASED).fma(FloatVector.broadcast(F, -ScalarMath.LN2), w);
    FloatVector p = FloatVector.broadcast(F, ScalarMath.E4).fma(r, FloatVector.broadcast(F, -ScalarMath.E3));
    p = p.fma(r, FloatVector.broadcast(F, ScalarMath.E2));
    p = p.fma(r, FloatVector.broadcast(F, -ScalarMath.E1));
    p = p.fma(r, FloatVector.broadcast(F, ScalarMath.E0));
    p = p.fma(r.mul(r), FloatVector.broadcast(F, 1f).sub(r));
    return x.div(p.fma(s, FloatVector.broadcast(F, 1f)));
  }

  /** x / (1 + exp(-x)). */
  static FloatVector silu(FloatVector x) {
    FloatVector u = x.blend(ScalarMath.SILU_LOW, x.compare(VectorOperators.LT, ScalarMath.SILU_LOW));
    return gate(u, u.blend(ScalarMath.SILU_HIGH, u.compare(VectorOperators.GT, ScalarMath.SILU_HIGH)));
  }

  /** tanh GELU. */
  static FloatVector geluTanh(FloatVector x) {
    FloatVector u = x.blend(ScalarMath.GELU_LOW, x.compare(VectorOperators.LT, ScalarMath.GELU_LOW));
    FloatVector w = u.blend(ScalarMath.GELU_HIGH, u.compare(VectorOperators.GT, ScalarMath.GELU_HIGH));
    FloatVector a = w.mul(w).fma(FloatVector.broadcast(F, ScalarMath.GELU_B), FloatVector.broadcast(F, ScalarMath.GELU_A));
    return gate(u, a.mul(w));
  }

  /** erf GELU. */
  static FloatVector geluErf(FloatVector x) {
    FloatVector z = x.mul(ScalarMath.SQRT_HALF);
    z = z.blend(ScalarMath.ERF_END, z.compare(VectorOperators.GT, ScalarMath.ERF_END));
    z = z.blend(-ScalarMath.ERF_END, z.compare(VectorOperators.LT, -ScalarMath.ERF_END));
    FloatVector u = z.mul(z);
    FloatVector p = FloatVector.broadcast(F, ScalarMath.P6).fma(u, FloatVector.broadcast(F, ScalarMath.P5));
    p = p.fma(u, FloatVector.broadcast(F, ScalarMath.P4));
    p = p.fma(u, FloatVector.broadcast(F, ScalarMath.P3));
    p = p.fma(u, FloatVector.broadcast(F, ScalarMath.P2));
    p = p.fma(u, FloatVector.broadcast(F, ScalarMath.P1));
    p = p.fma(u, FloatVector.broadcast(F, ScalarMath.P0));
    FloatVector q = FloatVector.broadcast(F, ScalarMath.Q6).fma(u, FloatVector.broadcast(F, ScalarMath.Q5));
    q = q.fma(u, FloatVector.broadcast(F, ScalarMath.Q4));
    q = q.fma(u, FloatVector.broadcast(F, ScalarMath.Q3));
    q = q.fma(u, FloatVector.broadcast(F, ScalarMath.Q2));
    q = q.fma(u, FloatVector.broadcast(F, ScalarMath.Q1));
    q = q.fma(u, FloatVector.broadcast(F, 1f));
    FloatVector h = x.mul(0.5f);
    FloatVector y = z.mul(p).div(q).fma(h, h);
    return y.blend(-0f, x.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY));
  }

  /** max(x, 0), NaN at NaN. */
  static FloatVector relu(FloatVector x) {
    VectorMask<Float> low = x.compare(VectorOperators.LE, 0f);
    return x.blend(0f, low);
  }
}
