// Written by MicroKernelGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * s = a b: a[m, kc] times an off-heap panel b[kc, 32] by 512-bit vectors. Rows of a stand lda apart; b begins at byte bo.
 */
public final class SegmentGemm512 {
  /** Rows of the register block. */
  public static final int ROWS = 8;

  private static final VectorSpecies<Float> S = FloatVector.SPECIES_512;
  private static final ByteOrder LE = ByteOrder.nativeOrder();

  private SegmentGemm512() {}

  /** c = s, for m = 1 .. ROWS rows and the panel's first 32 columns. */
  public static void set(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> set1(kc, a, ao, lda, b, bo, c, co, ldc);
      case 2 -> set2(kc, a, ao, lda, b, bo, c, co, ldc);
      case 3 -> set3(kc, a, ao, lda, b, bo, c, co, ldc);
      case 4 -> set4(kc, a, ao, lda, b, bo, c, co, ldc);
      case 5 -> set5(kc, a, ao, lda, b, bo, c, co, ldc);
      case 6 -> set6(kc, a, ao, lda, b, bo, c, co, ldc);
      case 7 -> set7(kc, a, ao, lda, b, bo, c, co, ldc);
      case 8 -> set8(kc, a, ao, lda, b, bo, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void set1(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
  }

  private static void set2(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
  }

  private static void set3(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
  }

  private static void set4(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
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
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
  }

  private static void set5(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 16);
  }

  private static void set6(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 16);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 16);
  }

  private static void set7(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 16);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 16);
    c6_0.intoArray(c, co + 6 * ldc);
    c6_1.intoArray(c, co + 6 * ldc + 16);
  }

  private static void set8(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    int a7 = ao + 7 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    FloatVector c7_0 = FloatVector.zero(S);
    FloatVector c7_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[a7 + k]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 16);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 16);
    c6_0.intoArray(c, co + 6 * ldc);
    c6_1.intoArray(c, co + 6 * ldc + 16);
    c7_0.intoArray(c, co + 7 * ldc);
    c7_1.intoArray(c, co + 7 * ldc + 16);
  }

  /** c = s, for m = 1 .. ROWS rows and the panel's first 16 columns. */
  public static void setHalf(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> setHalf1(kc, a, ao, lda, b, bo, c, co, ldc);
      case 2 -> setHalf2(kc, a, ao, lda, b, bo, c, co, ldc);
      case 3 -> setHalf3(kc, a, ao, lda, b, bo, c, co, ldc);
      case 4 -> setHalf4(kc, a, ao, lda, b, bo, c, co, ldc);
      case 5 -> setHalf5(kc, a, ao, lda, b, bo, c, co, ldc);
      case 6 -> setHalf6(kc, a, ao, lda, b, bo, c, co, ldc);
      case 7 -> setHalf7(kc, a, ao, lda, b, bo, c, co, ldc);
      case 8 -> setHalf8(kc, a, ao, lda, b, bo, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void setHalf1(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
    }
    c0_0.intoArray(c, co);
  }

  private static void setHalf2(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + ldc);
  }

  private static void setHalf3(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + ldc);
    c2_0.intoArray(c, co + 2 * ldc);
  }

  private static void setHalf4(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + ldc);
    c2_0.intoArray(c, co + 2 * ldc);
    c3_0.intoArray(c, co + 3 * ldc);
  }

  private static void setHalf5(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + ldc);
    c2_0.intoArray(c, co + 2 * ldc);
    c3_0.intoArray(c, co + 3 * ldc);
    c4_0.intoArray(c, co + 4 * ldc);
  }

  private static void setHalf6(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + ldc);
    c2_0.intoArray(c, co + 2 * ldc);
    c3_0.intoArray(c, co + 3 * ldc);
    c4_0.intoArray(c, co + 4 * ldc);
    c5_0.intoArray(c, co + 5 * ldc);
  }

  private static void setHalf7(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      c6_0 = v6.fma(b0, c6_0);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + ldc);
    c2_0.intoArray(c, co + 2 * ldc);
    c3_0.intoArray(c, co + 3 * ldc);
    c4_0.intoArray(c, co + 4 * ldc);
    c5_0.intoArray(c, co + 5 * ldc);
    c6_0.intoArray(c, co + 6 * ldc);
  }

  private static void setHalf8(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    int a7 = ao + 7 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c7_0 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      c6_0 = v6.fma(b0, c6_0);
      FloatVector v7 = FloatVector.broadcast(S, a[a7 + k]);
      c7_0 = v7.fma(b0, c7_0);
    }
    c0_0.intoArray(c, co);
    c1_0.intoArray(c, co + ldc);
    c2_0.intoArray(c, co + 2 * ldc);
    c3_0.intoArray(c, co + 3 * ldc);
    c4_0.intoArray(c, co + 4 * ldc);
    c5_0.intoArray(c, co + 5 * ldc);
    c6_0.intoArray(c, co + 6 * ldc);
    c7_0.intoArray(c, co + 7 * ldc);
  }

  /** c = c + s, the chain of multiply-adds going on from c, for m = 1 .. ROWS rows and the panel's first 32 columns. */
  public static void add(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> add1(kc, a, ao, lda, b, bo, c, co, ldc);
      case 2 -> add2(kc, a, ao, lda, b, bo, c, co, ldc);
      case 3 -> add3(kc, a, ao, lda, b, bo, c, co, ldc);
      case 4 -> add4(kc, a, ao, lda, b, bo, c, co, ldc);
      case 5 -> add5(kc, a, ao, lda, b, bo, c, co, ldc);
      case 6 -> add6(kc, a, ao, lda, b, bo, c, co, ldc);
      case 7 -> add7(kc, a, ao, lda, b, bo, c, co, ldc);
      case 8 -> add8(kc, a, ao, lda, b, bo, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void add1(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
  }

  private static void add2(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
  }

  private static void add3(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
  }

  private static void add4(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
  }

  private static void add5(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, c, co + 4 * ldc);
    FloatVector c4_1 = FloatVector.fromArray(S, c, co + 4 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 16);
  }

  private static void add6(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, c, co + 4 * ldc);
    FloatVector c4_1 = FloatVector.fromArray(S, c, co + 4 * ldc + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, c, co + 5 * ldc);
    FloatVector c5_1 = FloatVector.fromArray(S, c, co + 5 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 16);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 16);
  }

  private static void add7(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, c, co + 4 * ldc);
    FloatVector c4_1 = FloatVector.fromArray(S, c, co + 4 * ldc + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, c, co + 5 * ldc);
    FloatVector c5_1 = FloatVector.fromArray(S, c, co + 5 * ldc + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, c, co + 6 * ldc);
    FloatVector c6_1 = FloatVector.fromArray(S, c, co + 6 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 16);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 16);
    c6_0.intoArray(c, co + 6 * ldc);
    c6_1.intoArray(c, co + 6 * ldc + 16);
  }

  private static void add8(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    int a7 = ao + 7 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, c, co + 4 * ldc);
    FloatVector c4_1 = FloatVector.fromArray(S, c, co + 4 * ldc + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, c, co + 5 * ldc);
    FloatVector c5_1 = FloatVector.fromArray(S, c, co + 5 * ldc + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, c, co + 6 * ldc);
    FloatVector c6_1 = FloatVector.fromArray(S, c, co + 6 * ldc + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, c, co + 7 * ldc);
    FloatVector c7_1 = FloatVector.fromArray(S, c, co + 7 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[a7 + k]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 16);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 16);
    c6_0.intoArray(c, co + 6 * ldc);
    c6_1.intoArray(c, co + 6 * ldc + 16);
    c7_0.intoArray(c, co + 7 * ldc);
    c7_1.intoArray(c, co + 7 * ldc + 16);
  }

  /** c = s + bias, for m = 1 .. ROWS rows and the panel's first 32 columns. */
  public static void biased(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> biased1(kc, a, ao, lda, b, bo, bias, bo2, c, co, ldc);
      case 2 -> biased2(kc, a, ao, lda, b, bo, bias, bo2, c, co, ldc);
      case 3 -> biased3(kc, a, ao, lda, b, bo, bias, bo2, c, co, ldc);
      case 4 -> biased4(kc, a, ao, lda, b, bo, bias, bo2, c, co, ldc);
      case 5 -> biased5(kc, a, ao, lda, b, bo, bias, bo2, c, co, ldc);
      case 6 -> biased6(kc, a, ao, lda, b, bo, bias, bo2, c, co, ldc);
      case 7 -> biased7(kc, a, ao, lda, b, bo, bias, bo2, c, co, ldc);
      case 8 -> biased8(kc, a, ao, lda, b, bo, bias, bo2, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void biased1(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 16);
  }

  private static void biased2(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 16);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 16);
  }

  private static void biased3(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 16);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 16);
    c2_0.add(s0).intoArray(c, co + 2 * ldc);
    c2_1.add(s1).intoArray(c, co + 2 * ldc + 16);
  }

  private static void biased4(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
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
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 16);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 16);
    c2_0.add(s0).intoArray(c, co + 2 * ldc);
    c2_1.add(s1).intoArray(c, co + 2 * ldc + 16);
    c3_0.add(s0).intoArray(c, co + 3 * ldc);
    c3_1.add(s1).intoArray(c, co + 3 * ldc + 16);
  }

  private static void biased5(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 16);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 16);
    c2_0.add(s0).intoArray(c, co + 2 * ldc);
    c2_1.add(s1).intoArray(c, co + 2 * ldc + 16);
    c3_0.add(s0).intoArray(c, co + 3 * ldc);
    c3_1.add(s1).intoArray(c, co + 3 * ldc + 16);
    c4_0.add(s0).intoArray(c, co + 4 * ldc);
    c4_1.add(s1).intoArray(c, co + 4 * ldc + 16);
  }

  private static void biased6(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 16);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 16);
    c2_0.add(s0).intoArray(c, co + 2 * ldc);
    c2_1.add(s1).intoArray(c, co + 2 * ldc + 16);
    c3_0.add(s0).intoArray(c, co + 3 * ldc);
    c3_1.add(s1).intoArray(c, co + 3 * ldc + 16);
    c4_0.add(s0).intoArray(c, co + 4 * ldc);
    c4_1.add(s1).intoArray(c, co + 4 * ldc + 16);
    c5_0.add(s0).intoArray(c, co + 5 * ldc);
    c5_1.add(s1).intoArray(c, co + 5 * ldc + 16);
  }

  private static void biased7(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 16);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 16);
    c2_0.add(s0).intoArray(c, co + 2 * ldc);
    c2_1.add(s1).intoArray(c, co + 2 * ldc + 16);
    c3_0.add(s0).intoArray(c, co + 3 * ldc);
    c3_1.add(s1).intoArray(c, co + 3 * ldc + 16);
    c4_0.add(s0).intoArray(c, co + 4 * ldc);
    c4_1.add(s1).intoArray(c, co + 4 * ldc + 16);
    c5_0.add(s0).intoArray(c, co + 5 * ldc);
    c5_1.add(s1).intoArray(c, co + 5 * ldc + 16);
    c6_0.add(s0).intoArray(c, co + 6 * ldc);
    c6_1.add(s1).intoArray(c, co + 6 * ldc + 16);
  }

  private static void biased8(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    int a7 = ao + 7 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    FloatVector c7_0 = FloatVector.zero(S);
    FloatVector c7_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[a7 + k]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 16);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 16);
    c2_0.add(s0).intoArray(c, co + 2 * ldc);
    c2_1.add(s1).intoArray(c, co + 2 * ldc + 16);
    c3_0.add(s0).intoArray(c, co + 3 * ldc);
    c3_1.add(s1).intoArray(c, co + 3 * ldc + 16);
    c4_0.add(s0).intoArray(c, co + 4 * ldc);
    c4_1.add(s1).intoArray(c, co + 4 * ldc + 16);
    c5_0.add(s0).intoArray(c, co + 5 * ldc);
    c5_1.add(s1).intoArray(c, co + 5 * ldc + 16);
    c6_0.add(s0).intoArray(c, co + 6 * ldc);
    c6_1.add(s1).intoArray(c, co + 6 * ldc + 16);
    c7_0.add(s0).intoArray(c, co + 7 * ldc);
    c7_1.add(s1).intoArray(c, co + 7 * ldc + 16);
  }

  /** c = fma(gate, s + bias, c), for m = 1 .. ROWS rows and the panel's first 32 columns. */
  public static void residual(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] gate, int go, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> residual1(kc, a, ao, lda, b, bo, bias, bo2, gate, go, c, co, ldc);
      case 2 -> residual2(kc, a, ao, lda, b, bo, bias, bo2, gate, go, c, co, ldc);
      case 3 -> residual3(kc, a, ao, lda, b, bo, bias, bo2, gate, go, c, co, ldc);
      case 4 -> residual4(kc, a, ao, lda, b, bo, bias, bo2, gate, go, c, co, ldc);
      case 5 -> residual5(kc, a, ao, lda, b, bo, bias, bo2, gate, go, c, co, ldc);
      case 6 -> residual6(kc, a, ao, lda, b, bo, bias, bo2, gate, go, c, co, ldc);
      case 7 -> residual7(kc, a, ao, lda, b, bo, bias, bo2, gate, go, c, co, ldc);
      case 8 -> residual8(kc, a, ao, lda, b, bo, bias, bo2, gate, go, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void residual1(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] gate, int go, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    FloatVector g0 = FloatVector.fromArray(S, gate, go);
    FloatVector g1 = FloatVector.fromArray(S, gate, go + 16);
    g0.fma(c0_0.add(s0), FloatVector.fromArray(S, c, co)).intoArray(c, co);
    g1.fma(c0_1.add(s1), FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
  }

  private static void residual2(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] gate, int go, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    FloatVector g0 = FloatVector.fromArray(S, gate, go);
    FloatVector g1 = FloatVector.fromArray(S, gate, go + 16);
    g0.fma(c0_0.add(s0), FloatVector.fromArray(S, c, co)).intoArray(c, co);
    g1.fma(c0_1.add(s1), FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
    g0.fma(c1_0.add(s0), FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    g1.fma(c1_1.add(s1), FloatVector.fromArray(S, c, co + ldc + 16)).intoArray(c, co + ldc + 16);
  }

  private static void residual3(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] gate, int go, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    FloatVector g0 = FloatVector.fromArray(S, gate, go);
    FloatVector g1 = FloatVector.fromArray(S, gate, go + 16);
    g0.fma(c0_0.add(s0), FloatVector.fromArray(S, c, co)).intoArray(c, co);
    g1.fma(c0_1.add(s1), FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
    g0.fma(c1_0.add(s0), FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    g1.fma(c1_1.add(s1), FloatVector.fromArray(S, c, co + ldc + 16)).intoArray(c, co + ldc + 16);
    g0.fma(c2_0.add(s0), FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    g1.fma(c2_1.add(s1), FloatVector.fromArray(S, c, co + 2 * ldc + 16)).intoArray(c, co + 2 * ldc + 16);
  }

  private static void residual4(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] gate, int go, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
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
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    FloatVector g0 = FloatVector.fromArray(S, gate, go);
    FloatVector g1 = FloatVector.fromArray(S, gate, go + 16);
    g0.fma(c0_0.add(s0), FloatVector.fromArray(S, c, co)).intoArray(c, co);
    g1.fma(c0_1.add(s1), FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
    g0.fma(c1_0.add(s0), FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    g1.fma(c1_1.add(s1), FloatVector.fromArray(S, c, co + ldc + 16)).intoArray(c, co + ldc + 16);
    g0.fma(c2_0.add(s0), FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    g1.fma(c2_1.add(s1), FloatVector.fromArray(S, c, co + 2 * ldc + 16)).intoArray(c, co + 2 * ldc + 16);
    g0.fma(c3_0.add(s0), FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
    g1.fma(c3_1.add(s1), FloatVector.fromArray(S, c, co + 3 * ldc + 16)).intoArray(c, co + 3 * ldc + 16);
  }

  private static void residual5(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] gate, int go, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    FloatVector g0 = FloatVector.fromArray(S, gate, go);
    FloatVector g1 = FloatVector.fromArray(S, gate, go + 16);
    g0.fma(c0_0.add(s0), FloatVector.fromArray(S, c, co)).intoArray(c, co);
    g1.fma(c0_1.add(s1), FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
    g0.fma(c1_0.add(s0), FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    g1.fma(c1_1.add(s1), FloatVector.fromArray(S, c, co + ldc + 16)).intoArray(c, co + ldc + 16);
    g0.fma(c2_0.add(s0), FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    g1.fma(c2_1.add(s1), FloatVector.fromArray(S, c, co + 2 * ldc + 16)).intoArray(c, co + 2 * ldc + 16);
    g0.fma(c3_0.add(s0), FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
    g1.fma(c3_1.add(s1), FloatVector.fromArray(S, c, co + 3 * ldc + 16)).intoArray(c, co + 3 * ldc + 16);
    g0.fma(c4_0.add(s0), FloatVector.fromArray(S, c, co + 4 * ldc)).intoArray(c, co + 4 * ldc);
    g1.fma(c4_1.add(s1), FloatVector.fromArray(S, c, co + 4 * ldc + 16)).intoArray(c, co + 4 * ldc + 16);
  }

  private static void residual6(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] gate, int go, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    FloatVector g0 = FloatVector.fromArray(S, gate, go);
    FloatVector g1 = FloatVector.fromArray(S, gate, go + 16);
    g0.fma(c0_0.add(s0), FloatVector.fromArray(S, c, co)).intoArray(c, co);
    g1.fma(c0_1.add(s1), FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
    g0.fma(c1_0.add(s0), FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    g1.fma(c1_1.add(s1), FloatVector.fromArray(S, c, co + ldc + 16)).intoArray(c, co + ldc + 16);
    g0.fma(c2_0.add(s0), FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    g1.fma(c2_1.add(s1), FloatVector.fromArray(S, c, co + 2 * ldc + 16)).intoArray(c, co + 2 * ldc + 16);
    g0.fma(c3_0.add(s0), FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
    g1.fma(c3_1.add(s1), FloatVector.fromArray(S, c, co + 3 * ldc + 16)).intoArray(c, co + 3 * ldc + 16);
    g0.fma(c4_0.add(s0), FloatVector.fromArray(S, c, co + 4 * ldc)).intoArray(c, co + 4 * ldc);
    g1.fma(c4_1.add(s1), FloatVector.fromArray(S, c, co + 4 * ldc + 16)).intoArray(c, co + 4 * ldc + 16);
    g0.fma(c5_0.add(s0), FloatVector.fromArray(S, c, co + 5 * ldc)).intoArray(c, co + 5 * ldc);
    g1.fma(c5_1.add(s1), FloatVector.fromArray(S, c, co + 5 * ldc + 16)).intoArray(c, co + 5 * ldc + 16);
  }

  private static void residual7(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] gate, int go, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    FloatVector g0 = FloatVector.fromArray(S, gate, go);
    FloatVector g1 = FloatVector.fromArray(S, gate, go + 16);
    g0.fma(c0_0.add(s0), FloatVector.fromArray(S, c, co)).intoArray(c, co);
    g1.fma(c0_1.add(s1), FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
    g0.fma(c1_0.add(s0), FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    g1.fma(c1_1.add(s1), FloatVector.fromArray(S, c, co + ldc + 16)).intoArray(c, co + ldc + 16);
    g0.fma(c2_0.add(s0), FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    g1.fma(c2_1.add(s1), FloatVector.fromArray(S, c, co + 2 * ldc + 16)).intoArray(c, co + 2 * ldc + 16);
    g0.fma(c3_0.add(s0), FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
    g1.fma(c3_1.add(s1), FloatVector.fromArray(S, c, co + 3 * ldc + 16)).intoArray(c, co + 3 * ldc + 16);
    g0.fma(c4_0.add(s0), FloatVector.fromArray(S, c, co + 4 * ldc)).intoArray(c, co + 4 * ldc);
    g1.fma(c4_1.add(s1), FloatVector.fromArray(S, c, co + 4 * ldc + 16)).intoArray(c, co + 4 * ldc + 16);
    g0.fma(c5_0.add(s0), FloatVector.fromArray(S, c, co + 5 * ldc)).intoArray(c, co + 5 * ldc);
    g1.fma(c5_1.add(s1), FloatVector.fromArray(S, c, co + 5 * ldc + 16)).intoArray(c, co + 5 * ldc + 16);
    g0.fma(c6_0.add(s0), FloatVector.fromArray(S, c, co + 6 * ldc)).intoArray(c, co + 6 * ldc);
    g1.fma(c6_1.add(s1), FloatVector.fromArray(S, c, co + 6 * ldc + 16)).intoArray(c, co + 6 * ldc + 16);
  }

  private static void residual8(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, float[] bias, int bo2, float[] gate, int go, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    int a7 = ao + 7 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    FloatVector c7_0 = FloatVector.zero(S);
    FloatVector c7_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[a7 + k]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 16);
    FloatVector g0 = FloatVector.fromArray(S, gate, go);
    FloatVector g1 = FloatVector.fromArray(S, gate, go + 16);
    g0.fma(c0_0.add(s0), FloatVector.fromArray(S, c, co)).intoArray(c, co);
    g1.fma(c0_1.add(s1), FloatVector.fromArray(S, c, co + 16)).intoArray(c, co + 16);
    g0.fma(c1_0.add(s0), FloatVector.fromArray(S, c, co + ldc)).intoArray(c, co + ldc);
    g1.fma(c1_1.add(s1), FloatVector.fromArray(S, c, co + ldc + 16)).intoArray(c, co + ldc + 16);
    g0.fma(c2_0.add(s0), FloatVector.fromArray(S, c, co + 2 * ldc)).intoArray(c, co + 2 * ldc);
    g1.fma(c2_1.add(s1), FloatVector.fromArray(S, c, co + 2 * ldc + 16)).intoArray(c, co + 2 * ldc + 16);
    g0.fma(c3_0.add(s0), FloatVector.fromArray(S, c, co + 3 * ldc)).intoArray(c, co + 3 * ldc);
    g1.fma(c3_1.add(s1), FloatVector.fromArray(S, c, co + 3 * ldc + 16)).intoArray(c, co + 3 * ldc + 16);
    g0.fma(c4_0.add(s0), FloatVector.fromArray(S, c, co + 4 * ldc)).intoArray(c, co + 4 * ldc);
    g1.fma(c4_1.add(s1), FloatVector.fromArray(S, c, co + 4 * ldc + 16)).intoArray(c, co + 4 * ldc + 16);
    g0.fma(c5_0.add(s0), FloatVector.fromArray(S, c, co + 5 * ldc)).intoArray(c, co + 5 * ldc);
    g1.fma(c5_1.add(s1), FloatVector.fromArray(S, c, co + 5 * ldc + 16)).intoArray(c, co + 5 * ldc + 16);
    g0.fma(c6_0.add(s0), FloatVector.fromArray(S, c, co + 6 * ldc)).intoArray(c, co + 6 * ldc);
    g1.fma(c6_1.add(s1), FloatVector.fromArray(S, c, co + 6 * ldc + 16)).intoArray(c, co + 6 * ldc + 16);
    g0.fma(c7_0.add(s0), FloatVector.fromArray(S, c, co + 7 * ldc)).intoArray(c, co + 7 * ldc);
    g1.fma(c7_1.add(s1), FloatVector.fromArray(S, c, co + 7 * ldc + 16)).intoArray(c, co + 7 * ldc + 16);
  }

  /** Panels that {@link #few} takes at once with m rows, 0 if it does not. */
  public static int fewPanels(int m) {
    return switch (m) {
      case 1 -> 4;
      case 2 -> 4;
      case 3 -> 2;
      case 4 -> 2;
      case 5 -> 2;
      case 6 -> 1;
      case 7 -> 1;
      case 8 -> 1;
      case 9 -> 1;
      case 10 -> 1;
      default -> 0;
    };
  }

  /** c[m, 32 panels] = s for the panels from b on, which stand stride bytes apart. */
  public static void few(int m, int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    switch (m) {
      case 1 -> few1(kc, a, ao, lda, b, bo, stride, c, co);
      case 2 -> few2(kc, a, ao, lda, b, bo, stride, c, co);
      case 3 -> few3(kc, a, ao, lda, b, bo, stride, c, co);
      case 4 -> few4(kc, a, ao, lda, b, bo, stride, c, co);
      case 5 -> few5(kc, a, ao, lda, b, bo, stride, c, co);
      case 6 -> few6(kc, a, ao, lda, b, bo, stride, c, co);
      case 7 -> few7(kc, a, ao, lda, b, bo, stride, c, co);
      case 8 -> few8(kc, a, ao, lda, b, bo, stride, c, co);
      case 9 -> few9(kc, a, ao, lda, b, bo, stride, c, co);
      case 10 -> few10(kc, a, ao, lda, b, bo, stride, c, co);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void few1(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    long o1 = bo + 1 * stride;
    long o2 = bo + 2 * stride;
    long o3 = bo + 3 * stride;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c0_2 = FloatVector.zero(S);
    FloatVector c0_3 = FloatVector.zero(S);
    FloatVector c0_4 = FloatVector.zero(S);
    FloatVector c0_5 = FloatVector.zero(S);
    FloatVector c0_6 = FloatVector.zero(S);
    FloatVector c0_7 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      c0_0 = v0.fma(b0, c0_0);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, o1 + k * 128L, LE);
      c0_2 = v0.fma(b2, c0_2);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, o1 + k * 128L + 64L, LE);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector b4 = FloatVector.fromMemorySegment(S, b, o2 + k * 128L, LE);
      c0_4 = v0.fma(b4, c0_4);
      FloatVector b5 = FloatVector.fromMemorySegment(S, b, o2 + k * 128L + 64L, LE);
      c0_5 = v0.fma(b5, c0_5);
      FloatVector b6 = FloatVector.fromMemorySegment(S, b, o3 + k * 128L, LE);
      c0_6 = v0.fma(b6, c0_6);
      FloatVector b7 = FloatVector.fromMemorySegment(S, b, o3 + k * 128L + 64L, LE);
      c0_7 = v0.fma(b7, c0_7);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c0_2.intoArray(c, co + 32);
    c0_3.intoArray(c, co + 48);
    c0_4.intoArray(c, co + 64);
    c0_5.intoArray(c, co + 80);
    c0_6.intoArray(c, co + 96);
    c0_7.intoArray(c, co + 112);
  }

  private static void few2(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    long o1 = bo + 1 * stride;
    long o2 = bo + 2 * stride;
    long o3 = bo + 3 * stride;
    int a1 = ao + lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c0_2 = FloatVector.zero(S);
    FloatVector c0_3 = FloatVector.zero(S);
    FloatVector c0_4 = FloatVector.zero(S);
    FloatVector c0_5 = FloatVector.zero(S);
    FloatVector c0_6 = FloatVector.zero(S);
    FloatVector c0_7 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c1_2 = FloatVector.zero(S);
    FloatVector c1_3 = FloatVector.zero(S);
    FloatVector c1_4 = FloatVector.zero(S);
    FloatVector c1_5 = FloatVector.zero(S);
    FloatVector c1_6 = FloatVector.zero(S);
    FloatVector c1_7 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      c0_0 = v0.fma(b0, c0_0);
      c1_0 = v1.fma(b0, c1_0);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      c0_1 = v0.fma(b1, c0_1);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, o1 + k * 128L, LE);
      c0_2 = v0.fma(b2, c0_2);
      c1_2 = v1.fma(b2, c1_2);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, o1 + k * 128L + 64L, LE);
      c0_3 = v0.fma(b3, c0_3);
      c1_3 = v1.fma(b3, c1_3);
      FloatVector b4 = FloatVector.fromMemorySegment(S, b, o2 + k * 128L, LE);
      c0_4 = v0.fma(b4, c0_4);
      c1_4 = v1.fma(b4, c1_4);
      FloatVector b5 = FloatVector.fromMemorySegment(S, b, o2 + k * 128L + 64L, LE);
      c0_5 = v0.fma(b5, c0_5);
      c1_5 = v1.fma(b5, c1_5);
      FloatVector b6 = FloatVector.fromMemorySegment(S, b, o3 + k * 128L, LE);
      c0_6 = v0.fma(b6, c0_6);
      c1_6 = v1.fma(b6, c1_6);
      FloatVector b7 = FloatVector.fromMemorySegment(S, b, o3 + k * 128L + 64L, LE);
      c0_7 = v0.fma(b7, c0_7);
      c1_7 = v1.fma(b7, c1_7);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c0_2.intoArray(c, co + 32);
    c0_3.intoArray(c, co + 48);
    c0_4.intoArray(c, co + 64);
    c0_5.intoArray(c, co + 80);
    c0_6.intoArray(c, co + 96);
    c0_7.intoArray(c, co + 112);
    c1_0.intoArray(c, co + 128);
    c1_1.intoArray(c, co + 144);
    c1_2.intoArray(c, co + 160);
    c1_3.intoArray(c, co + 176);
    c1_4.intoArray(c, co + 192);
    c1_5.intoArray(c, co + 208);
    c1_6.intoArray(c, co + 224);
    c1_7.intoArray(c, co + 240);
  }

  private static void few3(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    long o1 = bo + 1 * stride;
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c0_2 = FloatVector.zero(S);
    FloatVector c0_3 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c1_2 = FloatVector.zero(S);
    FloatVector c1_3 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c2_2 = FloatVector.zero(S);
    FloatVector c2_3 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      c0_0 = v0.fma(b0, c0_0);
      c1_0 = v1.fma(b0, c1_0);
      c2_0 = v2.fma(b0, c2_0);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      c0_1 = v0.fma(b1, c0_1);
      c1_1 = v1.fma(b1, c1_1);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, o1 + k * 128L, LE);
      c0_2 = v0.fma(b2, c0_2);
      c1_2 = v1.fma(b2, c1_2);
      c2_2 = v2.fma(b2, c2_2);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, o1 + k * 128L + 64L, LE);
      c0_3 = v0.fma(b3, c0_3);
      c1_3 = v1.fma(b3, c1_3);
      c2_3 = v2.fma(b3, c2_3);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c0_2.intoArray(c, co + 32);
    c0_3.intoArray(c, co + 48);
    c1_0.intoArray(c, co + 64);
    c1_1.intoArray(c, co + 80);
    c1_2.intoArray(c, co + 96);
    c1_3.intoArray(c, co + 112);
    c2_0.intoArray(c, co + 128);
    c2_1.intoArray(c, co + 144);
    c2_2.intoArray(c, co + 160);
    c2_3.intoArray(c, co + 176);
  }

  private static void few4(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    long o1 = bo + 1 * stride;
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c0_2 = FloatVector.zero(S);
    FloatVector c0_3 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c1_2 = FloatVector.zero(S);
    FloatVector c1_3 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c2_2 = FloatVector.zero(S);
    FloatVector c2_3 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c3_2 = FloatVector.zero(S);
    FloatVector c3_3 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      c0_0 = v0.fma(b0, c0_0);
      c1_0 = v1.fma(b0, c1_0);
      c2_0 = v2.fma(b0, c2_0);
      c3_0 = v3.fma(b0, c3_0);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      c0_1 = v0.fma(b1, c0_1);
      c1_1 = v1.fma(b1, c1_1);
      c2_1 = v2.fma(b1, c2_1);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, o1 + k * 128L, LE);
      c0_2 = v0.fma(b2, c0_2);
      c1_2 = v1.fma(b2, c1_2);
      c2_2 = v2.fma(b2, c2_2);
      c3_2 = v3.fma(b2, c3_2);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, o1 + k * 128L + 64L, LE);
      c0_3 = v0.fma(b3, c0_3);
      c1_3 = v1.fma(b3, c1_3);
      c2_3 = v2.fma(b3, c2_3);
      c3_3 = v3.fma(b3, c3_3);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c0_2.intoArray(c, co + 32);
    c0_3.intoArray(c, co + 48);
    c1_0.intoArray(c, co + 64);
    c1_1.intoArray(c, co + 80);
    c1_2.intoArray(c, co + 96);
    c1_3.intoArray(c, co + 112);
    c2_0.intoArray(c, co + 128);
    c2_1.intoArray(c, co + 144);
    c2_2.intoArray(c, co + 160);
    c2_3.intoArray(c, co + 176);
    c3_0.intoArray(c, co + 192);
    c3_1.intoArray(c, co + 208);
    c3_2.intoArray(c, co + 224);
    c3_3.intoArray(c, co + 240);
  }

  private static void few5(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    long o1 = bo + 1 * stride;
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c0_2 = FloatVector.zero(S);
    FloatVector c0_3 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c1_2 = FloatVector.zero(S);
    FloatVector c1_3 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c2_2 = FloatVector.zero(S);
    FloatVector c2_3 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c3_2 = FloatVector.zero(S);
    FloatVector c3_3 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c4_2 = FloatVector.zero(S);
    FloatVector c4_3 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      c0_0 = v0.fma(b0, c0_0);
      c1_0 = v1.fma(b0, c1_0);
      c2_0 = v2.fma(b0, c2_0);
      c3_0 = v3.fma(b0, c3_0);
      c4_0 = v4.fma(b0, c4_0);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      c0_1 = v0.fma(b1, c0_1);
      c1_1 = v1.fma(b1, c1_1);
      c2_1 = v2.fma(b1, c2_1);
      c3_1 = v3.fma(b1, c3_1);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, o1 + k * 128L, LE);
      c0_2 = v0.fma(b2, c0_2);
      c1_2 = v1.fma(b2, c1_2);
      c2_2 = v2.fma(b2, c2_2);
      c3_2 = v3.fma(b2, c3_2);
      c4_2 = v4.fma(b2, c4_2);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, o1 + k * 128L + 64L, LE);
      c0_3 = v0.fma(b3, c0_3);
      c1_3 = v1.fma(b3, c1_3);
      c2_3 = v2.fma(b3, c2_3);
      c3_3 = v3.fma(b3, c3_3);
      c4_3 = v4.fma(b3, c4_3);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c0_2.intoArray(c, co + 32);
    c0_3.intoArray(c, co + 48);
    c1_0.intoArray(c, co + 64);
    c1_1.intoArray(c, co + 80);
    c1_2.intoArray(c, co + 96);
    c1_3.intoArray(c, co + 112);
    c2_0.intoArray(c, co + 128);
    c2_1.intoArray(c, co + 144);
    c2_2.intoArray(c, co + 160);
    c2_3.intoArray(c, co + 176);
    c3_0.intoArray(c, co + 192);
    c3_1.intoArray(c, co + 208);
    c3_2.intoArray(c, co + 224);
    c3_3.intoArray(c, co + 240);
    c4_0.intoArray(c, co + 256);
    c4_1.intoArray(c, co + 272);
    c4_2.intoArray(c, co + 288);
    c4_3.intoArray(c, co + 304);
  }

  private static void few6(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      c0_0 = v0.fma(b0, c0_0);
      c1_0 = v1.fma(b0, c1_0);
      c2_0 = v2.fma(b0, c2_0);
      c3_0 = v3.fma(b0, c3_0);
      c4_0 = v4.fma(b0, c4_0);
      c5_0 = v5.fma(b0, c5_0);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      c0_1 = v0.fma(b1, c0_1);
      c1_1 = v1.fma(b1, c1_1);
      c2_1 = v2.fma(b1, c2_1);
      c3_1 = v3.fma(b1, c3_1);
      c4_1 = v4.fma(b1, c4_1);
      c5_1 = v5.fma(b1, c5_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + 32);
    c1_1.intoArray(c, co + 48);
    c2_0.intoArray(c, co + 64);
    c2_1.intoArray(c, co + 80);
    c3_0.intoArray(c, co + 96);
    c3_1.intoArray(c, co + 112);
    c4_0.intoArray(c, co + 128);
    c4_1.intoArray(c, co + 144);
    c5_0.intoArray(c, co + 160);
    c5_1.intoArray(c, co + 176);
  }

  private static void few7(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      c0_0 = v0.fma(b0, c0_0);
      c1_0 = v1.fma(b0, c1_0);
      c2_0 = v2.fma(b0, c2_0);
      c3_0 = v3.fma(b0, c3_0);
      c4_0 = v4.fma(b0, c4_0);
      c5_0 = v5.fma(b0, c5_0);
      c6_0 = v6.fma(b0, c6_0);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      c0_1 = v0.fma(b1, c0_1);
      c1_1 = v1.fma(b1, c1_1);
      c2_1 = v2.fma(b1, c2_1);
      c3_1 = v3.fma(b1, c3_1);
      c4_1 = v4.fma(b1, c4_1);
      c5_1 = v5.fma(b1, c5_1);
      c6_1 = v6.fma(b1, c6_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + 32);
    c1_1.intoArray(c, co + 48);
    c2_0.intoArray(c, co + 64);
    c2_1.intoArray(c, co + 80);
    c3_0.intoArray(c, co + 96);
    c3_1.intoArray(c, co + 112);
    c4_0.intoArray(c, co + 128);
    c4_1.intoArray(c, co + 144);
    c5_0.intoArray(c, co + 160);
    c5_1.intoArray(c, co + 176);
    c6_0.intoArray(c, co + 192);
    c6_1.intoArray(c, co + 208);
  }

  private static void few8(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    int a7 = ao + 7 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    FloatVector c7_0 = FloatVector.zero(S);
    FloatVector c7_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      FloatVector v7 = FloatVector.broadcast(S, a[a7 + k]);
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      c0_0 = v0.fma(b0, c0_0);
      c1_0 = v1.fma(b0, c1_0);
      c2_0 = v2.fma(b0, c2_0);
      c3_0 = v3.fma(b0, c3_0);
      c4_0 = v4.fma(b0, c4_0);
      c5_0 = v5.fma(b0, c5_0);
      c6_0 = v6.fma(b0, c6_0);
      c7_0 = v7.fma(b0, c7_0);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      c0_1 = v0.fma(b1, c0_1);
      c1_1 = v1.fma(b1, c1_1);
      c2_1 = v2.fma(b1, c2_1);
      c3_1 = v3.fma(b1, c3_1);
      c4_1 = v4.fma(b1, c4_1);
      c5_1 = v5.fma(b1, c5_1);
      c6_1 = v6.fma(b1, c6_1);
      c7_1 = v7.fma(b1, c7_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + 32);
    c1_1.intoArray(c, co + 48);
    c2_0.intoArray(c, co + 64);
    c2_1.intoArray(c, co + 80);
    c3_0.intoArray(c, co + 96);
    c3_1.intoArray(c, co + 112);
    c4_0.intoArray(c, co + 128);
    c4_1.intoArray(c, co + 144);
    c5_0.intoArray(c, co + 160);
    c5_1.intoArray(c, co + 176);
    c6_0.intoArray(c, co + 192);
    c6_1.intoArray(c, co + 208);
    c7_0.intoArray(c, co + 224);
    c7_1.intoArray(c, co + 240);
  }

  private static void few9(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    int a7 = ao + 7 * lda;
    int a8 = ao + 8 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    FloatVector c7_0 = FloatVector.zero(S);
    FloatVector c7_1 = FloatVector.zero(S);
    FloatVector c8_0 = FloatVector.zero(S);
    FloatVector c8_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      FloatVector v7 = FloatVector.broadcast(S, a[a7 + k]);
      FloatVector v8 = FloatVector.broadcast(S, a[a8 + k]);
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      c0_0 = v0.fma(b0, c0_0);
      c1_0 = v1.fma(b0, c1_0);
      c2_0 = v2.fma(b0, c2_0);
      c3_0 = v3.fma(b0, c3_0);
      c4_0 = v4.fma(b0, c4_0);
      c5_0 = v5.fma(b0, c5_0);
      c6_0 = v6.fma(b0, c6_0);
      c7_0 = v7.fma(b0, c7_0);
      c8_0 = v8.fma(b0, c8_0);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      c0_1 = v0.fma(b1, c0_1);
      c1_1 = v1.fma(b1, c1_1);
      c2_1 = v2.fma(b1, c2_1);
      c3_1 = v3.fma(b1, c3_1);
      c4_1 = v4.fma(b1, c4_1);
      c5_1 = v5.fma(b1, c5_1);
      c6_1 = v6.fma(b1, c6_1);
      c7_1 = v7.fma(b1, c7_1);
      c8_1 = v8.fma(b1, c8_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + 32);
    c1_1.intoArray(c, co + 48);
    c2_0.intoArray(c, co + 64);
    c2_1.intoArray(c, co + 80);
    c3_0.intoArray(c, co + 96);
    c3_1.intoArray(c, co + 112);
    c4_0.intoArray(c, co + 128);
    c4_1.intoArray(c, co + 144);
    c5_0.intoArray(c, co + 160);
    c5_1.intoArray(c, co + 176);
    c6_0.intoArray(c, co + 192);
    c6_1.intoArray(c, co + 208);
    c7_0.intoArray(c, co + 224);
    c7_1.intoArray(c, co + 240);
    c8_0.intoArray(c, co + 256);
    c8_1.intoArray(c, co + 272);
  }

  private static void few10(int kc, float[] a, int ao, int lda, MemorySegment b, long bo, long stride, float[] c,
      int co) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    int a7 = ao + 7 * lda;
    int a8 = ao + 8 * lda;
    int a9 = ao + 9 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    FloatVector c4_0 = FloatVector.zero(S);
    FloatVector c4_1 = FloatVector.zero(S);
    FloatVector c5_0 = FloatVector.zero(S);
    FloatVector c5_1 = FloatVector.zero(S);
    FloatVector c6_0 = FloatVector.zero(S);
    FloatVector c6_1 = FloatVector.zero(S);
    FloatVector c7_0 = FloatVector.zero(S);
    FloatVector c7_1 = FloatVector.zero(S);
    FloatVector c8_0 = FloatVector.zero(S);
    FloatVector c8_1 = FloatVector.zero(S);
    FloatVector c9_0 = FloatVector.zero(S);
    FloatVector c9_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      FloatVector v2 = FloatVector.broadcast(S, a[a2 + k]);
      FloatVector v3 = FloatVector.broadcast(S, a[a3 + k]);
      FloatVector v4 = FloatVector.broadcast(S, a[a4 + k]);
      FloatVector v5 = FloatVector.broadcast(S, a[a5 + k]);
      FloatVector v6 = FloatVector.broadcast(S, a[a6 + k]);
      FloatVector v7 = FloatVector.broadcast(S, a[a7 + k]);
      FloatVector v8 = FloatVector.broadcast(S, a[a8 + k]);
      FloatVector v9 = FloatVector.broadcast(S, a[a9 + k]);
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      c0_0 = v0.fma(b0, c0_0);
      c1_0 = v1.fma(b0, c1_0);
      c2_0 = v2.fma(b0, c2_0);
      c3_0 = v3.fma(b0, c3_0);
      c4_0 = v4.fma(b0, c4_0);
      c5_0 = v5.fma(b0, c5_0);
      c6_0 = v6.fma(b0, c6_0);
      c7_0 = v7.fma(b0, c7_0);
      c8_0 = v8.fma(b0, c8_0);
      c9_0 = v9.fma(b0, c9_0);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      c0_1 = v0.fma(b1, c0_1);
      c1_1 = v1.fma(b1, c1_1);
      c2_1 = v2.fma(b1, c2_1);
      c3_1 = v3.fma(b1, c3_1);
      c4_1 = v4.fma(b1, c4_1);
      c5_1 = v5.fma(b1, c5_1);
      c6_1 = v6.fma(b1, c6_1);
      c7_1 = v7.fma(b1, c7_1);
      c8_1 = v8.fma(b1, c8_1);
      c9_1 = v9.fma(b1, c9_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + 32);
    c1_1.intoArray(c, co + 48);
    c2_0.intoArray(c, co + 64);
    c2_1.intoArray(c, co + 80);
    c3_0.intoArray(c, co + 96);
    c3_1.intoArray(c, co + 112);
    c4_0.intoArray(c, co + 128);
    c4_1.intoArray(c, co + 144);
    c5_0.intoArray(c, co + 160);
    c5_1.intoArray(c, co + 176);
    c6_0.intoArray(c, co + 192);
    c6_1.intoArray(c, co + 208);
    c7_0.intoArray(c, co + 224);
    c7_1.intoArray(c, co + 240);
    c8_0.intoArray(c, co + 256);
    c8_1.intoArray(c, co + 272);
    c9_0.intoArray(c, co + 288);
    c9_1.intoArray(c, co + 304);
  }
}
