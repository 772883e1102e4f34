package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Extents: scalars, dimensions of 0, sizes beyond an int and beyond a long. */
class ShapeTest {
  private static final int MAX = Integer.MAX_VALUE;

  @Test
  void countsElementsAndRows() {
    Shape s = Shape.of(2, 3, 5);
    assertEquals(3, s.rank());
    assertEquals(30, s.size());
    assertEquals(2, s.rows());
    assertEquals(15, s.rowSize());
    assertEquals(5, s.last());
    assertEquals(3, s.dim(1));
    assertEquals(5, s.dim(-1));
    assertEquals(2, s.dim(-3));
    assertEquals("[2, 3, 5]", s.toString());
    assertEquals(Shape.of(7, 3, 5), s.withRows(7));
    assertThrows(IndexOutOfBoundsException.class, () -> s.dim(3));
    assertThrows(IndexOutOfBoundsException.class, () -> s.dim(-4));
  }

  @Test
  void aScalarHasOneElementAndNoRows() {
    assertSame(Shape.SCALAR, Shape.of());
    assertEquals(1, Shape.SCALAR.size());
    assertEquals(1, Shape.SCALAR.rows());
    assertEquals(1, Shape.SCALAR.rowSize());
    assertEquals(1, Shape.SCALAR.last());
    assertMessage("shape: 2 rows need a rank of 1 or more, the shape is a scalar", () -> Shape.SCALAR.withRows(2));
  }

  @Test
  void aDimensionOfZeroMakesItEmptyHoweverLargeTheOthersAre() {
    for (int[] dims : new int[][] {{0}, {0, 3}, {3, 0}, {0, MAX, MAX, MAX}, {MAX, MAX, MAX, 0}, {MAX, MAX, 0, MAX, MAX}}) {
      assertEquals(0, Shape.of(dims).size());
    }
    assertEquals(0, Shape.of(4, 0).rowSize());
    assertEquals(6, Shape.of(0, 2, 3).rowSize());
    assertEquals(0, Shape.of(2, 3).withRows(0).size());
  }

  @Test
  void sizesBeyondALongAreRefusedWithTheDimensions() {
    assertEquals((long) MAX * MAX, Shape.of(MAX, MAX).size());
    assertEquals(1L << 62, Shape.of(1 << 30, 1 << 30, 4).size());
    assertMessage("shape: must have at most 9223372036854775807 elements, got [1073741824, 1073741824, 8]",
        () -> Shape.of(1 << 30, 1 << 30, 8));
    assertMessage("shape: must have at most 9223372036854775807 elements, got [1073741824, 1073741824, 16, 3]",
        () -> Shape.of(1 << 30, 1 << 30, 16, 3));
    assertMessage("shape: must have at most 9223372036854775807 elements, got [2147483647, 2147483647, 2147483647]",
        () -> Shape.of(MAX, MAX, MAX));
  }

  @Test
  void rowsBeyondAnIntAreRefusedWithTheDimensions() {
    assertMessage("shape: a row must have at most 2147483647 elements, [2, 65536, 65536] has 4294967296",
        () -> Shape.of(2, 65536, 65536).rowSize());
    assertThrows(IllegalArgumentException.class, () -> Shape.of(0, MAX, MAX, MAX).rowSize());
  }

  @Test
  void aNegativeDimensionIsRefused() {
    assertMessage("shape: a dimension must be >= 0, got [2, -1]", () -> Shape.of(2, -1));
    assertMessage("shape: a dimension must be >= 0, got [0, -1]", () -> Shape.of(0, -1));
    assertMessage("shape: a dimension must be >= 0, got [-3]", () -> Shape.of(2).withRows(-3));
  }

  @Test
  void itIsAValue() {
    int[] dims = {2, 3};
    Shape s = Shape.of(dims);
    dims[0] = 9;
    s.toArray()[0] = 9;
    assertArrayEquals(new int[] {2, 3}, s.toArray());
    assertEquals(Shape.of(2, 3), s);
    assertEquals(Shape.of(2, 3).hashCode(), s.hashCode());
    assertNotEquals(Shape.of(3, 2), s);
    assertNotEquals(Shape.of(2, 3, 1), s);
  }

  @Test
  void comparesItsDimensionsWithoutASecondShape() {
    assertTrue(Shape.of(4).is(4));
    assertTrue(Shape.of(4, 5).is(4, 5));
    assertTrue(Shape.of(4, 5, 6).is(4, 5, 6));
    assertTrue(Shape.of(4, 5, 6, 7).is(4, 5, 6, 7));
    assertFalse(Shape.of(4, 1).is(4));
    assertFalse(Shape.of(4, 5).is(5, 4));
    assertFalse(Shape.of(4, 5, 6).is(4, 5, 7));
    assertFalse(Shape.of(4, 5, 6).is(4, 5, 6, 1));
  }

  private static void assertMessage(String message, Runnable body) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, body::run).getMessage());
  }
}
