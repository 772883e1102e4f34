// Written by MicroKernelGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** a[m, kc] times a heap panel [kc, 32] by 128-bit vectors; a's rows stand LDA apart. */
public final class ArrayGemm128 {
  /** Rows of the register block. */
  public static final int ROWS = 4;

  private static final int LDA = 400;
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_128;

  private ArrayGemm128() {}


  /** c[m, 32] = a b for m = 1 .. ROWS rows; b begins at element bo. */
  public static void set(int m, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> set1(kc, a, ao, b, bo, c, co, ldc);
      case 2 -> set2(kc, a, ao, b, bo, c, co, ldc);
      case 3 -> set3(kc, a, ao, b, bo, c, co, ldc);
      case 4 -> set4(kc, a, ao, b, bo, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> set1(kc, a, ao, b, bo + 8, c, co + 8, ldc);
      case 2 -> set2(kc, a, ao, b, bo + 8, c, co + 8, ldc);
      case 3 -> set3(kc, a, ao, b, bo + 8, c, co + 8, ldc);
      case 4 -> set4(kc, a, ao, b, bo + 8, c, co + 8, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> set1(kc, a, ao, b, bo + 16, c, co + 16, ldc);
      case 2 -> set2(kc, a, ao, b, bo + 16, c, co + 16, ldc);
      case 3 -> set3(kc, a, ao, b, bo + 16, c, co + 16, ldc);
      case 4 -> set4(kc, a, ao, b, bo + 16, c, co + 16, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> set1(kc, a, ao, b, bo + 24, c, co + 24, ldc);
      case 2 -> set2(kc, a, ao, b, bo + 24, c, co + 24, ldc);
      case 3 -> set3(kc, a, ao, b, bo + 24, c, co + 24, ldc);
      case 4 -> set4(kc, a, ao, b, bo + 24, c, co + 24, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void set1(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
  }

  private static void set2(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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

  private static void set3(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.zero(S);
    FloatVector c0_1 = FloatVector.zero(S);
    FloatVector c1_0 = FloatVector.zero(S);
    FloatVector c1_1 = FloatVector.zero(S);
    FloatVector c2_0 = FloatVector.zero(S);
    FloatVector c2_1 = FloatVector.zero(S);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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

  /** c[m, 32] += a b for m = 1 .. ROWS rows; b begins at element bo. */
  public static void add(int m, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    switch (m) {
      case 1 -> add1(kc, a, ao, b, bo, c, co, ldc);
      case 2 -> add2(kc, a, ao, b, bo, c, co, ldc);
      case 3 -> add3(kc, a, ao, b, bo, c, co, ldc);
      case 4 -> add4(kc, a, ao, b, bo, c, co, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> add1(kc, a, ao, b, bo + 8, c, co + 8, ldc);
      case 2 -> add2(kc, a, ao, b, bo + 8, c, co + 8, ldc);
      case 3 -> add3(kc, a, ao, b, bo + 8, c, co + 8, ldc);
      case 4 -> add4(kc, a, ao, b, bo + 8, c, co + 8, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> add1(kc, a, ao, b, bo + 16, c, co + 16, ldc);
      case 2 -> add2(kc, a, ao, b, bo + 16, c, co + 16, ldc);
      case 3 -> add3(kc, a, ao, b, bo + 16, c, co + 16, ldc);
      case 4 -> add4(kc, a, ao, b, bo + 16, c, co + 16, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
    switch (m) {
      case 1 -> add1(kc, a, ao, b, bo + 24, c, co + 24, ldc);
      case 2 -> add2(kc, a, ao, b, bo + 24, c, co + 24, ldc);
      case 3 -> add3(kc, a, ao, b, bo + 24, c, co + 24, ldc);
      case 4 -> add4(kc, a, ao, b, bo + 24, c, co + 24, ldc);
      default -> throw new IllegalArgumentException("rows: " + m);
    }
  }

  private static void add1(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
      FloatVector a0 = FloatVector.broadcast(S, a[ao + k]);
      c0_0 = a0.fma(b0, c0_0);
      c0_1 = a0.fma(b1, c0_1);
    }
    c0_0.intoArray(c, co);
    c0_1.intoArray(c, co + 4);
  }

  private static void add2(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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

  private static void add3(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c0_0 = FloatVector.fromArray(S, c, co);
    FloatVector c0_1 = FloatVector.fromArray(S, c, co + 4);
    FloatVector c1_0 = FloatVector.fromArray(S, c, co + ldc);
    FloatVector c1_1 = FloatVector.fromArray(S, c, co + ldc + 4);
    FloatVector c2_0 = FloatVector.fromArray(S, c, co + 2 * ldc);
    FloatVector c2_1 = FloatVector.fromArray(S, c, co + 2 * ldc + 4);
    for (int k = 0; k < kc; k++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bo + k * 32);
      FloatVector b1 = FloatVector.fromArray(S, b, bo + k * 32 + 4);
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

  private static void add4(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
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
}
