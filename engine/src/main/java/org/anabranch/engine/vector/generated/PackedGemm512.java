// Written by PackedKernelGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * s = a b: a[m, kc] times an off-heap panel b[kc, 32] by 512-bit vectors. Rows of a stand LDA apart; b begins at byte bo.
 */
public final class PackedGemm512 {
  /** Rows of the register block. */
  public static final int ROWS = 13;

  /** Most inputs of a call, of which a panel is 96 KiB. */
  public static final int DEPTH = 768;

  /** Floats between rows: no power of two, so that rows do not fall into one set of the cache. */
  public static final int LDA = DEPTH + 16;

  private static final VectorSpecies<Float> S = FloatVector.SPECIES_512;
  private static final ByteOrder LE = ByteOrder.nativeOrder();

  private PackedGemm512() {}

  /** c = t + s, the chain of multiply-adds going on from t, for m = 1 .. ROWS rows. */
  public static void add(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> add1(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 2 -> add2(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 3 -> add3(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 4 -> add4(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 5 -> add5(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 6 -> add6(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 7 -> add7(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 8 -> add8(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 9 -> add9(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 10 -> add10(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 11 -> add11(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 12 -> add12(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      case 13 -> add13(kc, a, ao, b, bo, t, to, ldt, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void add1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
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

  private static void add2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
  }

  private static void add3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
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

  private static void add4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
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

  private static void add5(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
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

  private static void add6(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
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

  private static void add7(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
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

  private static void add8(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
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

  private static void add9(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    FloatVector c8_0 = FloatVector.fromArray(S, t, to + 8 * ldt);
    FloatVector c8_1 = FloatVector.fromArray(S, t, to + 8 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
      FloatVector v8 = FloatVector.broadcast(S, a[ao + k + 8 * LDA]);
      c8_0 = v8.fma(b0, c8_0);
      c8_1 = v8.fma(b1, c8_1);
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
    c8_0.intoArray(c, co + 8 * ldc);
    c8_1.intoArray(c, co + 8 * ldc + 16);
  }

  private static void add10(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    FloatVector c8_0 = FloatVector.fromArray(S, t, to + 8 * ldt);
    FloatVector c8_1 = FloatVector.fromArray(S, t, to + 8 * ldt + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, t, to + 9 * ldt);
    FloatVector c9_1 = FloatVector.fromArray(S, t, to + 9 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
      FloatVector v8 = FloatVector.broadcast(S, a[ao + k + 8 * LDA]);
      c8_0 = v8.fma(b0, c8_0);
      c8_1 = v8.fma(b1, c8_1);
      FloatVector v9 = FloatVector.broadcast(S, a[ao + k + 9 * LDA]);
      c9_0 = v9.fma(b0, c9_0);
      c9_1 = v9.fma(b1, c9_1);
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
    c8_0.intoArray(c, co + 8 * ldc);
    c8_1.intoArray(c, co + 8 * ldc + 16);
    c9_0.intoArray(c, co + 9 * ldc);
    c9_1.intoArray(c, co + 9 * ldc + 16);
  }

  private static void add11(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    FloatVector c8_0 = FloatVector.fromArray(S, t, to + 8 * ldt);
    FloatVector c8_1 = FloatVector.fromArray(S, t, to + 8 * ldt + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, t, to + 9 * ldt);
    FloatVector c9_1 = FloatVector.fromArray(S, t, to + 9 * ldt + 16);
    FloatVector c10_0 = FloatVector.fromArray(S, t, to + 10 * ldt);
    FloatVector c10_1 = FloatVector.fromArray(S, t, to + 10 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
      FloatVector v8 = FloatVector.broadcast(S, a[ao + k + 8 * LDA]);
      c8_0 = v8.fma(b0, c8_0);
      c8_1 = v8.fma(b1, c8_1);
      FloatVector v9 = FloatVector.broadcast(S, a[ao + k + 9 * LDA]);
      c9_0 = v9.fma(b0, c9_0);
      c9_1 = v9.fma(b1, c9_1);
      FloatVector v10 = FloatVector.broadcast(S, a[ao + k + 10 * LDA]);
      c10_0 = v10.fma(b0, c10_0);
      c10_1 = v10.fma(b1, c10_1);
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
    c8_0.intoArray(c, co + 8 * ldc);
    c8_1.intoArray(c, co + 8 * ldc + 16);
    c9_0.intoArray(c, co + 9 * ldc);
    c9_1.intoArray(c, co + 9 * ldc + 16);
    c10_0.intoArray(c, co + 10 * ldc);
    c10_1.intoArray(c, co + 10 * ldc + 16);
  }

  private static void add12(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    FloatVector c8_0 = FloatVector.fromArray(S, t, to + 8 * ldt);
    FloatVector c8_1 = FloatVector.fromArray(S, t, to + 8 * ldt + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, t, to + 9 * ldt);
    FloatVector c9_1 = FloatVector.fromArray(S, t, to + 9 * ldt + 16);
    FloatVector c10_0 = FloatVector.fromArray(S, t, to + 10 * ldt);
    FloatVector c10_1 = FloatVector.fromArray(S, t, to + 10 * ldt + 16);
    FloatVector c11_0 = FloatVector.fromArray(S, t, to + 11 * ldt);
    FloatVector c11_1 = FloatVector.fromArray(S, t, to + 11 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
      FloatVector v8 = FloatVector.broadcast(S, a[ao + k + 8 * LDA]);
      c8_0 = v8.fma(b0, c8_0);
      c8_1 = v8.fma(b1, c8_1);
      FloatVector v9 = FloatVector.broadcast(S, a[ao + k + 9 * LDA]);
      c9_0 = v9.fma(b0, c9_0);
      c9_1 = v9.fma(b1, c9_1);
      FloatVector v10 = FloatVector.broadcast(S, a[ao + k + 10 * LDA]);
      c10_0 = v10.fma(b0, c10_0);
      c10_1 = v10.fma(b1, c10_1);
      FloatVector v11 = FloatVector.broadcast(S, a[ao + k + 11 * LDA]);
      c11_0 = v11.fma(b0, c11_0);
      c11_1 = v11.fma(b1, c11_1);
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
    c8_0.intoArray(c, co + 8 * ldc);
    c8_1.intoArray(c, co + 8 * ldc + 16);
    c9_0.intoArray(c, co + 9 * ldc);
    c9_1.intoArray(c, co + 9 * ldc + 16);
    c10_0.intoArray(c, co + 10 * ldc);
    c10_1.intoArray(c, co + 10 * ldc + 16);
    c11_0.intoArray(c, co + 11 * ldc);
    c11_1.intoArray(c, co + 11 * ldc + 16);
  }

  private static void add13(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    FloatVector c8_0 = FloatVector.fromArray(S, t, to + 8 * ldt);
    FloatVector c8_1 = FloatVector.fromArray(S, t, to + 8 * ldt + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, t, to + 9 * ldt);
    FloatVector c9_1 = FloatVector.fromArray(S, t, to + 9 * ldt + 16);
    FloatVector c10_0 = FloatVector.fromArray(S, t, to + 10 * ldt);
    FloatVector c10_1 = FloatVector.fromArray(S, t, to + 10 * ldt + 16);
    FloatVector c11_0 = FloatVector.fromArray(S, t, to + 11 * ldt);
    FloatVector c11_1 = FloatVector.fromArray(S, t, to + 11 * ldt + 16);
    FloatVector c12_0 = FloatVector.fromArray(S, t, to + 12 * ldt);
    FloatVector c12_1 = FloatVector.fromArray(S, t, to + 12 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
      FloatVector v8 = FloatVector.broadcast(S, a[ao + k + 8 * LDA]);
      c8_0 = v8.fma(b0, c8_0);
      c8_1 = v8.fma(b1, c8_1);
      FloatVector v9 = FloatVector.broadcast(S, a[ao + k + 9 * LDA]);
      c9_0 = v9.fma(b0, c9_0);
      c9_1 = v9.fma(b1, c9_1);
      FloatVector v10 = FloatVector.broadcast(S, a[ao + k + 10 * LDA]);
      c10_0 = v10.fma(b0, c10_0);
      c10_1 = v10.fma(b1, c10_1);
      FloatVector v11 = FloatVector.broadcast(S, a[ao + k + 11 * LDA]);
      c11_0 = v11.fma(b0, c11_0);
      c11_1 = v11.fma(b1, c11_1);
      FloatVector v12 = FloatVector.broadcast(S, a[ao + k + 12 * LDA]);
      c12_0 = v12.fma(b0, c12_0);
      c12_1 = v12.fma(b1, c12_1);
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
    c8_0.intoArray(c, co + 8 * ldc);
    c8_1.intoArray(c, co + 8 * ldc + 16);
    c9_0.intoArray(c, co + 9 * ldc);
    c9_1.intoArray(c, co + 9 * ldc + 16);
    c10_0.intoArray(c, co + 10 * ldc);
    c10_1.intoArray(c, co + 10 * ldc + 16);
    c11_0.intoArray(c, co + 11 * ldc);
    c11_1.intoArray(c, co + 11 * ldc + 16);
    c12_0.intoArray(c, co + 12 * ldc);
    c12_1.intoArray(c, co + 12 * ldc + 16);
  }

  /** c = t + s + bias, the chain going on from t, for m = 1 .. ROWS rows. */
  public static void biased(int m, int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> biased1(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 2 -> biased2(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 3 -> biased3(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 4 -> biased4(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 5 -> biased5(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 6 -> biased6(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 7 -> biased7(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 8 -> biased8(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 9 -> biased9(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 10 -> biased10(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 11 -> biased11(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 12 -> biased12(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      case 13 -> biased13(kc, a, ao, b, bo, t, to, ldt, bias, bo2, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void biased1(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
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

  private static void biased2(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
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

  private static void biased3(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
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

  private static void biased4(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
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

  private static void biased5(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
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

  private static void biased6(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
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

  private static void biased7(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
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

  private static void biased8(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
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

  private static void biased9(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    FloatVector c8_0 = FloatVector.fromArray(S, t, to + 8 * ldt);
    FloatVector c8_1 = FloatVector.fromArray(S, t, to + 8 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
      FloatVector v8 = FloatVector.broadcast(S, a[ao + k + 8 * LDA]);
      c8_0 = v8.fma(b0, c8_0);
      c8_1 = v8.fma(b1, c8_1);
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
    c8_0.add(s0).intoArray(c, co + 8 * ldc);
    c8_1.add(s1).intoArray(c, co + 8 * ldc + 16);
  }

  private static void biased10(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    FloatVector c8_0 = FloatVector.fromArray(S, t, to + 8 * ldt);
    FloatVector c8_1 = FloatVector.fromArray(S, t, to + 8 * ldt + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, t, to + 9 * ldt);
    FloatVector c9_1 = FloatVector.fromArray(S, t, to + 9 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
      FloatVector v8 = FloatVector.broadcast(S, a[ao + k + 8 * LDA]);
      c8_0 = v8.fma(b0, c8_0);
      c8_1 = v8.fma(b1, c8_1);
      FloatVector v9 = FloatVector.broadcast(S, a[ao + k + 9 * LDA]);
      c9_0 = v9.fma(b0, c9_0);
      c9_1 = v9.fma(b1, c9_1);
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
    c8_0.add(s0).intoArray(c, co + 8 * ldc);
    c8_1.add(s1).intoArray(c, co + 8 * ldc + 16);
    c9_0.add(s0).intoArray(c, co + 9 * ldc);
    c9_1.add(s1).intoArray(c, co + 9 * ldc + 16);
  }

  private static void biased11(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    FloatVector c8_0 = FloatVector.fromArray(S, t, to + 8 * ldt);
    FloatVector c8_1 = FloatVector.fromArray(S, t, to + 8 * ldt + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, t, to + 9 * ldt);
    FloatVector c9_1 = FloatVector.fromArray(S, t, to + 9 * ldt + 16);
    FloatVector c10_0 = FloatVector.fromArray(S, t, to + 10 * ldt);
    FloatVector c10_1 = FloatVector.fromArray(S, t, to + 10 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
      FloatVector v8 = FloatVector.broadcast(S, a[ao + k + 8 * LDA]);
      c8_0 = v8.fma(b0, c8_0);
      c8_1 = v8.fma(b1, c8_1);
      FloatVector v9 = FloatVector.broadcast(S, a[ao + k + 9 * LDA]);
      c9_0 = v9.fma(b0, c9_0);
      c9_1 = v9.fma(b1, c9_1);
      FloatVector v10 = FloatVector.broadcast(S, a[ao + k + 10 * LDA]);
      c10_0 = v10.fma(b0, c10_0);
      c10_1 = v10.fma(b1, c10_1);
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
    c8_0.add(s0).intoArray(c, co + 8 * ldc);
    c8_1.add(s1).intoArray(c, co + 8 * ldc + 16);
    c9_0.add(s0).intoArray(c, co + 9 * ldc);
    c9_1.add(s1).intoArray(c, co + 9 * ldc + 16);
    c10_0.add(s0).intoArray(c, co + 10 * ldc);
    c10_1.add(s1).intoArray(c, co + 10 * ldc + 16);
  }

  private static void biased12(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    FloatVector c8_0 = FloatVector.fromArray(S, t, to + 8 * ldt);
    FloatVector c8_1 = FloatVector.fromArray(S, t, to + 8 * ldt + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, t, to + 9 * ldt);
    FloatVector c9_1 = FloatVector.fromArray(S, t, to + 9 * ldt + 16);
    FloatVector c10_0 = FloatVector.fromArray(S, t, to + 10 * ldt);
    FloatVector c10_1 = FloatVector.fromArray(S, t, to + 10 * ldt + 16);
    FloatVector c11_0 = FloatVector.fromArray(S, t, to + 11 * ldt);
    FloatVector c11_1 = FloatVector.fromArray(S, t, to + 11 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
      FloatVector v8 = FloatVector.broadcast(S, a[ao + k + 8 * LDA]);
      c8_0 = v8.fma(b0, c8_0);
      c8_1 = v8.fma(b1, c8_1);
      FloatVector v9 = FloatVector.broadcast(S, a[ao + k + 9 * LDA]);
      c9_0 = v9.fma(b0, c9_0);
      c9_1 = v9.fma(b1, c9_1);
      FloatVector v10 = FloatVector.broadcast(S, a[ao + k + 10 * LDA]);
      c10_0 = v10.fma(b0, c10_0);
      c10_1 = v10.fma(b1, c10_1);
      FloatVector v11 = FloatVector.broadcast(S, a[ao + k + 11 * LDA]);
      c11_0 = v11.fma(b0, c11_0);
      c11_1 = v11.fma(b1, c11_1);
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
    c8_0.add(s0).intoArray(c, co + 8 * ldc);
    c8_1.add(s1).intoArray(c, co + 8 * ldc + 16);
    c9_0.add(s0).intoArray(c, co + 9 * ldc);
    c9_1.add(s1).intoArray(c, co + 9 * ldc + 16);
    c10_0.add(s0).intoArray(c, co + 10 * ldc);
    c10_1.add(s1).intoArray(c, co + 10 * ldc + 16);
    c11_0.add(s0).intoArray(c, co + 11 * ldc);
    c11_1.add(s1).intoArray(c, co + 11 * ldc + 16);
  }

  private static void biased13(int kc, float[] a, int ao, MemorySegment b, long bo, float[] t, int to, int ldt, float[] bias, int bo2, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, t, to);
    FloatVector c0_1 = FloatVector.fromArray(S, t, to + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, t, to + ldt);
    FloatVector c1_1 = FloatVector.fromArray(S, t, to + ldt + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, t, to + 2 * ldt);
    FloatVector c2_1 = FloatVector.fromArray(S, t, to + 2 * ldt + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, t, to + 3 * ldt);
    FloatVector c3_1 = FloatVector.fromArray(S, t, to + 3 * ldt + 16);
    FloatVector c4_0 = FloatVector.fromArray(S, t, to + 4 * ldt);
    FloatVector c4_1 = FloatVector.fromArray(S, t, to + 4 * ldt + 16);
    FloatVector c5_0 = FloatVector.fromArray(S, t, to + 5 * ldt);
    FloatVector c5_1 = FloatVector.fromArray(S, t, to + 5 * ldt + 16);
    FloatVector c6_0 = FloatVector.fromArray(S, t, to + 6 * ldt);
    FloatVector c6_1 = FloatVector.fromArray(S, t, to + 6 * ldt + 16);
    FloatVector c7_0 = FloatVector.fromArray(S, t, to + 7 * ldt);
    FloatVector c7_1 = FloatVector.fromArray(S, t, to + 7 * ldt + 16);
    FloatVector c8_0 = FloatVector.fromArray(S, t, to + 8 * ldt);
    FloatVector c8_1 = FloatVector.fromArray(S, t, to + 8 * ldt + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, t, to + 9 * ldt);
    FloatVector c9_1 = FloatVector.fromArray(S, t, to + 9 * ldt + 16);
    FloatVector c10_0 = FloatVector.fromArray(S, t, to + 10 * ldt);
    FloatVector c10_1 = FloatVector.fromArray(S, t, to + 10 * ldt + 16);
    FloatVector c11_0 = FloatVector.fromArray(S, t, to + 11 * ldt);
    FloatVector c11_1 = FloatVector.fromArray(S, t, to + 11 * ldt + 16);
    FloatVector c12_0 = FloatVector.fromArray(S, t, to + 12 * ldt);
    FloatVector c12_1 = FloatVector.fromArray(S, t, to + 12 * ldt + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromMemorySegment(S, b, bo + k * 128L, LE);
      FloatVector b1 = FloatVector.fromMemorySegment(S, b, bo + k * 128L + 64L, LE);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k + 1 * LDA]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k + 2 * LDA]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k + 3 * LDA]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k + 4 * LDA]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k + 5 * LDA]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k + 6 * LDA]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k + 7 * LDA]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
      FloatVector v8 = FloatVector.broadcast(S, a[ao + k + 8 * LDA]);
      c8_0 = v8.fma(b0, c8_0);
      c8_1 = v8.fma(b1, c8_1);
      FloatVector v9 = FloatVector.broadcast(S, a[ao + k + 9 * LDA]);
      c9_0 = v9.fma(b0, c9_0);
      c9_1 = v9.fma(b1, c9_1);
      FloatVector v10 = FloatVector.broadcast(S, a[ao + k + 10 * LDA]);
      c10_0 = v10.fma(b0, c10_0);
      c10_1 = v10.fma(b1, c10_1);
      FloatVector v11 = FloatVector.broadcast(S, a[ao + k + 11 * LDA]);
      c11_0 = v11.fma(b0, c11_0);
      c11_1 = v11.fma(b1, c11_1);
      FloatVector v12 = FloatVector.broadcast(S, a[ao + k + 12 * LDA]);
      c12_0 = v12.fma(b0, c12_0);
      c12_1 = v12.fma(b1, c12_1);
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
    c8_0.add(s0).intoArray(c, co + 8 * ldc);
    c8_1.add(s1).intoArray(c, co + 8 * ldc + 16);
    c9_0.add(s0).intoArray(c, co + 9 * ldc);
    c9_1.add(s1).intoArray(c, co + 9 * ldc + 16);
    c10_0.add(s0).intoArray(c, co + 10 * ldc);
    c10_1.add(s1).intoArray(c, co + 10 * ldc + 16);
    c11_0.add(s0).intoArray(c, co + 11 * ldc);
    c11_1.add(s1).intoArray(c, co + 11 * ldc + 16);
    c12_0.add(s0).intoArray(c, co + 12 * ldc);
    c12_1.add(s1).intoArray(c, co + 12 * ldc + 16);
  }
}
