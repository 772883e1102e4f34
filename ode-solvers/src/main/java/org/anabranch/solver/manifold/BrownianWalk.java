package org.anabranch.solver.manifold;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * Brownian motion on a manifold at given times, by {@link Manifold#brownian} from each to the next.
 *
 * <p>Step i of a row draws from step i of its key's stream: the walk is a pure function of (start, key, times), and the states up to
 * a time are the same whatever times follow. The law at the times is exact where the manifold's steps are. Immutable.
 *
 * @param manifold where the walk goes
 */
public record BrownianWalk(Manifold manifold) {
  /**
   * The states at all times.
   *
   * @param start [rows, width], F64 on the heap, at the first time
   * @param keys  one per row
   * @param times strictly increasing, at least two
   * @return one [rows, width] per time, the first a copy of the start
   * @throws IllegalArgumentException if a shape or type does not fit, or the times do not increase
   */
  public List<Tensor> sample(Tensor start, TrajectoryKey[] keys, double[] times) {
    int n = manifold.width();
    if (start.dtype() != DType.F64 || start.rows() != keys.length || start.rowSize() != n) {
      throw new IllegalArgumentException("brownian walk: the start must be F64 of " + keys.length + " rows of " + n + ", got " + start);
    }
    GeometricSolver.checkTimes(times);
    if (times[1] < times[0]) {
      throw new IllegalArgumentException("brownian walk: times must increase, got " + times[0] + " and " + times[1]);
    }
    List<Tensor> states = new ArrayList<>();
    Tensor x = Tensor.zerosF64(keys.length, n);
    System.arraycopy(start.doubles(), start.offset(), x.doubles(), 0, (int) start.size());
    states.add(x);
    for (int step = 0; step + 1 < times.length; step++) {
      Tensor next = Tensor.zerosF64(keys.length, n);
      for (int r = 0; r < keys.length; r++) {
        manifold.brownian(x.doubles(), r * n, times[step + 1] - times[step], keys[r], step, next.doubles());
      }
      states.add(next);
      x = next;
    }
    return states;
  }
}
