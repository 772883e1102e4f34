package org.anabranch.solver;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Where a trajectory begins, or a branch of it sets out, as a pure function of keys, so that any start can be made again from
 * its record.
 *
 * <p>For a flow: the noise {@code z(key) ~ N(0, I)}, or a neighbour of another start's noise,
 * {@code sqrt(1 - r^2) noise(centre) + r z(key)}, which is again N(0, I) when the centre was not selected. What the noise is of
 * a trajectory's beginning holds for the noise of a branch's steps: each step's noise is that of the chain at that step.
 */
public sealed interface Start {
  /** The key that the trajectory's later random numbers are drawn with. */
  TrajectoryKey key();

  /** The key at the end of the chain of neighbours: this start's own unless it is near another. */
  default TrajectoryKey origin() {
    return root().key();
  }

  /** The start at the end of the chain of neighbours: this one unless it is near another. */
  default Start root() {
    Start s = this;
    while (s instanceof Near near) {
      s = near.centre();
    }
    return s;
  }

  /** The neighbours between the origin and this start, the one nearest to the origin first; a loop, for chains may be long. */
  default Near[] neighbours() {
    int count = 0;
    for (Start s = this; s instanceof Near near; s = near.centre()) {
      count++;
    }
    Near[] out = count == 0 ? NONE : new Near[count];
    for (Start s = this; s instanceof Near near; s = near.centre()) {
      out[--count] = near;
    }
    return out;
  }

  /** No neighbours. */
  Near[] NONE = {};

  /** A start of its own. */
  record Fresh(TrajectoryKey key) implements Start {}

  /**
   * A start of its own whose noise has a given component along a direction: {@code z + (projection - u'z) u} with
   * {@code u = w(direction) / |w|}. Drawn as a standard normal, the projection leaves the noise N(0, I); drawn from strata, it spreads
   * the starts that share the direction. The noise of later steps is that of the key. Only processes in a vector space know it.
   *
   * @param key        of all other noise
   * @param direction  the key of w, drawn at step 1 of {@link Purpose#START}
   * @param projection the component, finite
   */
  record Projected(TrajectoryKey key, TrajectoryKey direction, double projection) implements Start {
    /** Checks the projection. */
    public Projected {
      if (!Double.isFinite(projection)) {
        throw new IllegalArgumentException("start: the projection must be finite, got " + projection);
      }
    }

    /**
     * Gives noise the component, in double.
     *
     * @param z N(0, I) of the key, changed
     * @param w of the length of z, receives the unit direction
     */
    public void project(double[] z, double[] w) {
      RandomStream.normals(direction, 1, Purpose.START, w, 0, w.length);
      double norm = 0;
      for (double e : w) {
        norm += e * e;
      }
      norm = StrictMath.sqrt(norm);
      double along = 0;
      for (int j = 0; j < w.length; j++) {
        w[j] /= norm;
        along += w[j] * z[j];
      }
      for (int j = 0; j < w.length; j++) {
        z[j] += (projection - along) * w[j];
      }
    }
  }

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

    /** The centre's share, sqrt(1 - r^2). */
    public double keep() {
      return StrictMath.sqrt(1 - radius * radius);
    }

    /** z = sqrt(1 - r^2) z + r w. */
    public void mix(double[] z, double[] w) {
      double keep = keep();
      for (int j = 0; j < z.length; j++) {
        z[j] = keep * z[j] + radius * w[j];
      }
    }
  }
}
