package org.anabranch.solver.likelihood;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/** The law of a random direction z with E[z z'] = I. */
public enum Probe {
  /** Signs: Var[z' A z] = 2 sum_{i != j} S[i][j]^2 with S = (A + A') / 2, the least of all laws with independent elements. */
  RADEMACHER,
  /** Normals: Var[z' A z] = 2 |S|^2, the diagonal included. */
  GAUSSIAN;

  /**
   * Direction number {@code index} of a key, a pure function of both.
   *
   * @param to receives it
   */
  public void draw(TrajectoryKey key, int index, double[] to) {
    if (this == GAUSSIAN) {
      RandomStream.normals(key, index, Purpose.PROBE, to, 0, to.length);
      return;
    }
    for (int i = 0; i < to.length; i++) {
      long bits = RandomStream.bits(key, index, Purpose.PROBE, i / Long.SIZE);
      to[i] = (bits >>> i % Long.SIZE & 1) == 0 ? 1 : -1;
    }
  }
}
