package org.anabranch.engine;

import java.util.Arrays;

/**
 * The extent of a tensor, row-major, outermost dimension first. Immutable; a dimension may be 0.
 *
 * <p>Dimensions are ints (a Java array index), the element count is a long (a checkpoint tensor may exceed 2^31 elements).
 */
public final class Shape {
  /** The shape of a scalar: rank 0, one element. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final long size;
  /** What {@link #withRows} made last: views of rows of one tensor share it, and are found equal by their reference. A benign race. */
  private Shape lastRows;

  private Shape(int[] dims) {
    this.dims = dims;
    for (int d : dims) {
      if (d < 0) {
        throw new IllegalArgumentException("shape: a dimension must be >= 0, got " + Arrays.toString(dims));
      }
    }
    this.size = product(dims, 0);
  }

  /** The product of dimensions from .. rank - 1; one that is 0 makes it 0, however large the others are. */
  private static long product(int[] dims, int from) {
    long n = 1;
    boolean overflow = false;
    for (int i = from; i < dims.length; i++) {
      if (dims[i] == 0) {
        return 0;
      }
      overflow |= Math.multiplyHigh(n, dims[i]) != 0 || n * dims[i] < 0;
      n *= dims[i];
    }
    if (overflow) {
      throw new IllegalArgumentException("shape: must have at most " + Long.MAX_VALUE + " elements, got "
          + Arrays.toString(dims));
    }
    return n;
  }

  /** The shape with these dimensions. */
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** Number of dimensions. */
  public int rank() {
    return dims.length;
  }

  /** The i-th dimension; a negative index counts from the innermost. */
  public int dim(int i) {
    return dims[i < 0 ? dims.length + i : i];
  }

  /** Number of elements. */
  public long size() {
    return size;
  }

  /** The outermost dimension, 1 for a scalar. */
  public int rows() {
    return dims.length == 0 ? 1 : dims[0];
  }

  /** Elements per outermost index, 1 for a scalar and for a vector. */
  public int rowSize() {
    long n = product(dims, 1);
    if (n > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("shape: a row must have at most " + Integer.MAX_VALUE + " elements, " + this
          + " has " + n);
    }
    return (int) n;
  }

  /** The innermost dimension, 1 for a scalar. */
  public int last() {
    return dims.length == 0 ? 1 : dims[dims.length - 1];
  }

  /** The same shape with another outermost dimension; a scalar has none. */
  public Shape withRows(int rows) {
    if (dims.length == 0) {
      throw new IllegalArgumentException("shape: " + rows + " rows need a rank of 1 or more, the shape is a scalar");
    }
    if (rows == dims[0]) {
      return this;
    }
    Shape last = lastRows;
    if (last != null && last.dims[0] == rows) {
      return last;
    }
    int[] d = dims.clone();
    d[0] = rows;
    Shape made = new Shape(d);
    lastRows = made;
    return made;
  }

  /** The dimensions, as a copy. */
  public int[] toArray() {
    return dims.clone();
  }

  /** Whether the dimensions are these, without allocating a shape. */
  public boolean is(int d0) {
    return dims.length == 1 && dims[0] == d0;
  }

  /** Whether the dimensions are these, without allocating a shape. */
  public boolean is(int d0, int d1) {
    return dims.length == 2 && dims[0] == d0 && dims[1] == d1;
  }

  /** Whether the dimensions are these, without allocating a shape. */
  public boolean is(int d0, int d1, int d2) {
    return dims.length == 3 && dims[0] == d0 && dims[1] == d1 && dims[2] == d2;
  }

  /** Whether the dimensions are these, without allocating a shape. */
  public boolean is(int d0, int d1, int d2, int d3) {
    return dims.length == 4 && dims[0] == d0 && dims[1] == d1 && dims[2] == d2 && dims[3] == d3;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape s && Arrays.equals(dims, s.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
