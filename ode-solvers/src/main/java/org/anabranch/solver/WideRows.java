package org.anabranch.solver;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/**
 * Scratch rows in double in the memory of some kernels, for sums that are rounded once at their end: as many as the largest batch so
 * far. After the first call at a size only views are made. One thread at a time.
 */
public final class WideRows {
  private final Kernels kernels;
  private final Shape rowShape;
  private final Tensor[] buffers;

  /** So many buffers of rows of a shape. */
  public WideRows(Kernels kernels, Shape rowShape, int buffers) {
    this.kernels = kernels;
    this.rowShape = rowShape;
    this.buffers = new Tensor[buffers];
    Arrays.setAll(this.buffers, i -> kernels.allocate(DType.F64, Shapes.batch(0, rowShape)));
  }

  /** The first rows of buffer i, whose elements are those that were last written there. */
  public Tensor of(int i, int rows) {
    if (buffers[i].rows() < rows) {
      kernels.release(buffers[i]);
      buffers[i] = kernels.allocate(DType.F64, Shapes.batch(rows, rowShape));
    }
    return buffers[i].rows() == rows ? buffers[i] : buffers[i].rows(0, rows);
  }
}
