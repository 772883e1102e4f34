package org.anabranch.engine.host;

import java.lang.foreign.MemorySegment;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.KeyedNormals;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.LogitRow;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.TrajectoryKey;

/** The operations on rows of samples and states: copies, guidance, noise, sums in double, and laws of tokens. */
abstract class HostRows implements Kernels {
  @Override
  public final void copy(Tensor from, long fromAt, long fromStride, Tensor to, long toAt, long toStride, int rows, int columns) {
    Checks.rectangles(from, fromAt, fromStride, to, toAt, toStride, rows, columns);
    if (from.dtype() == DType.F32 && from.onHeap() && to.onHeap()) {
      float[] x = from.floats();
      float[] y = to.floats();
      for (int r = 0; r < rows; r++) {
        System.arraycopy(x, (int) (from.offset() + fromAt + r * fromStride), y, (int) (to.offset() + toAt + r * toStride), columns);
      }
      return;
    }
    MemorySegment x = bytes(from);
    MemorySegment y = bytes(to);
    int size = from.dtype().bytes();
    for (int r = 0; r < rows; r++) {
      MemorySegment.copy(x, size * (from.offset() + fromAt + r * fromStride), y, size * (to.offset() + toAt + r * toStride),
          (long) size * columns);
    }
  }

  private static MemorySegment bytes(Tensor t) {
    if (!t.onHeap()) {
      return t.segment();
    }
    return t.dtype() == DType.F64 ? MemorySegment.ofArray(t.doubles()) : MemorySegment.ofArray(t.floats());
  }

  @Override
  public final void guide(Tensor both, int guided, float scale, Tensor y) {
    Checks.guide(both, guided, y);
    int n = both.rows() / 2;
    int row = both.rowSize();
    float[] from = both.floats();
    float[] out = y.floats();
    for (int r = 0; r < n; r++) {
      int c = both.offset() + r * row;
      int at = y.offset() + r * row;
      guide(from, c, c + n * row, guided, scale, out, at);
      System.arraycopy(from, c + guided, out, at + guided, row - guided);
    }
  }

  private static void guide(float[] from, int c, int u, int n, float scale, float[] out, int at) {
    for (int i = 0; i < n; i++) {
      out[at + i] = from[u + i] + scale * (from[c + i] - from[u + i]);
    }
  }

  @Override
  public final void normals(TrajectoryKey[] keys, long step, Purpose purpose, Tensor z) {
    KeyedNormals.fill(keys, step, purpose, z);
  }

  @Override
  public final void mix(double[] c, Tensor[] k, int n, Tensor y) {
    Checks.mix(c, k, n, y);
    if (y.dtype() == DType.F64) {
      double[] out = y.doubles();
      for (int i = 0; i < y.size(); i++) {
        out[y.offset() + i] = mixed(c, k, n, i);
      }
    } else {
      float[] out = y.floats();
      for (int i = 0; i < y.size(); i++) {
        out[y.offset() + i] = (float) mixed(c, k, n, i);
      }
    }
  }

  @Override
  public final void likeliest(Tensor logits, int[] excluded, int[] best, double[] sums) {
    Checks.likeliest(logits, excluded, best, sums);
    LogitRow.likeliest(logits, excluded, best, sums);
  }

  @Override
  public final void read(LogitReads reads) {
    LogitRow.read(reads);
  }

  private static double mixed(double[] c, Tensor[] k, int n, int i) {
    double sum = c[0] * element(k[0], i);
    for (int j = 1; j < n; j++) {
      sum += c[j] * element(k[j], i);
    }
    return sum;
  }

  private static double element(Tensor t, int i) {
    return t.dtype() == DType.F64 ? t.doubles()[t.offset() + i] : t.floats()[t.offset() + i];
  }
}
