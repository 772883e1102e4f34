package org.anabranch.solver;

import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/**
 * The standard normals of {@link Start}s at a step, mixed along their chains in double: on the host row by row, and by the kernels'
 * operations with the same bits. Stateless.
 */
public final class StartNoise {
  private StartNoise() {}

  /**
   * The normals of one start.
   *
   * @param z receives them
   * @param w of the same length, overwritten where there is a chain or a projection
   */
  public static void draw(Start start, int step, Purpose purpose, double[] z, double[] w) {
    RandomStream.normals(start.origin(), step, purpose, z, 0, z.length);
    if (purpose == Purpose.START && start.root() instanceof Start.Projected projected) {
      projected.project(z, w);
    }
    for (Start.Near near : start.neighbours()) {
      RandomStream.normals(near.key(), step, purpose, w, 0, w.length);
      near.mix(z, w);
    }
  }

  /** Whether the operations draw this start's own noise: not where it is projected, which is a sum over a row. */
  static boolean isPlain(Start start) {
    return !(start.root() instanceof Start.Projected);
  }

  /**
   * The normals of many starts, in the memory of the kernels; a projection is not made.
   *
   * @param z [starts, ...] F64, receives them
   * @param w [1 or more, ...] F64, the first row is overwritten where there is a chain
   */
  public static void draw(Kernels k, Start[] starts, int step, Purpose purpose, Tensor z, Tensor w) {
    TrajectoryKey[] keys = new TrajectoryKey[starts.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = starts[i].origin();
    }
    k.normals(keys, step, purpose, z);
    for (int i = 0; i < starts.length; i++) {
      for (Start.Near near : starts[i].neighbours()) {
        Tensor own = z.rows(i, 1);
        Tensor other = w.rows(0, 1);
        k.normals(new TrajectoryKey[] {near.key()}, step, purpose, other);
        k.mix(new double[] {near.keep(), near.radius()}, new Tensor[] {own, other}, 2, own);
      }
    }
  }
}
