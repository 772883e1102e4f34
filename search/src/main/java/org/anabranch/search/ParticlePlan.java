package org.anabranch.search;

import java.util.Optional;

/**
 * What makes one particle method of {@link ParticleFilter} differ from another.
 *
 * @param options   what all can be told
 * @param potential what a path counts for before its end
 * @param gradient  where steps are pushed to
 * @param chains    how the particles begin, if not as independent noise
 * @param rewarded  by what the result is picked where paths are weighted by their own likelihood instead of a score; empty where not
 */
record ParticlePlan(SmcOptions options, Potential potential, Gradient gradient, Optional<NoiseChains> chains,
    Optional<SrSmc.Pick> rewarded) {
  /** Weighted by scores. */
  ParticlePlan(SmcOptions options, Potential potential, Gradient gradient, Optional<NoiseChains> chains) {
    this(options, potential, gradient, chains, Optional.empty());
  }

  /** Whether paths are weighted by their own likelihood: looks then cost neither evaluations nor verifier calls. */
  boolean rewardsItself() {
    return rewarded.isPresent();
  }

  /** How a gradient of the score comes to the state. */
  enum Gradient {
    /** Steps are not pushed. */
    NONE,
    /** By the Jacobian of standard normal data, which costs nothing. */
    FREE,
    /** Through the model. */
    MODEL;

    static Gradient of(boolean throughModel) {
      return throughModel ? MODEL : FREE;
    }
  }
}
