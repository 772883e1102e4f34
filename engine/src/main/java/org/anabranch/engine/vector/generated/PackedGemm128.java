// Written by PackedKernelGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * s = a b: a[m, kc] times an off-heap panel b[kc, 32] by 128-bit vectors. Rows of a stand LDA apart; b begins at byte bo.
 */
public final class PackedGemm128 {
  /** Rows of the register block. */
  public static final int ROWS = 6;

  /** Most inputs of a call, of which a panel is 16 KiB. */
  public static final int DEPTH = 128;

  /** Floats between rows: no power of two, so that rows do not fall into one set of the cache. */
  public static final int LDA = DEPTH + 16;

  private static final VectorSpecies<Float> S = FloatVector.SPECIES_128;
  private static final ByteOrder LE = ByteOrder.nativeOrder();

  private PackedGemm128() {}

  /** c = t + s, the chain of multiply-adds going on from t, for m = 1 .. ROWS rows. */
  public static void add(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> {
        add1(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
        add1(kc, a, ao, b, bo + 64L, t, to + 16, ldt, c, co + 16, ldc);
      }
      case 2 -> {
        add2(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
        add2(kc, a, ao, b, bo + 64L, t, to + 16, ldt, c, co + 16, ldc);
      }
      case 3 -> {
        add3(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
        add3(kc, a, ao, b, bo + 64L, t, to + 16, ldt, c, co + 16, ldc);
      }
      case 4 -> {
        add4(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
        add4(kc, a, ao, b, bo + 64L, t, to + 16, ldt, c, co + 16, ldc);
      }
      case 5 -> {
        add5(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
        add5(kc, a, ao, b, bo + 64L, t, to + 16, ldt, c, co + 16, ldc);
      }
      case 6 -> {
        add6(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
        add6(kc, a, ao, b, bo + 64L, t, to + 16, ldt, c, co + 16, ldc);
      }
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void add1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c0_2.intoArray(c, co + 8);
    c0_3.intoArray(c, co + 12);
  }

  private static void add2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 4);
    FloatVector c1_2 = FloatVector.fromArray(S, t, to + ldt + 8);
    FloatVector c1_3 = FloatVector.fromArray(S, t, to + ldt + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      c1_2 = v1.fma(b2, c1_2);
      c1_3 = v1.fma(b3, c1_3);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c0_2.intoArray(c, co + 8);
    c0_3.intoArray(c, co + 12);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c1_2.intoArray(c, co + ldc + 8);
    c1_3.intoArray(c, co + ldc + 12);
  }

  private static void add3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 4);
    FloatVector c1_2 = FloatVector.fromArray(S, t, to + ldt + 8);
    FloatVector c1_3 = FloatVector.fromArray(S, t, to + ldt + 12);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 4);
    FloatVector c2_2 = FloatVector.fromArray(S, t, to + 2 * ldt + 8);
    FloatVector c2_3 = FloatVector.fromArray(S, t, to + 2 * ldt + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      c1_2 = v1.fma(b2, c1_2);
      c1_3 = v1.fma(b3, c1_3);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      c2_2 = v2.fma(b2, c2_2);
      c2_3 = v2.fma(b3, c2_3);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c0_2.intoArray(c, co + 8);
    c0_3.intoArray(c, co + 12);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c1_2.intoArray(c, co + ldc + 8);
    c1_3.intoArray(c, co + ldc + 12);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c2_2.intoArray(c, co + 2 * ldc + 8);
    c2_3.intoArray(c, co + 2 * ldc + 12);
  }

  private static void add4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 4);
    FloatVector c1_2 = FloatVector.fromArray(S, t, to + ldt + 8);
    FloatVector c1_3 = FloatVector.fromArray(S, t, to + ldt + 12);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 4);
    FloatVector c2_2 = FloatVector.fromArray(S, t, to + 2 * ldt + 8);
    FloatVector c2_3 = FloatVector.fromArray(S, t, to + 2 * ldt + 12);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 4);
    FloatVector c3_2 = FloatVector.fromArray(S, t, to + 3 * ldt + 8);
    FloatVector c3_3 = FloatVector.fromArray(S, t, to + 3 * ldt + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      c1_2 = v1.fma(b2, c1_2);
      c1_3 = v1.fma(b3, c1_3);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      c2_2 = v2.fma(b2, c2_2);
      c2_3 = v2.fma(b3, c2_3);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      c3_2 = v3.fma(b2, c3_2);
      c3_3 = v3.fma(b3, c3_3);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c0_2.intoArray(c, co + 8);
    c0_3.intoArray(c, co + 12);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c1_2.intoArray(c, co + ldc + 8);
    c1_3.intoArray(c, co + ldc + 12);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c2_2.intoArray(c, co + 2 * ldc + 8);
    c2_3.intoArray(c, co + 2 * ldc + 12);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c3_2.intoArray(c, co + 3 * ldc + 8);
    c3_3.intoArray(c, co + 3 * ldc + 12);
  }

  private static void add5(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 4);
    FloatVector c1_2 = FloatVector.fromArray(S, t, to + ldt + 8);
    FloatVector c1_3 = FloatVector.fromArray(S, t, to + ldt + 12);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 4);
    FloatVector c2_2 = FloatVector.fromArray(S, t, to + 2 * ldt + 8);
    FloatVector c2_3 = FloatVector.fromArray(S, t, to + 2 * ldt + 12);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 4);
    FloatVector c3_2 = FloatVector.fromArray(S, t, to + 3 * ldt + 8);
    FloatVector c3_3 = FloatVector.fromArray(S, t, to + 3 * ldt + 12);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 4);
    FloatVector c4_2 = FloatVector.fromArray(S, t, to + 4 * ldt + 8);
    FloatVector c4_3 = FloatVector.fromArray(S, t, to + 4 * ldt + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      c1_2 = v1.fma(b2, c1_2);
      c1_3 = v1.fma(b3, c1_3);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      c2_2 = v2.fma(b2, c2_2);
      c2_3 = v2.fma(b3, c2_3);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      c3_2 = v3.fma(b2, c3_2);
      c3_3 = v3.fma(b3, c3_3);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      c4_2 = v4.fma(b2, c4_2);
      c4_3 = v4.fma(b3, c4_3);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c0_2.intoArray(c, co + 8);
    c0_3.intoArray(c, co + 12);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c1_2.intoArray(c, co + ldc + 8);
    c1_3.intoArray(c, co + ldc + 12);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c2_2.intoArray(c, co + 2 * ldc + 8);
    c2_3.intoArray(c, co + 2 * ldc + 12);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c3_2.intoArray(c, co + 3 * ldc + 8);
    c3_3.intoArray(c, co + 3 * ldc + 12);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 4);
    c4_2.intoArray(c, co + 4 * ldc + 8);
    c4_3.intoArray(c, co + 4 * ldc + 12);
  }

  private static void add6(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 4);
    FloatVector c1_2 = FloatVector.fromArray(S, t, to + ldt + 8);
    FloatVector c1_3 = FloatVector.fromArray(S, t, to + ldt + 12);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 4);
    FloatVector c2_2 = FloatVector.fromArray(S, t, to + 2 * ldt + 8);
    FloatVector c2_3 = FloatVector.fromArray(S, t, to + 2 * ldt + 12);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 4);
    FloatVector c3_2 = FloatVector.fromArray(S, t, to + 3 * ldt + 8);
    FloatVector c3_3 = FloatVector.fromArray(S, t, to + 3 * ldt + 12);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 4);
    FloatVector c4_2 = FloatVector.fromArray(S, t, to + 4 * ldt + 8);
    FloatVector c4_3 = FloatVector.fromArray(S, t, to + 4 * ldt + 12);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 4);
    FloatVector c5_2 = FloatVector.fromArray(S, t, to + 5 * ldt + 8);
    FloatVector c5_3 = FloatVector.fromArray(S, t, to + 5 * ldt + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      c1_2 = v1.fma(b2, c1_2);
      c1_3 = v1.fma(b3, c1_3);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      c2_2 = v2.fma(b2, c2_2);
      c2_3 = v2.fma(b3, c2_3);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      c3_2 = v3.fma(b2, c3_2);
      c3_3 = v3.fma(b3, c3_3);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      c4_2 = v4.fma(b2, c4_2);
      c4_3 = v4.fma(b3, c4_3);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      c5_2 = v5.fma(b2, c5_2);
      c5_3 = v5.fma(b3, c5_3);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c0_2.intoArray(c, co + 8);
    c0_3.intoArray(c, co + 12);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c1_2.intoArray(c, co + ldc + 8);
    c1_3.intoArray(c, co + ldc + 12);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c2_2.intoArray(c, co + 2 * ldc + 8);
    c2_3.intoArray(c, co + 2 * ldc + 12);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c3_2.intoArray(c, co + 3 * ldc + 8);
    c3_3.intoArray(c, co + 3 * ldc + 12);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 4);
    c4_2.intoArray(c, co + 4 * ldc + 8);
    c4_3.intoArray(c, co + 4 * ldc + 12);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 4);
    c5_2.intoArray(c, co + 5 * ldc + 8);
    c5_3.intoArray(c, co + 5 * ldc + 12);
  }

  /** c = t + s + bias, the chain going on from t, for m = 1 .. ROWS rows. */
  public static void biased(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> {
        biased1(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
        biased1(kc, a, ao, b, bo + 64L, t, to + 16, ldt, bias, bo2 + 16, c, co + 16, ldc);
      }
      case 2 -> {
        biased2(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
        biased2(kc, a, ao, b, bo + 64L, t, to + 16, ldt, bias, bo2 + 16, c, co + 16, ldc);
      }
      case 3 -> {
        biased3(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
        biased3(kc, a, ao, b, bo + 64L, t, to + 16, ldt, bias, bo2 + 16, c, co + 16, ldc);
      }
      case 4 -> {
        biased4(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
        biased4(kc, a, ao, b, bo + 64L, t, to + 16, ldt, bias, bo2 + 16, c, co + 16, ldc);
      }
      case 5 -> {
        biased5(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
        biased5(kc, a, ao, b, bo + 64L, t, to + 16, ldt, bias, bo2 + 16, c, co + 16, ldc);
      }
      case 6 -> {
        biased6(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
        biased6(kc, a, ao, b, bo + 64L, t, to + 16, ldt, bias, bo2 + 16, c, co + 16, ldc);
      }
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void biased1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 4);
    FloatVector s2 = FloatVector.fromArray(S, bias, bo2 + 8);
    FloatVector s3 = FloatVector.fromArray(S, bias, bo2 + 12);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 4);
    c0_2.add(s2).intoArray(c, co + 8);
    c0_3.add(s3).intoArray(c, co + 12);
  }

  private static void biased2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 4);
    FloatVector c1_2 = FloatVector.fromArray(S, t, to + ldt + 8);
    FloatVector c1_3 = FloatVector.fromArray(S, t, to + ldt + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      c1_2 = v1.fma(b2, c1_2);
      c1_3 = v1.fma(b3, c1_3);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 4);
    FloatVector s2 = FloatVector.fromArray(S, bias, bo2 + 8);
    FloatVector s3 = FloatVector.fromArray(S, bias, bo2 + 12);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 4);
    c0_2.add(s2).intoArray(c, co + 8);
    c0_3.add(s3).intoArray(c, co + 12);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 4);
    c1_2.add(s2).intoArray(c, co + ldc + 8);
    c1_3.add(s3).intoArray(c, co + ldc + 12);
  }

  private static void biased3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 4);
    FloatVector c1_2 = FloatVector.fromArray(S, t, to + ldt + 8);
    FloatVector c1_3 = FloatVector.fromArray(S, t, to + ldt + 12);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 4);
    FloatVector c2_2 = FloatVector.fromArray(S, t, to + 2 * ldt + 8);
    FloatVector c2_3 = FloatVector.fromArray(S, t, to + 2 * ldt + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      c1_2 = v1.fma(b2, c1_2);
      c1_3 = v1.fma(b3, c1_3);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      c2_2 = v2.fma(b2, c2_2);
      c2_3 = v2.fma(b3, c2_3);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 4);
    FloatVector s2 = FloatVector.fromArray(S, bias, bo2 + 8);
    FloatVector s3 = FloatVector.fromArray(S, bias, bo2 + 12);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 4);
    c0_2.add(s2).intoArray(c, co + 8);
    c0_3.add(s3).intoArray(c, co + 12);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 4);
    c1_2.add(s2).intoArray(c, co + ldc + 8);
    c1_3.add(s3).intoArray(c, co + ldc + 12);
    c2_0.add(s0).intoArray(c, co + 2 * ldc);
    c2_1.add(s1).intoArray(c, co + 2 * ldc + 4);
    c2_2.add(s2).intoArray(c, co + 2 * ldc + 8);
    c2_3.add(s3).intoArray(c, co + 2 * ldc + 12);
  }

  private static void biased4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 4);
    FloatVector c1_2 = FloatVector.fromArray(S, t, to + ldt + 8);
    FloatVector c1_3 = FloatVector.fromArray(S, t, to + ldt + 12);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 4);
    FloatVector c2_2 = FloatVector.fromArray(S, t, to + 2 * ldt + 8);
    FloatVector c2_3 = FloatVector.fromArray(S, t, to + 2 * ldt + 12);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 4);
    FloatVector c3_2 = FloatVector.fromArray(S, t, to + 3 * ldt + 8);
    FloatVector c3_3 = FloatVector.fromArray(S, t, to + 3 * ldt + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      c1_2 = v1.fma(b2, c1_2);
      c1_3 = v1.fma(b3, c1_3);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      c2_2 = v2.fma(b2, c2_2);
      c2_3 = v2.fma(b3, c2_3);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      c3_2 = v3.fma(b2, c3_2);
      c3_3 = v3.fma(b3, c3_3);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 4);
    FloatVector s2 = FloatVector.fromArray(S, bias, bo2 + 8);
    FloatVector s3 = FloatVector.fromArray(S, bias, bo2 + 12);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 4);
    c0_2.add(s2).intoArray(c, co + 8);
    c0_3.add(s3).intoArray(c, co + 12);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 4);
    c1_2.add(s2).intoArray(c, co + ldc + 8);
    c1_3.add(s3).intoArray(c, co + ldc + 12);
    c2_0.add(s0).intoArray(c, co + 2 * ldc);
    c2_1.add(s1).intoArray(c, co + 2 * ldc + 4);
    c2_2.add(s2).intoArray(c, co + 2 * ldc + 8);
    c2_3.add(s3).intoArray(c, co + 2 * ldc + 12);
    c3_0.add(s0).intoArray(c, co + 3 * ldc);
    c3_1.add(s1).intoArray(c, co + 3 * ldc + 4);
    c3_2.add(s2).intoArray(c, co + 3 * ldc + 8);
    c3_3.add(s3).intoArray(c, co + 3 * ldc + 12);
  }

  private static void biased5(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 4);
    FloatVector c1_2 = FloatVector.fromArray(S, t, to + ldt + 8);
    FloatVector c1_3 = FloatVector.fromArray(S, t, to + ldt + 12);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 4);
    FloatVector c2_2 = FloatVector.fromArray(S, t, to + 2 * ldt + 8);
    FloatVector c2_3 = FloatVector.fromArray(S, t, to + 2 * ldt + 12);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 4);
    FloatVector c3_2 = FloatVector.fromArray(S, t, to + 3 * ldt + 8);
    FloatVector c3_3 = FloatVector.fromArray(S, t, to + 3 * ldt + 12);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 4);
    FloatVector c4_2 = FloatVector.fromArray(S, t, to + 4 * ldt + 8);
    FloatVector c4_3 = FloatVector.fromArray(S, t, to + 4 * ldt + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      c1_2 = v1.fma(b2, c1_2);
      c1_3 = v1.fma(b3, c1_3);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      c2_2 = v2.fma(b2, c2_2);
      c2_3 = v2.fma(b3, c2_3);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      c3_2 = v3.fma(b2, c3_2);
      c3_3 = v3.fma(b3, c3_3);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      c4_2 = v4.fma(b2, c4_2);
      c4_3 = v4.fma(b3, c4_3);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 4);
    FloatVector s2 = FloatVector.fromArray(S, bias, bo2 + 8);
    FloatVector s3 = FloatVector.fromArray(S, bias, bo2 + 12);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 4);
    c0_2.add(s2).intoArray(c, co + 8);
    c0_3.add(s3).intoArray(c, co + 12);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 4);
    c1_2.add(s2).intoArray(c, co + ldc + 8);
    c1_3.add(s3).intoArray(c, co + ldc + 12);
    c2_0.add(s0).intoArray(c, co + 2 * ldc);
    c2_1.add(s1).intoArray(c, co + 2 * ldc + 4);
    c2_2.add(s2).intoArray(c, co + 2 * ldc + 8);
    c2_3.add(s3).intoArray(c, co + 2 * ldc + 12);
    c3_0.add(s0).intoArray(c, co + 3 * ldc);
    c3_1.add(s1).intoArray(c, co + 3 * ldc + 4);
    c3_2.add(s2).intoArray(c, co + 3 * ldc + 8);
    c3_3.add(s3).intoArray(c, co + 3 * ldc + 12);
    c4_0.add(s0).intoArray(c, co + 4 * ldc);
    c4_1.add(s1).intoArray(c, co + 4 * ldc + 4);
    c4_2.add(s2).intoArray(c, co + 4 * ldc + 8);
    c4_3.add(s3).intoArray(c, co + 4 * ldc + 12);
  }

  private static void biased6(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 4);
    FloatVector c0_2 = FloatVector.fromArray(S, t, to + 8);
    FloatVector c0_3 = FloatVector.fromArray(S, t, to + 12);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 4);
    FloatVector c1_2 = FloatVector.fromArray(S, t, to + ldt + 8);
    FloatVector c1_3 = FloatVector.fromArray(S, t, to + ldt + 12);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 4);
    FloatVector c2_2 = FloatVector.fromArray(S, t, to + 2 * ldt + 8);
    FloatVector c2_3 = FloatVector.fromArray(S, t, to + 2 * ldt + 12);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 4);
    FloatVector c3_2 = FloatVector.fromArray(S, t, to + 3 * ldt + 8);
    FloatVector c3_3 = FloatVector.fromArray(S, t, to + 3 * ldt + 12);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 4);
    FloatVector c4_2 = FloatVector.fromArray(S, t, to + 4 * ldt + 8);
    FloatVector c4_3 = FloatVector.fromArray(S, t, to + 4 * ldt + 12);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 4);
    FloatVector c5_2 = FloatVector.fromArray(S, t, to + 5 * ldt + 8);
    FloatVector c5_3 = FloatVector.fromArray(S, t, to + 5 * ldt + 12);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 16L, LE);
      FloatVector b2 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 32L, LE);
      FloatVector b3 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 48L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      c0_2 = v0.fma(b2, c0_2);
      c0_3 = v0.fma(b3, c0_3);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      c1_2 = v1.fma(b2, c1_2);
      c1_3 = v1.fma(b3, c1_3);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      c2_2 = v2.fma(b2, c2_2);
      c2_3 = v2.fma(b3, c2_3);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      c3_2 = v3.fma(b2, c3_2);
      c3_3 = v3.fma(b3, c3_3);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      c4_2 = v4.fma(b2, c4_2);
      c4_3 = v4.fma(b3, c4_3);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      c5_2 = v5.fma(b2, c5_2);
      c5_3 = v5.fma(b3, c5_3);
    }
    FloatVector s0 = FloatVector.fromArray(S, bias, bo2);
    FloatVector s1 = FloatVector.fromArray(S, bias, bo2 + 4);
    FloatVector s2 = FloatVector.fromArray(S, bias, bo2 + 8);
    FloatVector s3 = FloatVector.fromArray(S, bias, bo2 + 12);
    c0_0.add(s0).intoArray(c, co);
    c0_1.add(s1).intoArray(c, co + 4);
    c0_2.add(s2).intoArray(c, co + 8);
    c0_3.add(s3).intoArray(c, co + 12);
    c1_0.add(s0).intoArray(c, co + ldc);
    c1_1.add(s1).intoArray(c, co + ldc + 4);
    c1_2.add(s2).intoArray(c, co + ldc + 8);
    c1_3.add(s3).intoArray(c, co + ldc + 12);
    c2_0.add(s0).intoArray(c, co + 2 * ldc);
    c2_1.add(s1).intoArray(c, co + 2 * ldc + 4);
    c2_2.add(s2).intoArray(c, co + 2 * ldc + 8);
    c2_3.add(s3).intoArray(c, co + 2 * ldc + 12);
    c3_0.add(s0).intoArray(c, co + 3 * ldc);
    c3_1.add(s1).intoArray(c, co + 3 * ldc + 4);
    c3_2.add(s2).intoArray(c, co + 3 * ldc + 8);
    c3_3.add(s3).intoArray(c, co + 3 * ldc + 12);
    c4_0.add(s0).intoArray(c, co + 4 * ldc);
    c4_1.add(s1).intoArray(c, co + 4 * ldc + 4);
    c4_2.add(s2).intoArray(c, co + 4 * ldc + 8);
    c4_3.add(s3).intoArray(c, co + 4 * ldc + 12);
    c5_0.add(s0).intoArray(c, co + 5 * ldc);
    c5_1.add(s1).intoArray(c, co + 5 * ldc + 4);
    c5_2.add(s2).intoArray(c, co + 5 * ldc + 8);
    c5_3.add(s3).intoArray(c, co + 5 * ldc + 12);
  }
}
