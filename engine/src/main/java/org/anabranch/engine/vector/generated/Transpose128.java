// Written by TransposeGenerator; do not edit.
package org.anabranch.engine.vector.generated;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Transposes tiles of 4 x 4 floats. */
public final class Transpose128 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_128;
  private static final IntVector LOW2 = indices(2, false);
  private static final IntVector HIGH2 = indices(2, true);
  private static final IntVector LOW1 = indices(1, false);
  private static final IntVector HIGH1 = indices(1, true);

  private Transpose128() {}

  /** Of two rows that stand d apart, the elements of the upper (or lower) one after exchanging blocks of d. */
  private static IntVector indices(int d, boolean high) {
    int[] at = new int[4];
    for (int i = 0; i < at.length; i++) {
      boolean left = (i & d) == 0;
      at[i] = high ? left ? i + d : at.length + i : left ? i : at.length + i - d;
    }
    return IntVector.fromArray(IntVector.SPECIES_128, at, 0);
  }

  /** y[yAt + c * ldy + r] = f x[xAt + min(r, last) * ldx + c] for r, c < 4. */
  public static void tile(float f, float[] x, int xAt, int ldx, int last, float[] y, int yAt, int ldy) {
    IntVector r0 = FloatVector.fromArray(S, x, xAt + Math.min(0, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r1 = FloatVector.fromArray(S, x, xAt + Math.min(1, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r2 = FloatVector.fromArray(S, x, xAt + Math.min(2, last) * ldx).mul(f).reinterpretAsInts();
    IntVector r3 = FloatVector.fromArray(S, x, xAt + Math.min(3, last) * ldx).mul(f).reinterpretAsInts();
    IntVector s2_0 = LOW2.selectFrom(r0, r2);
    IntVector s2_1 = LOW2.selectFrom(r1, r3);
    IntVector s2_2 = HIGH2.selectFrom(r0, r2);
    IntVector s2_3 = HIGH2.selectFrom(r1, r3);
    IntVector s1_0 = LOW1.selectFrom(s2_0, s2_1);
    IntVector s1_1 = HIGH1.selectFrom(s2_0, s2_1);
    IntVector s1_2 = LOW1.selectFrom(s2_2, s2_3);
    IntVector s1_3 = HIGH1.selectFrom(s2_2, s2_3);
    s1_0.reinterpretAsFloats().intoArray(y, yAt);
    s1_1.reinterpretAsFloats().intoArray(y, yAt + 1 * ldy);
    s1_2.reinterpretAsFloats().intoArray(y, yAt + 2 * ldy);
    s1_3.reinterpretAsFloats().intoArray(y, yAt + 3 * ldy);
  }
}
