package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Elements of every type, views that share memory, and errors that name rule and values. */
class TensorTest {
  @Test
  void readsFloatsOffHeap() {
    assertElements(DType.F32, ints(0x3f800000, 0x80000001, 0x7f800000, 0x7fc00000),
        1, -Float.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN);
    ByteBuffer b = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    b.putDouble(Math.PI).putDouble(-Double.MIN_VALUE).putDouble(Double.MAX_VALUE);
    assertElements(DType.F64, b.array(), Math.PI, -Double.MIN_VALUE, Double.MAX_VALUE);
  }

  @Test
  void readsHalvesWithTheirSubnormals() {
    assertElements(DType.F16, shorts(0x3c00, 0xc000, 0x7bff, 0x0400, 0x03ff, 0x0001, 0x8001, 0x8000, 0x7c00, 0xfc00, 0x7e00),
        1, -2, 65504, 0x1p-14, 0x1.ff8p-15, 0x1p-24, -0x1p-24, -0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
        Double.NaN);
  }

  @Test
  void readsEveryHalfExactly() {
    MemorySegment s = Tensor.allocateOffHeap(2 * 65536);
    for (int i = 0; i < 65536; i++) {
      s.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) i);
    }
    Tensor t = Tensor.offHeap(s, DType.F16, Shape.of(65536));
    for (int i = 0; i < 65536; i++) {
      int exponent = i >> 10 & 31;
      int fraction = i & 1023;
      double size = exponent == 0 ? fraction * 0x1p-24
          : exponent < 31 ? Math.scalb(1024.0 + fraction, exponent - 25)
          : fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      assertEquals(i < 32768 ? size : -size, t.get(i));
    }
  }

  @Test
  void readsBrainFloatsWithTheirSubnormals() {
    assertElements(DType.BF16, shorts(0x3f80, 0xc049, 0x0001, 0x8001, 0x007f, 0x0080, 0x7f7f, 0x7f80, 0xff80, 0x7fc0, 0x8000),
        1, -3.140625, 0x1p-133, -0x1p-133, 0x1.fcp-127, 0x1p-126, 0x1.fep127, Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY, Double.NaN, -0.0);
  }

  @Test
  void readsSignedIntegers() {
    assertElements(DType.I8, new byte[] {0, 1, 127, -128, -1}, 0, 1, 127, -128, -1);
    assertElements(DType.I16, shorts(0, 0x7fff, 0x8000, 0xffff), 0, 32767, -32768, -1);
    assertElements(DType.I32, ints(0, 0x7fffffff, 0x80000000, -1), 0, 0x7fffffff, -0x1p31, -1);
    assertElements(DType.I64, longs(0, -1, 1L << 53, Long.MIN_VALUE), 0, -1, 0x1p53, -0x1p63);
  }

  @Test
  void readsUnsignedIntegersAndBooleans() {
    assertElements(DType.U8, new byte[] {0, 127, -128, -1}, 0, 127, 128, 255);
    assertElements(DType.BOOL, new byte[] {0, 1}, 0, 1);
    assertElements(DType.U16, shorts(0, 0x8000, 0xffff), 0, 32768, 65535);
    assertElements(DType.U32, ints(0, 0x80000000, -1), 0, 0x1p31, 0xffffffffL);
    assertElements(DType.U64, longs(0, Long.MAX_VALUE, Long.MIN_VALUE, -1), 0, 0x1p63, 0x1p63, 0x1p64);
  }

  @Test
  void unsignedLongsAreRoundedOnceToNearestEven() {
    // Doubles at 2^63 are 2^11 apart: a tie goes to even, one more goes up.
    assertElements(DType.U64, longs(Long.MIN_VALUE + 1024, Long.MIN_VALUE + 1025, Long.MIN_VALUE + 3071,
        Long.MIN_VALUE + 3072), 0x1p63, 0x1p63 + 2048, 0x1p63 + 2048, 0x1p63 + 4096);
  }

  @ParameterizedTest
  @EnumSource
  void anOffHeapTensorNeedsExactlyItsBytes(DType type) {
    int bytes = 6 * type.bytes();
    Tensor t = Tensor.offHeap(Tensor.allocateOffHeap(bytes), type, Shape.of(2, 3));
    assertFalse(t.onHeap());
    assertEquals(0, t.get(5));
    assertEquals(type + "[2, 3] off-heap", t.toString());
    assertMessage("tensor: shape [2, 3] of " + type + " needs " + bytes + " bytes, the segment has " + (bytes + 1),
        () -> Tensor.offHeap(Tensor.allocateOffHeap(bytes + 1), type, Shape.of(2, 3)));
    assertThrows(IndexOutOfBoundsException.class, () -> t.get(6));
    assertThrows(IndexOutOfBoundsException.class, () -> t.get(-1));
    assertThrows(IllegalStateException.class, t::floats);
    assertThrows(IllegalStateException.class, t::doubles);
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfAnOffHeapTensorAreItsRows(DType type) {
    MemorySegment s = Tensor.allocateOffHeap(12L * type.bytes());
    for (int i = 0; i < s.byteSize(); i++) {
      s.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 37 % 60));
    }
    Tensor t = Tensor.offHeap(s, type, Shape.of(4, 3));
    Tensor middle = t.rows(1, 2);
    assertEquals(Shape.of(2, 3), middle.shape());
    for (int i = 0; i < 6; i++) {
      assertEquals(t.get(3 + i), middle.get(i));
      assertEquals(t.get(6 + i % 3), middle.rows(1, 1).reshape(3).get(i % 3));
    }
    assertArrayEquals(new float[] {(float) t.get(9), (float) t.get(10), (float) t.get(11)}, t.rows(3, 1).toFloats());
    assertEquals(0, t.rows(4, 0).size());
  }

  @Test
  void rowsAndShapesOfAHeapTensorShareItsMemory() {
    Tensor t = Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 4, 2);
    Tensor view = t.rows(1, 2);
    assertSame(t.floats(), view.floats());
    assertEquals(2, view.offset());
    view.floats()[view.offset() + 3] = 55;
    assertEquals(55, t.get(5));
    Tensor flat = view.reshape(4);
    assertEquals(55, flat.get(3));
    assertEquals(4, flat.rows(2, 1).get(0));
    assertArrayEquals(new float[] {2, 3, 4, 55}, view.toFloats());
    assertArrayEquals(new float[] {4, 55}, view.rows(1, 1).toHeap().floats());
    assertEquals(0, t.rows(4, 0).size());
    assertThrows(IndexOutOfBoundsException.class, () -> t.rows(3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> t.rows(-1, 1));
    assertMessage("tensor: cannot view [2, 2] as [3]: 4 and 3 elements", () -> view.reshape(3));
  }

  @Test
  void aWindowIsAPartOfAnArray() {
    float[] data = {0, 1, 2, 3, 4, 5};
    Tensor w = Tensor.window(data, 2, Shape.of(3));
    assertSame(data, w.floats());
    assertEquals(4, w.get(2));
    assertArrayEquals(new float[] {2, 3, 4}, w.toFloats());
    assertEquals(0, Tensor.window(data, 6, Shape.of(0)).size());
    assertThrows(IndexOutOfBoundsException.class, () -> Tensor.window(data, 4, Shape.of(3)));
    assertThrows(IndexOutOfBoundsException.class, () -> Tensor.window(data, -1, Shape.of(3)));
    assertThrows(IndexOutOfBoundsException.class, () -> w.get(3));
  }

  @Test
  void doublesLieOnTheHeapToo() {
    Tensor t = Tensor.of(new double[] {1, 2, Math.PI}, 3);
    assertSame(DType.F64, t.dtype());
    assertEquals(Math.PI, t.get(2));
    assertArrayEquals(new float[] {1, 2, (float) Math.PI}, t.toFloats());
    assertEquals(2, t.rows(1, 2).get(0));
    assertEquals(6, Tensor.zerosF64(2, 3).doubles().length);
    assertEquals("tensor: needs F32 on the heap, this one is F64[3] on the heap",
        assertThrows(IllegalStateException.class, t::floats).getMessage());
    assertEquals("tensor: needs off-heap memory, this one is F64[3] on the heap",
        assertThrows(IllegalStateException.class, t::segment).getMessage());
    assertThrows(IllegalStateException.class, () -> Tensor.zeros(1).doubles());
  }

  @Test
  void onlyFloatsAndDoublesAreMadeOnTheHeap() {
    assertSame(DType.F32, Tensor.zeros(DType.F32, Shape.of(2)).dtype());
    assertSame(DType.F64, Tensor.zeros(DType.F64, Shape.of(2)).dtype());
    assertMessage("tensor: a heap tensor is F32 or F64, got I32", () -> Tensor.zeros(DType.I32, Shape.of(2)));
    assertMessage("tensor: an array holds at most 2147483647 elements, shape [65536, 65536] has 4294967296",
        () -> Tensor.zeros(65536, 65536));
    assertMessage("tensor: shape [2, 3] has 6 elements, the array 5", () -> Tensor.of(new float[5], 2, 3));
    assertMessage("tensor: shape [2, 3] has 6 elements, the array 7", () -> Tensor.of(new double[7], 2, 3));
  }

  @Test
  void aScalarHasOneElement() {
    Tensor t = Tensor.of(new float[] {5});
    assertEquals(5, t.get(0));
    assertEquals(1, t.rows());
    assertEquals(Shape.SCALAR, t.toHeap().shape());
  }

  @Test
  void integersComeOutAsIntsOrNotAtAll() {
    assertArrayEquals(new int[] {0, -1, Integer.MIN_VALUE}, offHeap(DType.I64, longs(0, -1, Integer.MIN_VALUE)).toInts());
    assertArrayEquals(new int[] {200, 1}, offHeap(DType.U8, new byte[] {(byte) 200, 1}).toInts());
    assertEquals("tensor: element 1 is 4.294967295E9, needs the range of an int",
        assertThrows(IllegalStateException.class, () -> offHeap(DType.U32, ints(0, -1)).toInts()).getMessage());
    assertEquals("tensor: needs integers, this one is F32[1] on the heap",
        assertThrows(IllegalStateException.class, () -> Tensor.zeros(1).toInts()).getMessage());
  }

  @Test
  void offHeapMemoryIsZeroedAndAligned() {
    for (int i = 1; i < 50; i++) {
      MemorySegment s = Tensor.allocateOffHeap(i * 3);
      assertTrue(s.address() % 64 == 0, "address " + s.address());
      assertEquals(-1, s.mismatch(MemorySegment.ofArray(new byte[i * 3])));
    }
  }

  private static void assertElements(DType type, byte[] content, double... want) {
    Tensor t = offHeap(type, content);
    assertEquals(want.length, t.size());
    float[] floats = t.toFloats();
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], t.get(i), type + " element " + i);
      assertEquals((float) want[i], floats[i], type + " element " + i + " as float");
    }
  }

  private static Tensor offHeap(DType type, byte[] content) {
    MemorySegment s = Tensor.allocateOffHeap(content.length);
    s.copyFrom(MemorySegment.ofArray(content));
    return Tensor.offHeap(s, type, Shape.of(content.length / type.bytes()));
  }

  private static byte[] shorts(int... values) {
    ByteBuffer b = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int v : values) {
      b.putShort((short) v);
    }
    return b.array();
  }

  private static byte[] ints(int... values) {
    ByteBuffer b = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int v : values) {
      b.putInt(v);
    }
    return b.array();
  }

  private static byte[] longs(long... values) {
    ByteBuffer b = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long v : values) {
      b.putLong(v);
    }
    return b.array();
  }

  private static void assertMessage(String message, Runnable body) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, body::run).getMessage());
  }
}
