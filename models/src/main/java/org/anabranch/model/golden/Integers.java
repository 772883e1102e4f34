package org.anabranch.model.golden;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;

/** Tensors of whole numbers: steps, tokens, counts. */
final class Integers {
  private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Integers() {}

  /** The values in a tensor of the shape. */
  static Tensor of(long[] values, int... dims) {
    MemorySegment memory = Tensor.allocateOffHeap((long) values.length * Long.BYTES);
    for (int i = 0; i < values.length; i++) {
      memory.set(I64, (long) i * Long.BYTES, values[i]);
    }
    return Tensor.offHeap(memory, DType.I64, Shape.of(dims));
  }
}
