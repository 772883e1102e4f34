// Written by MicroKernelGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * s = a b: a[m, kc] times a heap panel b[kc, 32] by 128-bit vectors. Rows of a stand lda apart; b begins at element bo.
 */
public final class ArrayGemm128 {
  /** Rows of the register block. */
  public static final int ROWS = 8;

  private static final VectorSpecies<Float> S = FloatVector.SPECIES_128;

  private ArrayGemm128() {}

  /** c = s, for m = 1 .. ROWS rows and at least the panel's first n columns. */
  public static void set(int n, int m, int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
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
    if (n <= 8) {
      return;
    }
    switch (m) {
      case 1 -> set1(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 2 -> set2(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 3 -> set3(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 4 -> set4(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 5 -> set5(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 6 -> set6(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 7 -> set7(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 8 -> set8(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    if (n <= 16) {
      return;
    }
    switch (m) {
      case 1 -> set1(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 2 -> set2(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 3 -> set3(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 4 -> set4(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 5 -> set5(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 6 -> set6(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 7 -> set7(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 8 -> set8(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    if (n <= 24) {
      return;
    }
    switch (m) {
      case 1 -> set1(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 2 -> set2(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 3 -> set3(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 4 -> set4(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 5 -> set5(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 6 -> set6(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 7 -> set7(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 8 -> set8(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void set1(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
  }

  private static void set2(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
  }

  private static void set3(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
  }

  private static void set4(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
  }

  private static void set5(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 4);
  }

  private static void set6(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 4);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 4);
  }

  private static void set7(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 4);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 4);
    c6_0.intoArray(c, co + 6 * ldc);
    c6_1.intoArray(c, co + 6 * ldc + 4);
  }

  private static void set8(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 4);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 4);
    c6_0.intoArray(c, co + 6 * ldc);
    c6_1.intoArray(c, co + 6 * ldc + 4);
    c7_0.intoArray(c, co + 7 * ldc);
    c7_1.intoArray(c, co + 7 * ldc + 4);
  }

  /** c = c + s, the chain of multiply-adds going on from c, for m = 1 .. ROWS rows and the panel's first 32 columns. */
  public static void add(int m, int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
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
    switch (m) {
      case 1 -> add1(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 2 -> add2(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 3 -> add3(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 4 -> add4(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 5 -> add5(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 6 -> add6(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 7 -> add7(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      case 8 -> add8(kc, a, ao, lda, b, bo + 8, c, co + 8, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> add1(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 2 -> add2(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 3 -> add3(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 4 -> add4(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 5 -> add5(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 6 -> add6(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 7 -> add7(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      case 8 -> add8(kc, a, ao, lda, b, bo + 16, c, co + 16, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> add1(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 2 -> add2(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 3 -> add3(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 4 -> add4(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 5 -> add5(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 6 -> add6(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 7 -> add7(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      case 8 -> add8(kc, a, ao, lda, b, bo + 24, c, co + 24, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void add1(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
  }

  private static void add2(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[a1 + k]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
  }

  private static void add3(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
  }

  private static void add4(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 4);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
  }

  private static void add5(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 4);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 4);
    FloatVector c4_0 = FloatVector.fromArray(S, c, co + 4 * ldc);
    FloatVector c4_1 = FloatVector.fromArray(S, c, co + 4 * ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 4);
  }

  private static void add6(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 4);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 4);
    FloatVector c4_0 = FloatVector.fromArray(S, c, co + 4 * ldc);
    FloatVector c4_1 = FloatVector.fromArray(S, c, co + 4 * ldc + 4);
    FloatVector c5_0 = FloatVector.fromArray(S, c, co + 5 * ldc);
    FloatVector c5_1 = FloatVector.fromArray(S, c, co + 5 * ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 4);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 4);
  }

  private static void add7(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 4);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 4);
    FloatVector c4_0 = FloatVector.fromArray(S, c, co + 4 * ldc);
    FloatVector c4_1 = FloatVector.fromArray(S, c, co + 4 * ldc + 4);
    FloatVector c5_0 = FloatVector.fromArray(S, c, co + 5 * ldc);
    FloatVector c5_1 = FloatVector.fromArray(S, c, co + 5 * ldc + 4);
    FloatVector c6_0 = FloatVector.fromArray(S, c, co + 6 * ldc);
    FloatVector c6_1 = FloatVector.fromArray(S, c, co + 6 * ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 4);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 4);
    c6_0.intoArray(c, co + 6 * ldc);
    c6_1.intoArray(c, co + 6 * ldc + 4);
  }

  private static void add8(int kc, float[] a, int ao, int lda, float[] b, int bo, float[] c, int co, int ldc) {
    int a1 = ao + lda;
    int a2 = ao + 2 * lda;
    int a3 = ao + 3 * lda;
    int a4 = ao + 4 * lda;
    int a5 = ao + 5 * lda;
    int a6 = ao + 6 * lda;
    int a7 = ao + 7 * lda;
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 4);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 4);
    FloatVector c4_0 = FloatVector.fromArray(S, c, co + 4 * ldc);
    FloatVector c4_1 = FloatVector.fromArray(S, c, co + 4 * ldc + 4);
    FloatVector c5_0 = FloatVector.fromArray(S, c, co + 5 * ldc);
    FloatVector c5_1 = FloatVector.fromArray(S, c, co + 5 * ldc + 4);
    FloatVector c6_0 = FloatVector.fromArray(S, c, co + 6 * ldc);
    FloatVector c6_1 = FloatVector.fromArray(S, c, co + 6 * ldc + 4);
    FloatVector c7_0 = FloatVector.fromArray(S, c, co + 7 * ldc);
    FloatVector c7_1 = FloatVector.fromArray(S, c, co + 7 * ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
    c0_1.intoArray(c, co + 4);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 4);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 4);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 4);
    c4_0.intoArray(c, co + 4 * ldc);
    c4_1.intoArray(c, co + 4 * ldc + 4);
    c5_0.intoArray(c, co + 5 * ldc);
    c5_1.intoArray(c, co + 5 * ldc + 4);
    c6_0.intoArray(c, co + 6 * ldc);
    c6_1.intoArray(c, co + 6 * ldc + 4);
    c7_0.intoArray(c, co + 7 * ldc);
    c7_1.intoArray(c, co + 7 * ldc + 4);
  }

  /** c = f[row] s, a transposed: element k of row i is a[ao + 32 k + i], for m = 1 .. ROWS rows and at least the panel's first n columns. */
  public static void weighed(int n, int m, int kc, float[] a, int ao, float[] b, int bo, float[] f, int fo, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> weighed1(kc, a, ao, b, bo, f, fo, c, co, ldc);
      case 2 -> weighed2(kc, a, ao, b, bo, f, fo, c, co, ldc);
      case 3 -> weighed3(kc, a, ao, b, bo, f, fo, c, co, ldc);
      case 4 -> weighed4(kc, a, ao, b, bo, f, fo, c, co, ldc);
      case 5 -> weighed5(kc, a, ao, b, bo, f, fo, c, co, ldc);
      case 6 -> weighed6(kc, a, ao, b, bo, f, fo, c, co, ldc);
      case 7 -> weighed7(kc, a, ao, b, bo, f, fo, c, co, ldc);
      case 8 -> weighed8(kc, a, ao, b, bo, f, fo, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    if (n <= 8) {
      return;
    }
    switch (m) {
      case 1 -> weighed1(kc, a, ao, b, bo + 8, f, fo, c, co + 8, ldc);
      case 2 -> weighed2(kc, a, ao, b, bo + 8, f, fo, c, co + 8, ldc);
      case 3 -> weighed3(kc, a, ao, b, bo + 8, f, fo, c, co + 8, ldc);
      case 4 -> weighed4(kc, a, ao, b, bo + 8, f, fo, c, co + 8, ldc);
      case 5 -> weighed5(kc, a, ao, b, bo + 8, f, fo, c, co + 8, ldc);
      case 6 -> weighed6(kc, a, ao, b, bo + 8, f, fo, c, co + 8, ldc);
      case 7 -> weighed7(kc, a, ao, b, bo + 8, f, fo, c, co + 8, ldc);
      case 8 -> weighed8(kc, a, ao, b, bo + 8, f, fo, c, co + 8, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    if (n <= 16) {
      return;
    }
    switch (m) {
      case 1 -> weighed1(kc, a, ao, b, bo + 16, f, fo, c, co + 16, ldc);
      case 2 -> weighed2(kc, a, ao, b, bo + 16, f, fo, c, co + 16, ldc);
      case 3 -> weighed3(kc, a, ao, b, bo + 16, f, fo, c, co + 16, ldc);
      case 4 -> weighed4(kc, a, ao, b, bo + 16, f, fo, c, co + 16, ldc);
      case 5 -> weighed5(kc, a, ao, b, bo + 16, f, fo, c, co + 16, ldc);
      case 6 -> weighed6(kc, a, ao, b, bo + 16, f, fo, c, co + 16, ldc);
      case 7 -> weighed7(kc, a, ao, b, bo + 16, f, fo, c, co + 16, ldc);
      case 8 -> weighed8(kc, a, ao, b, bo + 16, f, fo, c, co + 16, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    if (n <= 24) {
      return;
    }
    switch (m) {
      case 1 -> weighed1(kc, a, ao, b, bo + 24, f, fo, c, co + 24, ldc);
      case 2 -> weighed2(kc, a, ao, b, bo + 24, f, fo, c, co + 24, ldc);
      case 3 -> weighed3(kc, a, ao, b, bo + 24, f, fo, c, co + 24, ldc);
      case 4 -> weighed4(kc, a, ao, b, bo + 24, f, fo, c, co + 24, ldc);
      case 5 -> weighed5(kc, a, ao, b, bo + 24, f, fo, c, co + 24, ldc);
      case 6 -> weighed6(kc, a, ao, b, bo + 24, f, fo, c, co + 24, ldc);
      case 7 -> weighed7(kc, a, ao, b, bo + 24, f, fo, c, co + 24, ldc);
      case 8 -> weighed8(kc, a, ao, b, bo + 24, f, fo, c, co + 24, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void weighed1(int kc, float[] a, int ao, float[] b, int bo, float[] f, int fo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k * 32]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
    }
    c0_0.mul(f[fo]).intoArray(c, co);
    c0_1.mul(f[fo]).intoArray(c, co + 4);
  }

  private static void weighed2(int kc, float[] a, int ao, float[] b, int bo, float[] f, int fo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k * 32]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k * 32 + 1]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
    }
    c0_0.mul(f[fo]).intoArray(c, co);
    c0_1.mul(f[fo]).intoArray(c, co + 4);
    c1_0.mul(f[fo + 1]).intoArray(c, co + ldc);
    c1_1.mul(f[fo + 1]).intoArray(c, co + ldc + 4);
  }

  private static void weighed3(int kc, float[] a, int ao, float[] b, int bo, float[] f, int fo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k * 32]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k * 32 + 1]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k * 32 + 2]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
    }
    c0_0.mul(f[fo]).intoArray(c, co);
    c0_1.mul(f[fo]).intoArray(c, co + 4);
    c1_0.mul(f[fo + 1]).intoArray(c, co + ldc);
    c1_1.mul(f[fo + 1]).intoArray(c, co + ldc + 4);
    c2_0.mul(f[fo + 2]).intoArray(c, co + 2 * ldc);
    c2_1.mul(f[fo + 2]).intoArray(c, co + 2 * ldc + 4);
  }

  private static void weighed4(int kc, float[] a, int ao, float[] b, int bo, float[] f, int fo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    FloatVector c3_0 = FloatVector.zero(S);
    FloatVector c3_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k * 32]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k * 32 + 1]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k * 32 + 2]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k * 32 + 3]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
    }
    c0_0.mul(f[fo]).intoArray(c, co);
    c0_1.mul(f[fo]).intoArray(c, co + 4);
    c1_0.mul(f[fo + 1]).intoArray(c, co + ldc);
    c1_1.mul(f[fo + 1]).intoArray(c, co + ldc + 4);
    c2_0.mul(f[fo + 2]).intoArray(c, co + 2 * ldc);
    c2_1.mul(f[fo + 2]).intoArray(c, co + 2 * ldc + 4);
    c3_0.mul(f[fo + 3]).intoArray(c, co + 3 * ldc);
    c3_1.mul(f[fo + 3]).intoArray(c, co + 3 * ldc + 4);
  }

  private static void weighed5(int kc, float[] a, int ao, float[] b, int bo, float[] f, int fo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k * 32]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k * 32 + 1]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k * 32 + 2]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k * 32 + 3]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k * 32 + 4]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
    }
    c0_0.mul(f[fo]).intoArray(c, co);
    c0_1.mul(f[fo]).intoArray(c, co + 4);
    c1_0.mul(f[fo + 1]).intoArray(c, co + ldc);
    c1_1.mul(f[fo + 1]).intoArray(c, co + ldc + 4);
    c2_0.mul(f[fo + 2]).intoArray(c, co + 2 * ldc);
    c2_1.mul(f[fo + 2]).intoArray(c, co + 2 * ldc + 4);
    c3_0.mul(f[fo + 3]).intoArray(c, co + 3 * ldc);
    c3_1.mul(f[fo + 3]).intoArray(c, co + 3 * ldc + 4);
    c4_0.mul(f[fo + 4]).intoArray(c, co + 4 * ldc);
    c4_1.mul(f[fo + 4]).intoArray(c, co + 4 * ldc + 4);
  }

  private static void weighed6(int kc, float[] a, int ao, float[] b, int bo, float[] f, int fo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k * 32]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k * 32 + 1]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k * 32 + 2]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k * 32 + 3]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k * 32 + 4]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k * 32 + 5]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
    }
    c0_0.mul(f[fo]).intoArray(c, co);
    c0_1.mul(f[fo]).intoArray(c, co + 4);
    c1_0.mul(f[fo + 1]).intoArray(c, co + ldc);
    c1_1.mul(f[fo + 1]).intoArray(c, co + ldc + 4);
    c2_0.mul(f[fo + 2]).intoArray(c, co + 2 * ldc);
    c2_1.mul(f[fo + 2]).intoArray(c, co + 2 * ldc + 4);
    c3_0.mul(f[fo + 3]).intoArray(c, co + 3 * ldc);
    c3_1.mul(f[fo + 3]).intoArray(c, co + 3 * ldc + 4);
    c4_0.mul(f[fo + 4]).intoArray(c, co + 4 * ldc);
    c4_1.mul(f[fo + 4]).intoArray(c, co + 4 * ldc + 4);
    c5_0.mul(f[fo + 5]).intoArray(c, co + 5 * ldc);
    c5_1.mul(f[fo + 5]).intoArray(c, co + 5 * ldc + 4);
  }

  private static void weighed7(int kc, float[] a, int ao, float[] b, int bo, float[] f, int fo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k * 32]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k * 32 + 1]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k * 32 + 2]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k * 32 + 3]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k * 32 + 4]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k * 32 + 5]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k * 32 + 6]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
    }
    c0_0.mul(f[fo]).intoArray(c, co);
    c0_1.mul(f[fo]).intoArray(c, co + 4);
    c1_0.mul(f[fo + 1]).intoArray(c, co + ldc);
    c1_1.mul(f[fo + 1]).intoArray(c, co + ldc + 4);
    c2_0.mul(f[fo + 2]).intoArray(c, co + 2 * ldc);
    c2_1.mul(f[fo + 2]).intoArray(c, co + 2 * ldc + 4);
    c3_0.mul(f[fo + 3]).intoArray(c, co + 3 * ldc);
    c3_1.mul(f[fo + 3]).intoArray(c, co + 3 * ldc + 4);
    c4_0.mul(f[fo + 4]).intoArray(c, co + 4 * ldc);
    c4_1.mul(f[fo + 4]).intoArray(c, co + 4 * ldc + 4);
    c5_0.mul(f[fo + 5]).intoArray(c, co + 5 * ldc);
    c5_1.mul(f[fo + 5]).intoArray(c, co + 5 * ldc + 4);
    c6_0.mul(f[fo + 6]).intoArray(c, co + 6 * ldc);
    c6_1.mul(f[fo + 6]).intoArray(c, co + 6 * ldc + 4);
  }

  private static void weighed8(int kc, float[] a, int ao, float[] b, int bo, float[] f, int fo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector v0 = FloatVector.broadcast(S, a[ao + k * 32]);
      c0_0 = v0.fma(b0, c0_0);
      c0_1 = v0.fma(b1, c0_1);
      FloatVector v1 = FloatVector.broadcast(S, a[ao + k * 32 + 1]);
      c1_0 = v1.fma(b0, c1_0);
      c1_1 = v1.fma(b1, c1_1);
      FloatVector v2 = FloatVector.broadcast(S, a[ao + k * 32 + 2]);
      c2_0 = v2.fma(b0, c2_0);
      c2_1 = v2.fma(b1, c2_1);
      FloatVector v3 = FloatVector.broadcast(S, a[ao + k * 32 + 3]);
      c3_0 = v3.fma(b0, c3_0);
      c3_1 = v3.fma(b1, c3_1);
      FloatVector v4 = FloatVector.broadcast(S, a[ao + k * 32 + 4]);
      c4_0 = v4.fma(b0, c4_0);
      c4_1 = v4.fma(b1, c4_1);
      FloatVector v5 = FloatVector.broadcast(S, a[ao + k * 32 + 5]);
      c5_0 = v5.fma(b0, c5_0);
      c5_1 = v5.fma(b1, c5_1);
      FloatVector v6 = FloatVector.broadcast(S, a[ao + k * 32 + 6]);
      c6_0 = v6.fma(b0, c6_0);
      c6_1 = v6.fma(b1, c6_1);
      FloatVector v7 = FloatVector.broadcast(S, a[ao + k * 32 + 7]);
      c7_0 = v7.fma(b0, c7_0);
      c7_1 = v7.fma(b1, c7_1);
    }
    c0_0.mul(f[fo]).intoArray(c, co);
    c0_1.mul(f[fo]).intoArray(c, co + 4);
    c1_0.mul(f[fo + 1]).intoArray(c, co + ldc);
    c1_1.mul(f[fo + 1]).intoArray(c, co + ldc + 4);
    c2_0.mul(f[fo + 2]).intoArray(c, co + 2 * ldc);
    c2_1.mul(f[fo + 2]).intoArray(c, co + 2 * ldc + 4);
    c3_0.mul(f[fo + 3]).intoArray(c, co + 3 * ldc);
    c3_1.mul(f[fo + 3]).intoArray(c, co + 3 * ldc + 4);
    c4_0.mul(f[fo + 4]).intoArray(c, co + 4 * ldc);
    c4_1.mul(f[fo + 4]).intoArray(c, co + 4 * ldc + 4);
    c5_0.mul(f[fo + 5]).intoArray(c, co + 5 * ldc);
    c5_1.mul(f[fo + 5]).intoArray(c, co + 5 * ldc + 4);
    c6_0.mul(f[fo + 6]).intoArray(c, co + 6 * ldc);
    c6_1.mul(f[fo + 6]).intoArray(c, co + 6 * ldc + 4);
    c7_0.mul(f[fo + 7]).intoArray(c, co + 7 * ldc);
    c7_1.mul(f[fo + 7]).intoArray(c, co + 7 * ldc + 4);
  }
}
