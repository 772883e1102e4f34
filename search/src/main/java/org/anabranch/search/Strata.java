package org.anabranch.search;

import java.util.List;
import java.util.stream.LongStream;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Start;
import org.anabranch.solver.toy.StandardNormal;

/**
 * Starts whose noise is stratified along one random direction per group: the projections of n starts on it are drawn from the n
 * intervals of equal probability, one each.
 *
 * <pre>
 *   projection of start i = Phi^-1((s + v[i]) / n),   s = (i + shift) mod n
 * </pre>
 * with the group's direction and shift and the uniforms v pure functions of (seed, group). The shift is uniform, so that each start
 * alone is exactly N(0, I); together they spread. What a score owes to that one direction is spread evenly; in many dimensions it is
 * little. Reference: McKay, Beckman and Conover 1979 (stratified sampling).
 */
final class Strata {
  /** Starts of a group where their number is not known beforehand. */
  static final int GROUP = 16;

  /** The child that stands for a group; branches of trajectories have numbers from 0. */
  private static final long BRANCH = -1;
  private static final double LARGEST = 1 - 0x1p-53;

  private Strata() {}

  /** Start number {@code index} of a run whose starts are grouped by {@code size}. */
  static Start start(long seed, long index, int size) {
    TrajectoryKey group = TrajectoryKey.root(seed, index / size).child(BRANCH);
    long shift = (long) (RandomStream.uniform(group, 0, Purpose.SEARCH, 0) * size);
    long stratum = (index % size + shift) % size;
    double v = RandomStream.uniform(group, 1, Purpose.SEARCH, index % size);
    double projection = StandardNormal.quantile(Math.min(LARGEST, (stratum + v) / size));
    return new Start.Projected(TrajectoryKey.root(seed, index), group, projection);
  }

  /** Trajectories {@code from}, ... of a run: stratified in groups of {@link #GROUP}, or fresh. */
  static List<Start> starts(long seed, long from, int rows, boolean stratified) {
    return LongStream.range(from, from + rows)
        .mapToObj(i -> stratified ? start(seed, i, GROUP) : new Start.Fresh(TrajectoryKey.root(seed, i))).toList();
  }
}
