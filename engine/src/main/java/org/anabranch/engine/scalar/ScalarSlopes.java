package org.anabranch.engine.scalar;

import org.anabranch.engine.Activation;

/**
 * Derivatives of the activations, one float at a time: the definition that every provider returns to the last bit. Within 2e-6 of
 * the derivative in exact arithmetic.
 */
public final class ScalarSlopes {
  /** The tanh GELU's slope is that at -{@value} and {@value} beyond them; exp of its argument is finite there. */
  public static final float GELU_END = 10f;

  /** As {@link #GELU_END} for SiLU. */
  public static final float SILU_END = 80f;

  /** -3 {@link ScalarMath#GELU_B}. */
  public static final float GELU_B3 = -3 * ScalarMath.GELU_B;

  /** 1 / sqrt(2 pi). */
  public static final float INVERSE_SQRT_TWO_PI = 0.3989422804f;

  private ScalarSlopes() {}

  /** act'(x). */
  public static float slope(Activation act, float x) {
    return switch (act) {
      case NONE -> 1f;
      case RELU -> x != x ? x : x > 0f ? 1f : 0f;
      case SILU -> silu(x);
      case GELU_TANH -> geluTanh(x);
      case GELU_ERF -> geluErf(x);
    };
  }

  /** s + x s (1 - s) with s = 1 / (1 + exp(-x)). */
  static float silu(float x) {
    float w = clamp(x, SILU_END);
    float e = ScalarMath.exp(-w);
    float s = 1f / (e + 1f);
    return Math.fma(w * s, e * s, s);
  }

  /** s - x s (1 - s) v' with s = 1 / (1 + exp(v)) and v = -x (A + B x^2). */
  static float geluTanh(float x) {
    float w = clamp(x, GELU_END);
    float u = w * w;
    float e = ScalarMath.exp(Math.fma(u, -ScalarMath.GELU_B, -ScalarMath.GELU_A) * w);
    float s = 1f / (e + 1f);
    float dv = Math.fma(u, GELU_B3, -ScalarMath.GELU_A);
    return Math.fma(w * s * -dv, e * s, s);
  }

  /** (1 + erf(x / sqrt 2)) / 2 + x exp(-x^2 / 2) / sqrt(2 pi). */
  static float geluErf(float x) {
    float w = clamp(x, GELU_END);
    float e = ScalarMath.exp(w * w * -0.5f);
    float half = Math.fma(ScalarMath.erf(x * ScalarMath.SQRT_HALF), 0.5f, 0.5f);
    return Math.fma(w * INVERSE_SQRT_TWO_PI, e, half);
  }

  private static float clamp(float x, float end) {
    float w = x < -end ? -end : x;
    return w > end ? end : w;
  }
}
