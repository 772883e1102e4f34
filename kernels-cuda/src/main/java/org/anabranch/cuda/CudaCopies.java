package org.anabranch.cuda;

import java.lang.foreign.MemorySegment;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;

/**
 * Rectangles between host and device and within the device. One that is contiguous on both sides is one copy; another is packed on the
 * side that it leaves. Inside {@link CudaSession#run}.
 */
final class CudaCopies {
  private final CudaSession session;

  CudaCopies(CudaSession session) {
    this.session = session;
  }

  /** As {@link org.anabranch.engine.Kernels#copy}, where one tensor at least is on the device; not empty. */
  void copy(Tensor from, long fromAt, long fromStride, Tensor to, long toAt, long toStride, int rows, int columns) {
    long size = from.dtype().bytes();
    boolean packed = rows == 1 || fromStride == columns && toStride == columns;
    long bytes = size * rows * columns;
    CudaStream stream = session.stream();
    if (from.isOnDevice() && to.isOnDevice()) {
      if (packed) {
        stream.copy(buffer(from), size * (from.position() + fromAt), buffer(to), size * (to.position() + toAt), bytes);
      } else {
        rectangle(address(from, fromAt), fromStride, address(to, toAt), toStride, rows, columns, from.dtype());
      }
    } else if (to.isOnDevice()) {
      if (packed) {
        stream.upload(bytes(from).asSlice(size * fromAt, bytes), buffer(to), size * (to.position() + toAt));
        return;
      }
      MemorySegment line = MemorySegment.ofArray(new long[Math.toIntExact(Math.ceilDiv(bytes, 8))]);
      for (int r = 0; r < rows; r++) {
        MemorySegment.copy(bytes(from), size * (fromAt + r * fromStride), line, size * r * columns, size * columns);
      }
      try (DeviceBuffer room = session.buffer(bytes)) {
        stream.upload(line.asSlice(0, bytes), room, 0);
        rectangle(room.address(), columns, address(to, toAt), toStride, rows, columns, from.dtype());
      }
    } else if (packed) {
      stream.download(buffer(from), size * (from.position() + fromAt), bytes(to).asSlice(size * toAt, bytes));
    } else {
      MemorySegment line = MemorySegment.ofArray(new long[Math.toIntExact(Math.ceilDiv(bytes, 8))]);
      try (DeviceBuffer room = session.buffer(bytes)) {
        rectangle(address(from, fromAt), fromStride, room.address(), columns, rows, columns, from.dtype());
        stream.download(room, 0, line.asSlice(0, bytes));
      }
      for (int r = 0; r < rows; r++) {
        MemorySegment.copy(line, size * r * columns, bytes(to), size * (toAt + r * toStride), size * columns);
      }
    }
  }

  private void rectangle(long from, long fromStride, long to, long toStride, int rows, int columns, DType dtype) {
    if (dtype.bytes() % 4 != 0) {
      throw new IllegalArgumentException("copy: a rectangle on a device is of elements of 4 or 8 bytes, got " + dtype);
    }
    int words = dtype.bytes() / 4;
    long size = (long) rows * columns * words;
    session.stream().begin(DeviceKernel.COPY_RECTANGLE).address(from).number(fromStride * words).address(to).number(toStride * words)
        .number(size).number((long) columns * words).launch(DeviceMaps.blocks(size), 1, 0);
  }

  private static DeviceBuffer buffer(Tensor t) {
    return ((CudaMemory) t.device()).buffer();
  }

  private static long address(Tensor t, long at) {
    return buffer(t).address() + t.dtype().bytes() * (t.position() + at);
  }

  /** The elements of a host tensor, as bytes. */
  private static MemorySegment bytes(Tensor t) {
    if (!t.onHeap()) {
      return t.segment();
    }
    MemorySegment all = t.dtype() == DType.F64 ? MemorySegment.ofArray(t.doubles()) : MemorySegment.ofArray(t.floats());
    return all.asSlice((long) t.dtype().bytes() * t.offset(), t.dtype().bytes() * t.size());
  }
}
