package org.anabranch.cli.domain;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/** Batches of samples of any shape and element type. */
public final class Samples {
  private Samples() {}

  /** One sample [shape...] as a batch [1, shape...] on the same memory. */
  public static Tensor one(Tensor sample) {
    return sample.reshape(batch(1, sample.shape()).toArray());
  }

  /** The batches below each other, [sum of rows, sample shape...]; at least one, all of one sample shape and type. */
  public static Tensor join(List<Tensor> batches) {
    Tensor first = batches.getFirst();
    int rows = batches.stream().mapToInt(Tensor::rows).sum();
    Shape shape = first.shape().withRows(rows);
    Tensor out = first.onHeap() ? Tensor.zeros(first.dtype(), shape)
        : Tensor.offHeap(Tensor.allocateOffHeap(shape.size() * first.dtype().bytes()), first.dtype(), shape);
    long at = 0;
    for (Tensor t : batches) {
      put(t, out, at);
      at += t.size();
    }
    return out;
  }

  private static Shape batch(int rows, Shape sample) {
    int[] dims = new int[sample.rank() + 1];
    dims[0] = rows;
    System.arraycopy(sample.toArray(), 0, dims, 1, sample.rank());
    return Shape.of(dims);
  }

  private static void put(Tensor from, Tensor to, long at) {
    if (from.onHeap()) {
      Object source = from.dtype() == DType.F64 ? from.doubles() : from.floats();
      Object target = to.dtype() == DType.F64 ? to.doubles() : to.floats();
      System.arraycopy(source, from.offset(), target, Math.toIntExact(at), Math.toIntExact(from.size()));
    } else {
      long bytes = from.dtype().bytes();
      MemorySegment.copy(from.segment(), 0, to.segment(), at * bytes, from.size() * bytes);
    }
  }
}
