package org.anabranch.solver.masked;

import java.util.Arrays;
import java.util.List;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.solver.Start;
import org.anabranch.solver.toy.StandardNormal;

/**
 * The numbers of a row as pure functions of keys: element {@code 4 position + use} of the step's stream of tokens.
 *
 * <p>Near a start, the uniforms u of the centre and v of the key make Phi(sqrt(1 - r^2) Phi^-1(u) + r Phi^-1(v)), again uniform and
 * close to u where the radius r is small: a Gaussian copula. At r = 0 it is u to the bit.
 */
final class KeyedNoise implements TokenNoise {
  private static final int USES = Use.values().length;
  private static final double SMALLEST = 0x1p-53;

  private final TrajectoryKey origin;
  private final List<Start.Near> neighbours;

  private KeyedNoise(TrajectoryKey origin, List<Start.Near> neighbours) {
    this.origin = origin;
    this.neighbours = neighbours;
  }

  /** The numbers of a start. */
  static TokenNoise of(Start start) {
    return new KeyedNoise(start.origin(), Arrays.stream(start.neighbours()).filter(near -> near.radius() > 0).toList());
  }

  @Override
  public double uniform(int step, int position, Use use) {
    double u = uniform(origin, step, position, use);
    if (neighbours.isEmpty()) {
      return u;
    }
    double z = StandardNormal.quantile(u);
    for (Start.Near near : neighbours) {
      double r = near.radius();
      z = StrictMath.sqrt(1 - r * r) * z + r * StandardNormal.quantile(uniform(near.key(), step, position, use));
    }
    return Math.clamp(StandardNormal.cdf(z), SMALLEST, 1 - SMALLEST);
  }

  private static double uniform(TrajectoryKey key, int step, int position, Use use) {
    return RandomStream.uniform(key, step, Purpose.TOKEN, (long) USES * position + use.ordinal());
  }
}
