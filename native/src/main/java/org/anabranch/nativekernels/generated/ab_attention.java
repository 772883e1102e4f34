package org.anabranch.nativekernels.generated;

import java.lang.foreign.MemorySegment;

/**
 * The struct {@code ab_attention} of anabranch.h as an array of longs: setting a field is a store, which needs no compiler to be fast.
 * Memory that a pointer names is kept alive by whoever sets it. Written by hand; a test compares it with the header.
 */
public final class ab_attention {
  /** Fields of the struct. */
  public static final int FIELDS = 20;

  private ab_attention() {}

  /** {@snippet lang=c : float *scratch; } */
  public static void scratch(long[] struct, MemorySegment value) {
    struct[0] = value.address();
  }

  /** {@snippet lang=c : int64_t q_at; } */
  public static void q_at(long[] struct, long value) {
    struct[1] = value;
  }

  /** {@snippet lang=c : int64_t q_stride; } */
  public static void q_stride(long[] struct, long value) {
    struct[2] = value;
  }

  /** {@snippet lang=c : int64_t k_at; } */
  public static void k_at(long[] struct, long value) {
    struct[3] = value;
  }

  /** {@snippet lang=c : int64_t k_stride; } */
  public static void k_stride(long[] struct, long value) {
    struct[4] = value;
  }

  /** {@snippet lang=c : int64_t v_at; } */
  public static void v_at(long[] struct, long value) {
    struct[5] = value;
  }

  /** {@snippet lang=c : int64_t v_stride; } */
  public static void v_stride(long[] struct, long value) {
    struct[6] = value;
  }

  /** {@snippet lang=c : int64_t o_at; } */
  public static void o_at(long[] struct, long value) {
    struct[7] = value;
  }

  /** {@snippet lang=c : int64_t o_stride; } */
  public static void o_stride(long[] struct, long value) {
    struct[8] = value;
  }

  /** {@snippet lang=c : int64_t cpu; } */
  public static void cpu(long[] struct, long value) {
    struct[9] = value;
  }

  /** {@snippet lang=c : int64_t queries; } */
  public static void queries(long[] struct, long value) {
    struct[10] = value;
  }

  /** {@snippet lang=c : int64_t keys; } */
  public static void keys(long[] struct, long value) {
    struct[11] = value;
  }

  /** {@snippet lang=c : int64_t width; } */
  public static void width(long[] struct, long value) {
    struct[12] = value;
  }

  /** {@snippet lang=c : int64_t all_queries; } */
  public static void all_queries(long[] struct, long value) {
    struct[13] = value;
  }

  /** {@snippet lang=c : int64_t again; } */
  public static void again(long[] struct, long value) {
    struct[14] = value;
  }

  /** {@snippet lang=c : int64_t key; } */
  public static void key(long[] struct, long value) {
    struct[15] = value;
  }

  /** {@snippet lang=c : int64_t key_end; } */
  public static void key_end(long[] struct, long value) {
    struct[16] = value;
  }

  /** {@snippet lang=c : int64_t column; } */
  public static void column(long[] struct, long value) {
    struct[17] = value;
  }

  /** {@snippet lang=c : int64_t column_end; } */
  public static void column_end(long[] struct, long value) {
    struct[18] = value;
  }

  /** {@snippet lang=c : double scale; } */
  public static void scale(long[] struct, double value) {
    struct[19] = Double.doubleToRawLongBits(value);
  }
}
