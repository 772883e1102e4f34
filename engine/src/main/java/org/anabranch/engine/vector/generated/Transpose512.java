// Written by TransposeGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Transposes tiles of 16 x 16 floats. */
public final class Transpose512 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_512;
  private static final IntVector LOW8 = indices(8, false);
  private static final IntVector HIGH8 = indices(8, true);
  private static final IntVector LOW4 = indices(4, false);
  private static final IntVector HIGH4 = indices(4, true);
  private static final IntVector LOW2 = indices(2, false);
  private static final IntVector HIGH2 = indices(2, true);
  private static final IntVector LOW1 = indices(1, false);
  private static final IntVector HIGH1 = indices(1, true);

  private Transpose512() {}

  /** Of two rows that stand d apart, the elements of the upper (or lower) one after exchanging blocks of d. */
  private static IntVector indices(int d, boolean high) {
    int[] at = new int[16];
    for (int i = 0; i < at.length; i++) {
      boolean left = (i & d) == 0;
      at[i] = high ? left ? i + d : at.length + i : left ? i : at.length + i - d;
    }
    return IntVector.fromArray(IntVector.SPECIES_512, at, 0);
  }

  /** y[yAt + c * ldy + r] = f x[xAt + min(r, last) * ldx + c] for r, c < 16. */
  public static void tile(float f, float[] x, int xAt, int ldx, int last, float[] y, int yAt, int ldy) {
    IntVector r0 = FloatVector.fromArray(S, x, xAt + Math.min(0, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r1 = FloatVector.fromArray(S, x, xAt + Math.min(1, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r2 = FloatVector.fromArray(S, x, xAt + Math.min(2, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r3 = FloatVector.fromArray(S, x, xAt + Math.min(3, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r4 = FloatVector.fromArray(S, x, xAt + Math.min(4, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r5 = FloatVector.fromArray(S, x, xAt + Math.min(5, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r6 = FloatVector.fromArray(S, x, xAt + Math.min(6, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r7 = FloatVector.fromArray(S, x, xAt + Math.min(7, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r8 = FloatVector.fromArray(S, x, xAt + Math.min(8, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r9 = FloatVector.fromArray(S, x, xAt + Math.min(9, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r10 = FloatVector.fromArray(S, x, xAt + Math.min(10, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r11 = FloatVector.fromArray(S, x, xAt + Math.min(11, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r12 = FloatVector.fromArray(S, x, xAt + Math.min(12, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r13 = FloatVector.fromArray(S, x, xAt + Math.min(13, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r14 = FloatVector.fromArray(S, x, xAt + Math.min(14, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r15 = FloatVector.fromArray(S, x, xAt + Math.min(15, last) * ldx).mul(f).reinterpretAsInts();
    IntVector s8_0 = LOW8.selectFrom(r0, r8);
    IntVector s8_1 = LOW8.selectFrom(r1, r9);
    IntVector s8_2 = LOW8.selectFrom(r2, r10);
    IntVector s8_3 = LOW8.selectFrom(r3, r11);
    IntVector s8_4 = LOW8.selectFrom(r4, r12);
    IntVector s8_5 = LOW8.selectFrom(r5, r13);
    IntVector s8_6 = LOW8.selectFrom(r6, r14);
    IntVector s8_7 = LOW8.selectFrom(r7, r15);
    IntVector s8_8 = HIGH8.selectFrom(r0, r8);
    IntVector s8_9 = HIGH8.selectFrom(r1, r9);
    IntVector s8_10 = HIGH8.selectFrom(r2, r10);
    IntVector s8_11 = HIGH8.selectFrom(r3, r11);
    IntVector s8_12 = HIGH8.selectFrom(r4, r12);
    IntVector s8_13 = HIGH8.selectFrom(r5, r13);
    IntVector s8_14 = HIGH8.selectFrom(r6, r14);
    IntVector s8_15 = HIGH8.selectFrom(r7, r15);
    IntVector s4_0 = LOW4.selectFrom(s8_0, s8_4);
    IntVector s4_1 = LOW4.selectFrom(s8_1, s8_5);
    IntVector s4_2 = LOW4.selectFrom(s8_2, s8_6);
    IntVector s4_3 = LOW4.selectFrom(s8_3, s8_7);
    IntVector s4_4 = HIGH4.selectFrom(s8_0, s8_4);
    IntVector s4_5 = HIGH4.selectFrom(s8_1, s8_5);
    IntVector s4_6 = HIGH4.selectFrom(s8_2, s8_6);
    IntVector s4_7 = HIGH4.selectFrom(s8_3, s8_7);
    IntVector s4_8 = LOW4.selectFrom(s8_8, s8_12);
    IntVector s4_9 = LOW4.selectFrom(s8_9, s8_13);
    IntVector s4_10 = LOW4.selectFrom(s8_10, s8_14);
    IntVector s4_11 = LOW4.selectFrom(s8_11, s8_15);
    IntVector s4_12 = HIGH4.selectFrom(s8_8, s8_12);
    IntVector s4_13 = HIGH4.selectFrom(s8_9, s8_13);
    IntVector s4_14 = HIGH4.selectFrom(s8_10, s8_14);
    IntVector s4_15 = HIGH4.selectFrom(s8_11, s8_15);
    IntVector s2_0 = LOW2.selectFrom(s4_0, s4_2);
    IntVector s2_1 = LOW2.selectFrom(s4_1, s4_3);
    IntVector s2_2 = HIGH2.selectFrom(s4_0, s4_2);
    IntVector s2_3 = HIGH2.selectFrom(s4_1, s4_3);
    IntVector s2_4 = LOW2.selectFrom(s4_4, s4_6);
    IntVector s2_5 = LOW2.selectFrom(s4_5, s4_7);
    IntVector s2_6 = HIGH2.selectFrom(s4_4, s4_6);
    IntVector s2_7 = HIGH2.selectFrom(s4_5, s4_7);
    IntVector s2_8 = LOW2.selectFrom(s4_8, s4_10);
    IntVector s2_9 = LOW2.selectFrom(s4_9, s4_11);
    IntVector s2_10 = HIGH2.selectFrom(s4_8, s4_10);
    IntVector s2_11 = HIGH2.selectFrom(s4_9, s4_11);
    IntVector s2_12 = LOW2.selectFrom(s4_12, s4_14);
    IntVector s2_13 = LOW2.selectFrom(s4_13, s4_15);
    IntVector s2_14 = HIGH2.selectFrom(s4_12, s4_14);
    IntVector s2_15 = HIGH2.selectFrom(s4_13, s4_15);
    IntVector s1_0 = LOW1.selectFrom(s2_0, s2_1);
    IntVector s1_1 = HIGH1.selectFrom(s2_0, s2_1);
    IntVector s1_2 = LOW1.selectFrom(s2_2, s2_3);
    IntVector s1_3 = HIGH1.selectFrom(s2_2, s2_3);
    IntVector s1_4 = LOW1.selectFrom(s2_4, s2_5);
    IntVector s1_5 = HIGH1.selectFrom(s2_4, s2_5);
    IntVector s1_6 = LOW1.selectFrom(s2_6, s2_7);
    IntVector s1_7 = HIGH1.selectFrom(s2_6, s2_7);
    IntVector s1_8 = LOW1.selectFrom(s2_8, s2_9);
    IntVector s1_9 = HIGH1.selectFrom(s2_8, s2_9);
    IntVector s1_10 = LOW1.selectFrom(s2_10, s2_11);
    IntVector s1_11 = HIGH1.selectFrom(s2_10, s2_11);
    IntVector s1_12 = LOW1.selectFrom(s2_12, s2_13);
    IntVector s1_13 = HIGH1.selectFrom(s2_12, s2_13);
    IntVector s1_14 = LOW1.selectFrom(s2_14, s2_15);
    IntVector s1_15 = HIGH1.selectFrom(s2_14, s2_15);
    s1_0.reinterpretAsFloats().intoArray(y, yAt);
    s1_1.reinterpretAsFloats().intoArray(y, yAt + 1 * ldy);
    s1_2.reinterpretAsFloats().intoArray(y, yAt + 2 * ldy);
    s1_3.reinterpretAsFloats().intoArray(y, yAt + 3 * ldy);
    s1_4.reinterpretAsFloats().intoArray(y, yAt + 4 * ldy);
    s1_5.reinterpretAsFloats().intoArray(y, yAt + 5 * ldy);
    s1_6.reinterpretAsFloats().intoArray(y, yAt + 6 * ldy);
    s1_7.reinterpretAsFloats().intoArray(y, yAt + 7 * ldy);
    s1_8.reinterpretAsFloats().intoArray(y, yAt + 8 * ldy);
    s1_9.reinterpretAsFloats().intoArray(y, yAt + 9 * ldy);
    s1_10.reinterpretAsFloats().intoArray(y, yAt + 10 * ldy);
    s1_11.reinterpretAsFloats().intoArray(y, yAt + 11 * ldy);
    s1_12.reinterpretAsFloats().intoArray(y, yAt + 12 * ldy);
    s1_13.reinterpretAsFloats().intoArray(y, yAt + 13 * ldy);
    s1_14.reinterpretAsFloats().intoArray(y, yAt + 14 * ldy);
    s1_15.reinterpretAsFloats().intoArray(y, yAt + 15 * ldy);
  }
}
