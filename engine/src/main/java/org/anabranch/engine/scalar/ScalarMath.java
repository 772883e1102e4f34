package org.anabranch.engine.scalar;

/**
 * The elementary functions of the engine, one float at a time: the definition that every provider returns to the last bit.
 *
 * <p>Only {@code + - * /}, fused multiply-add, comparison and integer arithmetic, so that any IEEE machine agrees. Measured
 * against double-precision references: exp 1 ulp, erf 7 ulp (4e-7 absolute), GELU and SiLU 1e-6 absolute at unit scale.
 */
public final class ScalarMath {
  /** Largest x with a finite exp(x) in float. */
  public static final float EXP_HIGH = 88.72283f;

  /** Smallest x whose exp(x) is a normal float; below it {@link #exp} is 0. */
  public static final float EXP_LOW = -87.33654f;

  /** 1 / ln 2. */
  public static final float LOG2E = 1.44269504088896341f;

  /** Adding 1.5 * 2^23 rounds a small float to an integer in its low mantissa bits. */
  public static final float ROUND = 12582912f;

  /** The upper part of -ln 2, few enough bits that its product with an exponent is exact. */
  public static final float LN2_HIGH = -0.693359375f;

  /** The rest: LN2_HIGH + LN2_LOW = -ln 2. */
  public static final float LN2_LOW = 2.12194440e-4f;

  /** {@link #ROUND} + 127: the sum holds n + 127 in its low bits, the exponent field of 2^n when shifted into place. */
  public static final float ROUND_BIASED = 12583039f;

  /** -ln 2. */
  public static final float LN2 = -0.693147180559945f;

  /** Coefficients of (exp(r) - 1 - r) / r^2 on |r| <= ln 2 / 2, constant first (minimax, degree 4, relative error 3.2e-9). */
  public static final float E0 = 0.49999994f;

  /** Coefficient of r. */
  public static final float E1 = 0.16666521f;

  /** Coefficient of r^2. */
  public static final float E2 = 0.041668277f;

  /** Coefficient of r^3. */
  public static final float E3 = 0.008368687f;

  /** Coefficient of r^4. */
  public static final float E4 = 0.0013819825f;

  /** SiLU is -0 below this point, where exp(-x) is past the largest float. */
  public static final float SILU_LOW = -88.72f;

  /** Beyond this point 1 + exp(-x) is 1 in float. */
  public static final float SILU_HIGH = 87.3f;

  /** As {@link #SILU_LOW} for the tanh GELU. */
  public static final float GELU_LOW = -10.06f;

  /** As {@link #SILU_HIGH} for the tanh GELU. */
  public static final float GELU_HIGH = 10f;

  /** erf(z) is 1 in float beyond this point. */
  public static final float ERF_END = 3.92f;

  /** Numerator of erf(z) / z in z^2, constant first: rational minimax fit on [0, 3.9], relative error 7e-10 before rounding. */
  public static final float P0 = 1.1283792f;

  /** Numerator, z^2. */
  public static final float P1 = 0.16083556f;

  /** Numerator, z^4. */
  public static final float P2 = 0.04986685f;

  /** Numerator, z^6. */
  public static final float P3 = 0.002665899f;

  /** Numerator, z^8. */
  public static final float P4 = 0.00028334712f;

  /** Numerator, z^10. */
  public static final float P5 = -1.89119e-06f;

  /** Numerator, z^12. */
  public static final float P6 = -5.574077e-08f;

  /** Denominator, z^2 (the constant is 1). */
  public static final float Q1 = 0.47587016f;

  /** Denominator, z^4. */
  public static final float Q2 = 0.10281652f;

  /** Denominator, z^6. */
  public static final float Q3 = 0.012857863f;

  /** Denominator, z^8. */
  public static final float Q4 = 0.0009551673f;

  /** Denominator, z^10. */
  public static final float Q5 = 3.4176777e-05f;

  /** Denominator, z^12. */
  public static final float Q6 = -8.274311e-07f;

  /** 1 / sqrt 2. */
  public static final float SQRT_HALF = 0.70710678118f;

  /** 2 sqrt(2 / pi): tanh GELU is x / (1 + exp(-x (GELU_A + GELU_B x^2))). */
  public static final float GELU_A = 1.5957691216f;

  /** 2 sqrt(2 / pi) 0.044715. */
  public static final float GELU_B = 0.0713548162726f;

  private ScalarMath() {}

  /** e^x: 0 below {@link #EXP_LOW}, +inf above {@link #EXP_HIGH}, NaN at NaN. Within 1.5 ulp. */
  public static float exp(float x) {
    if (x != x) {
      return x;
    }
    if (x < EXP_LOW) {
      return 0f;
    }
    if (x > EXP_HIGH) {
      return Float.POSITIVE_INFINITY;
    }
    float t = Math.fma(x, LOG2E, ROUND);
    float n = t - ROUND;
    float r = Math.fma(n, LN2_HIGH, x);
    float e = 1f + expm1(Math.fma(n, LN2_LOW, r));
    return Float.intBitsToFloat(Float.floatToRawIntBits(e) + (Float.floatToRawIntBits(t) << 23));
  }

  /**
   * e^x for x <= 0, cheaper than {@link #exp}: 0 below {@link #EXP_LOW}, NaN at NaN. Within 1.5 ulp down to -10 and
   * 5 ulp at the far end, where the one-term reduction by ln 2 shows. The exponentials of softmax and attention.
   */
  public static float expNonPositive(float x) {
    if (x < EXP_LOW) {
      return 0f;
    }
    float t = Math.fma(x, LOG2E, ROUND_BIASED);
    float s = Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
    return Math.fma(expm1(Math.fma(t - ROUND_BIASED, LN2, x)), s, s);
  }

  /** e^r - 1 for |r| <= ln 2 / 2. */
  private static float expm1(float r) {
    float p = Math.fma(E4, r, E3);
    p = Math.fma(p, r, E2);
    p = Math.fma(p, r, E1);
    p = Math.fma(p, r, E0);
    return Math.fma(p, r * r, r);
  }

  /**
   * x / (1 + exp(-w)) for -w within the exponents of a float, or just past the upper end, where the result is 0. The remainder r is
   * that of w: exp(-w) = 2^n exp(-r).
   */
  private static float gate(float x, float w) {
    float t = Math.fma(w, -LOG2E, ROUND_BIASED);
    float s = Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
    float r = Math.fma(t - ROUND_BIASED, -LN2, w);
    float p = Math.fma(E4, r, -E3);
    p = Math.fma(p, r, E2);
    p = Math.fma(p, r, -E1);
    p = Math.fma(p, r, E0);
    return x / Math.fma(Math.fma(p, r * r, 1f - r), s, 1f);
  }

  /** x / (1 + exp(-x)). */
  public static float silu(float x) {
    float u = x < SILU_LOW ? SILU_LOW : x;
    return gate(u, u > SILU_HIGH ? SILU_HIGH : u);
  }

  /** x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). */
  public static float geluTanh(float x) {
    float u = x < GELU_LOW ? GELU_LOW : x;
    float w = u > GELU_HIGH ? GELU_HIGH : u;
    return gate(u, Math.fma(w * w, GELU_B, GELU_A) * w);
  }

  /** The error function. */
  public static float erf(float x) {
    float z = x > ERF_END ? ERF_END : x;
    z = z < -ERF_END ? -ERF_END : z;
    float u = z * z;
    float p = Math.fma(P6, u, P5);
    p = Math.fma(p, u, P4);
    p = Math.fma(p, u, P3);
    p = Math.fma(p, u, P2);
    p = Math.fma(p, u, P1);
    p = Math.fma(p, u, P0);
    float q = Math.fma(Q6, u, Q5);
    q = Math.fma(q, u, Q4);
    q = Math.fma(q, u, Q3);
    q = Math.fma(q, u, Q2);
    q = Math.fma(q, u, Q1);
    q = Math.fma(q, u, 1f);
    return z * p / q;
  }

  /** x/2 (1 + erf(x / sqrt 2)). */
  public static float geluErf(float x) {
    if (x == Float.NEGATIVE_INFINITY) {
      return -0f;
    }
    float h = x * 0.5f;
    return Math.fma(erf(x * SQRT_HALF), h, h);
  }

  /** max(x, 0) with 0 for -0 and NaN for NaN. */
  public static float relu(float x) {
    return x > 0f || x != x ? x : 0f;
  }

  /** sqrt in float, correctly rounded. */
  public static float sqrt(float x) {
    return (float) Math.sqrt(x);
  }
}
