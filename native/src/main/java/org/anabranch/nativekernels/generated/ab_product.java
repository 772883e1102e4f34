package org.anabranch.nativekernels.generated;

import java.lang.foreign.MemorySegment;

/**
 * The struct {@code ab_product} of anabranch.h as an array of longs: setting a field is a store, which needs no compiler to be fast.
 * Memory that a pointer names is kept alive by whoever sets it. Written by hand; a test compares it with the header.
 */
public final class ab_product {
  /** Fields of the struct. */
  public static final int FIELDS = 29;

  private ab_product() {}

  /** {@snippet lang=c : const void *weights; } */
  public static void weights(long[] struct, MemorySegment value) {
    struct[0] = value.address();
  }

  /** {@snippet lang=c : int64_t panel_bytes; } */
  public static void panel_bytes(long[] struct, long value) {
    struct[1] = value;
  }

  /** {@snippet lang=c : uint32_t *packed; } */
  public static void packed(long[] struct, MemorySegment value) {
    struct[2] = value.address();
  }

  /** {@snippet lang=c : float *tile; } */
  public static void tile(long[] struct, MemorySegment value) {
    struct[3] = value.address();
  }

  /** {@snippet lang=c : uint32_t *wide; } */
  public static void wide(long[] struct, MemorySegment value) {
    struct[4] = value.address();
  }

  /** {@snippet lang=c : float *row_scale; } */
  public static void row_scale(long[] struct, MemorySegment value) {
    struct[5] = value.address();
  }

  /** {@snippet lang=c : int32_t *row_offset; } */
  public static void row_offset(long[] struct, MemorySegment value) {
    struct[6] = value.address();
  }

  /** {@snippet lang=c : int64_t x_at; } */
  public static void x_at(long[] struct, long value) {
    struct[7] = value;
  }

  /** {@snippet lang=c : int64_t y_at; } */
  public static void y_at(long[] struct, long value) {
    struct[8] = value;
  }

  /** {@snippet lang=c : int64_t gate_at; } */
  public static void gate_at(long[] struct, long value) {
    struct[9] = value;
  }

  /** {@snippet lang=c : int64_t gate_stride; } */
  public static void gate_stride(long[] struct, long value) {
    struct[10] = value;
  }

  /** {@snippet lang=c : int64_t cpu; } */
  public static void cpu(long[] struct, long value) {
    struct[11] = value;
  }

  /** {@snippet lang=c : int64_t arithmetic; } */
  public static void arithmetic(long[] struct, long value) {
    struct[12] = value;
  }

  /** {@snippet lang=c : int64_t in; } */
  public static void in(long[] struct, long value) {
    struct[13] = value;
  }

  /** {@snippet lang=c : int64_t out; } */
  public static void out(long[] struct, long value) {
    struct[14] = value;
  }

  /** {@snippet lang=c : int64_t mode; } */
  public static void mode(long[] struct, long value) {
    struct[15] = value;
  }

  /** {@snippet lang=c : int64_t act; } */
  public static void act(long[] struct, long value) {
    struct[16] = value;
  }

  /** {@snippet lang=c : int64_t has_bias; } */
  public static void has_bias(long[] struct, long value) {
    struct[17] = value;
  }

  /** {@snippet lang=c : int64_t tokens; } */
  public static void tokens(long[] struct, long value) {
    struct[18] = value;
  }

  /** {@snippet lang=c : int64_t first_row; } */
  public static void first_row(long[] struct, long value) {
    struct[19] = value;
  }

  /** {@snippet lang=c : int64_t slab_rows; } */
  public static void slab_rows(long[] struct, long value) {
    struct[20] = value;
  }

  /** {@snippet lang=c : int64_t row; } */
  public static void row(long[] struct, long value) {
    struct[21] = value;
  }

  /** {@snippet lang=c : int64_t rows; } */
  public static void rows(long[] struct, long value) {
    struct[22] = value;
  }

  /** {@snippet lang=c : int64_t panel; } */
  public static void panel(long[] struct, long value) {
    struct[23] = value;
  }

  /** {@snippet lang=c : int64_t panels; } */
  public static void panels(long[] struct, long value) {
    struct[24] = value;
  }

  /** {@snippet lang=c : int64_t block; } */
  public static void block(long[] struct, long value) {
    struct[25] = value;
  }

  /** {@snippet lang=c : int64_t block_end; } */
  public static void block_end(long[] struct, long value) {
    struct[26] = value;
  }

  /** {@snippet lang=c : int64_t next_panel; } */
  public static void next_panel(long[] struct, long value) {
    struct[27] = value;
  }

  /** {@snippet lang=c : int64_t next_block; } */
  public static void next_block(long[] struct, long value) {
    struct[28] = value;
  }
}
