package org.anabranch.engine;

/**
 * Elementwise functions that a {@link Kernels#linear linear} layer can apply to its result.
 *
 * <p>Limits are the mathematical ones: SILU and both GELUs are 0 at -inf and +inf at +inf; NaN stays NaN.
 */
public enum Activation {
  /** y = x. */
  NONE,
  /** y = max(x, 0); -0 and NaN pass through as 0 and NaN. */
  RELU,
  /** y = x / (1 + exp(-x)). */
  SILU,
  /** y = x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). */
  GELU_TANH,
  /** y = x/2 (1 + erf(x / sqrt 2)). */
  GELU_ERF
}
