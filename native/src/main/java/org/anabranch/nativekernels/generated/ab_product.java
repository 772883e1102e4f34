package org.anabranch.nativekernels.generated;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout.OfInt;
import java.lang.foreign.ValueLayout.OfLong;

/**
 * {@snippet lang=c :
 * struct ab_product {
 *   const void *weights;
 *   int64_t panel_bytes;
 *   uint32_t *packed;
 *   float *tile;
 *   uint32_t *wide;
 *   float *row_scale;
 *   int32_t *row_offset;
 *   int64_t x_at;
 *   int64_t y_at;
 *   int64_t gate_at;
 *   int64_t gate_stride;
 *   int32_t cpu;
 *   int32_t arithmetic;
 *   int32_t in;
 *   int32_t out;
 *   int32_t mode;
 *   int32_t act;
 *   int32_t has_bias;
 *   int32_t tokens;
 *   int32_t first_row;
 *   int32_t slab_rows;
 *   int32_t row;
 *   int32_t rows;
 *   int32_t panel;
 *   int32_t panels;
 *   int32_t block;
 *   int32_t block_end;
 *   int32_t next_panel;
 *   int32_t next_block;
 * }
 * }
 */
public class ab_product {
  private static final GroupLayout $LAYOUT = MemoryLayout.structLayout(
      anabranch_h.C_POINTER.withName("weights"),
      anabranch_h.C_LONG.withName("panel_bytes"),
      anabranch_h.C_POINTER.withName("packed"),
      anabranch_h.C_POINTER.withName("tile"),
      anabranch_h.C_POINTER.withName("wide"),
      anabranch_h.C_POINTER.withName("row_scale"),
      anabranch_h.C_POINTER.withName("row_offset"),
      anabranch_h.C_LONG.withName("x_at"),
      anabranch_h.C_LONG.withName("y_at"),
      anabranch_h.C_LONG.withName("gate_at"),
      anabranch_h.C_LONG.withName("gate_stride"),
      anabranch_h.C_INT.withName("cpu"),
      anabranch_h.C_INT.withName("arithmetic"),
      anabranch_h.C_INT.withName("in"),
      anabranch_h.C_INT.withName("out"),
      anabranch_h.C_INT.withName("mode"),
      anabranch_h.C_INT.withName("act"),
      anabranch_h.C_INT.withName("has_bias"),
      anabranch_h.C_INT.withName("tokens"),
      anabranch_h.C_INT.withName("first_row"),
      anabranch_h.C_INT.withName("slab_rows"),
      anabranch_h.C_INT.withName("row"),
      anabranch_h.C_INT.withName("rows"),
      anabranch_h.C_INT.withName("panel"),
      anabranch_h.C_INT.withName("panels"),
      anabranch_h.C_INT.withName("block"),
      anabranch_h.C_INT.withName("block_end"),
      anabranch_h.C_INT.withName("next_panel"),
      anabranch_h.C_INT.withName("next_block")).withName("ab_product");

  ab_product() {}

  /** The layout of this struct. */
  public static final GroupLayout layout() {
    return $LAYOUT;
  }

  private static final AddressLayout weights$LAYOUT = (AddressLayout) $LAYOUT.select(groupElement("weights"));
  private static final long weights$OFFSET = $LAYOUT.byteOffset(groupElement("weights"));

  /** Layout of the field weights. */
  public static final AddressLayout weights$layout() {
    return weights$LAYOUT;
  }

  /** Offset of the field weights. */
  public static final long weights$offset() {
    return weights$OFFSET;
  }

  /** Getter of the field weights. */
  public static MemorySegment weights(MemorySegment struct) {
    return struct.get(weights$LAYOUT, weights$OFFSET);
  }

  /** Setter of the field weights. */
  public static void weights(MemorySegment struct, MemorySegment fieldValue) {
    struct.set(weights$LAYOUT, weights$OFFSET, fieldValue);
  }

  private static final OfLong panel_bytes$LAYOUT = (OfLong) $LAYOUT.select(groupElement("panel_bytes"));
  private static final long panel_bytes$OFFSET = $LAYOUT.byteOffset(groupElement("panel_bytes"));

  /** Layout of the field panel_bytes. */
  public static final OfLong panel_bytes$layout() {
    return panel_bytes$LAYOUT;
  }

  /** Offset of the field panel_bytes. */
  public static final long panel_bytes$offset() {
    return panel_bytes$OFFSET;
  }

  /** Getter of the field panel_bytes. */
  public static long panel_bytes(MemorySegment struct) {
    return struct.get(panel_bytes$LAYOUT, panel_bytes$OFFSET);
  }

  /** Setter of the field panel_bytes. */
  public static void panel_bytes(MemorySegment struct, long fieldValue) {
    struct.set(panel_bytes$LAYOUT, panel_bytes$OFFSET, fieldValue);
  }

  private static final AddressLayout packed$LAYOUT = (AddressLayout) $LAYOUT.select(groupElement("packed"));
  private static final long packed$OFFSET = $LAYOUT.byteOffset(groupElement("packed"));

  /** Layout of the field packed. */
  public static final AddressLayout packed$layout() {
    return packed$LAYOUT;
  }

  /** Offset of the field packed. */
  public static final long packed$offset() {
    return packed$OFFSET;
  }

  /** Getter of the field packed. */
  public static MemorySegment packed(MemorySegment struct) {
    return struct.get(packed$LAYOUT, packed$OFFSET);
  }

  /** Setter of the field packed. */
  public static void packed(MemorySegment struct, MemorySegment fieldValue) {
    struct.set(packed$LAYOUT, packed$OFFSET, fieldValue);
  }

  private static final AddressLayout tile$LAYOUT = (AddressLayout) $LAYOUT.select(groupElement("tile"));
  private static final long tile$OFFSET = $LAYOUT.byteOffset(groupElement("tile"));

  /** Layout of the field tile. */
  public static final AddressLayout tile$layout() {
    return tile$LAYOUT;
  }

  /** Offset of the field tile. */
  public static final long tile$offset() {
    return tile$OFFSET;
  }

  /** Getter of the field tile. */
  public static MemorySegment tile(MemorySegment struct) {
    return struct.get(tile$LAYOUT, tile$OFFSET);
  }

  /** Setter of the field tile. */
  public static void tile(MemorySegment struct, MemorySegment fieldValue) {
    struct.set(tile$LAYOUT, tile$OFFSET, fieldValue);
  }

  private static final AddressLayout wide$LAYOUT = (AddressLayout) $LAYOUT.select(groupElement("wide"));
  private static final long wide$OFFSET = $LAYOUT.byteOffset(groupElement("wide"));

  /** Layout of the field wide. */
  public static final AddressLayout wide$layout() {
    return wide$LAYOUT;
  }

  /** Offset of the field wide. */
  public static final long wide$offset() {
    return wide$OFFSET;
  }

  /** Getter of the field wide. */
  public static MemorySegment wide(MemorySegment struct) {
    return struct.get(wide$LAYOUT, wide$OFFSET);
  }

  /** Setter of the field wide. */
  public static void wide(MemorySegment struct, MemorySegment fieldValue) {
    struct.set(wide$LAYOUT, wide$OFFSET, fieldValue);
  }

  private static final AddressLayout row_scale$LAYOUT = (AddressLayout) $LAYOUT.select(groupElement("row_scale"));
  private static final long row_scale$OFFSET = $LAYOUT.byteOffset(groupElement("row_scale"));

  /** Layout of the field row_scale. */
  public static final AddressLayout row_scale$layout() {
    return row_scale$LAYOUT;
  }

  /** Offset of the field row_scale. */
  public static final long row_scale$offset() {
    return row_scale$OFFSET;
  }

  /** Getter of the field row_scale. */
  public static MemorySegment row_scale(MemorySegment struct) {
    return struct.get(row_scale$LAYOUT, row_scale$OFFSET);
  }

  /** Setter of the field row_scale. */
  public static void row_scale(MemorySegment struct, MemorySegment fieldValue) {
    struct.set(row_scale$LAYOUT, row_scale$OFFSET, fieldValue);
  }

  private static final AddressLayout row_offset$LAYOUT = (AddressLayout) $LAYOUT.select(groupElement("row_offset"));
  private static final long row_offset$OFFSET = $LAYOUT.byteOffset(groupElement("row_offset"));

  /** Layout of the field row_offset. */
  public static final AddressLayout row_offset$layout() {
    return row_offset$LAYOUT;
  }

  /** Offset of the field row_offset. */
  public static final long row_offset$offset() {
    return row_offset$OFFSET;
  }

  /** Getter of the field row_offset. */
  public static MemorySegment row_offset(MemorySegment struct) {
    return struct.get(row_offset$LAYOUT, row_offset$OFFSET);
  }

  /** Setter of the field row_offset. */
  public static void row_offset(MemorySegment struct, MemorySegment fieldValue) {
    struct.set(row_offset$LAYOUT, row_offset$OFFSET, fieldValue);
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

  private static final OfLong gate_at$LAYOUT = (OfLong) $LAYOUT.select(groupElement("gate_at"));
  private static final long gate_at$OFFSET = $LAYOUT.byteOffset(groupElement("gate_at"));

  /** Layout of the field gate_at. */
  public static final OfLong gate_at$layout() {
    return gate_at$LAYOUT;
  }

  /** Offset of the field gate_at. */
  public static final long gate_at$offset() {
    return gate_at$OFFSET;
  }

  /** Getter of the field gate_at. */
  public static long gate_at(MemorySegment struct) {
    return struct.get(gate_at$LAYOUT, gate_at$OFFSET);
  }

  /** Setter of the field gate_at. */
  public static void gate_at(MemorySegment struct, long fieldValue) {
    struct.set(gate_at$LAYOUT, gate_at$OFFSET, fieldValue);
  }

  private static final OfLong gate_stride$LAYOUT = (OfLong) $LAYOUT.select(groupElement("gate_stride"));
  private static final long gate_stride$OFFSET = $LAYOUT.byteOffset(groupElement("gate_stride"));

  /** Layout of the field gate_stride. */
  public static final OfLong gate_stride$layout() {
    return gate_stride$LAYOUT;
  }

  /** Offset of the field gate_stride. */
  public static final long gate_stride$offset() {
    return gate_stride$OFFSET;
  }

  /** Getter of the field gate_stride. */
  public static long gate_stride(MemorySegment struct) {
    return struct.get(gate_stride$LAYOUT, gate_stride$OFFSET);
  }

  /** Setter of the field gate_stride. */
  public static void gate_stride(MemorySegment struct, long fieldValue) {
    struct.set(gate_stride$LAYOUT, gate_stride$OFFSET, fieldValue);
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

  private static final OfInt arithmetic$LAYOUT = (OfInt) $LAYOUT.select(groupElement("arithmetic"));
  private static final long arithmetic$OFFSET = $LAYOUT.byteOffset(groupElement("arithmetic"));

  /** Layout of the field arithmetic. */
  public static final OfInt arithmetic$layout() {
    return arithmetic$LAYOUT;
  }

  /** Offset of the field arithmetic. */
  public static final long arithmetic$offset() {
    return arithmetic$OFFSET;
  }

  /** Getter of the field arithmetic. */
  public static int arithmetic(MemorySegment struct) {
    return struct.get(arithmetic$LAYOUT, arithmetic$OFFSET);
  }

  /** Setter of the field arithmetic. */
  public static void arithmetic(MemorySegment struct, int fieldValue) {
    struct.set(arithmetic$LAYOUT, arithmetic$OFFSET, fieldValue);
  }

  private static final OfInt in$LAYOUT = (OfInt) $LAYOUT.select(groupElement("in"));
  private static final long in$OFFSET = $LAYOUT.byteOffset(groupElement("in"));

  /** Layout of the field in. */
  public static final OfInt in$layout() {
    return in$LAYOUT;
  }

  /** Offset of the field in. */
  public static final long in$offset() {
    return in$OFFSET;
  }

  /** Getter of the field in. */
  public static int in(MemorySegment struct) {
    return struct.get(in$LAYOUT, in$OFFSET);
  }

  /** Setter of the field in. */
  public static void in(MemorySegment struct, int fieldValue) {
    struct.set(in$LAYOUT, in$OFFSET, fieldValue);
  }

  private static final OfInt out$LAYOUT = (OfInt) $LAYOUT.select(groupElement("out"));
  private static final long out$OFFSET = $LAYOUT.byteOffset(groupElement("out"));

  /** Layout of the field out. */
  public static final OfInt out$layout() {
    return out$LAYOUT;
  }

  /** Offset of the field out. */
  public static final long out$offset() {
    return out$OFFSET;
  }

  /** Getter of the field out. */
  public static int out(MemorySegment struct) {
    return struct.get(out$LAYOUT, out$OFFSET);
  }

  /** Setter of the field out. */
  public static void out(MemorySegment struct, int fieldValue) {
    struct.set(out$LAYOUT, out$OFFSET, fieldValue);
  }

  private static final OfInt mode$LAYOUT = (OfInt) $LAYOUT.select(groupElement("mode"));
  private static final long mode$OFFSET = $LAYOUT.byteOffset(groupElement("mode"));

  /** Layout of the field mode. */
  public static final OfInt mode$layout() {
    return mode$LAYOUT;
  }

  /** Offset of the field mode. */
  public static final long mode$offset() {
    return mode$OFFSET;
  }

  /** Getter of the field mode. */
  public static int mode(MemorySegment struct) {
    return struct.get(mode$LAYOUT, mode$OFFSET);
  }

  /** Setter of the field mode. */
  public static void mode(MemorySegment struct, int fieldValue) {
    struct.set(mode$LAYOUT, mode$OFFSET, fieldValue);
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

  private static final OfInt has_bias$LAYOUT = (OfInt) $LAYOUT.select(groupElement("has_bias"));
  private static final long has_bias$OFFSET = $LAYOUT.byteOffset(groupElement("has_bias"));

  /** Layout of the field has_bias. */
  public static final OfInt has_bias$layout() {
    return has_bias$LAYOUT;
  }

  /** Offset of the field has_bias. */
  public static final long has_bias$offset() {
    return has_bias$OFFSET;
  }

  /** Getter of the field has_bias. */
  public static int has_bias(MemorySegment struct) {
    return struct.get(has_bias$LAYOUT, has_bias$OFFSET);
  }

  /** Setter of the field has_bias. */
  public static void has_bias(MemorySegment struct, int fieldValue) {
    struct.set(has_bias$LAYOUT, has_bias$OFFSET, fieldValue);
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

  private static final OfInt slab_rows$LAYOUT = (OfInt) $LAYOUT.select(groupElement("slab_rows"));
  private static final long slab_rows$OFFSET = $LAYOUT.byteOffset(groupElement("slab_rows"));

  /** Layout of the field slab_rows. */
  public static final OfInt slab_rows$layout() {
    return slab_rows$LAYOUT;
  }

  /** Offset of the field slab_rows. */
  public static final long slab_rows$offset() {
    return slab_rows$OFFSET;
  }

  /** Getter of the field slab_rows. */
  public static int slab_rows(MemorySegment struct) {
    return struct.get(slab_rows$LAYOUT, slab_rows$OFFSET);
  }

  /** Setter of the field slab_rows. */
  public static void slab_rows(MemorySegment struct, int fieldValue) {
    struct.set(slab_rows$LAYOUT, slab_rows$OFFSET, fieldValue);
  }

  private static final OfInt row$LAYOUT = (OfInt) $LAYOUT.select(groupElement("row"));
  private static final long row$OFFSET = $LAYOUT.byteOffset(groupElement("row"));

  /** Layout of the field row. */
  public static final OfInt row$layout() {
    return row$LAYOUT;
  }

  /** Offset of the field row. */
  public static final long row$offset() {
    return row$OFFSET;
  }

  /** Getter of the field row. */
  public static int row(MemorySegment struct) {
    return struct.get(row$LAYOUT, row$OFFSET);
  }

  /** Setter of the field row. */
  public static void row(MemorySegment struct, int fieldValue) {
    struct.set(row$LAYOUT, row$OFFSET, fieldValue);
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

  private static final OfInt panel$LAYOUT = (OfInt) $LAYOUT.select(groupElement("panel"));
  private static final long panel$OFFSET = $LAYOUT.byteOffset(groupElement("panel"));

  /** Layout of the field panel. */
  public static final OfInt panel$layout() {
    return panel$LAYOUT;
  }

  /** Offset of the field panel. */
  public static final long panel$offset() {
    return panel$OFFSET;
  }

  /** Getter of the field panel. */
  public static int panel(MemorySegment struct) {
    return struct.get(panel$LAYOUT, panel$OFFSET);
  }

  /** Setter of the field panel. */
  public static void panel(MemorySegment struct, int fieldValue) {
    struct.set(panel$LAYOUT, panel$OFFSET, fieldValue);
  }

  private static final OfInt panels$LAYOUT = (OfInt) $LAYOUT.select(groupElement("panels"));
  private static final long panels$OFFSET = $LAYOUT.byteOffset(groupElement("panels"));

  /** Layout of the field panels. */
  public static final OfInt panels$layout() {
    return panels$LAYOUT;
  }

  /** Offset of the field panels. */
  public static final long panels$offset() {
    return panels$OFFSET;
  }

  /** Getter of the field panels. */
  public static int panels(MemorySegment struct) {
    return struct.get(panels$LAYOUT, panels$OFFSET);
  }

  /** Setter of the field panels. */
  public static void panels(MemorySegment struct, int fieldValue) {
    struct.set(panels$LAYOUT, panels$OFFSET, fieldValue);
  }

  private static final OfInt block$LAYOUT = (OfInt) $LAYOUT.select(groupElement("block"));
  private static final long block$OFFSET = $LAYOUT.byteOffset(groupElement("block"));

  /** Layout of the field block. */
  public static final OfInt block$layout() {
    return block$LAYOUT;
  }

  /** Offset of the field block. */
  public static final long block$offset() {
    return block$OFFSET;
  }

  /** Getter of the field block. */
  public static int block(MemorySegment struct) {
    return struct.get(block$LAYOUT, block$OFFSET);
  }

  /** Setter of the field block. */
  public static void block(MemorySegment struct, int fieldValue) {
    struct.set(block$LAYOUT, block$OFFSET, fieldValue);
  }

  private static final OfInt block_end$LAYOUT = (OfInt) $LAYOUT.select(groupElement("block_end"));
  private static final long block_end$OFFSET = $LAYOUT.byteOffset(groupElement("block_end"));

  /** Layout of the field block_end. */
  public static final OfInt block_end$layout() {
    return block_end$LAYOUT;
  }

  /** Offset of the field block_end. */
  public static final long block_end$offset() {
    return block_end$OFFSET;
  }

  /** Getter of the field block_end. */
  public static int block_end(MemorySegment struct) {
    return struct.get(block_end$LAYOUT, block_end$OFFSET);
  }

  /** Setter of the field block_end. */
  public static void block_end(MemorySegment struct, int fieldValue) {
    struct.set(block_end$LAYOUT, block_end$OFFSET, fieldValue);
  }

  private static final OfInt next_panel$LAYOUT = (OfInt) $LAYOUT.select(groupElement("next_panel"));
  private static final long next_panel$OFFSET = $LAYOUT.byteOffset(groupElement("next_panel"));

  /** Layout of the field next_panel. */
  public static final OfInt next_panel$layout() {
    return next_panel$LAYOUT;
  }

  /** Offset of the field next_panel. */
  public static final long next_panel$offset() {
    return next_panel$OFFSET;
  }

  /** Getter of the field next_panel. */
  public static int next_panel(MemorySegment struct) {
    return struct.get(next_panel$LAYOUT, next_panel$OFFSET);
  }

  /** Setter of the field next_panel. */
  public static void next_panel(MemorySegment struct, int fieldValue) {
    struct.set(next_panel$LAYOUT, next_panel$OFFSET, fieldValue);
  }

  private static final OfInt next_block$LAYOUT = (OfInt) $LAYOUT.select(groupElement("next_block"));
  private static final long next_block$OFFSET = $LAYOUT.byteOffset(groupElement("next_block"));

  /** Layout of the field next_block. */
  public static final OfInt next_block$layout() {
    return next_block$LAYOUT;
  }

  /** Offset of the field next_block. */
  public static final long next_block$offset() {
    return next_block$OFFSET;
  }

  /** Getter of the field next_block. */
  public static int next_block(MemorySegment struct) {
    return struct.get(next_block$LAYOUT, next_block$OFFSET);
  }

  /** Setter of the field next_block. */
  public static void next_block(MemorySegment struct, int fieldValue) {
    struct.set(next_block$LAYOUT, next_block$OFFSET, fieldValue);
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
