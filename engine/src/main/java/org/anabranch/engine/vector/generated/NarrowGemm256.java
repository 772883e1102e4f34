// Written by NarrowKernelGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * a[m, kc] times an off-heap panel [kc, 32] of narrow weights by 256-bit vectors, added to c[m, 32], which holds
 * the sum of the inputs before. a's rows stand LDA apart. Bytes come in pairs of inputs: a must hold a 0 behind an odd
 * kc. They count 2^24 each; groups of 64 inputs begin with a, and their scales / 2^24 stand in s, 32 for each group.
 */
public final class NarrowGemm256 {
  /** Rows of the register block. */
  public static final int ROWS = 4;

  /** Panels that the products of one row take at once. */
  public static final int ROW_PANELS = 2;

  private static final int LDA = 400;
  private static final int HIGH = 0xffff0000;
  private static final int TOP = 0xff000000;
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_256;
  private static final ByteOrder LE = ByteOrder.nativeOrder();

  private NarrowGemm256() {}

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
      case 1 -> bf16x1(kc, a, ao, b, bo + 32, c, co + 8);
      case 2 -> bf16x2(kc, a, ao, b, bo + 32, c, co + 8);
      case 3 -> bf16x3(kc, a, ao, b, bo + 32, c, co + 8);
      case 4 -> bf16x4(kc, a, ao, b, bo + 32, c, co + 8);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void bf16x1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_0_1 = FloatVector.fromArray(S, c, co + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0_0 = w0_0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_0_1 = w0_0.and(HIGH).reinterpretAsFloats();
      c0_0_0 = a0.fma(w0_0_0, c0_0_0);
      c0_0_1 = a0.fma(w0_0_1, c0_0_1);
    }
    c0_0_0.intoArray(c, co);
    c0_0_1.intoArray(c, co + 16);
  }

  private static void bf16x2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_0_1 = FloatVector.fromArray(S, c, co + 48);
    for (int k = 0; k < kc; k++) {
      IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0_0 = w0_0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_0_1 = w0_0.and(HIGH).reinterpretAsFloats();
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0_0 = a0_0.fma(w0_0_0, c0_0_0);
      c0_0_1 = a0_0.fma(w0_0_1, c0_0_1);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0_0 = a0_1.fma(w0_0_0, c1_0_0);
      c1_0_1 = a0_1.fma(w0_0_1, c1_0_1);
    }
    c0_0_0.intoArray(c, co);
    c0_0_1.intoArray(c, co + 16);
    c1_0_0.intoArray(c, co + 32);
    c1_0_1.intoArray(c, co + 48);
  }

  private static void bf16x3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_0_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c2_0_0 = FloatVector.fromArray(S, c, co + 64);
    FloatVector c2_0_1 = FloatVector.fromArray(S, c, co + 80);
    for (int k = 0; k < kc; k++) {
      IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0_0 = w0_0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_0_1 = w0_0.and(HIGH).reinterpretAsFloats();
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0_0 = a0_0.fma(w0_0_0, c0_0_0);
      c0_0_1 = a0_0.fma(w0_0_1, c0_0_1);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0_0 = a0_1.fma(w0_0_0, c1_0_0);
      c1_0_1 = a0_1.fma(w0_0_1, c1_0_1);
      FloatVector a0_2 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0_0 = a0_2.fma(w0_0_0, c2_0_0);
      c2_0_1 = a0_2.fma(w0_0_1, c2_0_1);
    }
    c0_0_0.intoArray(c, co);
    c0_0_1.intoArray(c, co + 16);
    c1_0_0.intoArray(c, co + 32);
    c1_0_1.intoArray(c, co + 48);
    c2_0_0.intoArray(c, co + 64);
    c2_0_1.intoArray(c, co + 80);
  }

  private static void bf16x4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_0_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c2_0_0 = FloatVector.fromArray(S, c, co + 64);
    FloatVector c2_0_1 = FloatVector.fromArray(S, c, co + 80);
    FloatVector c3_0_0 = FloatVector.fromArray(S, c, co + 96);
    FloatVector c3_0_1 = FloatVector.fromArray(S, c, co + 112);
    for (int k = 0; k < kc; k++) {
      IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0_0 = w0_0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_0_1 = w0_0.and(HIGH).reinterpretAsFloats();
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0_0 = a0_0.fma(w0_0_0, c0_0_0);
      c0_0_1 = a0_0.fma(w0_0_1, c0_0_1);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0_0 = a0_1.fma(w0_0_0, c1_0_0);
      c1_0_1 = a0_1.fma(w0_0_1, c1_0_1);
      FloatVector a0_2 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0_0 = a0_2.fma(w0_0_0, c2_0_0);
      c2_0_1 = a0_2.fma(w0_0_1, c2_0_1);
      FloatVector a0_3 = FloatVector.broadcast(S, a[ao + 1200 + k]);
      c3_0_0 = a0_3.fma(w0_0_0, c3_0_0);
      c3_0_1 = a0_3.fma(w0_0_1, c3_0_1);
    }
    c0_0_0.intoArray(c, co);
    c0_0_1.intoArray(c, co + 16);
    c1_0_0.intoArray(c, co + 32);
    c1_0_1.intoArray(c, co + 48);
    c2_0_0.intoArray(c, co + 64);
    c2_0_1.intoArray(c, co + 80);
    c3_0_0.intoArray(c, co + 96);
    c3_0_1.intoArray(c, co + 112);
  }

  /** c[ROW_PANELS * 32] += x[kc] times ROW_PANELS panels that stand stride bytes apart. */
  public static void bf16Row(int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] c, int co) {
    long o1 = bo + stride;
    FloatVector c0_0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c0_0_2 = FloatVector.fromArray(S, c, co + 8);
    FloatVector c0_0_3 = FloatVector.fromArray(S, c, co + 24);
    FloatVector c0_1_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c0_1_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c0_1_2 = FloatVector.fromArray(S, c, co + 40);
    FloatVector c0_1_3 = FloatVector.fromArray(S, c, co + 56);
    for (int k = 0; k < kc; k++) {
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 64L, LE);
      FloatVector w0_0_0 = w0_0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_0_1 = w0_0.and(HIGH).reinterpretAsFloats();
      c0_0_0 = a0.fma(w0_0_0, c0_0_0);
      c0_0_1 = a0.fma(w0_0_1, c0_0_1);
      IntVector w0_1 = IntVector.fromMemorySegment(I, b, bo + k * 64L + 32, LE);
      FloatVector w0_1_0 = w0_1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w0_1_1 = w0_1.and(HIGH).reinterpretAsFloats();
      c0_0_2 = a0.fma(w0_1_0, c0_0_2);
      c0_0_3 = a0.fma(w0_1_1, c0_0_3);
      IntVector w1_0 = IntVector.fromMemorySegment(I, b, o1 + k * 64L, LE);
      FloatVector w1_0_0 = w1_0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w1_0_1 = w1_0.and(HIGH).reinterpretAsFloats();
      c0_1_0 = a0.fma(w1_0_0, c0_1_0);
      c0_1_1 = a0.fma(w1_0_1, c0_1_1);
      IntVector w1_1 = IntVector.fromMemorySegment(I, b, o1 + k * 64L + 32, LE);
      FloatVector w1_1_0 = w1_1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w1_1_1 = w1_1.and(HIGH).reinterpretAsFloats();
      c0_1_2 = a0.fma(w1_1_0, c0_1_2);
      c0_1_3 = a0.fma(w1_1_1, c0_1_3);
    }
    c0_0_0.intoArray(c, co);
    c0_0_1.intoArray(c, co + 16);
    c0_0_2.intoArray(c, co + 8);
    c0_0_3.intoArray(c, co + 24);
    c0_1_0.intoArray(c, co + 32);
    c0_1_1.intoArray(c, co + 48);
    c0_1_2.intoArray(c, co + 40);
    c0_1_3.intoArray(c, co + 56);
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
      case 1 -> int8x1(kc, a, ao, b, bo + 32, c, co + 8);
      case 2 -> int8x2(kc, a, ao, b, bo + 32, c, co + 8);
      case 3 -> int8x3(kc, a, ao, b, bo + 32, c, co + 8);
      case 4 -> int8x4(kc, a, ao, b, bo + 32, c, co + 8);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void int8x1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_0_1 = FloatVector.fromArray(S, c, co + 16);
    for (int k = 0; k < kc; k += 2) {
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + k + 1]);
      IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0_0 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_0_1 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_0_0 = a0.fma(w0_0_0, c0_0_0);
      c0_0_1 = a0.fma(w0_0_1, c0_0_1);
      FloatVector w0_0_2 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_0_3 = (FloatVector) w0_0.and(TOP).convert(VectorOperators.I2F, 0);
      c0_0_0 = a1.fma(w0_0_2, c0_0_0);
      c0_0_1 = a1.fma(w0_0_3, c0_0_1);
    }
    c0_0_0.intoArray(c, co);
    c0_0_1.intoArray(c, co + 16);
  }

  private static void int8x2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_0_1 = FloatVector.fromArray(S, c, co + 48);
    for (int k = 0; k < kc; k += 2) {
      IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0_0 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_0_1 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0_0 = a0_0.fma(w0_0_0, c0_0_0);
      c0_0_1 = a0_0.fma(w0_0_1, c0_0_1);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0_0 = a0_1.fma(w0_0_0, c1_0_0);
      c1_0_1 = a0_1.fma(w0_0_1, c1_0_1);
      FloatVector w0_0_2 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_0_3 = (FloatVector) w0_0.and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 1 + k]);
      c0_0_0 = a1_0.fma(w0_0_2, c0_0_0);
      c0_0_1 = a1_0.fma(w0_0_3, c0_0_1);
      FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
      c1_0_0 = a1_1.fma(w0_0_2, c1_0_0);
      c1_0_1 = a1_1.fma(w0_0_3, c1_0_1);
    }
    c0_0_0.intoArray(c, co);
    c0_0_1.intoArray(c, co + 16);
    c1_0_0.intoArray(c, co + 32);
    c1_0_1.intoArray(c, co + 48);
  }

  private static void int8x3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_0_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c2_0_0 = FloatVector.fromArray(S, c, co + 64);
    FloatVector c2_0_1 = FloatVector.fromArray(S, c, co + 80);
    for (int k = 0; k < kc; k += 2) {
      IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0_0 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_0_1 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0_0 = a0_0.fma(w0_0_0, c0_0_0);
      c0_0_1 = a0_0.fma(w0_0_1, c0_0_1);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0_0 = a0_1.fma(w0_0_0, c1_0_0);
      c1_0_1 = a0_1.fma(w0_0_1, c1_0_1);
      FloatVector a0_2 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0_0 = a0_2.fma(w0_0_0, c2_0_0);
      c2_0_1 = a0_2.fma(w0_0_1, c2_0_1);
      FloatVector w0_0_2 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_0_3 = (FloatVector) w0_0.and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 1 + k]);
      c0_0_0 = a1_0.fma(w0_0_2, c0_0_0);
      c0_0_1 = a1_0.fma(w0_0_3, c0_0_1);
      FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
      c1_0_0 = a1_1.fma(w0_0_2, c1_0_0);
      c1_0_1 = a1_1.fma(w0_0_3, c1_0_1);
      FloatVector a1_2 = FloatVector.broadcast(S, a[ao + 801 + k]);
      c2_0_0 = a1_2.fma(w0_0_2, c2_0_0);
      c2_0_1 = a1_2.fma(w0_0_3, c2_0_1);
    }
    c0_0_0.intoArray(c, co);
    c0_0_1.intoArray(c, co + 16);
    c1_0_0.intoArray(c, co + 32);
    c1_0_1.intoArray(c, co + 48);
    c2_0_0.intoArray(c, co + 64);
    c2_0_1.intoArray(c, co + 80);
  }

  private static void int8x4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co) {
    FloatVector c0_0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c1_0_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c2_0_0 = FloatVector.fromArray(S, c, co + 64);
    FloatVector c2_0_1 = FloatVector.fromArray(S, c, co + 80);
    FloatVector c3_0_0 = FloatVector.fromArray(S, c, co + 96);
    FloatVector c3_0_1 = FloatVector.fromArray(S, c, co + 112);
    for (int k = 0; k < kc; k += 2) {
      IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0_0 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_0_1 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0_0 = a0_0.fma(w0_0_0, c0_0_0);
      c0_0_1 = a0_0.fma(w0_0_1, c0_0_1);
      FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0_0 = a0_1.fma(w0_0_0, c1_0_0);
      c1_0_1 = a0_1.fma(w0_0_1, c1_0_1);
      FloatVector a0_2 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0_0 = a0_2.fma(w0_0_0, c2_0_0);
      c2_0_1 = a0_2.fma(w0_0_1, c2_0_1);
      FloatVector a0_3 = FloatVector.broadcast(S, a[ao + 1200 + k]);
      c3_0_0 = a0_3.fma(w0_0_0, c3_0_0);
      c3_0_1 = a0_3.fma(w0_0_1, c3_0_1);
      FloatVector w0_0_2 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_0_3 = (FloatVector) w0_0.and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 1 + k]);
      c0_0_0 = a1_0.fma(w0_0_2, c0_0_0);
      c0_0_1 = a1_0.fma(w0_0_3, c0_0_1);
      FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
      c1_0_0 = a1_1.fma(w0_0_2, c1_0_0);
      c1_0_1 = a1_1.fma(w0_0_3, c1_0_1);
      FloatVector a1_2 = FloatVector.broadcast(S, a[ao + 801 + k]);
      c2_0_0 = a1_2.fma(w0_0_2, c2_0_0);
      c2_0_1 = a1_2.fma(w0_0_3, c2_0_1);
      FloatVector a1_3 = FloatVector.broadcast(S, a[ao + 1201 + k]);
      c3_0_0 = a1_3.fma(w0_0_2, c3_0_0);
      c3_0_1 = a1_3.fma(w0_0_3, c3_0_1);
    }
    c0_0_0.intoArray(c, co);
    c0_0_1.intoArray(c, co + 16);
    c1_0_0.intoArray(c, co + 32);
    c1_0_1.intoArray(c, co + 48);
    c2_0_0.intoArray(c, co + 64);
    c2_0_1.intoArray(c, co + 80);
    c3_0_0.intoArray(c, co + 96);
    c3_0_1.intoArray(c, co + 112);
  }

  /** c[ROW_PANELS * 32] += x[kc] times ROW_PANELS panels that stand stride bytes apart. */
  public static void int8Row(int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] c, int co) {
    long o1 = bo + stride;
    FloatVector c0_0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c0_0_2 = FloatVector.fromArray(S, c, co + 8);
    FloatVector c0_0_3 = FloatVector.fromArray(S, c, co + 24);
    FloatVector c0_1_0 = FloatVector.fromArray(S, c, co + 32);
    FloatVector c0_1_1 = FloatVector.fromArray(S, c, co + 48);
    FloatVector c0_1_2 = FloatVector.fromArray(S, c, co + 40);
    FloatVector c0_1_3 = FloatVector.fromArray(S, c, co + 56);
    for (int k = 0; k < kc; k += 2) {
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + k + 1]);
      IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
      FloatVector w0_0_0 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_0_1 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_0_0 = a0.fma(w0_0_0, c0_0_0);
      c0_0_1 = a0.fma(w0_0_1, c0_0_1);
      FloatVector w0_0_2 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_0_3 = (FloatVector) w0_0.and(TOP).convert(VectorOperators.I2F, 0);
      c0_0_0 = a1.fma(w0_0_2, c0_0_0);
      c0_0_1 = a1.fma(w0_0_3, c0_0_1);
      IntVector w0_1 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 32, LE);
      FloatVector w0_1_0 = (FloatVector) w0_1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w0_1_1 = (FloatVector) w0_1.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_0_2 = a0.fma(w0_1_0, c0_0_2);
      c0_0_3 = a0.fma(w0_1_1, c0_0_3);
      FloatVector w0_1_2 = (FloatVector) w0_1.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w0_1_3 = (FloatVector) w0_1.and(TOP).convert(VectorOperators.I2F, 0);
      c0_0_2 = a1.fma(w0_1_2, c0_0_2);
      c0_0_3 = a1.fma(w0_1_3, c0_0_3);
      IntVector w1_0 = IntVector.fromMemorySegment(I, b, o1 + k * 32L, LE);
      FloatVector w1_0_0 = (FloatVector) w1_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w1_0_1 = (FloatVector) w1_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_1_0 = a0.fma(w1_0_0, c0_1_0);
      c0_1_1 = a0.fma(w1_0_1, c0_1_1);
      FloatVector w1_0_2 = (FloatVector) w1_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w1_0_3 = (FloatVector) w1_0.and(TOP).convert(VectorOperators.I2F, 0);
      c0_1_0 = a1.fma(w1_0_2, c0_1_0);
      c0_1_1 = a1.fma(w1_0_3, c0_1_1);
      IntVector w1_1 = IntVector.fromMemorySegment(I, b, o1 + k * 32L + 32, LE);
      FloatVector w1_1_0 = (FloatVector) w1_1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      FloatVector w1_1_1 = (FloatVector) w1_1.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      c0_1_2 = a0.fma(w1_1_0, c0_1_2);
      c0_1_3 = a0.fma(w1_1_1, c0_1_3);
      FloatVector w1_1_2 = (FloatVector) w1_1.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      FloatVector w1_1_3 = (FloatVector) w1_1.and(TOP).convert(VectorOperators.I2F, 0);
      c0_1_2 = a1.fma(w1_1_2, c0_1_2);
      c0_1_3 = a1.fma(w1_1_3, c0_1_3);
    }
    c0_0_0.intoArray(c, co);
    c0_0_1.intoArray(c, co + 16);
    c0_0_2.intoArray(c, co + 8);
    c0_0_3.intoArray(c, co + 24);
    c0_1_0.intoArray(c, co + 32);
    c0_1_1.intoArray(c, co + 48);
    c0_1_2.intoArray(c, co + 40);
    c0_1_3.intoArray(c, co + 56);
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
      case 1 -> int8Groupx1(kc, a, ao, b, bo + 32, s, so + 8, c, co + 8);
      case 2 -> int8Groupx2(kc, a, ao, b, bo + 32, s, so + 8, c, co + 8);
      case 3 -> int8Groupx3(kc, a, ao, b, bo + 32, s, so + 8, c, co + 8);
      case 4 -> int8Groupx4(kc, a, ao, b, bo + 32, s, so + 8, c, co + 8);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void int8Groupx1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] s, int so, float[] c, int co) {
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0_0 = FloatVector.zero(S);
      FloatVector c0_0_1 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
        FloatVector a1 = FloatVector.broadcast(S, a[ao + k + 1]);
        IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0_0 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_0_1 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_0_0 = a0.fma(w0_0_0, c0_0_0);
        c0_0_1 = a0.fma(w0_0_1, c0_0_1);
        FloatVector w0_0_2 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_0_3 = (FloatVector) w0_0.and(TOP).convert(VectorOperators.I2F, 0);
        c0_0_0 = a1.fma(w0_0_2, c0_0_0);
        c0_0_1 = a1.fma(w0_0_3, c0_0_1);
      }
      int z = so + g / 2;
      FloatVector.fromArray(S, s, z).fma(c0_0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      FloatVector.fromArray(S, s, z + 16).fma(c0_0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
    }
  }

  private static void int8Groupx2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] s, int so, float[] c, int co) {
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0_0 = FloatVector.zero(S);
      FloatVector c0_0_1 = FloatVector.zero(S);
      FloatVector c1_0_0 = FloatVector.zero(S);
      FloatVector c1_0_1 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0_0 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_0_1 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
        c0_0_0 = a0_0.fma(w0_0_0, c0_0_0);
        c0_0_1 = a0_0.fma(w0_0_1, c0_0_1);
        FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 400 + k]);
        c1_0_0 = a0_1.fma(w0_0_0, c1_0_0);
        c1_0_1 = a0_1.fma(w0_0_1, c1_0_1);
        FloatVector w0_0_2 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_0_3 = (FloatVector) w0_0.and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 1 + k]);
        c0_0_0 = a1_0.fma(w0_0_2, c0_0_0);
        c0_0_1 = a1_0.fma(w0_0_3, c0_0_1);
        FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
        c1_0_0 = a1_1.fma(w0_0_2, c1_0_0);
        c1_0_1 = a1_1.fma(w0_0_3, c1_0_1);
      }
      int z = so + g / 2;
      FloatVector.fromArray(S, s, z).fma(c0_0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      FloatVector.fromArray(S, s, z + 16).fma(c0_0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
      FloatVector.fromArray(S, s, z).fma(c1_0_0, FloatVector.fromArray(S, c, co + 32)).intoArray(c, co + 32);
      FloatVector.fromArray(S, s, z + 16).fma(c1_0_1, FloatVector.fromArray(S, c, co + 48)).intoArray(c, co + 48);
    }
  }

  private static void int8Groupx3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] s, int so, float[] c, int co) {
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0_0 = FloatVector.zero(S);
      FloatVector c0_0_1 = FloatVector.zero(S);
      FloatVector c1_0_0 = FloatVector.zero(S);
      FloatVector c1_0_1 = FloatVector.zero(S);
      FloatVector c2_0_0 = FloatVector.zero(S);
      FloatVector c2_0_1 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0_0 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_0_1 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
        c0_0_0 = a0_0.fma(w0_0_0, c0_0_0);
        c0_0_1 = a0_0.fma(w0_0_1, c0_0_1);
        FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 400 + k]);
        c1_0_0 = a0_1.fma(w0_0_0, c1_0_0);
        c1_0_1 = a0_1.fma(w0_0_1, c1_0_1);
        FloatVector a0_2 = FloatVector.broadcast(S, a[ao + 800 + k]);
        c2_0_0 = a0_2.fma(w0_0_0, c2_0_0);
        c2_0_1 = a0_2.fma(w0_0_1, c2_0_1);
        FloatVector w0_0_2 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_0_3 = (FloatVector) w0_0.and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 1 + k]);
        c0_0_0 = a1_0.fma(w0_0_2, c0_0_0);
        c0_0_1 = a1_0.fma(w0_0_3, c0_0_1);
        FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
        c1_0_0 = a1_1.fma(w0_0_2, c1_0_0);
        c1_0_1 = a1_1.fma(w0_0_3, c1_0_1);
        FloatVector a1_2 = FloatVector.broadcast(S, a[ao + 801 + k]);
        c2_0_0 = a1_2.fma(w0_0_2, c2_0_0);
        c2_0_1 = a1_2.fma(w0_0_3, c2_0_1);
      }
      int z = so + g / 2;
      FloatVector.fromArray(S, s, z).fma(c0_0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      FloatVector.fromArray(S, s, z + 16).fma(c0_0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
      FloatVector.fromArray(S, s, z).fma(c1_0_0, FloatVector.fromArray(S, c, co + 32)).intoArray(c, co + 32);
      FloatVector.fromArray(S, s, z + 16).fma(c1_0_1, FloatVector.fromArray(S, c, co + 48)).intoArray(c, co + 48);
      FloatVector.fromArray(S, s, z).fma(c2_0_0, FloatVector.fromArray(S, c, co + 64)).intoArray(c, co + 64);
      FloatVector.fromArray(S, s, z + 16).fma(c2_0_1, FloatVector.fromArray(S, c, co + 80)).intoArray(c, co + 80);
    }
  }

  private static void int8Groupx4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] s, int so, float[] c, int co) {
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0_0 = FloatVector.zero(S);
      FloatVector c0_0_1 = FloatVector.zero(S);
      FloatVector c1_0_0 = FloatVector.zero(S);
      FloatVector c1_0_1 = FloatVector.zero(S);
      FloatVector c2_0_0 = FloatVector.zero(S);
      FloatVector c2_0_1 = FloatVector.zero(S);
      FloatVector c3_0_0 = FloatVector.zero(S);
      FloatVector c3_0_1 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0_0 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_0_1 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a0_0 = FloatVector.broadcast(S, a[ao + k]);
        c0_0_0 = a0_0.fma(w0_0_0, c0_0_0);
        c0_0_1 = a0_0.fma(w0_0_1, c0_0_1);
        FloatVector a0_1 = FloatVector.broadcast(S, a[ao + 400 + k]);
        c1_0_0 = a0_1.fma(w0_0_0, c1_0_0);
        c1_0_1 = a0_1.fma(w0_0_1, c1_0_1);
        FloatVector a0_2 = FloatVector.broadcast(S, a[ao + 800 + k]);
        c2_0_0 = a0_2.fma(w0_0_0, c2_0_0);
        c2_0_1 = a0_2.fma(w0_0_1, c2_0_1);
        FloatVector a0_3 = FloatVector.broadcast(S, a[ao + 1200 + k]);
        c3_0_0 = a0_3.fma(w0_0_0, c3_0_0);
        c3_0_1 = a0_3.fma(w0_0_1, c3_0_1);
        FloatVector w0_0_2 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_0_3 = (FloatVector) w0_0.and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector a1_0 = FloatVector.broadcast(S, a[ao + 1 + k]);
        c0_0_0 = a1_0.fma(w0_0_2, c0_0_0);
        c0_0_1 = a1_0.fma(w0_0_3, c0_0_1);
        FloatVector a1_1 = FloatVector.broadcast(S, a[ao + 401 + k]);
        c1_0_0 = a1_1.fma(w0_0_2, c1_0_0);
        c1_0_1 = a1_1.fma(w0_0_3, c1_0_1);
        FloatVector a1_2 = FloatVector.broadcast(S, a[ao + 801 + k]);
        c2_0_0 = a1_2.fma(w0_0_2, c2_0_0);
        c2_0_1 = a1_2.fma(w0_0_3, c2_0_1);
        FloatVector a1_3 = FloatVector.broadcast(S, a[ao + 1201 + k]);
        c3_0_0 = a1_3.fma(w0_0_2, c3_0_0);
        c3_0_1 = a1_3.fma(w0_0_3, c3_0_1);
      }
      int z = so + g / 2;
      FloatVector.fromArray(S, s, z).fma(c0_0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      FloatVector.fromArray(S, s, z + 16).fma(c0_0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
      FloatVector.fromArray(S, s, z).fma(c1_0_0, FloatVector.fromArray(S, c, co + 32)).intoArray(c, co + 32);
      FloatVector.fromArray(S, s, z + 16).fma(c1_0_1, FloatVector.fromArray(S, c, co + 48)).intoArray(c, co + 48);
      FloatVector.fromArray(S, s, z).fma(c2_0_0, FloatVector.fromArray(S, c, co + 64)).intoArray(c, co + 64);
      FloatVector.fromArray(S, s, z + 16).fma(c2_0_1, FloatVector.fromArray(S, c, co + 80)).intoArray(c, co + 80);
      FloatVector.fromArray(S, s, z).fma(c3_0_0, FloatVector.fromArray(S, c, co + 96)).intoArray(c, co + 96);
      FloatVector.fromArray(S, s, z + 16).fma(c3_0_1, FloatVector.fromArray(S, c, co + 112)).intoArray(c, co + 112);
    }
  }

  /** c[ROW_PANELS * 32] += x[kc] times ROW_PANELS panels that stand stride bytes apart, their scales next elements. */
  public static void int8GroupRow(int kc, float[] a, int ao, MemorySegment b, long bo, long stride, float[] s, int so,
      int next, float[] c, int co) {
    long o1 = bo + stride;
    for (int g = 0; g < kc; g += 64) {
      int end = Math.min(kc, g + 64);
      FloatVector c0_0_0 = FloatVector.zero(S);
      FloatVector c0_0_1 = FloatVector.zero(S);
      FloatVector c0_0_2 = FloatVector.zero(S);
      FloatVector c0_0_3 = FloatVector.zero(S);
      FloatVector c0_1_0 = FloatVector.zero(S);
      FloatVector c0_1_1 = FloatVector.zero(S);
      FloatVector c0_1_2 = FloatVector.zero(S);
      FloatVector c0_1_3 = FloatVector.zero(S);
      for (int k = g; k < end; k += 2) {
        FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
        FloatVector a1 = FloatVector.broadcast(S, a[ao + k + 1]);
        IntVector w0_0 = IntVector.fromMemorySegment(I, b, bo + k * 32L, LE);
        FloatVector w0_0_0 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_0_1 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_0_0 = a0.fma(w0_0_0, c0_0_0);
        c0_0_1 = a0.fma(w0_0_1, c0_0_1);
        FloatVector w0_0_2 = (FloatVector) w0_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_0_3 = (FloatVector) w0_0.and(TOP).convert(VectorOperators.I2F, 0);
        c0_0_0 = a1.fma(w0_0_2, c0_0_0);
        c0_0_1 = a1.fma(w0_0_3, c0_0_1);
        IntVector w0_1 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 32, LE);
        FloatVector w0_1_0 = (FloatVector) w0_1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w0_1_1 = (FloatVector) w0_1.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_0_2 = a0.fma(w0_1_0, c0_0_2);
        c0_0_3 = a0.fma(w0_1_1, c0_0_3);
        FloatVector w0_1_2 = (FloatVector) w0_1.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w0_1_3 = (FloatVector) w0_1.and(TOP).convert(VectorOperators.I2F, 0);
        c0_0_2 = a1.fma(w0_1_2, c0_0_2);
        c0_0_3 = a1.fma(w0_1_3, c0_0_3);
        IntVector w1_0 = IntVector.fromMemorySegment(I, b, o1 + k * 32L, LE);
        FloatVector w1_0_0 = (FloatVector) w1_0.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w1_0_1 = (FloatVector) w1_0.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_1_0 = a0.fma(w1_0_0, c0_1_0);
        c0_1_1 = a0.fma(w1_0_1, c0_1_1);
        FloatVector w1_0_2 = (FloatVector) w1_0.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w1_0_3 = (FloatVector) w1_0.and(TOP).convert(VectorOperators.I2F, 0);
        c0_1_0 = a1.fma(w1_0_2, c0_1_0);
        c0_1_1 = a1.fma(w1_0_3, c0_1_1);
        IntVector w1_1 = IntVector.fromMemorySegment(I, b, o1 + k * 32L + 32, LE);
        FloatVector w1_1_0 = (FloatVector) w1_1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
        FloatVector w1_1_1 = (FloatVector) w1_1.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
        c0_1_2 = a0.fma(w1_1_0, c0_1_2);
        c0_1_3 = a0.fma(w1_1_1, c0_1_3);
        FloatVector w1_1_2 = (FloatVector) w1_1.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
        FloatVector w1_1_3 = (FloatVector) w1_1.and(TOP).convert(VectorOperators.I2F, 0);
        c0_1_2 = a1.fma(w1_1_2, c0_1_2);
        c0_1_3 = a1.fma(w1_1_3, c0_1_3);
      }
      int z = so + g / 2;
      FloatVector.fromArray(S, s, z).fma(c0_0_0, FloatVector.fromArray(S, c, co)).intoArray(c, co);
      FloatVector.fromArray(S, s, z + 16).fma(c0_0_1, FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
      FloatVector.fromArray(S, s, z + 8).fma(c0_0_2, FloatVector.fromArray(S, c, co + 8)).intoArray(c, co + 8);
      FloatVector.fromArray(S, s, z + 24).fma(c0_0_3, FloatVector.fromArray(S, c, co + 24)).intoArray(c, co + 24);
      FloatVector.fromArray(S, s, z + next).fma(c0_1_0, FloatVector.fromArray(S, c, co + 32)).intoArray(c, co + 32);
      FloatVector.fromArray(S, s, z + next + 16).fma(c0_1_1, FloatVector.fromArray(S, c, co + 48)).intoArray(c, co + 48);
      FloatVector.fromArray(S, s, z + next + 8).fma(c0_1_2, FloatVector.fromArray(S, c, co + 40)).intoArray(c, co + 40);
      FloatVector.fromArray(S, s, z + next + 24).fma(c0_1_3, FloatVector.fromArray(S, c, co + 56)).intoArray(c, co + 56);
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
      IntVector v1 = IntVector.fromMemorySegment(I, b, bo + k * 64L + 32, LE);
      FloatVector v1_0 = v1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      v1_0.intoArray(w, k * 32 + 8);
      FloatVector v1_1 = v1.and(HIGH).reinterpretAsFloats();
      v1_1.intoArray(w, k * 32 + 24);
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
      IntVector v1 = IntVector.fromMemorySegment(I, b, bo + k * 32L + 32, LE);
      FloatVector v1_0 = (FloatVector) v1.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0);
      v1_0.intoArray(w, k * 32 + 8);
      FloatVector v1_1 = (FloatVector) v1.lanewise(VectorOperators.LSHL, 16).and(TOP).convert(VectorOperators.I2F, 0);
      v1_1.intoArray(w, k * 32 + 24);
      FloatVector v1_2 = (FloatVector) v1.lanewise(VectorOperators.LSHL, 8).and(TOP).convert(VectorOperators.I2F, 0);
      v1_2.intoArray(w, k * 32 + 40);
      FloatVector v1_3 = (FloatVector) v1.and(TOP).convert(VectorOperators.I2F, 0);
      v1_3.intoArray(w, k * 32 + 56);
    }
  }
}
