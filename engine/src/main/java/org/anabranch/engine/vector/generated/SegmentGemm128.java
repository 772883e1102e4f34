// Written by MicroKernelGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** a[m, kc] times an off-heap panel [kc, 32] by 128-bit vectors; a's rows stand LDA apart. */
public final class SegmentGemm128 {
  /** Rows of the register block. */
  public static final int ROWS = 4;

  private static final int LDA = 400;
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_128;
  private static final ByteOrder LE = ByteOrder.nativeOrder();

  private SegmentGemm128() {}


  /** c[m, 32] = a b for m = 1 .. ROWS rows; b begins at byte bo. */
  public static void set(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> set1(kc, a, ao, b, bo, c, co, ldc);
      case 2 -> set2(kc, a, ao, b, bo, c, co, ldc);
      case 3 -> set3(kc, a, ao, b, bo, c, co, ldc);
      case 4 -> set4(kc, a, ao, b, bo, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> set1(kc, a, ao, b, bo + 32, c, co + 8, ldc);
      case 2 -> set2(kc, a, ao, b, bo + 32, c, co + 8, ldc);
      case 3 -> set3(kc, a, ao, b, bo + 32, c, co + 8, ldc);
      case 4 -> set4(kc, a, ao, b, bo + 32, c, co + 8, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> set1(kc, a, ao, b, bo + 64, c, co + 16, ldc);
      case 2 -> set2(kc, a, ao, b, bo + 64, c, co + 16, ldc);
      case 3 -> set3(kc, a, ao, b, bo + 64, c, co + 16, ldc);
      case 4 -> set4(kc, a, ao, b, bo + 64, c, co + 16, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> set1(kc, a, ao, b, bo + 96, c, co + 24, ldc);
      case 2 -> set2(kc, a, ao, b, bo + 96, c, co + 24, ldc);
      case 3 -> set3(kc, a, ao, b, bo + 96, c, co + 24, ldc);
      case 4 -> set4(kc, a, ao, b, bo + 96, c, co + 24, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void set1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
  }

  private static void set2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
  }

  private static void set3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
  }

  private static void set4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, a[ao + 1200 + k]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
  }

  /** c[m, 32] += a b for m = 1 .. ROWS rows; b begins at byte bo. */
  public static void add(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> add1(kc, a, ao, b, bo, c, co, ldc);
      case 2 -> add2(kc, a, ao, b, bo, c, co, ldc);
      case 3 -> add3(kc, a, ao, b, bo, c, co, ldc);
      case 4 -> add4(kc, a, ao, b, bo, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> add1(kc, a, ao, b, bo + 32, c, co + 8, ldc);
      case 2 -> add2(kc, a, ao, b, bo + 32, c, co + 8, ldc);
      case 3 -> add3(kc, a, ao, b, bo + 32, c, co + 8, ldc);
      case 4 -> add4(kc, a, ao, b, bo + 32, c, co + 8, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> add1(kc, a, ao, b, bo + 64, c, co + 16, ldc);
      case 2 -> add2(kc, a, ao, b, bo + 64, c, co + 16, ldc);
      case 3 -> add3(kc, a, ao, b, bo + 64, c, co + 16, ldc);
      case 4 -> add4(kc, a, ao, b, bo + 64, c, co + 16, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> add1(kc, a, ao, b, bo + 96, c, co + 24, ldc);
      case 2 -> add2(kc, a, ao, b, bo + 96, c, co + 24, ldc);
      case 3 -> add3(kc, a, ao, b, bo + 96, c, co + 24, ldc);
      case 4 -> add4(kc, a, ao, b, bo + 96, c, co + 24, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void add1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
  }

  private static void add2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
  }

  private static void add3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
  }

  private static void add4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 4);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
      FloatVector a2 = FloatVector.broadcast(S, a[ao + 800 + k]);
      c2_0 = a2.fma(b0, c2_0);
      c2_1 = a2.fma(b1, c2_1);
      FloatVector a3 = FloatVector.broadcast(S, a[ao + 1200 + k]);
      c3_0 = a3.fma(b0, c3_0);
      c3_1 = a3.fma(b1, c3_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
  }

  /** Panels that {@link #row} takes at once. */
  public static final int ROW_PANELS = 1;

  /** c[ROW_PANELS * 32] = x[kc] times ROW_PANELS panels that stand stride bytes apart. */
  public static void row(int kc, float[] x, int xo, MemorySegment b, long bo, long stride, float[] c, int co) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c0_2 = FloatVector.zero(S);
    FloatVector c0_3 = FloatVector.zero(S);
    FloatVector c0_4 = FloatVector.zero(S);
    FloatVector c0_5 = FloatVector.zero(S);
    FloatVector c0_6 = FloatVector.zero(S);
    FloatVector c0_7 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v = FloatVector.broadcast(S, x[xo + k]);
      c0_0 = v.fma(FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE), c0_0);
      c0_1 = v.fma(FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE), c0_1);
      c0_2 = v.fma(FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE), c0_2);
      c0_3 = v.fma(FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE), c0_3);
      c0_4 = v.fma(FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE), c0_4);
      c0_5 = v.fma(FloatVector.fromMemorySegment(S, b, bo + k * 128L + 80L, LE), c0_5);
      c0_6 = v.fma(FloatVector.fromMemorySegment(S, b, bo + k * 128L + 96L, LE), c0_6);
      c0_7 = v.fma(FloatVector.fromMemorySegment(S, b, bo + k * 128L + 112L, LE), c0_7);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c0_2.intoArray(c, co + 8);
    c0_3.intoArray(c, co + 12);
    c0_4.intoArray(c, co + 16);
    c0_5.intoArray(c, co + 20);
    c0_6.intoArray(c, co + 24);
    c0_7.intoArray(c, co + 28);
  }
}
