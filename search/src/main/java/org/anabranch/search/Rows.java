package org.anabranch.search;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/** Copies of rows of a batch, and batches of such copies. */
final class Rows {
  private Rows() {}

  /** Row i of [rows, sample shape...] as a tensor of its own memory, [sample shape...]. */
  static Tensor copy(Tensor batch, int i, Shape sampleShape) {
    Tensor out = like(batch, sampleShape);
    put(batch, i * sampleShape.size(), out, 0, sampleShape.size());
    return out;
  }

  /** Whether two rows of a batch have the same elements. */
  static boolean equal(Tensor batch, int i, int j) {
    int width = batch.rowSize();
    for (int k = 0; k < width; k++) {
      if (Double.compare(batch.get((long) i * width + k), batch.get((long) j * width + k)) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Tensors of one shape and type as a batch, [rows, shape...]. */
  static Tensor stack(List<Tensor> samples) {
    Tensor first = samples.getFirst();
    int[] sample = first.shape().toArray();
    int[] dims = new int[sample.length + 1];
    dims[0] = samples.size();
    System.arraycopy(sample, 0, dims, 1, sample.length);
    Tensor out = like(first, Shape.of(dims));
    for (int i = 0; i < samples.size(); i++) {
      put(samples.get(i), 0, out, i * first.size(), first.size());
    }
    return out;
  }

  /** Batches [rows, shape...] end to end. */
  static Tensor join(List<Tensor> batches) {
    Tensor first = batches.getFirst();
    int rows = batches.stream().mapToInt(Tensor::rows).sum();
    Tensor out = like(first, batchOf(first, rows));
    long at = 0;
    for (Tensor t : batches) {
      put(t, 0, out, at, t.size());
      at += t.size();
    }
    return out;
  }

  /** Copies of rows of batches, as batches of at most so many: {@code from} counts the rows of all batches. */
  static List<Tensor> regroup(List<Tensor> batches, int[] from, int most) {
    Tensor all = join(batches);
    long width = all.rowSize();
    List<Tensor> out = new ArrayList<>();
    for (int begin = 0; begin < from.length; begin += most) {
      Tensor batch = like(all, batchOf(all, Math.min(most, from.length - begin)));
      for (int i = 0; i < batch.rows(); i++) {
        put(all, from[begin + i] * width, batch, i * width, width);
      }
      out.add(batch);
    }
    return out;
  }

  /** Copies a row of one batch over a row of another. */
  static void set(Tensor to, int row, Tensor from, int fromRow) {
    put(from, (long) fromRow * from.rowSize(), to, (long) row * to.rowSize(), to.rowSize());
  }

  /** Multiplies a heap tensor by a factor. */
  static void scale(Tensor t, double factor) {
    for (int i = t.offset(); i < t.offset() + t.size(); i++) {
      if (t.dtype() == DType.F64) {
        t.doubles()[i] *= factor;
      } else {
        t.floats()[i] = (float) (factor * t.floats()[i]);
      }
    }
  }

  /** Replaces infinities and NaN of a heap tensor by 0. */
  static void zeroIfNotFinite(Tensor t) {
    for (int i = t.offset(); i < t.offset() + t.size(); i++) {
      if (t.dtype() == DType.F64 && !Double.isFinite(t.doubles()[i])) {
        t.doubles()[i] = 0;
      } else if (t.dtype() == DType.F32 && !Float.isFinite(t.floats()[i])) {
        t.floats()[i] = 0;
      }
    }
  }

  private static Shape batchOf(Tensor t, int rows) {
    int[] dims = t.shape().toArray();
    dims[0] = rows;
    return Shape.of(dims);
  }

  private static Tensor like(Tensor t, Shape shape) {
    if (t.onHeap()) {
      return Tensor.zeros(t.dtype(), shape);
    }
    return Tensor.offHeap(Tensor.allocateOffHeap(shape.size() * t.dtype().bytes()), t.dtype(), shape);
  }

  private static void put(Tensor from, long fromIndex, Tensor to, long toIndex, long count) {
    if (from.onHeap()) {
      Object source = from.dtype() == DType.F64 ? from.doubles() : from.floats();
      Object target = to.dtype() == DType.F64 ? to.doubles() : to.floats();
      System.arraycopy(source, Math.toIntExact(from.offset() + fromIndex), target, Math.toIntExact(to.offset() + toIndex),
          Math.toIntExact(count));
    } else {
      long bytes = from.dtype().bytes();
      MemorySegment.copy(from.segment(), fromIndex * bytes, to.segment(), toIndex * bytes, count * bytes);
    }
  }
}
