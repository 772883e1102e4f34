package org.anabranch.solver;

import org.anabranch.engine.random.TrajectoryKey;

/**
 * Where a trajectory begins, as a pure function of keys, so that any start can be made again from its record.
 *
 * <p>For a flow: the noise {@code z(key) ~ N(0, I)}, or a neighbour of another start's noise,
 * {@code sqrt(1 - r^2) noise(centre) + r z(key)}, which is again N(0, I) when the centre was not selected.
 */
public sealed interface Start {
  /** The key that the trajectory's later random numbers are drawn with. */
  TrajectoryKey key();

  /** A start of its own. */
  record Fresh(TrajectoryKey key) implements Start {}

  /**
   * A start in the neighbourhood of another.
   *
   * @param centre the start that is perturbed
   * @param key    the key of the perturbation
   * @param radius 0 (the centre itself) to 1 (independent of it)
   */
  record Near(Start centre, TrajectoryKey key, double radius) implements Start {
    /** Checks the radius. */
    public Near {
      if (!(radius >= 0 && radius <= 1)) {
        throw new IllegalArgumentException("start: radius must be in [0, 1], got " + radius);
      }
    }
  }
}
