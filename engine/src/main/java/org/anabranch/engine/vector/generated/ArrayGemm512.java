// Written by MicroKernelGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** a[m, kc] times a heap panel [kc, 32] by 512-bit vectors; a's rows stand LDA apart. */
public final class ArrayGemm512 {
  /** Rows of the register block. */
  public static final int ROWS = 12;

  private static final int LDA = 400;
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_512;

  private ArrayGemm512() {}


  /** c[m, 32] = a b for m = 1 .. ROWS rows; b begins at element bo. */
  public static void set(int m, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> set1(kc, a, ao, b, bo, c, co, ldc);
      case 2 -> set2(kc, a, ao, b, bo, c, co, ldc);
      case 3 -> set3(kc, a, ao, b, bo, c, co, ldc);
      case 4 -> set4(kc, a, ao, b, bo, c, co, ldc);
      case 5 -> set5(kc, a, ao, b, bo, c, co, ldc);
      case 6 -> set6(kc, a, ao, b, bo, c, co, ldc);
      case 7 -> set7(kc, a, ao, b, bo, c, co, ldc);
      case 8 -> set8(kc, a, ao, b, bo, c, co, ldc);
      case 9 -> set9(kc, a, ao, b, bo, c, co, ldc);
      case 10 -> set10(kc, a, ao, b, bo, c, co, ldc);
      case 11 -> set11(kc, a, ao, b, bo, c, co, ldc);
      case 12 -> set12(kc, a, ao, b, bo, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void set1(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
  }

  private static void set2(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
  }

  private static void set3(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
  }

  private static void set4(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
  }

  private static void set5(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
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

  private static void set6(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
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

  private static void set7(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
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

  private static void set8(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[ao + 2800 + k]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
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

  private static void set9(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[ao + 2800 + k]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[ao + 3200 + k]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
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

  private static void set10(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[ao + 2800 + k]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[ao + 3200 + k]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
      FloatVector a9 = FloatVector.broadcast(S, a[ao + 3600 + k]);
      c9_0 = a9.fma(b0, c9_0);
      c9_1 = a9.fma(b1, c9_1);
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

  private static void set11(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
    FloatVector c10_0 = FloatVector.zero(S);
    FloatVector c10_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[ao + 2800 + k]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[ao + 3200 + k]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
      FloatVector a9 = FloatVector.broadcast(S, a[ao + 3600 + k]);
      c9_0 = a9.fma(b0, c9_0);
      c9_1 = a9.fma(b1, c9_1);
      FloatVector a10 = FloatVector.broadcast(S, a[ao + 4000 + k]);
      c10_0 = a10.fma(b0, c10_0);
      c10_1 = a10.fma(b1, c10_1);
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

  private static void set12(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
    FloatVector c10_0 = FloatVector.zero(S);
    FloatVector c10_1 = FloatVector.zero(S);
    FloatVector c11_0 = FloatVector.zero(S);
    FloatVector c11_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[ao + 2800 + k]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[ao + 3200 + k]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
      FloatVector a9 = FloatVector.broadcast(S, a[ao + 3600 + k]);
      c9_0 = a9.fma(b0, c9_0);
      c9_1 = a9.fma(b1, c9_1);
      FloatVector a10 = FloatVector.broadcast(S, a[ao + 4000 + k]);
      c10_0 = a10.fma(b0, c10_0);
      c10_1 = a10.fma(b1, c10_1);
      FloatVector a11 = FloatVector.broadcast(S, a[ao + 4400 + k]);
      c11_0 = a11.fma(b0, c11_0);
      c11_1 = a11.fma(b1, c11_1);
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

  /** c[m, 32] += a b for m = 1 .. ROWS rows; b begins at element bo. */
  public static void add(int m, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> add1(kc, a, ao, b, bo, c, co, ldc);
      case 2 -> add2(kc, a, ao, b, bo, c, co, ldc);
      case 3 -> add3(kc, a, ao, b, bo, c, co, ldc);
      case 4 -> add4(kc, a, ao, b, bo, c, co, ldc);
      case 5 -> add5(kc, a, ao, b, bo, c, co, ldc);
      case 6 -> add6(kc, a, ao, b, bo, c, co, ldc);
      case 7 -> add7(kc, a, ao, b, bo, c, co, ldc);
      case 8 -> add8(kc, a, ao, b, bo, c, co, ldc);
      case 9 -> add9(kc, a, ao, b, bo, c, co, ldc);
      case 10 -> add10(kc, a, ao, b, bo, c, co, ldc);
      case 11 -> add11(kc, a, ao, b, bo, c, co, ldc);
      case 12 -> add12(kc, a, ao, b, bo, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void add1(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
  }

  private static void add2(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
      FloatVector a1 = FloatVector.broadcast(S, a[ao + 400 + k]);
      c1_0 = a1.fma(b0, c1_0);
      c1_1 = a1.fma(b1, c1_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
  }

  private static void add3(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
  }

  private static void add4(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 16);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 16);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 16);
    FloatVector c3_0 = FloatVector.fromArray(S, c, co + 3 * ldc);
    FloatVector c3_1 = FloatVector.fromArray(S, c, co + 3 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
    c0_1.intoArray(c, co + 16);
    c1_0.intoArray(c, co + ldc);
    c1_1.intoArray(c, co + ldc + 16);
    c2_0.intoArray(c, co + 2 * ldc);
    c2_1.intoArray(c, co + 2 * ldc + 16);
    c3_0.intoArray(c, co + 3 * ldc);
    c3_1.intoArray(c, co + 3 * ldc + 16);
  }

  private static void add5(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
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

  private static void add6(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
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

  private static void add7(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
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

  private static void add8(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[ao + 2800 + k]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
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

  private static void add9(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
    FloatVector c8_0 = FloatVector.fromArray(S, c, co + 8 * ldc);
    FloatVector c8_1 = FloatVector.fromArray(S, c, co + 8 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[ao + 2800 + k]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[ao + 3200 + k]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
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

  private static void add10(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
    FloatVector c8_0 = FloatVector.fromArray(S, c, co + 8 * ldc);
    FloatVector c8_1 = FloatVector.fromArray(S, c, co + 8 * ldc + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, c, co + 9 * ldc);
    FloatVector c9_1 = FloatVector.fromArray(S, c, co + 9 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[ao + 2800 + k]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[ao + 3200 + k]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
      FloatVector a9 = FloatVector.broadcast(S, a[ao + 3600 + k]);
      c9_0 = a9.fma(b0, c9_0);
      c9_1 = a9.fma(b1, c9_1);
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

  private static void add11(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
    FloatVector c8_0 = FloatVector.fromArray(S, c, co + 8 * ldc);
    FloatVector c8_1 = FloatVector.fromArray(S, c, co + 8 * ldc + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, c, co + 9 * ldc);
    FloatVector c9_1 = FloatVector.fromArray(S, c, co + 9 * ldc + 16);
    FloatVector c10_0 = FloatVector.fromArray(S, c, co + 10 * ldc);
    FloatVector c10_1 = FloatVector.fromArray(S, c, co + 10 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[ao + 2800 + k]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[ao + 3200 + k]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
      FloatVector a9 = FloatVector.broadcast(S, a[ao + 3600 + k]);
      c9_0 = a9.fma(b0, c9_0);
      c9_1 = a9.fma(b1, c9_1);
      FloatVector a10 = FloatVector.broadcast(S, a[ao + 4000 + k]);
      c10_0 = a10.fma(b0, c10_0);
      c10_1 = a10.fma(b1, c10_1);
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

  private static void add12(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
    FloatVector c8_0 = FloatVector.fromArray(S, c, co + 8 * ldc);
    FloatVector c8_1 = FloatVector.fromArray(S, c, co + 8 * ldc + 16);
    FloatVector c9_0 = FloatVector.fromArray(S, c, co + 9 * ldc);
    FloatVector c9_1 = FloatVector.fromArray(S, c, co + 9 * ldc + 16);
    FloatVector c10_0 = FloatVector.fromArray(S, c, co + 10 * ldc);
    FloatVector c10_1 = FloatVector.fromArray(S, c, co + 10 * ldc + 16);
    FloatVector c11_0 = FloatVector.fromArray(S, c, co + 11 * ldc);
    FloatVector c11_1 = FloatVector.fromArray(S, c, co + 11 * ldc + 16);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 16);
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
      FloatVector a4 = FloatVector.broadcast(S, a[ao + 1600 + k]);
      c4_0 = a4.fma(b0, c4_0);
      c4_1 = a4.fma(b1, c4_1);
      FloatVector a5 = FloatVector.broadcast(S, a[ao + 2000 + k]);
      c5_0 = a5.fma(b0, c5_0);
      c5_1 = a5.fma(b1, c5_1);
      FloatVector a6 = FloatVector.broadcast(S, a[ao + 2400 + k]);
      c6_0 = a6.fma(b0, c6_0);
      c6_1 = a6.fma(b1, c6_1);
      FloatVector a7 = FloatVector.broadcast(S, a[ao + 2800 + k]);
      c7_0 = a7.fma(b0, c7_0);
      c7_1 = a7.fma(b1, c7_1);
      FloatVector a8 = FloatVector.broadcast(S, a[ao + 3200 + k]);
      c8_0 = a8.fma(b0, c8_0);
      c8_1 = a8.fma(b1, c8_1);
      FloatVector a9 = FloatVector.broadcast(S, a[ao + 3600 + k]);
      c9_0 = a9.fma(b0, c9_0);
      c9_1 = a9.fma(b1, c9_1);
      FloatVector a10 = FloatVector.broadcast(S, a[ao + 4000 + k]);
      c10_0 = a10.fma(b0, c10_0);
      c10_1 = a10.fma(b1, c10_1);
      FloatVector a11 = FloatVector.broadcast(S, a[ao + 4400 + k]);
      c11_0 = a11.fma(b0, c11_0);
      c11_1 = a11.fma(b1, c11_1);
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
}
