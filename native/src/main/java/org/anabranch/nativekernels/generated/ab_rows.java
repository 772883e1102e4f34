package org.anabranch.nativekernels.generated;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;

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
 * struct ab_rows {
 *   int64_t x_at;
 *   int64_t x_stride;
 *   int64_t y_at;
 *   int64_t y_stride;
 *   int64_t a_at;
 *   int64_t a_stride;
 *   int64_t scale_at;
 *   int64_t shift_at;
 *   int64_t b_stride;
 *   int32_t cpu;
 *   int32_t operation;
 *   int32_t act;
 *   int32_t affine;
 *   int32_t centre;
 *   int32_t first_row;
 *   int32_t rows;
 *   int32_t width;
 *   int32_t tokens;
 *   int32_t heads;
 *   float factor;
 * }
 * }
 */
public class ab_rows {
  private static final GroupLayout $LAYOUT = MemoryLayout.structLayout(
      anabranch_h.C_LONG.withName("x_at"),
      anabranch_h.C_LONG.withName("x_stride"),
      anabranch_h.C_LONG.withName("y_at"),
      anabranch_h.C_LONG.withName("y_stride"),
      anabranch_h.C_LONG.withName("a_at"),
      anabranch_h.C_LONG.withName("a_stride"),
      anabranch_h.C_LONG.withName("scale_at"),
      anabranch_h.C_LONG.withName("shift_at"),
      anabranch_h.C_LONG.withName("b_stride"),
      anabranch_h.C_INT.withName("cpu"),
      anabranch_h.C_INT.withName("operation"),
      anabranch_h.C_INT.withName("act"),
      anabranch_h.C_INT.withName("affine"),
      anabranch_h.C_INT.withName("centre"),
      anabranch_h.C_INT.withName("first_row"),
      anabranch_h.C_INT.withName("rows"),
      anabranch_h.C_INT.withName("width"),
      anabranch_h.C_INT.withName("tokens"),
      anabranch_h.C_INT.withName("heads"),
      anabranch_h.C_FLOAT.withName("factor"),
      MemoryLayout.paddingLayout(4)).withName("ab_rows");

  ab_rows() {}

  /** The layout of this struct. */
  public static final GroupLayout layout() {
    return $LAYOUT;
  }

  private static final OfLong x_at$LAYOUT = (OfLong) $LAYOUT.select(groupElement("x_at"));
  private static final long x_at$OFFSET = $LAYOUT.byteOffset(groupElement("x_at"));

  /** Layout of the field x_at. */
  public static final OfLong x_at$layout() {
    return x_at$LAYOUT;
  }

  /** Offset of the field x_at. */
  public static final long x_at$offset() {
    return x_at$OFFSET;
  }

  /** Getter of the field x_at. */
  public static long x_at(MemorySegment struct) {
    return struct.get(x_at$LAYOUT, x_at$OFFSET);
  }

  /** Setter of the field x_at. */
  public static void x_at(MemorySegment struct, long fieldValue) {
    struct.set(x_at$LAYOUT, x_at$OFFSET, fieldValue);
  }

  private static final OfLong x_stride$LAYOUT = (OfLong) $LAYOUT.select(groupElement("x_stride"));
  private static final long x_stride$OFFSET = $LAYOUT.byteOffset(groupElement("x_stride"));

  /** Layout of the field x_stride. */
  public static final OfLong x_stride$layout() {
    return x_stride$LAYOUT;
  }

  /** Offset of the field x_stride. */
  public static final long x_stride$offset() {
    return x_stride$OFFSET;
  }

  /** Getter of the field x_stride. */
  public static long x_stride(MemorySegment struct) {
    return struct.get(x_stride$LAYOUT, x_stride$OFFSET);
  }

  /** Setter of the field x_stride. */
  public static void x_stride(MemorySegment struct, long fieldValue) {
    struct.set(x_stride$LAYOUT, x_stride$OFFSET, fieldValue);
  }

  private static final OfLong y_at$LAYOUT = (OfLong) $LAYOUT.select(groupElement("y_at"));
  private static final long y_at$OFFSET = $LAYOUT.byteOffset(groupElement("y_at"));

  /** Layout of the field y_at. */
  public static final OfLong y_at$layout() {
    return y_at$LAYOUT;
  }

  /** Offset of the field y_at. */
  public static final long y_at$offset() {
    return y_at$OFFSET;
  }

  /** Getter of the field y_at. */
  public static long y_at(MemorySegment struct) {
    return struct.get(y_at$LAYOUT, y_at$OFFSET);
  }

  /** Setter of the field y_at. */
  public static void y_at(MemorySegment struct, long fieldValue) {
    struct.set(y_at$LAYOUT, y_at$OFFSET, fieldValue);
  }

  private static final OfLong y_stride$LAYOUT = (OfLong) $LAYOUT.select(groupElement("y_stride"));
  private static final long y_stride$OFFSET = $LAYOUT.byteOffset(groupElement("y_stride"));

  /** Layout of the field y_stride. */
  public static final OfLong y_stride$layout() {
    return y_stride$LAYOUT;
  }

  /** Offset of the field y_stride. */
  public static final long y_stride$offset() {
    return y_stride$OFFSET;
  }

  /** Getter of the field y_stride. */
  public static long y_stride(MemorySegment struct) {
    return struct.get(y_stride$LAYOUT, y_stride$OFFSET);
  }

  /** Setter of the field y_stride. */
  public static void y_stride(MemorySegment struct, long fieldValue) {
    struct.set(y_stride$LAYOUT, y_stride$OFFSET, fieldValue);
  }

  private static final OfLong a_at$LAYOUT = (OfLong) $LAYOUT.select(groupElement("a_at"));
  private static final long a_at$OFFSET = $LAYOUT.byteOffset(groupElement("a_at"));

  /** Layout of the field a_at. */
  public static final OfLong a_at$layout() {
    return a_at$LAYOUT;
  }

  /** Offset of the field a_at. */
  public static final long a_at$offset() {
    return a_at$OFFSET;
  }

  /** Getter of the field a_at. */
  public static long a_at(MemorySegment struct) {
    return struct.get(a_at$LAYOUT, a_at$OFFSET);
  }

  /** Setter of the field a_at. */
  public static void a_at(MemorySegment struct, long fieldValue) {
    struct.set(a_at$LAYOUT, a_at$OFFSET, fieldValue);
  }

  private static final OfLong a_stride$LAYOUT = (OfLong) $LAYOUT.select(groupElement("a_stride"));
  private static final long a_stride$OFFSET = $LAYOUT.byteOffset(groupElement("a_stride"));

  /** Layout of the field a_stride. */
  public static final OfLong a_stride$layout() {
    return a_stride$LAYOUT;
  }

  /** Offset of the field a_stride. */
  public static final long a_stride$offset() {
    return a_stride$OFFSET;
  }

  /** Getter of the field a_stride. */
  public static long a_stride(MemorySegment struct) {
    return struct.get(a_stride$LAYOUT, a_stride$OFFSET);
  }

  /** Setter of the field a_stride. */
  public static void a_stride(MemorySegment struct, long fieldValue) {
    struct.set(a_stride$LAYOUT, a_stride$OFFSET, fieldValue);
  }

  private static final OfLong scale_at$LAYOUT = (OfLong) $LAYOUT.select(groupElement("scale_at"));
  private static final long scale_at$OFFSET = $LAYOUT.byteOffset(groupElement("scale_at"));

  /** Layout of the field scale_at. */
  public static final OfLong scale_at$layout() {
    return scale_at$LAYOUT;
  }

  /** Offset of the field scale_at. */
  public static final long scale_at$offset() {
    return scale_at$OFFSET;
  }

  /** Getter of the field scale_at. */
  public static long scale_at(MemorySegment struct) {
    return struct.get(scale_at$LAYOUT, scale_at$OFFSET);
  }

  /** Setter of the field scale_at. */
  public static void scale_at(MemorySegment struct, long fieldValue) {
    struct.set(scale_at$LAYOUT, scale_at$OFFSET, fieldValue);
  }

  private static final OfLong shift_at$LAYOUT = (OfLong) $LAYOUT.select(groupElement("shift_at"));
  private static final long shift_at$OFFSET = $LAYOUT.byteOffset(groupElement("shift_at"));

  /** Layout of the field shift_at. */
  public static final OfLong shift_at$layout() {
    return shift_at$LAYOUT;
  }

  /** Offset of the field shift_at. */
  public static final long shift_at$offset() {
    return shift_at$OFFSET;
  }

  /** Getter of the field shift_at. */
  public static long shift_at(MemorySegment struct) {
    return struct.get(shift_at$LAYOUT, shift_at$OFFSET);
  }

  /** Setter of the field shift_at. */
  public static void shift_at(MemorySegment struct, long fieldValue) {
    struct.set(shift_at$LAYOUT, shift_at$OFFSET, fieldValue);
  }

  private static final OfLong b_stride$LAYOUT = (OfLong) $LAYOUT.select(groupElement("b_stride"));
  private static final long b_stride$OFFSET = $LAYOUT.byteOffset(groupElement("b_stride"));

  /** Layout of the field b_stride. */
  public static final OfLong b_stride$layout() {
    return b_stride$LAYOUT;
  }

  /** Offset of the field b_stride. */
  public static final long b_stride$offset() {
    return b_stride$OFFSET;
  }

  /** Getter of the field b_stride. */
  public static long b_stride(MemorySegment struct) {
    return struct.get(b_stride$LAYOUT, b_stride$OFFSET);
  }

  /** Setter of the field b_stride. */
  public static void b_stride(MemorySegment struct, long fieldValue) {
    struct.set(b_stride$LAYOUT, b_stride$OFFSET, fieldValue);
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

  private static final OfInt operation$LAYOUT = (OfInt) $LAYOUT.select(groupElement("operation"));
  private static final long operation$OFFSET = $LAYOUT.byteOffset(groupElement("operation"));

  /** Layout of the field operation. */
  public static final OfInt operation$layout() {
    return operation$LAYOUT;
  }

  /** Offset of the field operation. */
  public static final long operation$offset() {
    return operation$OFFSET;
  }

  /** Getter of the field operation. */
  public static int operation(MemorySegment struct) {
    return struct.get(operation$LAYOUT, operation$OFFSET);
  }

  /** Setter of the field operation. */
  public static void operation(MemorySegment struct, int fieldValue) {
    struct.set(operation$LAYOUT, operation$OFFSET, fieldValue);
  }

  private static final OfInt act$LAYOUT = (OfInt) $LAYOUT.select(groupElement("act"));
  private static final long act$OFFSET = $LAYOUT.byteOffset(groupElement("act"));

  /** Layout of the field act. */
  public static final OfInt act$layout() {
    return act$LAYOUT;
  }

  /** Offset of the field act. */
  public static final long act$offset() {
    return act$OFFSET;
  }

  /** Getter of the field act. */
  public static int act(MemorySegment struct) {
    return struct.get(act$LAYOUT, act$OFFSET);
  }

  /** Setter of the field act. */
  public static void act(MemorySegment struct, int fieldValue) {
    struct.set(act$LAYOUT, act$OFFSET, fieldValue);
  }

  private static final OfInt affine$LAYOUT = (OfInt) $LAYOUT.select(groupElement("affine"));
  private static final long affine$OFFSET = $LAYOUT.byteOffset(groupElement("affine"));

  /** Layout of the field affine. */
  public static final OfInt affine$layout() {
    return affine$LAYOUT;
  }

  /** Offset of the field affine. */
  public static final long affine$offset() {
    return affine$OFFSET;
  }

  /** Getter of the field affine. */
  public static int affine(MemorySegment struct) {
    return struct.get(affine$LAYOUT, affine$OFFSET);
  }

  /** Setter of the field affine. */
  public static void affine(MemorySegment struct, int fieldValue) {
    struct.set(affine$LAYOUT, affine$OFFSET, fieldValue);
  }

  private static final OfInt centre$LAYOUT = (OfInt) $LAYOUT.select(groupElement("centre"));
  private static final long centre$OFFSET = $LAYOUT.byteOffset(groupElement("centre"));

  /** Layout of the field centre. */
  public static final OfInt centre$layout() {
    return centre$LAYOUT;
  }

  /** Offset of the field centre. */
  public static final long centre$offset() {
    return centre$OFFSET;
  }

  /** Getter of the field centre. */
  public static int centre(MemorySegment struct) {
    return struct.get(centre$LAYOUT, centre$OFFSET);
  }

  /** Setter of the field centre. */
  public static void centre(MemorySegment struct, int fieldValue) {
    struct.set(centre$LAYOUT, centre$OFFSET, fieldValue);
  }

  private static final OfInt first_row$LAYOUT = (OfInt) $LAYOUT.select(groupElement("first_row"));
  private static final long first_row$OFFSET = $LAYOUT.byteOffset(groupElement("first_row"));

  /** Layout of the field first_row. */
  public static final OfInt first_row$layout() {
    return first_row$LAYOUT;
  }

  /** Offset of the field first_row. */
  public static final long first_row$offset() {
    return first_row$OFFSET;
  }

  /** Getter of the field first_row. */
  public static int first_row(MemorySegment struct) {
    return struct.get(first_row$LAYOUT, first_row$OFFSET);
  }

  /** Setter of the field first_row. */
  public static void first_row(MemorySegment struct, int fieldValue) {
    struct.set(first_row$LAYOUT, first_row$OFFSET, fieldValue);
  }

  private static final OfInt rows$LAYOUT = (OfInt) $LAYOUT.select(groupElement("rows"));
  private static final long rows$OFFSET = $LAYOUT.byteOffset(groupElement("rows"));

  /** Layout of the field rows. */
  public static final OfInt rows$layout() {
    return rows$LAYOUT;
  }

  /** Offset of the field rows. */
  public static final long rows$offset() {
    return rows$OFFSET;
  }

  /** Getter of the field rows. */
  public static int rows(MemorySegment struct) {
    return struct.get(rows$LAYOUT, rows$OFFSET);
  }

  /** Setter of the field rows. */
  public static void rows(MemorySegment struct, int fieldValue) {
    struct.set(rows$LAYOUT, rows$OFFSET, fieldValue);
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

  private static final OfInt tokens$LAYOUT = (OfInt) $LAYOUT.select(groupElement("tokens"));
  private static final long tokens$OFFSET = $LAYOUT.byteOffset(groupElement("tokens"));

  /** Layout of the field tokens. */
  public static final OfInt tokens$layout() {
    return tokens$LAYOUT;
  }

  /** Offset of the field tokens. */
  public static final long tokens$offset() {
    return tokens$OFFSET;
  }

  /** Getter of the field tokens. */
  public static int tokens(MemorySegment struct) {
    return struct.get(tokens$LAYOUT, tokens$OFFSET);
  }

  /** Setter of the field tokens. */
  public static void tokens(MemorySegment struct, int fieldValue) {
    struct.set(tokens$LAYOUT, tokens$OFFSET, fieldValue);
  }

  private static final OfInt heads$LAYOUT = (OfInt) $LAYOUT.select(groupElement("heads"));
  private static final long heads$OFFSET = $LAYOUT.byteOffset(groupElement("heads"));

  /** Layout of the field heads. */
  public static final OfInt heads$layout() {
    return heads$LAYOUT;
  }

  /** Offset of the field heads. */
  public static final long heads$offset() {
    return heads$OFFSET;
  }

  /** Getter of the field heads. */
  public static int heads(MemorySegment struct) {
    return struct.get(heads$LAYOUT, heads$OFFSET);
  }

  /** Setter of the field heads. */
  public static void heads(MemorySegment struct, int fieldValue) {
    struct.set(heads$LAYOUT, heads$OFFSET, fieldValue);
  }

  private static final OfFloat factor$LAYOUT = (OfFloat) $LAYOUT.select(groupElement("factor"));
  private static final long factor$OFFSET = $LAYOUT.byteOffset(groupElement("factor"));

  /** Layout of the field factor. */
  public static final OfFloat factor$layout() {
    return factor$LAYOUT;
  }

  /** Offset of the field factor. */
  public static final long factor$offset() {
    return factor$OFFSET;
  }

  /** Getter of the field factor. */
  public static float factor(MemorySegment struct) {
    return struct.get(factor$LAYOUT, factor$OFFSET);
  }

  /** Setter of the field factor. */
  public static void factor(MemorySegment struct, float fieldValue) {
    struct.set(factor$LAYOUT, factor$OFFSET, fieldValue);
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
