package org.anabranch.solver.sde;

import java.util.Arrays;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * A Brownian motion W on [start, end] with W(start) = 0, as a pure function of (key, time): a virtual Brownian tree.
 *
 * <pre>
 *   W(end) = sqrt(end - start) z        W((l + r) / 2) = (W(l) + W(r)) / 2 + sqrt(r - l) / 2 z        z ~ N(0, I) of the node
 * </pre>
 * A query bisects down to its time, O(depth) normals per coordinate, and stores nothing. So the path is the same whatever was
 * asked before and at whatever step size: that is what strong orders are measured on, and what an adaptive method needs to
 * reject a step without bias. Below 2^-depth of the interval the path is a straight line.
 *
 * <p>The numbers are those of the key's children with the sign bit set in their branch number, for {@link Purpose#STEP}.
 * Reference: Li et al. 2020, "Scalable gradients for stochastic differential equations", algorithm 3. Scratch memory: one thread
 * at a time.
 */
public final class BrownianPath {
  /** Bisections unless told otherwise: straight lines of a millionth of the interval. */
  public static final int DEFAULT_DEPTH = 20;
  private static final int MAX_DEPTH = 50;

  private final TrajectoryKey key;
  private final double start;
  private final double end;
  private final int depth;
  private final double[] left;
  private final double[] right;
  private final double[] z;

  /** A path of {@value #DEFAULT_DEPTH} bisections. */
  public BrownianPath(TrajectoryKey key, int width, double start, double end) {
    this(key, width, start, end, DEFAULT_DEPTH);
  }

  /**
   * A path.
   *
   * @param width coordinates, independent of each other
   * @param depth bisections, 1 to 50
   */
  public BrownianPath(TrajectoryKey key, int width, double start, double end, int depth) {
    if (!(start < end) || depth < 1 || depth > MAX_DEPTH) {
      throw new IllegalArgumentException("brownian path: needs start < end and a depth in 1 .. " + MAX_DEPTH + ", got " + start
          + ", " + end + " and " + depth);
    }
    this.key = key;
    this.start = start;
    this.end = end;
    this.depth = depth;
    this.left = new double[width];
    this.right = new double[width];
    this.z = new double[width];
  }

  /** Number of coordinates. */
  public int width() {
    return z.length;
  }

  /**
   * W(t).
   *
   * @throws IllegalArgumentException if t is outside [start, end]
   */
  public void value(double t, double[] out) {
    if (!(t >= start && t <= end)) {
      throw new IllegalArgumentException("brownian path: time must be in [" + start + ", " + end + "], got " + t);
    }
    Arrays.fill(left, 0);
    draw(0, 0);
    double root = StrictMath.sqrt(end - start);
    for (int j = 0; j < z.length; j++) {
      right[j] = root * z[j];
    }
    double l = start;
    double r = end;
    long node = 1;
    for (int level = 1; level <= depth && t != l && t != r; level++) {
      draw(node, level);
      double middle = 0.5 * (l + r);
      double deviation = 0.5 * StrictMath.sqrt(r - l);
      boolean upper = t >= middle;
      double[] moved = upper ? left : right;
      for (int j = 0; j < z.length; j++) {
        moved[j] = 0.5 * (left[j] + right[j]) + deviation * z[j];
      }
      l = upper ? middle : l;
      r = upper ? r : middle;
      node = 2 * node + (upper ? 1 : 0);
    }
    double share = t == r ? 1 : (t - l) / (r - l);
    for (int j = 0; j < z.length; j++) {
      out[j] = share == 0 ? left[j] : share == 1 ? right[j] : left[j] + share * (right[j] - left[j]);
    }
  }

  /** W(to) - W(from). */
  public void increment(double from, double to, double[] out) {
    double[] first = new double[z.length];
    value(from, first);
    value(to, out);
    for (int j = 0; j < z.length; j++) {
      out[j] -= first[j];
    }
  }

  private void draw(long node, int level) {
    RandomStream.normals(key.child(node | Long.MIN_VALUE), level, Purpose.STEP, z, 0, z.length);
  }
}
