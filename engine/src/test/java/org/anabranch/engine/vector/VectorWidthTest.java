package org.anabranch.engine.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The property caps the width, switches vectors off, and is refused when it is none of its values. */
class VectorWidthTest {
  @Test
  void theCapIsTheSmallerOfPropertyAndMachine() {
    assertEquals(512, VectorWidth.choose("", 512));
    assertEquals(256, VectorWidth.choose("", 256));
    assertEquals(256, VectorWidth.choose("512", 256));
    assertEquals(128, VectorWidth.choose("128", 512));
    assertEquals(512, VectorWidth.choose("", 2048));
  }

  @Test
  void zeroOddValuesAndTinyVectorsAreRefusedWithTheCure() {
    assertEquals(0, VectorWidth.choose("0", 512));
    assertTrue(VectorWidth.refusal("0", 512).contains("anabranch.vector.bits=0"));
    assertTrue(VectorWidth.refusal("333", 512).contains("'333'"));
    assertTrue(VectorWidth.refusal("", 64).contains("--backend scalar"));
  }
}
