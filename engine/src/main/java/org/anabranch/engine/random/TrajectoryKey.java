package org.anabranch.engine.random;

/**
 * What makes a trajectory's random numbers its own: the request's seed and the path of branches that leads to it.
 *
 * <p>Two trajectories with equal keys draw equal numbers, whatever batch they run in. Children have keys of their own, a pure
 * function of the parent's and the branch number. Paths of roots are 0 and above, those of branches below 0.
 */
public record TrajectoryKey(long seed, long path) {
  /** The i-th root trajectory of a seed, i from 0. */
  public static TrajectoryKey root(long seed, long index) {
    if (index < 0) {
      throw new IllegalArgumentException("trajectory key: the index of a root must be >= 0, got " + index);
    }
    return new TrajectoryKey(seed, index);
  }

  /** The key of a branch; mixes with SplitMix64's finaliser, so that 2^32 nodes collide with probability about 1/2. */
  public TrajectoryKey child(long branch) {
    return new TrajectoryKey(seed, mix(path + 0x9e3779b97f4a7c15L * (branch + 1)) | Long.MIN_VALUE);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
