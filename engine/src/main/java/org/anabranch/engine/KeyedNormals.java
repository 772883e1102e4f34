package org.anabranch.engine;

import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/** The normal streams of many keys as rows of a tensor. Stateless; allocates nothing. */
public final class KeyedNormals {
  private KeyedNormals() {}

  /**
   * Standard normals into a heap tensor, row r from the stream of {@code keys[r]}.
   *
   * @param out [keys.length, ...], F32 or F64
   */
  public static void fill(TrajectoryKey[] keys, long step, Purpose purpose, Tensor out) {
    if (out.rows() != keys.length) {
      throw new IllegalArgumentException("normals: tensor " + out + " has " + out.rows() + " rows, there are " + keys.length
          + " keys");
    }
    int width = out.rowSize();
    for (int r = 0; r < keys.length; r++) {
      if (out.dtype() == DType.F64) {
        RandomStream.normals(keys[r], step, purpose, out.doubles(), out.offset() + r * width, width);
      } else {
        RandomStream.normals(keys[r], step, purpose, out.floats(), out.offset() + r * width, width);
      }
    }
  }
}
