package org.anabranch.model.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.anabranch.engine.Tensor;

/**
 * Finds NaN and infinity in off-heap tensors, a block of bits at a time.
 *
 * <p>A value is not finite when its exponent bits are all ones, that is when its bits without the sign, as an integer, reach
 * those of infinity; so a block is clean when its largest such integer is smaller. That loop compiles to vector code.
 */
final class NonFinite {
  private static final int BLOCK = 4096;
  private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private NonFinite() {}

  /** Index of the first element that is NaN or infinite, -1 if there is none or the type is an integer. */
  static long indexIn(Tensor t) {
    return switch (t.dtype()) {
      case F32 -> ints(t.segment());
      case F16 -> shorts(t.segment(), 0x7c00);
      case BF16 -> shorts(t.segment(), 0x7f80);
      case F64 -> doubles(t);
      default -> -1;
    };
  }

  private static long ints(MemorySegment s) {
    int[] block = new int[BLOCK];
    long size = s.byteSize() / Integer.BYTES;
    for (long at = 0; at < size; at += BLOCK) {
      int n = (int) Math.min(BLOCK, size - at);
      MemorySegment.copy(s, I32, at * Integer.BYTES, block, 0, n);
      int worst = 0;
      for (int i = 0; i < n; i++) {
        worst = Math.max(worst, block[i] & 0x7fffffff);
      }
      if (worst >= 0x7f800000) {
        for (int i = 0; i < n; i++) {
          if ((block[i] & 0x7fffffff) >= 0x7f800000) {
            return at + i;
          }
        }
      }
    }
    return -1;
  }

  private static long shorts(MemorySegment s, int infinity) {
    short[] block = new short[BLOCK];
    long size = s.byteSize() / Short.BYTES;
    for (long at = 0; at < size; at += BLOCK) {
      int n = (int) Math.min(BLOCK, size - at);
      MemorySegment.copy(s, I16, at * Short.BYTES, block, 0, n);
      for (int i = 0; i < n; i++) {
        if ((block[i] & 0x7fff) >= infinity) {
          return at + i;
        }
      }
    }
    return -1;
  }

  private static long doubles(Tensor t) {
    for (long i = 0; i < t.size(); i++) {
      if (!Double.isFinite(t.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
