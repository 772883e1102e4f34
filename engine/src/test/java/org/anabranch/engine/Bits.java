package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** Comparison of tensors to the last bit; NaNs are equal whatever their payload. */
public final class Bits {
  private Bits() {}

  /** Fails with the first element that differs. */
  public static void assertSame(String what, Tensor want, Tensor got) {
    assertEquals(want.shape(), got.shape(), what);
    for (int i = 0; i < want.size(); i++) {
      float a = want.floats()[want.offset() + i];
      float b = got.floats()[got.offset() + i];
      if (Float.floatToIntBits(a) != Float.floatToIntBits(b)) {
        fail(what + ": element " + i + " of " + want.shape() + " is " + b + " (" + Float.toHexString(b) + "), the oracle has " + a
            + " (" + Float.toHexString(a) + ")");
      }
    }
  }
}
