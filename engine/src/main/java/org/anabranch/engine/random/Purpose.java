package org.anabranch.engine.random;

/** What random numbers are drawn for; each purpose is a stream of its own. */
public enum Purpose {
  /** The noise that a trajectory starts from. */
  START,
  /** The noise of a stochastic step. */
  STEP,
  /** The noise of a rewind to an earlier time. */
  REWIND,
  /** Choices of a search: selection, resampling, acceptance. */
  SEARCH,
  /** Probe vectors of a divergence estimate. */
  PROBE,
  /** Tokens and positions of a discrete sampler. */
  TOKEN
}
