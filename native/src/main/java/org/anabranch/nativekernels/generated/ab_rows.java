package org.anabranch.nativekernels.generated;

/**
 * The struct {@code ab_rows} of anabranch.h as an array of longs: setting a field is a store, which needs no compiler to be fast.
 * Memory that a pointer names is kept alive by whoever sets it. Written by hand; a test compares it with the header.
 */
public final class ab_rows {
  /** Fields of the struct. */
  public static final int FIELDS = 20;

  private ab_rows() {}

  /** {@snippet lang=c : int64_t x_at; } */
  public static void x_at(long[] struct, long value) {
    struct[0] = value;
  }

  /** {@snippet lang=c : int64_t x_stride; } */
  public static void x_stride(long[] struct, long value) {
    struct[1] = value;
  }

  /** {@snippet lang=c : int64_t y_at; } */
  public static void y_at(long[] struct, long value) {
    struct[2] = value;
  }

  /** {@snippet lang=c : int64_t y_stride; } */
  public static void y_stride(long[] struct, long value) {
    struct[3] = value;
  }

  /** {@snippet lang=c : int64_t a_at; } */
  public static void a_at(long[] struct, long value) {
    struct[4] = value;
  }

  /** {@snippet lang=c : int64_t a_stride; } */
  public static void a_stride(long[] struct, long value) {
    struct[5] = value;
  }

  /** {@snippet lang=c : int64_t scale_at; } */
  public static void scale_at(long[] struct, long value) {
    struct[6] = value;
  }

  /** {@snippet lang=c : int64_t shift_at; } */
  public static void shift_at(long[] struct, long value) {
    struct[7] = value;
  }

  /** {@snippet lang=c : int64_t b_stride; } */
  public static void b_stride(long[] struct, long value) {
    struct[8] = value;
  }

  /** {@snippet lang=c : int64_t cpu; } */
  public static void cpu(long[] struct, long value) {
    struct[9] = value;
  }

  /** {@snippet lang=c : int64_t operation; } */
  public static void operation(long[] struct, long value) {
    struct[10] = value;
  }

  /** {@snippet lang=c : int64_t act; } */
  public static void act(long[] struct, long value) {
    struct[11] = value;
  }

  /** {@snippet lang=c : int64_t affine; } */
  public static void affine(long[] struct, long value) {
    struct[12] = value;
  }

  /** {@snippet lang=c : int64_t centre; } */
  public static void centre(long[] struct, long value) {
    struct[13] = value;
  }

  /** {@snippet lang=c : int64_t first_row; } */
  public static void first_row(long[] struct, long value) {
    struct[14] = value;
  }

  /** {@snippet lang=c : int64_t rows; } */
  public static void rows(long[] struct, long value) {
    struct[15] = value;
  }

  /** {@snippet lang=c : int64_t width; } */
  public static void width(long[] struct, long value) {
    struct[16] = value;
  }

  /** {@snippet lang=c : int64_t tokens; } */
  public static void tokens(long[] struct, long value) {
    struct[17] = value;
  }

  /** {@snippet lang=c : int64_t heads; } */
  public static void heads(long[] struct, long value) {
    struct[18] = value;
  }

  /** {@snippet lang=c : double factor; } */
  public static void factor(long[] struct, double value) {
    struct[19] = Double.doubleToRawLongBits(value);
  }
}
