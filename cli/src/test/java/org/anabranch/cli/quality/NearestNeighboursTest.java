package org.anabranch.cli.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Precision, recall and diversity on sets small enough to count by hand. */
class NearestNeighboursTest {
  private static final double[][] LINE = {{0}, {1}, {2}, {10}};

  @Test
  void aSetCoversItself() {
    assertEquals(new NearestNeighbours.Coverage(1, 1), new NearestNeighbours(LINE, 1).coverage(LINE));
  }

  @Test
  void collapsedSamplesArePreciseAndLoseRecall() {
    // The samples' balls have radius 0.1; only the reference point 1 lies in one. The point 10 has radius 8 and covers 2 .. 18.
    double[][] collapsed = {{1}, {1.1}, {1.2}};
    assertEquals(new NearestNeighbours.Coverage(1, 0.25), new NearestNeighbours(LINE, 1).coverage(collapsed));
  }

  @Test
  void farSamplesAreImprecise() {
    // -20 lies in no ball; 5 lies in that of 10; their own balls of radius 25 cover everything but nothing is nearer.
    double[][] far = {{-20}, {5}};
    assertEquals(new NearestNeighbours.Coverage(0.5, 1), new NearestNeighbours(LINE, 1).coverage(far));
  }

  @Test
  void distanceWithinClassesIsTheMeanOverTheirPairs() {
    assertEquals((1 + 2 + 10 + 1 + 9 + 8) / 6.0, NearestNeighbours.meanDistanceWithinClasses(LINE, new int[4]), 1e-15);
    assertEquals((1 + 8) / 2.0, NearestNeighbours.meanDistanceWithinClasses(LINE, new int[] {0, 0, 1, 1}), 1e-15);
    assertEquals(Double.NaN, NearestNeighbours.meanDistanceWithinClasses(LINE, new int[] {0, 1, 2, 3}), 0);
  }

  @Test
  void tooFewVectorsAreRefused() {
    String message = assertThrows(IllegalArgumentException.class, () -> new NearestNeighbours(LINE, 4)).getMessage();
    assertEquals("neighbours: needs 1 <= k < number of vectors, got k 4 and 4 vectors", message);
  }
}
