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
    FloatVector e = expCore(x);
    e = e.blend(0f, x.compare(VectorOperators.LT, ScalarMath.EXP_LOW));
    e = e.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, ScalarMath.EXP_HIGH));
    return e.blend(x, x.compare(VectorOperators.NE, x));
  }

  /** e^x for EXP_LOW <= x <= EXP_HIGH. */
  private static FloatVector expCore(FloatVector x) {
    FloatVector t = x.fma(FloatVector.broadcast(F, ScalarMath.LOG2E), FloatVector.broadcast(F, ScalarMath.ROUND));
    FloatVector n = t.sub(ScalarMath.ROUND);
    FloatVector r = n.fma(FloatVector.broadcast(F, ScalarMath.LN2_HIGH), x);
    r = n.fma(FloatVector.broadcast(F, ScalarMath.LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(F, ScalarMath.E5).fma(r, FloatVector.broadcast(F, ScalarMath.E4));
    p = p.fma(r, FloatVector.broadcast(F, ScalarMath.E3));
    p = p.fma(r, FloatVector.broadcast(F, ScalarMath.E2));
    p = p.fma(r, FloatVector.broadcast(F, ScalarMath.E1));
    p = p.fma(r, FloatVector.broadcast(F, ScalarMath.E0));
    p = p.fma(r.mul(r), r.add(1f));
    return p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
  }

  /** x / (1 + exp(v)); -0 at x = -inf, NaN at NaN. */
  private static FloatVector gate(FloatVector x, FloatVector v) {
    FloatVector e = expCore(v.blend(ScalarMath.EXP_LOW, v.compare(VectorOperators.LT, ScalarMath.EXP_LOW)));
    e = e.blend(Float.POSITIVE_INFINITY, v.compare(VectorOperators.GT, ScalarMath.EXP_HIGH));
    FloatVector y = x.div(e.add(1f));
    return y.blend(-0f, x.compare(VectorOperators.EQ, Float.NEGATIVE_INFINITY));
  }

  /** x / (1 + exp(-x)). */
  static FloatVector silu(FloatVector x) {
    return gate(x, x.neg());
  }

  /** tanh GELU. */
  static FloatVector geluTanh(FloatVector x) {
    FloatVector a = x.mul(x).fma(FloatVector.broadcast(F, ScalarMath.GELU_B), FloatVector.broadcast(F, ScalarMath.GELU_A));
    return gate(x, a.mul(x));
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
