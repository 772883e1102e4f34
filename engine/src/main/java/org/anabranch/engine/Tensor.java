package org.anabranch.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A shape, an element type and the memory that holds the elements, row-major and contiguous.
 *
 * <p>Four kinds of memory, by use: a window of a {@code float[]} (activations), a window of a {@code double[]}
 * (solver states of closed-form problems), an off-heap {@link MemorySegment} (weights, files), and a window of a
 * {@link DeviceMemory}, whose elements the host sees only after {@link Kernels#copy}: every method here that would read or hand out
 * elements throws {@link IllegalStateException} for it. The kind never changes. A tensor does not own its memory: views share it, and
 * the garbage collector frees it, or {@link Kernels#release} earlier.
 *
 * <p>Threading: the object is immutable, the elements are not synchronised.
 */
public final class Tensor {
  private static final ValueLayout.OfFloat F32_LE = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble F64_LE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort I16_LE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32_LE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64_LE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Shape shape;
  private final DType dtype;
  private final Object memory;
  private final long offset;

  private Tensor(Shape shape, DType dtype, Object memory, long offset) {
    this.shape = shape;
    this.dtype = dtype;
    this.memory = memory;
    this.offset = offset;
  }

  /** A new zeroed float tensor on the heap. */
  public static Tensor zeros(int... dims) {
    Shape s = Shape.of(dims);
    return new Tensor(s, DType.F32, new float[arrayLength(s)], 0);
  }

  /** A new zeroed double tensor on the heap. */
  public static Tensor zerosF64(int... dims) {
    Shape s = Shape.of(dims);
    return new Tensor(s, DType.F64, new double[arrayLength(s)], 0);
  }

  /** A new zeroed heap tensor of the given type, {@link DType#F32} or {@link DType#F64}. */
  public static Tensor zeros(DType dtype, Shape shape) {
    if (dtype != DType.F32 && dtype != DType.F64) {
      throw new IllegalArgumentException("tensor: a heap tensor is F32 or F64, got " + dtype);
    }
    int n = arrayLength(shape);
    return new Tensor(shape, dtype, dtype == DType.F64 ? new double[n] : new float[n], 0);
  }

  /** Wraps the array, which must hold exactly the elements of the shape. */
  public static Tensor of(float[] data, int... dims) {
    Shape s = Shape.of(dims);
    if (s.size() != data.length) {
      throw new IllegalArgumentException("tensor: shape " + s + " has " + s.size() + " elements, the array " + data.length);
    }
    return new Tensor(s, DType.F32, data, 0);
  }

  /** Wraps the array, which must hold exactly the elements of the shape. */
  public static Tensor of(double[] data, int... dims) {
    Shape s = Shape.of(dims);
    if (s.size() != data.length) {
      throw new IllegalArgumentException("tensor: shape " + s + " has " + s.size() + " elements, the array " + data.length);
    }
    return new Tensor(s, DType.F64, data, 0);
  }

  /** A window of the array that begins at the offset (in elements). */
  public static Tensor window(float[] data, int offset, Shape shape) {
    Objects.checkFromIndexSize(offset, arrayLength(shape), data.length);
    return new Tensor(shape, DType.F32, data, offset);
  }

  /** Little-endian elements in an off-heap segment of exactly the right size. */
  public static Tensor offHeap(MemorySegment segment, DType dtype, Shape shape) {
    if (segment.byteSize() != Math.multiplyExact(shape.size(), dtype.bytes())) {
      throw new IllegalArgumentException("tensor: shape " + shape + " of " + dtype + " needs " + shape.size() * dtype.bytes()
          + " bytes, the segment has " + segment.byteSize());
    }
    return new Tensor(shape, dtype, segment, 0);
  }

  /**
   * A window of a device's memory that begins at the offset (in elements).
   *
   * @throws IndexOutOfBoundsException if the memory ends before the shape does
   */
  public static Tensor onDevice(DeviceMemory memory, long offset, DType dtype, Shape shape) {
    Objects.checkFromIndexSize(offset, shape.size(), memory.bytes() / dtype.bytes());
    return new Tensor(shape, dtype, memory, offset);
  }

  /** A zeroed off-heap segment, 64-byte aligned, freed when nothing refers to it. */
  public static MemorySegment allocateOffHeap(long bytes) {
    return Arena.ofAuto().allocate(bytes, 64);
  }

  /** The shape. */
  public Shape shape() {
    return shape;
  }

  /** The element type. */
  public DType dtype() {
    return dtype;
  }

  /** Number of elements. */
  public long size() {
    return shape.size();
  }

  /** The outermost dimension. */
  public int rows() {
    return shape.rows();
  }

  /** Elements per outermost index. */
  public int rowSize() {
    return shape.rowSize();
  }

  /** The heap array of a float tensor; element 0 stands at {@link #offset()}. */
  public float[] floats() {
    if (memory instanceof float[] f) {
      return f;
    }
    throw new IllegalStateException("tensor: needs F32 on the heap, this one is " + describe());
  }

  /** The heap array of a double tensor; element 0 stands at {@link #offset()}. */
  public double[] doubles() {
    if (memory instanceof double[] d) {
      return d;
    }
    throw new IllegalStateException("tensor: needs F64 on the heap, this one is " + describe());
  }

  /** The segment of an off-heap tensor. */
  public MemorySegment segment() {
    if (memory instanceof MemorySegment s) {
      return s;
    }
    throw new IllegalStateException("tensor: needs off-heap memory, this one is " + describe());
  }

  /** The memory of a tensor on a device; element 0 stands at {@link #position()}. */
  public DeviceMemory device() {
    if (memory instanceof DeviceMemory d) {
      return d;
    }
    throw new IllegalStateException("tensor: needs memory of a device, this one is " + describe());
  }

  /** Index of element 0 in the heap array, 0 for off-heap tensors. */
  public int offset() {
    return (int) offset;
  }

  /** Index of element 0 in the heap array or the device's memory, 0 for off-heap tensors. */
  public long position() {
    return offset;
  }

  /** Whether the elements lie in a heap array. */
  public boolean onHeap() {
    return memory instanceof float[] || memory instanceof double[];
  }

  /** Whether the elements lie in the memory of a device. */
  public boolean isOnDevice() {
    return memory instanceof DeviceMemory;
  }

  /** Whether both are windows of one array, one segment or one piece of a device's memory; they need not overlap. */
  public boolean sharesMemory(Tensor other) {
    return memory == other.memory;
  }

  /** The rows [from, from + count); shares the memory. */
  public Tensor rows(int from, int count) {
    Objects.checkFromIndexSize(from, count, rows());
    if (memory instanceof MemorySegment s) {
      long bytes = (long) rowSize() * dtype.bytes();
      return new Tensor(shape.withRows(count), dtype, s.asSlice(from * bytes, count * bytes), 0);
    }
    return new Tensor(shape.withRows(count), dtype, memory, offset + (long) from * rowSize());
  }

  /** The same elements under another shape of the same size; shares the memory. */
  public Tensor reshape(int... dims) {
    Shape s = Shape.of(dims);
    if (s.size() != size()) {
      throw new IllegalArgumentException("tensor: cannot view " + shape + " as " + s + ": " + size() + " and " + s.size()
          + " elements");
    }
    return new Tensor(s, dtype, memory, offset);
  }

  /** The elements [from, from + shape.size()) in row-major order under another shape; shares the memory. */
  public Tensor window(long from, Shape part) {
    Objects.checkFromIndexSize(from, part.size(), size());
    if (memory instanceof MemorySegment s) {
      return new Tensor(part, dtype, s.asSlice(from * dtype.bytes(), part.size() * dtype.bytes()), 0);
    }
    return new Tensor(part, dtype, memory, offset + from);
  }

  /** Element i in row-major order, widened to double; slow, for tests, loading and reports. */
  public double get(long i) {
    Objects.checkIndex(i, size());
    if (memory instanceof float[] f) {
      return f[(int) (offset + i)];
    }
    if (memory instanceof double[] d) {
      return d[(int) (offset + i)];
    }
    MemorySegment s = segment();
    return switch (dtype) {
      case F64 -> s.get(F64_LE, i * 8);
      case F32 -> s.get(F32_LE, i * 4);
      case F16 -> Float.float16ToFloat(s.get(I16_LE, i * 2));
      case BF16 -> Float.intBitsToFloat(s.get(I16_LE, i * 2) << 16);
      case I64 -> s.get(I64_LE, i * 8);
      case I32 -> s.get(I32_LE, i * 4);
      case I16 -> s.get(I16_LE, i * 2);
      case I8 -> s.get(ValueLayout.JAVA_BYTE, i);
      case U64 -> {
        long v = s.get(I64_LE, i * 8);
        // Halved with the lost bit kept, so that the conversion rounds to nearest once.
        yield v >= 0 ? v : (v >>> 1 | v & 1) * 2.0;
      }
      case U32 -> s.get(I32_LE, i * 4) & 0xffffffffL;
      case U16 -> s.get(I16_LE, i * 2) & 0xffff;
      case U8, BOOL -> s.get(ValueLayout.JAVA_BYTE, i) & 0xff;
    };
  }

  /** A copy of the elements as floats, rounded to nearest where the type is wider (64-bit integers by way of double). */
  public float[] toFloats() {
    int n = arrayLength(shape);
    float[] out = new float[n];
    if (memory instanceof float[] f) {
      System.arraycopy(f, offset(), out, 0, n);
    } else if (memory instanceof MemorySegment s && dtype == DType.F32) {
      MemorySegment.copy(s, F32_LE, 0, out, 0, n);
    } else {
      for (int i = 0; i < n; i++) {
        out[i] = (float) get(i);
      }
    }
    return out;
  }

  /**
   * Copies elements [from, from + n) to an array as floats, rounded as {@link #toFloats} rounds; allocates nothing.
   *
   * @param to receives them from its element 0
   */
  public void copyFloats(long from, int n, float[] to) {
    Objects.checkFromIndexSize(from, n, size());
    if (memory instanceof float[] f) {
      System.arraycopy(f, (int) (offset + from), to, 0, n);
    } else if (memory instanceof MemorySegment s && dtype == DType.F32) {
      MemorySegment.copy(s, F32_LE, from * 4, to, 0, n);
    } else if (memory instanceof MemorySegment s && dtype == DType.BF16) {
      for (int i = 0; i < n; i++) {
        to[i] = Float.intBitsToFloat(s.get(I16_LE, (from + i) * 2) << 16);
      }
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = (float) get(from + i);
      }
    }
  }

  /** A copy of the elements as ints; refuses fractional types and values outside the int range. */
  public int[] toInts() {
    if (dtype.isFloat()) {
      throw new IllegalStateException("tensor: needs integers, this one is " + describe());
    }
    int[] out = new int[arrayLength(shape)];
    for (int i = 0; i < out.length; i++) {
      double v = get(i);
      if (v != (int) v) {
        throw new IllegalStateException("tensor: element " + i + " is " + v + ", needs the range of an int");
      }
      out[i] = (int) v;
    }
    return out;
  }

  /** A heap copy in F32. */
  public Tensor toHeap() {
    return of(toFloats(), shape.toArray());
  }

  private static int arrayLength(Shape shape) {
    if (shape.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("tensor: an array holds at most " + Integer.MAX_VALUE + " elements, shape " + shape
          + " has " + shape.size());
    }
    return (int) shape.size();
  }

  private String describe() {
    String where = switch (memory) {
      case MemorySegment s -> "off-heap";
      case DeviceMemory d -> "in the memory of " + d.owner().name();
      default -> "on the heap";
    };
    return dtype + shape.toString() + " " + where;
  }

  @Override
  public String toString() {
    return describe();
  }
}
