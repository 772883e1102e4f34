package org.anabranch.solver.masked;

import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.LogitReads;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/** One row's logits in a device's memory, with the sums that {@link Kernels#likeliest} made of them. */
final class ResidentLogits {
  private final Kernels kernels;
  private final Tensor room;
  private final double[] sums;

  /** Room for the logits of some positions. */
  ResidentLogits(Kernels kernels, int positions, int vocabulary) {
    this.kernels = kernels;
    this.room = kernels.allocate(DType.F32, Shape.of(positions, vocabulary));
    this.sums = new double[positions];
  }

  /** Whether this is memory of these kernels, and has room. */
  boolean fits(Kernels of, int positions) {
    return kernels == of && room.rows() >= positions;
  }

  Kernels kernels() {
    return kernels;
  }

  /** Takes rows [first, first + count) of a batch. */
  void keep(Tensor batch, int first, int count, double[] ofBatch) {
    int width = room.rowSize();
    kernels.copy(batch, (long) first * width, width, room, 0, width, count, width);
    System.arraycopy(ofBatch, first, sums, 0, count);
  }

  /** The j-th position's sum of exp(l - the largest). */
  double sum(int j) {
    return sums[j];
  }

  int ask(LogitReads batch, int j, int best, double fraction) {
    return batch.ask(room, j, best, sums[j], fraction);
  }

  /** The first positions' logits to the host. */
  void download(int count, float[] to) {
    int width = room.rowSize();
    kernels.copy(room, 0, width, Tensor.window(to, 0, Shape.of(count, width)), 0, width, count, width);
  }

  /** Gives the memory back; nothing may be asked any more. */
  void release() {
    kernels.release(room);
  }
}
