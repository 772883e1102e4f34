package org.anabranch.solver;

/** What a network predicts about a state x = alpha data + sigma noise; each follows from each by {@link Conversion}. */
public enum Prediction {
  /** u = dx/dt = alphaDot E[data | x] + sigmaDot E[noise | x], in the time of the interpolant. */
  VELOCITY,
  /** The gradient of log p_t at x, -E[noise | x] / sigma. */
  SCORE,
  /** E[data | x], the denoised estimate. */
  DATA,
  /** E[noise | x]. */
  NOISE
}
