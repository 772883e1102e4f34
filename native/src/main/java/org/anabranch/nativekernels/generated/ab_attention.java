package org.anabranch.nativekernels.generated;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout.OfFloat;
import java.lang.foreign.ValueLayout.OfInt;
import java.lang.foreign.ValueLayout.OfLong;

/**
 * {@snippet lang=c :
 * struct ab_attention {
 *   float *scratch;
 *   int64_t q_at;
 *   int64_t q_stride;
 *   int64_t k_at;
 *   int64_t k_stride;
 *   int64_t v_at;
 *   int64_t v_stride;
 *   int64_t o_at;
 *   int64_t o_stride;
 *   int32_t cpu;
 *   int32_t queries;
 *   int32_t keys;
 *   int32_t width;
 *   int32_t all_queries;
 *   int32_t again;
 *   int32_t key;
 *   int32_t key_end;
 *   int32_t column;
 *   int32_t column_end;
 *   float scale;
 * }
 * }
 */
public class ab_attention {
  private static final GroupLayout $LAYOUT = MemoryLayout.structLayout(
      anabranch_h.C_POINTER.withName("scratch"),
      anabranch_h.C_LONG.withName("q_at"),
      anabranch_h.C_LONG.withName("q_stride"),
      anabranch_h.C_LONG.withName("k_at"),
      anabranch_h.C_LONG.withName("k_stride"),
      anabranch_h.C_LONG.withName("v_at"),
      anabranch_h.C_LONG.withName("v_stride"),
      anabranch_h.C_LONG.withName("o_at"),
      anabranch_h.C_LONG.withName("o_stride"),
      anabranch_h.C_INT.withName("cpu"),
      anabranch_h.C_INT.withName("queries"),
      anabranch_h.C_INT.withName("keys"),
      anabranch_h.C_INT.withName("width"),
      anabranch_h.C_INT.withName("all_queries"),
      anabranch_h.C_INT.withName("again"),
      anabranch_h.C_INT.withName("key"),
      anabranch_h.C_INT.withName("key_end"),
      anabranch_h.C_INT.withName("column"),
      anabranch_h.C_INT.withName("column_end"),
      anabranch_h.C_FLOAT.withName("scale"),
      MemoryLayout.paddingLayout(4)).withName("ab_attention");

  ab_attention() {}

  /** The layout of this struct. */
  public static final GroupLayout layout() {
    return $LAYOUT;
  }

  private static final AddressLayout scratch$LAYOUT = (AddressLayout) $LAYOUT.select(groupElement("scratch"));
  private static final long scratch$OFFSET = $LAYOUT.byteOffset(groupElement("scratch"));

  /** Layout of the field scratch. */
  public static final AddressLayout scratch$layout() {
    return scratch$LAYOUT;
  }

  /** Offset of the field scratch. */
  public static final long scratch$offset() {
    return scratch$OFFSET;
  }

  /** Getter of the field scratch. */
  public static MemorySegment scratch(MemorySegment struct) {
    return struct.get(scratch$LAYOUT, scratch$OFFSET);
  }

  /** Setter of the field scratch. */
  public static void scratch(MemorySegment struct, MemorySegment fieldValue) {
    struct.set(scratch$LAYOUT, scratch$OFFSET, fieldValue);
  }

  private static final OfLong q_at$LAYOUT = (OfLong) $LAYOUT.select(groupElement("q_at"));
  private static final long q_at$OFFSET = $LAYOUT.byteOffset(groupElement("q_at"));

  /** Layout of the field q_at. */
  public static final OfLong q_at$layout() {
    return q_at$LAYOUT;
  }

  /** Offset of the field q_at. */
  public static final long q_at$offset() {
    return q_at$OFFSET;
  }

  /** Getter of the field q_at. */
  public static long q_at(MemorySegment struct) {
    return struct.get(q_at$LAYOUT, q_at$OFFSET);
  }

  /** Setter of the field q_at. */
  public static void q_at(MemorySegment struct, long fieldValue) {
    struct.set(q_at$LAYOUT, q_at$OFFSET, fieldValue);
  }

  private static final OfLong q_stride$LAYOUT = (OfLong) $LAYOUT.select(groupElement("q_stride"));
  private static final long q_stride$OFFSET = $LAYOUT.byteOffset(groupElement("q_stride"));

  /** Layout of the field q_stride. */
  public static final OfLong q_stride$layout() {
    return q_stride$LAYOUT;
  }

  /** Offset of the field q_stride. */
  public static final long q_stride$offset() {
    return q_stride$OFFSET;
  }

  /** Getter of the field q_stride. */
  public static long q_stride(MemorySegment struct) {
    return struct.get(q_stride$LAYOUT, q_stride$OFFSET);
  }

  /** Setter of the field q_stride. */
  public static void q_stride(MemorySegment struct, long fieldValue) {
    struct.set(q_stride$LAYOUT, q_stride$OFFSET, fieldValue);
  }

  private static final OfLong k_at$LAYOUT = (OfLong) $LAYOUT.select(groupElement("k_at"));
  private static final long k_at$OFFSET = $LAYOUT.byteOffset(groupElement("k_at"));

  /** Layout of the field k_at. */
  public static final OfLong k_at$layout() {
    return k_at$LAYOUT;
  }

  /** Offset of the field k_at. */
  public static final long k_at$offset() {
    return k_at$OFFSET;
  }

  /** Getter of the field k_at. */
  public static long k_at(MemorySegment struct) {
    return struct.get(k_at$LAYOUT, k_at$OFFSET);
  }

  /** Setter of the field k_at. */
  public static void k_at(MemorySegment struct, long fieldValue) {
    struct.set(k_at$LAYOUT, k_at$OFFSET, fieldValue);
  }

  private static final OfLong k_stride$LAYOUT = (OfLong) $LAYOUT.select(groupElement("k_stride"));
  private static final long k_stride$OFFSET = $LAYOUT.byteOffset(groupElement("k_stride"));

  /** Layout of the field k_stride. */
  public static final OfLong k_stride$layout() {
    return k_stride$LAYOUT;
  }

  /** Offset of the field k_stride. */
  public static final long k_stride$offset() {
    return k_stride$OFFSET;
  }

  /** Getter of the field k_stride. */
  public static long k_stride(MemorySegment struct) {
    return struct.get(k_stride$LAYOUT, k_stride$OFFSET);
  }

  /** Setter of the field k_stride. */
  public static void k_stride(MemorySegment struct, long fieldValue) {
    struct.set(k_stride$LAYOUT, k_stride$OFFSET, fieldValue);
  }

  private static final OfLong v_at$LAYOUT = (OfLong) $LAYOUT.select(groupElement("v_at"));
  private static final long v_at$OFFSET = $LAYOUT.byteOffset(groupElement("v_at"));

  /** Layout of the field v_at. */
  public static final OfLong v_at$layout() {
    return v_at$LAYOUT;
  }

  /** Offset of the field v_at. */
  public static final long v_at$offset() {
    return v_at$OFFSET;
  }

  /** Getter of the field v_at. */
  public static long v_at(MemorySegment struct) {
    return struct.get(v_at$LAYOUT, v_at$OFFSET);
  }

  /** Setter of the field v_at. */
  public static void v_at(MemorySegment struct, long fieldValue) {
    struct.set(v_at$LAYOUT, v_at$OFFSET, fieldValue);
  }

  private static final OfLong v_stride$LAYOUT = (OfLong) $LAYOUT.select(groupElement("v_stride"));
  private static final long v_stride$OFFSET = $LAYOUT.byteOffset(groupElement("v_stride"));

  /** Layout of the field v_stride. */
  public static final OfLong v_stride$layout() {
    return v_stride$LAYOUT;
  }

  /** Offset of the field v_stride. */
  public static final long v_stride$offset() {
    return v_stride$OFFSET;
  }

  /** Getter of the field v_stride. */
  public static long v_stride(MemorySegment struct) {
    return struct.get(v_stride$LAYOUT, v_stride$OFFSET);
  }

  /** Setter of the field v_stride. */
  public static void v_stride(MemorySegment struct, long fieldValue) {
    struct.set(v_stride$LAYOUT, v_stride$OFFSET, fieldValue);
  }

  private static final OfLong o_at$LAYOUT = (OfLong) $LAYOUT.select(groupElement("o_at"));
  private static final long o_at$OFFSET = $LAYOUT.byteOffset(groupElement("o_at"));

  /** Layout of the field o_at. */
  public static final OfLong o_at$layout() {
    return o_at$LAYOUT;
  }

  /** Offset of the field o_at. */
  public static final long o_at$offset() {
    return o_at$OFFSET;
  }

  /** Getter of the field o_at. */
  public static long o_at(MemorySegment struct) {
    return struct.get(o_at$LAYOUT, o_at$OFFSET);
  }

  /** Setter of the field o_at. */
  public static void o_at(MemorySegment struct, long fieldValue) {
    struct.set(o_at$LAYOUT, o_at$OFFSET, fieldValue);
  }

  private static final OfLong o_stride$LAYOUT = (OfLong) $LAYOUT.select(groupElement("o_stride"));
  private static final long o_stride$OFFSET = $LAYOUT.byteOffset(groupElement("o_stride"));

  /** Layout of the field o_stride. */
  public static final OfLong o_stride$layout() {
    return o_stride$LAYOUT;
  }

  /** Offset of the field o_stride. */
  public static final long o_stride$offset() {
    return o_stride$OFFSET;
  }

  /** Getter of the field o_stride. */
  public static long o_stride(MemorySegment struct) {
    return struct.get(o_stride$LAYOUT, o_stride$OFFSET);
  }

  /** Setter of the field o_stride. */
  public static void o_stride(MemorySegment struct, long fieldValue) {
    struct.set(o_stride$LAYOUT, o_stride$OFFSET, fieldValue);
  }

  private static final OfInt cpu$LAYOUT = (OfInt) $LAYOUT.select(groupElement("cpu"));
  private static final long cpu$OFFSET = $LAYOUT.byteOffset(groupElement("cpu"));

  /** Layout of the field cpu. */
  public static final OfInt cpu$layout() {
    return cpu$LAYOUT;
  }

  /** Offset of the field cpu. */
  public static final long cpu$offset() {
    return cpu$OFFSET;
  }

  /** Getter of the field cpu. */
  public static int cpu(MemorySegment struct) {
    return struct.get(cpu$LAYOUT, cpu$OFFSET);
  }

  /** Setter of the field cpu. */
  public static void cpu(MemorySegment struct, int fieldValue) {
    struct.set(cpu$LAYOUT, cpu$OFFSET, fieldValue);
  }

  private static final OfInt queries$LAYOUT = (OfInt) $LAYOUT.select(groupElement("queries"));
  private static final long queries$OFFSET = $LAYOUT.byteOffset(groupElement("queries"));

  /** Layout of the field queries. */
  public static final OfInt queries$layout() {
    return queries$LAYOUT;
  }

  /** Offset of the field queries. */
  public static final long queries$offset() {
    return queries$OFFSET;
  }

  /** Getter of the field queries. */
  public static int queries(MemorySegment struct) {
    return struct.get(queries$LAYOUT, queries$OFFSET);
  }

  /** Setter of the field queries. */
  public static void queries(MemorySegment struct, int fieldValue) {
    struct.set(queries$LAYOUT, queries$OFFSET, fieldValue);
  }

  private static final OfInt keys$LAYOUT = (OfInt) $LAYOUT.select(groupElement("keys"));
  private static final long keys$OFFSET = $LAYOUT.byteOffset(groupElement("keys"));

  /** Layout of the field keys. */
  public static final OfInt keys$layout() {
    return keys$LAYOUT;
  }

  /** Offset of the field keys. */
  public static final long keys$offset() {
    return keys$OFFSET;
  }

  /** Getter of the field keys. */
  public static int keys(MemorySegment struct) {
    return struct.get(keys$LAYOUT, keys$OFFSET);
  }

  /** Setter of the field keys. */
  public static void keys(MemorySegment struct, int fieldValue) {
    struct.set(keys$LAYOUT, keys$OFFSET, fieldValue);
  }

  private static final OfInt width$LAYOUT = (OfInt) $LAYOUT.select(groupElement("width"));
  private static final long width$OFFSET = $LAYOUT.byteOffset(groupElement("width"));

  /** Layout of the field width. */
  public static final OfInt width$layout() {
    return width$LAYOUT;
  }

  /** Offset of the field width. */
  public static final long width$offset() {
    return width$OFFSET;
  }

  /** Getter of the field width. */
  public static int width(MemorySegment struct) {
    return struct.get(width$LAYOUT, width$OFFSET);
  }

  /** Setter of the field width. */
  public static void width(MemorySegment struct, int fieldValue) {
    struct.set(width$LAYOUT, width$OFFSET, fieldValue);
  }

  private static final OfInt all_queries$LAYOUT = (OfInt) $LAYOUT.select(groupElement("all_queries"));
  private static final long all_queries$OFFSET = $LAYOUT.byteOffset(groupElement("all_queries"));

  /** Layout of the field all_queries. */
  public static final OfInt all_queries$layout() {
    return all_queries$LAYOUT;
  }

  /** Offset of the field all_queries. */
  public static final long all_queries$offset() {
    return all_queries$OFFSET;
  }

  /** Getter of the field all_queries. */
  public static int all_queries(MemorySegment struct) {
    return struct.get(all_queries$LAYOUT, all_queries$OFFSET);
  }

  /** Setter of the field all_queries. */
  public static void all_queries(MemorySegment struct, int fieldValue) {
    struct.set(all_queries$LAYOUT, all_queries$OFFSET, fieldValue);
  }

  private static final OfInt again$LAYOUT = (OfInt) $LAYOUT.select(groupElement("again"));
  private static final long again$OFFSET = $LAYOUT.byteOffset(groupElement("again"));

  /** Layout of the field again. */
  public static final OfInt again$layout() {
    return again$LAYOUT;
  }

  /** Offset of the field again. */
  public static final long again$offset() {
    return again$OFFSET;
  }

  /** Getter of the field again. */
  public static int again(MemorySegment struct) {
    return struct.get(again$LAYOUT, again$OFFSET);
  }

  /** Setter of the field again. */
  public static void again(MemorySegment struct, int fieldValue) {
    struct.set(again$LAYOUT, again$OFFSET, fieldValue);
  }

  private static final OfInt key$LAYOUT = (OfInt) $LAYOUT.select(groupElement("key"));
  private static final long key$OFFSET = $LAYOUT.byteOffset(groupElement("key"));

  /** Layout of the field key. */
  public static final OfInt key$layout() {
    return key$LAYOUT;
  }

  /** Offset of the field key. */
  public static final long key$offset() {
    return key$OFFSET;
  }

  /** Getter of the field key. */
  public static int key(MemorySegment struct) {
    return struct.get(key$LAYOUT, key$OFFSET);
  }

  /** Setter of the field key. */
  public static void key(MemorySegment struct, int fieldValue) {
    struct.set(key$LAYOUT, key$OFFSET, fieldValue);
  }

  private static final OfInt key_end$LAYOUT = (OfInt) $LAYOUT.select(groupElement("key_end"));
  private static final long key_end$OFFSET = $LAYOUT.byteOffset(groupElement("key_end"));

  /** Layout of the field key_end. */
  public static final OfInt key_end$layout() {
    return key_end$LAYOUT;
  }

  /** Offset of the field key_end. */
  public static final long key_end$offset() {
    return key_end$OFFSET;
  }

  /** Getter of the field key_end. */
  public static int key_end(MemorySegment struct) {
    return struct.get(key_end$LAYOUT, key_end$OFFSET);
  }

  /** Setter of the field key_end. */
  public static void key_end(MemorySegment struct, int fieldValue) {
    struct.set(key_end$LAYOUT, key_end$OFFSET, fieldValue);
  }

  private static final OfInt column$LAYOUT = (OfInt) $LAYOUT.select(groupElement("column"));
  private static final long column$OFFSET = $LAYOUT.byteOffset(groupElement("column"));

  /** Layout of the field column. */
  public static final OfInt column$layout() {
    return column$LAYOUT;
  }

  /** Offset of the field column. */
  public static final long column$offset() {
    return column$OFFSET;
  }

  /** Getter of the field column. */
  public static int column(MemorySegment struct) {
    return struct.get(column$LAYOUT, column$OFFSET);
  }

  /** Setter of the field column. */
  public static void column(MemorySegment struct, int fieldValue) {
    struct.set(column$LAYOUT, column$OFFSET, fieldValue);
  }

  private static final OfInt column_end$LAYOUT = (OfInt) $LAYOUT.select(groupElement("column_end"));
  private static final long column_end$OFFSET = $LAYOUT.byteOffset(groupElement("column_end"));

  /** Layout of the field column_end. */
  public static final OfInt column_end$layout() {
    return column_end$LAYOUT;
  }

  /** Offset of the field column_end. */
  public static final long column_end$offset() {
    return column_end$OFFSET;
  }

  /** Getter of the field column_end. */
  public static int column_end(MemorySegment struct) {
    return struct.get(column_end$LAYOUT, column_end$OFFSET);
  }

  /** Setter of the field column_end. */
  public static void column_end(MemorySegment struct, int fieldValue) {
    struct.set(column_end$LAYOUT, column_end$OFFSET, fieldValue);
  }

  private static final OfFloat scale$LAYOUT = (OfFloat) $LAYOUT.select(groupElement("scale"));
  private static final long scale$OFFSET = $LAYOUT.byteOffset(groupElement("scale"));

  /** Layout of the field scale. */
  public static final OfFloat scale$layout() {
    return scale$LAYOUT;
  }

  /** Offset of the field scale. */
  public static final long scale$offset() {
    return scale$OFFSET;
  }

  /** Getter of the field scale. */
  public static float scale(MemorySegment struct) {
    return struct.get(scale$LAYOUT, scale$OFFSET);
  }

  /** Setter of the field scale. */
  public static void scale(MemorySegment struct, float fieldValue) {
    struct.set(scale$LAYOUT, scale$OFFSET, fieldValue);
  }

  /** The size of this struct in bytes. */
  public static long sizeof() {
    return layout().byteSize();
  }

  /** A struct of zeros. */
  public static MemorySegment allocate(SegmentAllocator allocator) {
    return allocator.allocate(layout());
  }

  /** The struct at an address. */
  public static MemorySegment reinterpret(MemorySegment addr, Arena arena) {
    return addr.reinterpret(layout().byteSize(), arena, s -> { });
  }
}
