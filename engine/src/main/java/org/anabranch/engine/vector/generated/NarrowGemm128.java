// Written by NarrowKernelGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * a[m, kc] times off-heap panels [kc, 32] of narrow weights by 128-bit vectors, added to tiles c[m, 32] that
 * hold the sums of the inputs before. a's rows stand LDA apart. Bytes come in pairs of inputs: a must hold a 0 behind
 * an odd kc. They count 2^24 each; groups of 64 begin with a, and their scales / 2^24 stand in s, 32 for each group.
 */
public final class NarrowGemm128 {
  /** Rows of the register block. */
  public static final int ROWS = 4;

  private static final int LDA = 400;
  private static final int HIGH = 0xffff0000;
  private static final int TOP = 0xff000000;
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_128;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_128;
  private static final ByteOrder LE = ByteOrder.nativeOrder();

  private NarrowGemm128() {}

  /** Panels that m > 1 rows take at once. */
  public static int panels(int m) {
    return switch (m) {
      case 2 -> 2;
      default -> 1;
    };
  }

  /** c[m, 32] += a b for m = 1 .. ROWS rows; b begins at byte bo. */
  public static void bf16(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    switch (m) {
      case 1 -> bf16x1(kc, a, ao, b, bo, c, co);
      case 2 -> bf16x2(kc, a, ao, b, bo, c, co);
      case 3 -> bf16x3(kc, a, ao, b, bo, c, co);
      case 4 -> bf16x4(kc, a, ao, b, bo, c, co);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> bf16x1(kc, a, ao, b, bo + 16, c, co + 4);
      case 2 -> bf16x2(kc, a, ao, b, bo + 16, c, co + 4);
      case 3 -> bf16x3(kc, a, ao, b, bo + 16, c, co + 4);
      case 4 -> bf16x4(kc, a, ao, b, bo + 16, c, co + 4);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> bf16x1(kc, a, ao, b, bo + 32, c, co + 8);
      case 2 -> bf16x2(kc, a, ao, b, bo + 32, c, co + 8);
      case 3 -> bf16x3(kc, a, ao, b, bo + 32, c, co + 8);
      case 4 -> bf16x4(kc, a, ao, b, bo + 32, c, co + 8);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> bf16x1(kc, a, ao, b, bo + 48, c, co + 12);
      case 2 -> bf16x2(kc, a, ao, b, bo + 48, c, co + 12);
      case 3 -> bf16x3(kc, a, ao, b, bo + 48, c, co + 12);
      case 4 -> bf16x4(kc, a, ao, b, bo + 48, c, co + 12);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  /** As {@link #bf16} for panels(m) > 1 that stand stride bytes apart; tiles follow each other. */
  public static void bf16Panels(int m, int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] c, int co) {
    switch (m) {
      case 2 -> bf16x2x2(kc, a, ao, b, bo, stride, c, co);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 2 -> bf16x2x2(kc, a, ao, b, bo + 16, stride, c, co + 4);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 2 -> bf16x2x2(kc, a, ao, b, bo + 32, stride, c, co + 8);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 2 -> bf16x2x2(kc, a, ao, b, bo + 48, stride, c, co + 12);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void bf16x1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    for (int k = 0; k < kc; k++) {
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0 = w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_1 = w0.and(HIGH).reinterpretAsFloats();
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
  }

  private static void bf16x2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + 48);
    for (int k = 0; k < kc; k++) {
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0 = w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_1 = w0.and(HIGH).reinterpretAsFloats();
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1_0.fma(w0_0, c1_0);
      c1_1 = a1_0.fma(w0_1, c1_1);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + 32);
    c0_1.intoArray(c, co + 16);
    c1_1.intoArray(c, co + 48);
  }

  private static void bf16x2x2(int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] c, int co) {
    long o1 = bo + stride;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c0_2 = FloatVector.fromArray(S, c, co + 64);
    FloatVector c0_3 = FloatVector.fromArray(S, c, co + 80);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c1_2 = FloatVector.fromArray(S, c, co + 96);
    FloatVector c1_3 = FloatVector.fromArray(S, c, co + 112);
    for (int k = 0; k < kc; k++) {
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0 = w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_1 = w0.and(HIGH).reinterpretAsFloats();
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      c1_0 = a1_0.fma(w0_0, c1_0);
      c1_1 = a1_0.fma(w0_1, c1_1);
      IntVector w1 = IntVector.fromMemorySegment(I, b, o1 + k * 64L, LE);
      FloatVector w1_0 = w1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w1_1 = w1.and(HIGH).reinterpretAsFloats();
      c0_2 = a0_0.fma(w1_0, c0_2);
      c0_3 = a0_0.fma(w1_1, c0_3);
      c1_2 = a1_0.fma(w1_0, c1_2);
      c1_3 = a1_0.fma(w1_1, c1_3);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + 32);
    c0_1.intoArray(c, co + 16);
    c1_1.intoArray(c, co + 48);
    c0_2.intoArray(c, co + 64);
    c1_2.intoArray(c, co + 96);
    c0_3.intoArray(c, co + 80);
    c1_3.intoArray(c, co + 112);
  }

  private static void bf16x3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 64);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 80);
    for (int k = 0; k < kc; k++) {
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0 = w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_1 = w0.and(HIGH).reinterpretAsFloats();
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1_0.fma(w0_0, c1_0);
      c1_1 = a1_0.fma(w0_1, c1_1);
      FloatVector a2_0 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0 = a2_0.fma(w0_0, c2_0);
      c2_1 = a2_0.fma(w0_1, c2_1);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + 32);
    c2_0.intoArray(c, co + 64);
    c0_1.intoArray(c, co + 16);
    c1_1.intoArray(c, co + 48);
    c2_1.intoArray(c, co + 80);
  }

  private static void bf16x4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 64);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 80);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 96);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 112);
    for (int k = 0; k < kc; k++) {
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0 = w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_1 = w0.and(HIGH).reinterpretAsFloats();
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1_0.fma(w0_0, c1_0);
      c1_1 = a1_0.fma(w0_1, c1_1);
      FloatVector a2_0 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0 = a2_0.fma(w0_0, c2_0);
      c2_1 = a2_0.fma(w0_1, c2_1);
      FloatVector a3_0 = FloatVector.broadcast(S, a[ao + 1200 + k]);
      c3_0 = a3_0.fma(w0_0, c3_0);
      c3_1 = a3_0.fma(w0_1, c3_1);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + 32);
    c2_0.intoArray(c, co + 64);
    c3_0.intoArray(c, co + 96);
    c0_1.intoArray(c, co + 16);
    c1_1.intoArray(c, co + 48);
    c2_1.intoArray(c, co + 80);
    c3_1.intoArray(c, co + 112);
  }

  /** Panels that {@link #bf16Row} takes at once. */
  public static final int BF16_ROW_PANELS = 2;

  /** One row by panels that stand stride bytes apart. */
  public static void bf16Row(int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] c, int co) {
    long o1 = bo + stride;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c0_2 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c0_3 = FloatVector.fromArray(S, c, co + 20);
    FloatVector c0_4 = FloatVector.fromArray(S, c, co + 8);
    FloatVector c0_5 = FloatVector.fromArray(S, c, co + 24);
    FloatVector c0_6 = FloatVector.fromArray(S, c, co + 12);
    FloatVector c0_7 = FloatVector.fromArray(S, c, co + 28);
    FloatVector c0_8 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c0_9 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c0_10 = FloatVector.fromArray(S, c, co + 36);
    FloatVector c0_11 = FloatVector.fromArray(S, c, co + 52);
    FloatVector c0_12 = FloatVector.fromArray(S, c, co + 40);
    FloatVector c0_13 = FloatVector.fromArray(S, c, co + 56);
    FloatVector c0_14 = FloatVector.fromArray(S, c, co + 44);
    FloatVector c0_15 = FloatVector.fromArray(S, c, co + 60);
    for (int k = 0; k < kc; k++) {
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0 = w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_1 = w0.and(HIGH).reinterpretAsFloats();
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      IntVector w1 = IntVector.fromMemorySegment(I, b, bo + k * 64L + 16, LE);
      FloatVector w1_0 = w1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w1_1 = w1.and(HIGH).reinterpretAsFloats();
      c0_2 = a0_0.fma(w1_0, c0_2);
      c0_3 = a0_0.fma(w1_1, c0_3);
      IntVector w2 = IntVector.fromMemorySegment(I, b, bo + k * 64L + 32, LE);
      FloatVector w2_0 = w2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w2_1 = w2.and(HIGH).reinterpretAsFloats();
      c0_4 = a0_0.fma(w2_0, c0_4);
      c0_5 = a0_0.fma(w2_1, c0_5);
      IntVector w3 = IntVector.fromMemorySegment(I, b, bo + k * 64L + 48, LE);
      FloatVector w3_0 = w3.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w3_1 = w3.and(HIGH).reinterpretAsFloats();
      c0_6 = a0_0.fma(w3_0, c0_6);
      c0_7 = a0_0.fma(w3_1, c0_7);
      IntVector w4 = IntVector.fromMemorySegment(I, b, o1 + k * 64L, LE);
      FloatVector w4_0 = w4.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w4_1 = w4.and(HIGH).reinterpretAsFloats();
      c0_8 = a0_0.fma(w4_0, c0_8);
      c0_9 = a0_0.fma(w4_1, c0_9);
      IntVector w5 = IntVector.fromMemorySegment(I, b, o1 + k * 64L + 16, LE);
      FloatVector w5_0 = w5.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w5_1 = w5.and(HIGH).reinterpretAsFloats();
      c0_10 = a0_0.fma(w5_0, c0_10);
      c0_11 = a0_0.fma(w5_1, c0_11);
      IntVector w6 = IntVector.fromMemorySegment(I, b, o1 + k * 64L + 32, LE);
      FloatVector w6_0 = w6.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w6_1 = w6.and(HIGH).reinterpretAsFloats();
      c0_12 = a0_0.fma(w6_0, c0_12);
      c0_13 = a0_0.fma(w6_1, c0_13);
      IntVector w7 = IntVector.fromMemorySegment(I, b, o1 + k * 64L + 48, LE);
      FloatVector w7_0 = w7.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w7_1 = w7.and(HIGH).reinterpretAsFloats();
      c0_14 = a0_0.fma(w7_0, c0_14);
      c0_15 = a0_0.fma(w7_1, c0_15);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c0_2.intoArray(c, co + 4);
    c0_3.intoArray(c, co + 20);
    c0_4.intoArray(c, co + 8);
    c0_5.intoArray(c, co + 24);
    c0_6.intoArray(c, co + 12);
    c0_7.intoArray(c, co + 28);
    c0_8.intoArray(c, co + 32);
    c0_9.intoArray(c, co + 48);
    c0_10.intoArray(c, co + 36);
    c0_11.intoArray(c, co + 52);
    c0_12.intoArray(c, co + 40);
    c0_13.intoArray(c, co + 56);
    c0_14.intoArray(c, co + 44);
    c0_15.intoArray(c, co + 60);
  }

  /** c[m, 32] += a b for m = 1 .. ROWS rows; b begins at byte bo. */
  public static void int8(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    switch (m) {
      case 1 -> int8x1(kc, a, ao, b, bo, c, co);
      case 2 -> int8x2(kc, a, ao, b, bo, c, co);
      case 3 -> int8x3(kc, a, ao, b, bo, c, co);
      case 4 -> int8x4(kc, a, ao, b, bo, c, co);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> int8x1(kc, a, ao, b, bo + 16, c, co + 4);
      case 2 -> int8x2(kc, a, ao, b, bo + 16, c, co + 4);
      case 3 -> int8x3(kc, a, ao, b, bo + 16, c, co + 4);
      case 4 -> int8x4(kc, a, ao, b, bo + 16, c, co + 4);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> int8x1(kc, a, ao, b, bo + 32, c, co + 8);
      case 2 -> int8x2(kc, a, ao, b, bo + 32, c, co + 8);
      case 3 -> int8x3(kc, a, ao, b, bo + 32, c, co + 8);
      case 4 -> int8x4(kc, a, ao, b, bo + 32, c, co + 8);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> int8x1(kc, a, ao, b, bo + 48, c, co + 12);
      case 2 -> int8x2(kc, a, ao, b, bo + 48, c, co + 12);
      case 3 -> int8x3(kc, a, ao, b, bo + 48, c, co + 12);
      case 4 -> int8x4(kc, a, ao, b, bo + 48, c, co + 12);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  /** As {@link #int8} for panels(m) > 1 that stand stride bytes apart; tiles follow each other. */
  public static void int8Panels(int m, int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] c, int co) {
    switch (m) {
      case 2 -> int8x2x2(kc, a, ao, b, bo, stride, c, co);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 2 -> int8x2x2(kc, a, ao, b, bo + 16, stride, c, co + 4);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 2 -> int8x2x2(kc, a, ao, b, bo + 32, stride, c, co + 8);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 2 -> int8x2x2(kc, a, ao, b, bo + 48, stride, c, co + 12);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void int8x1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    for (int k = 0; k < kc; k += 2) {
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
      c0_0 = a0_1.fma(w0_2, c0_0);
      c0_1 = a0_1.fma(w0_3, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
  }

  private static void int8x2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + 48);
    for (int k = 0; k < kc; k += 2) {
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1_0.fma(w0_0, c1_0);
      c1_1 = a1_0.fma(w0_1, c1_1);
      FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
      c0_0 = a0_1.fma(w0_2, c0_0);
      c0_1 = a0_1.fma(w0_3, c0_1);
      FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
      c1_0 = a1_1.fma(w0_2, c1_0);
      c1_1 = a1_1.fma(w0_3, c1_1);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + 32);
    c0_1.intoArray(c, co + 16);
    c1_1.intoArray(c, co + 48);
  }

  private static void int8x2x2(int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] c, int co) {
    long o1 = bo + stride;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c0_2 = FloatVector.fromArray(S, c, co + 64);
    FloatVector c0_3 = FloatVector.fromArray(S, c, co + 80);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c1_2 = FloatVector.fromArray(S, c, co + 96);
    FloatVector c1_3 = FloatVector.fromArray(S, c, co + 112);
    for (int k = 0; k < kc; k += 2) {
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
      FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      c1_0 = a1_0.fma(w0_0, c1_0);
      c1_1 = a1_0.fma(w0_1, c1_1);
      FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
      c0_0 = a0_1.fma(w0_2, c0_0);
      c0_1 = a0_1.fma(w0_3, c0_1);
      c1_0 = a1_1.fma(w0_2, c1_0);
      c1_1 = a1_1.fma(w0_3, c1_1);
      IntVector w1 = IntVector.fromMemorySegment(I, b, o1 + k * 32L, LE);
      FloatVector w1_0 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w1_1 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_2 = a0_0.fma(w1_0, c0_2);
      c0_3 = a0_0.fma(w1_1, c0_3);
      c1_2 = a1_0.fma(w1_0, c1_2);
      c1_3 = a1_0.fma(w1_1, c1_3);
      FloatVector w1_2 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w1_3 = (FloatVector) w1.and(TOP).convert(VectorOperators.I2F, 0);
      c0_2 = a0_1.fma(w1_2, c0_2);
      c0_3 = a0_1.fma(w1_3, c0_3);
      c1_2 = a1_1.fma(w1_2, c1_2);
      c1_3 = a1_1.fma(w1_3, c1_3);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + 32);
    c0_1.intoArray(c, co + 16);
    c1_1.intoArray(c, co + 48);
    c0_2.intoArray(c, co + 64);
    c1_2.intoArray(c, co + 96);
    c0_3.intoArray(c, co + 80);
    c1_3.intoArray(c, co + 112);
  }

  private static void int8x3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 64);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 80);
    for (int k = 0; k < kc; k += 2) {
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1_0.fma(w0_0, c1_0);
      c1_1 = a1_0.fma(w0_1, c1_1);
      FloatVector a2_0 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0 = a2_0.fma(w0_0, c2_0);
      c2_1 = a2_0.fma(w0_1, c2_1);
      FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
      c0_0 = a0_1.fma(w0_2, c0_0);
      c0_1 = a0_1.fma(w0_3, c0_1);
      FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
      c1_0 = a1_1.fma(w0_2, c1_0);
      c1_1 = a1_1.fma(w0_3, c1_1);
      FloatVector a2_1 = FloatVector.broadcast(S, a[ao + 801 + k]);
      c2_0 = a2_1.fma(w0_2, c2_0);
      c2_1 = a2_1.fma(w0_3, c2_1);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + 32);
    c2_0.intoArray(c, co + 64);
    c0_1.intoArray(c, co + 16);
    c1_1.intoArray(c, co + 48);
    c2_1.intoArray(c, co + 80);
  }

  private static void int8x4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 64);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 80);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 96);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 112);
    for (int k = 0; k < kc; k += 2) {
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1_0.fma(w0_0, c1_0);
      c1_1 = a1_0.fma(w0_1, c1_1);
      FloatVector a2_0 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0 = a2_0.fma(w0_0, c2_0);
      c2_1 = a2_0.fma(w0_1, c2_1);
      FloatVector a3_0 = FloatVector.broadcast(S, a[ao + 1200 + k]);
      c3_0 = a3_0.fma(w0_0, c3_0);
      c3_1 = a3_0.fma(w0_1, c3_1);
      FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
      c0_0 = a0_1.fma(w0_2, c0_0);
      c0_1 = a0_1.fma(w0_3, c0_1);
      FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
      c1_0 = a1_1.fma(w0_2, c1_0);
      c1_1 = a1_1.fma(w0_3, c1_1);
      FloatVector a2_1 = FloatVector.broadcast(S, a[ao + 801 + k]);
      c2_0 = a2_1.fma(w0_2, c2_0);
      c2_1 = a2_1.fma(w0_3, c2_1);
      FloatVector a3_1 = FloatVector.broadcast(S, a[ao + 1201 + k]);
      c3_0 = a3_1.fma(w0_2, c3_0);
      c3_1 = a3_1.fma(w0_3, c3_1);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + 32);
    c2_0.intoArray(c, co + 64);
    c3_0.intoArray(c, co + 96);
    c0_1.intoArray(c, co + 16);
    c1_1.intoArray(c, co + 48);
    c2_1.intoArray(c, co + 80);
    c3_1.intoArray(c, co + 112);
  }

  /** Panels that {@link #int8Row} takes at once. */
  public static final int INT8_ROW_PANELS = 1;

  /** One row by panels that stand stride bytes apart. */
  public static void int8Row(int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] c, int co) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c0_2 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c0_3 = FloatVector.fromArray(S, c, co + 20);
    FloatVector c0_4 = FloatVector.fromArray(S, c, co + 8);
    FloatVector c0_5 = FloatVector.fromArray(S, c, co + 24);
    FloatVector c0_6 = FloatVector.fromArray(S, c, co + 12);
    FloatVector c0_7 = FloatVector.fromArray(S, c, co + 28);
    for (int k = 0; k < kc; k += 2) {
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
      IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_0 = a0_0.fma(w0_0, c0_0);
      c0_1 = a0_0.fma(w0_1, c0_1);
      FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
      c0_0 = a0_1.fma(w0_2, c0_0);
      c0_1 = a0_1.fma(w0_3, c0_1);
      IntVector w1 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 16, LE);
      FloatVector w1_0 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w1_1 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_2 = a0_0.fma(w1_0, c0_2);
      c0_3 = a0_0.fma(w1_1, c0_3);
      FloatVector w1_2 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w1_3 = (FloatVector) w1.and(TOP).convert(VectorOperators.I2F, 0);
      c0_2 = a0_1.fma(w1_2, c0_2);
      c0_3 = a0_1.fma(w1_3, c0_3);
      IntVector w2 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 32, LE);
      FloatVector w2_0 = (FloatVector) w2.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w2_1 = (FloatVector) w2.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_4 = a0_0.fma(w2_0, c0_4);
      c0_5 = a0_0.fma(w2_1, c0_5);
      FloatVector w2_2 = (FloatVector) w2.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w2_3 = (FloatVector) w2.and(TOP).convert(VectorOperators.I2F, 0);
      c0_4 = a0_1.fma(w2_2, c0_4);
      c0_5 = a0_1.fma(w2_3, c0_5);
      IntVector w3 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 48, LE);
      FloatVector w3_0 = (FloatVector) w3.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w3_1 = (FloatVector) w3.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_6 = a0_0.fma(w3_0, c0_6);
      c0_7 = a0_0.fma(w3_1, c0_7);
      FloatVector w3_2 = (FloatVector) w3.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w3_3 = (FloatVector) w3.and(TOP).convert(VectorOperators.I2F, 0);
      c0_6 = a0_1.fma(w3_2, c0_6);
      c0_7 = a0_1.fma(w3_3, c0_7);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c0_2.intoArray(c, co + 4);
    c0_3.intoArray(c, co + 20);
    c0_4.intoArray(c, co + 8);
    c0_5.intoArray(c, co + 24);
    c0_6.intoArray(c, co + 12);
    c0_7.intoArray(c, co + 28);
  }

  /** c[m, 32] += a b for m = 1 .. ROWS rows; b begins at byte bo, its scales at element so. */
  public static void int8Group(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] s, int so, float[] c, int co) {
    switch (m) {
      case 1 -> int8Groupx1(kc, a, ao, b, bo, s, so, c, co);
      case 2 -> int8Groupx2(kc, a, ao, b, bo, s, so, c, co);
      case 3 -> int8Groupx3(kc, a, ao, b, bo, s, so, c, co);
      case 4 -> int8Groupx4(kc, a, ao, b, bo, s, so, c, co);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> int8Groupx1(kc, a, ao, b, bo + 16, s, so + 4, c, co + 4);
      case 2 -> int8Groupx2(kc, a, ao, b, bo + 16, s, so + 4, c, co + 4);
      case 3 -> int8Groupx3(kc, a, ao, b, bo + 16, s, so + 4, c, co + 4);
      case 4 -> int8Groupx4(kc, a, ao, b, bo + 16, s, so + 4, c, co + 4);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> int8Groupx1(kc, a, ao, b, bo + 32, s, so + 8, c, co + 8);
      case 2 -> int8Groupx2(kc, a, ao, b, bo + 32, s, so + 8, c, co + 8);
      case 3 -> int8Groupx3(kc, a, ao, b, bo + 32, s, so + 8, c, co + 8);
      case 4 -> int8Groupx4(kc, a, ao, b, bo + 32, s, so + 8, c, co + 8);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> int8Groupx1(kc, a, ao, b, bo + 48, s, so + 12, c, co + 12);
      case 2 -> int8Groupx2(kc, a, ao, b, bo + 48, s, so + 12, c, co + 12);
      case 3 -> int8Groupx3(kc, a, ao, b, bo + 48, s, so + 12, c, co + 12);
      case 4 -> int8Groupx4(kc, a, ao, b, bo + 48, s, so + 12, c, co + 12);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  /** As {@link #int8Group} for panels(m) > 1 that stand stride bytes apart, their scales next elements; tiles follow each other. */
  public static void int8GroupPanels(int m, int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] s, int so,
      int next, float[] c, int co) {
    switch (m) {
      case 2 -> int8Groupx2x2(kc, a, ao, b, bo, stride, s, so, next, c, co);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 2 -> int8Groupx2x2(kc, a, ao, b, bo + 16, stride, s, so + 4, next, c, co + 4);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 2 -> int8Groupx2x2(kc, a, ao, b, bo + 32, stride, s, so + 8, next, c, co + 8);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 2 -> int8Groupx2x2(kc, a, ao, b, bo + 48, stride, s, so + 12, next, c, co + 12);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void int8Groupx1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] s, int so, float[] c, int co) {
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0 = FloatVector.zero(S);
      FloatVector c0_1 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
        c0_0 = a0_0.fma(w0_0, c0_0);
        c0_1 = a0_0.fma(w0_1, c0_1);
        FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
        c0_0 = a0_1.fma(w0_2, c0_0);
        c0_1 = a0_1.fma(w0_3, c0_1);
      }
      int z = so + g / 2;
      FloatVector s0 = FloatVector.fromArray(S, s, z);
      s0.fma(c0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      FloatVector s1 = FloatVector.fromArray(S, s, z + 16);
      s1.fma(c0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
    }
  }

  private static void int8Groupx2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] s, int so, float[] c, int co) {
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0 = FloatVector.zero(S);
      FloatVector c0_1 = FloatVector.zero(S);
      FloatVector c1_0 = FloatVector.zero(S);
      FloatVector c1_1 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
        c0_0 = a0_0.fma(w0_0, c0_0);
        c0_1 = a0_0.fma(w0_1, c0_1);
        FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
        c1_0 = a1_0.fma(w0_0, c1_0);
        c1_1 = a1_0.fma(w0_1, c1_1);
        FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
        c0_0 = a0_1.fma(w0_2, c0_0);
        c0_1 = a0_1.fma(w0_3, c0_1);
        FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
        c1_0 = a1_1.fma(w0_2, c1_0);
        c1_1 = a1_1.fma(w0_3, c1_1);
      }
      int z = so + g / 2;
      FloatVector s0 = FloatVector.fromArray(S, s, z);
      s0.fma(c0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      s0.fma(c1_0, FloatVector.fromArray(S, c, co + 32)).intoArray(c, co + 32);
      FloatVector s1 = FloatVector.fromArray(S, s, z + 16);
      s1.fma(c0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
      s1.fma(c1_1, FloatVector.fromArray(S, c, co + 48)).intoArray(c, co + 48);
    }
  }

  private static void int8Groupx2x2(int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] s, int so,
      int next, float[] c, int co) {
    long o1 = bo + stride;
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0 = FloatVector.zero(S);
      FloatVector c0_1 = FloatVector.zero(S);
      FloatVector c0_2 = FloatVector.zero(S);
      FloatVector c0_3 = FloatVector.zero(S);
      FloatVector c1_0 = FloatVector.zero(S);
      FloatVector c1_1 = FloatVector.zero(S);
      FloatVector c1_2 = FloatVector.zero(S);
      FloatVector c1_3 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
        FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
        FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
        FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
        IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_0 = a0_0.fma(w0_0, c0_0);
        c0_1 = a0_0.fma(w0_1, c0_1);
        c1_0 = a1_0.fma(w0_0, c1_0);
        c1_1 = a1_0.fma(w0_1, c1_1);
        FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
        c0_0 = a0_1.fma(w0_2, c0_0);
        c0_1 = a0_1.fma(w0_3, c0_1);
        c1_0 = a1_1.fma(w0_2, c1_0);
        c1_1 = a1_1.fma(w0_3, c1_1);
        IntVector w1 = IntVector.fromMemorySegment(I, b, o1 + k * 32L, LE);
        FloatVector w1_0 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w1_1 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_2 = a0_0.fma(w1_0, c0_2);
        c0_3 = a0_0.fma(w1_1, c0_3);
        c1_2 = a1_0.fma(w1_0, c1_2);
        c1_3 = a1_0.fma(w1_1, c1_3);
        FloatVector w1_2 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w1_3 = (FloatVector) w1.and(TOP).convert(VectorOperators.I2F, 0);
        c0_2 = a0_1.fma(w1_2, c0_2);
        c0_3 = a0_1.fma(w1_3, c0_3);
        c1_2 = a1_1.fma(w1_2, c1_2);
        c1_3 = a1_1.fma(w1_3, c1_3);
      }
      int z = so + g / 2;
      FloatVector s0 = FloatVector.fromArray(S, s, z);
      s0.fma(c0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      s0.fma(c1_0, FloatVector.fromArray(S, c, co + 32)).intoArray(c, co + 32);
      FloatVector s1 = FloatVector.fromArray(S, s, z + 16);
      s1.fma(c0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
      s1.fma(c1_1, FloatVector.fromArray(S, c, co + 48)).intoArray(c, co + 48);
      FloatVector s2 = FloatVector.fromArray(S, s, z + next);
      s2.fma(c0_2, FloatVector.fromArray(S, c, co + 64)).intoArray(c, co + 64);
      s2.fma(c1_2, FloatVector.fromArray(S, c, co + 96)).intoArray(c, co + 96);
      FloatVector s3 = FloatVector.fromArray(S, s, z + next + 16);
      s3.fma(c0_3, FloatVector.fromArray(S, c, co + 80)).intoArray(c, co + 80);
      s3.fma(c1_3, FloatVector.fromArray(S, c, co + 112)).intoArray(c, co + 112);
    }
  }

  private static void int8Groupx3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] s, int so, float[] c, int co) {
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0 = FloatVector.zero(S);
      FloatVector c0_1 = FloatVector.zero(S);
      FloatVector c1_0 = FloatVector.zero(S);
      FloatVector c1_1 = FloatVector.zero(S);
      FloatVector c2_0 = FloatVector.zero(S);
      FloatVector c2_1 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
        c0_0 = a0_0.fma(w0_0, c0_0);
        c0_1 = a0_0.fma(w0_1, c0_1);
        FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
        c1_0 = a1_0.fma(w0_0, c1_0);
        c1_1 = a1_0.fma(w0_1, c1_1);
        FloatVector a2_0 = FloatVector.broadcast(S, a[ao + 800 + k]);
        c2_0 = a2_0.fma(w0_0, c2_0);
        c2_1 = a2_0.fma(w0_1, c2_1);
        FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
        c0_0 = a0_1.fma(w0_2, c0_0);
        c0_1 = a0_1.fma(w0_3, c0_1);
        FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
        c1_0 = a1_1.fma(w0_2, c1_0);
        c1_1 = a1_1.fma(w0_3, c1_1);
        FloatVector a2_1 = FloatVector.broadcast(S, a[ao + 801 + k]);
        c2_0 = a2_1.fma(w0_2, c2_0);
        c2_1 = a2_1.fma(w0_3, c2_1);
      }
      int z = so + g / 2;
      FloatVector s0 = FloatVector.fromArray(S, s, z);
      s0.fma(c0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      s0.fma(c1_0, FloatVector.fromArray(S, c, co + 32)).intoArray(c, co + 32);
      s0.fma(c2_0, FloatVector.fromArray(S, c, co + 64)).intoArray(c, co + 64);
      FloatVector s1 = FloatVector.fromArray(S, s, z + 16);
      s1.fma(c0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
      s1.fma(c1_1, FloatVector.fromArray(S, c, co + 48)).intoArray(c, co + 48);
      s1.fma(c2_1, FloatVector.fromArray(S, c, co + 80)).intoArray(c, co + 80);
    }
  }

  private static void int8Groupx4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] s, int so, float[] c, int co) {
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0 = FloatVector.zero(S);
      FloatVector c0_1 = FloatVector.zero(S);
      FloatVector c1_0 = FloatVector.zero(S);
      FloatVector c1_1 = FloatVector.zero(S);
      FloatVector c2_0 = FloatVector.zero(S);
      FloatVector c2_1 = FloatVector.zero(S);
      FloatVector c3_0 = FloatVector.zero(S);
      FloatVector c3_1 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
        c0_0 = a0_0.fma(w0_0, c0_0);
        c0_1 = a0_0.fma(w0_1, c0_1);
        FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 400 + k]);
        c1_0 = a1_0.fma(w0_0, c1_0);
        c1_1 = a1_0.fma(w0_1, c1_1);
        FloatVector a2_0 = FloatVector.broadcast(S, a[ao + 800 + k]);
        c2_0 = a2_0.fma(w0_0, c2_0);
        c2_1 = a2_0.fma(w0_1, c2_1);
        FloatVector a3_0 = FloatVector.broadcast(S, a[ao + 1200 + k]);
        c3_0 = a3_0.fma(w0_0, c3_0);
        c3_1 = a3_0.fma(w0_1, c3_1);
        FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
        c0_0 = a0_1.fma(w0_2, c0_0);
        c0_1 = a0_1.fma(w0_3, c0_1);
        FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
        c1_0 = a1_1.fma(w0_2, c1_0);
        c1_1 = a1_1.fma(w0_3, c1_1);
        FloatVector a2_1 = FloatVector.broadcast(S, a[ao + 801 + k]);
        c2_0 = a2_1.fma(w0_2, c2_0);
        c2_1 = a2_1.fma(w0_3, c2_1);
        FloatVector a3_1 = FloatVector.broadcast(S, a[ao + 1201 + k]);
        c3_0 = a3_1.fma(w0_2, c3_0);
        c3_1 = a3_1.fma(w0_3, c3_1);
      }
      int z = so + g / 2;
      FloatVector s0 = FloatVector.fromArray(S, s, z);
      s0.fma(c0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      s0.fma(c1_0, FloatVector.fromArray(S, c, co + 32)).intoArray(c, co + 32);
      s0.fma(c2_0, FloatVector.fromArray(S, c, co + 64)).intoArray(c, co + 64);
      s0.fma(c3_0, FloatVector.fromArray(S, c, co + 96)).intoArray(c, co + 96);
      FloatVector s1 = FloatVector.fromArray(S, s, z + 16);
      s1.fma(c0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
      s1.fma(c1_1, FloatVector.fromArray(S, c, co + 48)).intoArray(c, co + 48);
      s1.fma(c2_1, FloatVector.fromArray(S, c, co + 80)).intoArray(c, co + 80);
      s1.fma(c3_1, FloatVector.fromArray(S, c, co + 112)).intoArray(c, co + 112);
    }
  }

  /** Panels that {@link #int8GroupRow} takes at once. */
  public static final int INT8_GROUP_ROW_PANELS = 1;

  /** One row by panels that stand stride bytes apart, their scales next elements. */
  public static void int8GroupRow(int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] s, int so,
      int next, float[] c, int co) {
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0 = FloatVector.zero(S);
      FloatVector c0_1 = FloatVector.zero(S);
      FloatVector c0_2 = FloatVector.zero(S);
      FloatVector c0_3 = FloatVector.zero(S);
      FloatVector c0_4 = FloatVector.zero(S);
      FloatVector c0_5 = FloatVector.zero(S);
      FloatVector c0_6 = FloatVector.zero(S);
      FloatVector c0_7 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
        FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 1 + k]);
        IntVector w0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_1 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_0 = a0_0.fma(w0_0, c0_0);
        c0_1 = a0_0.fma(w0_1, c0_1);
        FloatVector w0_2 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_3 = (FloatVector) w0.and(TOP).convert(VectorOperators.I2F, 0);
        c0_0 = a0_1.fma(w0_2, c0_0);
        c0_1 = a0_1.fma(w0_3, c0_1);
        IntVector w1 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 16, LE);
        FloatVector w1_0 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w1_1 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_2 = a0_0.fma(w1_0, c0_2);
        c0_3 = a0_0.fma(w1_1, c0_3);
        FloatVector w1_2 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w1_3 = (FloatVector) w1.and(TOP).convert(VectorOperators.I2F, 0);
        c0_2 = a0_1.fma(w1_2, c0_2);
        c0_3 = a0_1.fma(w1_3, c0_3);
        IntVector w2 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 32, LE);
        FloatVector w2_0 = (FloatVector) w2.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w2_1 = (FloatVector) w2.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_4 = a0_0.fma(w2_0, c0_4);
        c0_5 = a0_0.fma(w2_1, c0_5);
        FloatVector w2_2 = (FloatVector) w2.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w2_3 = (FloatVector) w2.and(TOP).convert(VectorOperators.I2F, 0);
        c0_4 = a0_1.fma(w2_2, c0_4);
        c0_5 = a0_1.fma(w2_3, c0_5);
        IntVector w3 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 48, LE);
        FloatVector w3_0 = (FloatVector) w3.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w3_1 = (FloatVector) w3.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_6 = a0_0.fma(w3_0, c0_6);
        c0_7 = a0_0.fma(w3_1, c0_7);
        FloatVector w3_2 = (FloatVector) w3.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w3_3 = (FloatVector) w3.and(TOP).convert(VectorOperators.I2F, 0);
        c0_6 = a0_1.fma(w3_2, c0_6);
        c0_7 = a0_1.fma(w3_3, c0_7);
      }
      int z = so + g / 2;
      FloatVector s0 = FloatVector.fromArray(S, s, z);
      s0.fma(c0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      FloatVector s1 = FloatVector.fromArray(S, s, z + 16);
      s1.fma(c0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
      FloatVector s2 = FloatVector.fromArray(S, s, z + 4);
      s2.fma(c0_2, FloatVector.fromArray(S, c, co + 4)).intoArray(c, co + 4);
      FloatVector s3 = FloatVector.fromArray(S, s, z + 20);
      s3.fma(c0_3, FloatVector.fromArray(S, c, co + 20)).intoArray(c, co + 20);
      FloatVector s4 = FloatVector.fromArray(S, s, z + 8);
      s4.fma(c0_4, FloatVector.fromArray(S, c, co + 8)).intoArray(c, co + 8);
      FloatVector s5 = FloatVector.fromArray(S, s, z + 24);
      s5.fma(c0_5, FloatVector.fromArray(S, c, co + 24)).intoArray(c, co + 24);
      FloatVector s6 = FloatVector.fromArray(S, s, z + 12);
      s6.fma(c0_6, FloatVector.fromArray(S, c, co + 12)).intoArray(c, co + 12);
      FloatVector s7 = FloatVector.fromArray(S, s, z + 28);
      s7.fma(c0_7, FloatVector.fromArray(S, c, co + 28)).intoArray(c, co + 28);
    }
  }

  /** w[kc, 32] = the floats of a panel. */
  public static void bf16Widen(int kc, MemorySegment b, long bo, float[] w) {
    for (int k = 0; k < kc; k++) {
      IntVector v0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector v0_0 = v0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      v0_0.intoArray(w, k * 32);
      FloatVector v0_1 = v0.and(HIGH).reinterpretAsFloats();
      v0_1.intoArray(w, k * 32 + 16);
      IntVector v1 = IntVector.fromMemorySegment(I, b, bo + k * 64L + 16, LE);
      FloatVector v1_0 = v1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      v1_0.intoArray(w, k * 32 + 4);
      FloatVector v1_1 = v1.and(HIGH).reinterpretAsFloats();
      v1_1.intoArray(w, k * 32 + 20);
      IntVector v2 = IntVector.fromMemorySegment(I, b, bo + k * 64L + 32, LE);
      FloatVector v2_0 = v2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      v2_0.intoArray(w, k * 32 + 8);
      FloatVector v2_1 = v2.and(HIGH).reinterpretAsFloats();
      v2_1.intoArray(w, k * 32 + 24);
      IntVector v3 = IntVector.fromMemorySegment(I, b, bo + k * 64L + 48, LE);
      FloatVector v3_0 = v3.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      v3_0.intoArray(w, k * 32 + 12);
      FloatVector v3_1 = v3.and(HIGH).reinterpretAsFloats();
      v3_1.intoArray(w, k * 32 + 28);
    }
  }

  /** w[kc, 32] = the floats of a panel, a row more behind an odd kc. */
  public static void int8Widen(int kc, MemorySegment b, long bo, float[] w) {
    for (int k = 0; k < kc; k += 2) {
      IntVector v0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector v0_0 = (FloatVector) v0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      v0_0.intoArray(w, k * 32);
      FloatVector v0_1 = (FloatVector) v0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      v0_1.intoArray(w, k * 32 + 16);
      FloatVector v0_2 = (FloatVector) v0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      v0_2.intoArray(w, k * 32 + 32);
      FloatVector v0_3 = (FloatVector) v0.and(TOP).convert(VectorOperators.I2F, 0);
      v0_3.intoArray(w, k * 32 + 48);
      IntVector v1 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 16, LE);
      FloatVector v1_0 = (FloatVector) v1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      v1_0.intoArray(w, k * 32 + 4);
      FloatVector v1_1 = (FloatVector) v1.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      v1_1.intoArray(w, k * 32 + 20);
      FloatVector v1_2 = (FloatVector) v1.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      v1_2.intoArray(w, k * 32 + 36);
      FloatVector v1_3 = (FloatVector) v1.and(TOP).convert(VectorOperators.I2F, 0);
      v1_3.intoArray(w, k * 32 + 52);
      IntVector v2 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 32, LE);
      FloatVector v2_0 = (FloatVector) v2.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      v2_0.intoArray(w, k * 32 + 8);
      FloatVector v2_1 = (FloatVector) v2.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      v2_1.intoArray(w, k * 32 + 24);
      FloatVector v2_2 = (FloatVector) v2.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      v2_2.intoArray(w, k * 32 + 40);
      FloatVector v2_3 = (FloatVector) v2.and(TOP).convert(VectorOperators.I2F, 0);
      v2_3.intoArray(w, k * 32 + 56);
      IntVector v3 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 48, LE);
      FloatVector v3_0 = (FloatVector) v3.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      v3_0.intoArray(w, k * 32 + 12);
      FloatVector v3_1 = (FloatVector) v3.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      v3_1.intoArray(w, k * 32 + 28);
      FloatVector v3_2 = (FloatVector) v3.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      v3_2.intoArray(w, k * 32 + 44);
      FloatVector v3_3 = (FloatVector) v3.and(TOP).convert(VectorOperators.I2F, 0);
      v3_3.intoArray(w, k * 32 + 60);
    }
  }
}
