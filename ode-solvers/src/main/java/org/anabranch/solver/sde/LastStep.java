package org.anabranch.solver.sde;

/**
 * What a {@link FlowSde} does in the last interval of its grid: towards the data end the score grows without bound, and noise
 * added in the last step is never taken away. Each costs one evaluation, at the beginning of the interval.
 *
 * <p>Reference: SiT, {@code transport/transport.py}, Sampler; there the last interval is 0.04 long ({@link FlowSde#sitGrid}).
 */
public enum LastStep {
  /** A step like all others, noise included. */
  NONE,
  /** The whole drift, score included, without noise. SiT's default. */
  MEAN,
  /** E[data | x], whatever the length of the interval. */
  TWEEDIE,
  /** The velocity alone: an Euler step of the ordinary differential equation. */
  EULER
}
