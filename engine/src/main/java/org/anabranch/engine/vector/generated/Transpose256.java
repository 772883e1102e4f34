// Written by TransposeGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Transposes tiles of 8 x 8 floats. */
public final class Transpose256 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  private static final IntVector LOW4 = indices(4, false);
  private static final IntVector HIGH4 = indices(4, true);
  private static final IntVector LOW2 = indices(2, false);
  private static final IntVector HIGH2 = indices(2, true);
  private static final IntVector LOW1 = indices(1, false);
  private static final IntVector HIGH1 = indices(1, true);

  private Transpose256() {}

  /** Of two rows that stand d apart, the elements of the upper (or lower) one after exchanging blocks of d. */
  private static IntVector indices(int d, boolean high) {
    int[] at = new int[8];
    for (int i = 0; i < at.length; i++) {
      boolean left = (i & d) == 0;
      at[i] = high ? left ? i + d : at.length + i : left ? i : at.length + i - d;
    }
    return IntVector.fromArray(IntVector.SPECIES_256, at, 0);
  }

  /** y[yAt + c * ldy + r] = f x[xAt + min(r, last) * ldx + c] for r, c < 8. */
  public static void tile(float f, float[] x, int xAt, int ldx, int last, float[] y, int yAt, int ldy) {
    IntVector r0 = FloatVector.fromArray(S, x, xAt + Math.min(0, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r1 = FloatVector.fromArray(S, x, xAt + Math.min(1, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r2 = FloatVector.fromArray(S, x, xAt + Math.min(2, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r3 = FloatVector.fromArray(S, x, xAt + Math.min(3, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r4 = FloatVector.fromArray(S, x, xAt + Math.min(4, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r5 = FloatVector.fromArray(S, x, xAt + Math.min(5, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r6 = FloatVector.fromArray(S, x, xAt + Math.min(6, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r7 = FloatVector.fromArray(S, x, xAt + Math.min(7, last) * ldx).mul(f).reinterpretAsInts();
    IntVector s4_0 = LOW4.selectFrom(r0, r4);
    IntVector s4_1 = LOW4.selectFrom(r1, r5);
    IntVector s4_2 = LOW4.selectFrom(r2, r6);
    IntVector s4_3 = LOW4.selectFrom(r3, r7);
    IntVector s4_4 = HIGH4.selectFrom(r0, r4);
    IntVector s4_5 = HIGH4.selectFrom(r1, r5);
    IntVector s4_6 = HIGH4.selectFrom(r2, r6);
    IntVector s4_7 = HIGH4.selectFrom(r3, r7);
    IntVector s2_0 = LOW2.selectFrom(s4_0, s4_2);
    IntVector s2_1 = LOW2.selectFrom(s4_1, s4_3);
    IntVector s2_2 = HIGH2.selectFrom(s4_0, s4_2);
    IntVector s2_3 = HIGH2.selectFrom(s4_1, s4_3);
    IntVector s2_4 = LOW2.selectFrom(s4_4, s4_6);
    IntVector s2_5 = LOW2.selectFrom(s4_5, s4_7);
    IntVector s2_6 = HIGH2.selectFrom(s4_4, s4_6);
    IntVector s2_7 = HIGH2.selectFrom(s4_5, s4_7);
    IntVector s1_0 = LOW1.selectFrom(s2_0, s2_1);
    IntVector s1_1 = HIGH1.selectFrom(s2_0, s2_1);
    IntVector s1_2 = LOW1.selectFrom(s2_2, s2_3);
    IntVector s1_3 = HIGH1.selectFrom(s2_2, s2_3);
    IntVector s1_4 = LOW1.selectFrom(s2_4, s2_5);
    IntVector s1_5 = HIGH1.selectFrom(s2_4, s2_5);
    IntVector s1_6 = LOW1.selectFrom(s2_6, s2_7);
    IntVector s1_7 = HIGH1.selectFrom(s2_6, s2_7);
    s1_0.reinterpretAsFloats().intoArray(y, yAt);
    s1_1.reinterpretAsFloats().intoArray(y, yAt + 1 * ldy);
    s1_2.reinterpretAsFloats().intoArray(y, yAt + 2 * ldy);
    s1_3.reinterpretAsFloats().intoArray(y, yAt + 3 * ldy);
    s1_4.reinterpretAsFloats().intoArray(y, yAt + 4 * ldy);
    s1_5.reinterpretAsFloats().intoArray(y, yAt + 5 * ldy);
    s1_6.reinterpretAsFloats().intoArray(y, yAt + 6 * ldy);
    s1_7.reinterpretAsFloats().intoArray(y, yAt + 7 * ldy);
  }
}
