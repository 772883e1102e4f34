package org.anabranch.jmh;

import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;

/** What benchmarks compute on: the best backend and normal numbers, the same in every run. */
public final class Inputs {
  private Inputs() {}

  /** Kernels of {@code -Danabranch.backend}, or of the best provider, on a pool of their own; of the host, as are the operands. */
  static Kernels kernels(WorkerPool pool) {
    return Backend.of(System.getProperty("anabranch.backend", ""), pool).kernels().host();
  }

  /** Standard normals. */
  public static Tensor normals(long seed, int... dims) {
    Tensor t = Tensor.zeros(dims);
    RandomStream.normals(TrajectoryKey.root(seed, 0), 0, Purpose.START, t.floats(), 0, (int) t.size());
    return t;
  }

  /** A packed layer whose outputs have about the variance of its inputs. */
  static Linear layer(long seed, int in, int out) {
    Tensor w = normals(seed, out, in);
    float[] f = w.floats();
    for (int i = 0; i < f.length; i++) {
      f[i] /= (float) Math.sqrt(in);
    }
    return Linear.pack(w, normals(seed + 1, out));
  }

  /**
   * The numbers of "256x768x3072".
   *
   * @throws IllegalArgumentException if the text is not positive whole numbers with an x between each two
   */
  public static int[] dims(String text) {
    if (!text.matches("[1-9]\\d{0,6}(x[1-9]\\d{0,6})*")) {
      throw new IllegalArgumentException("shape: must be positive whole numbers with an x between each two, got '" + text + "'");
    }
    String[] parts = text.split("x");
    int[] d = new int[parts.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = Integer.parseInt(parts[i]);
    }
    return d;
  }
}
