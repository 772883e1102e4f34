package org.anabranch.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Grids of times: exact bits, exact ends, refusals. */
class TimeGridTest {
  @Test
  void uniformGridHasTheBitsOfDoubleLinspace() {
    // numpy.linspace(0, 1, 11) and numpy.linspace(1, 0, 11).
    double[] up = {0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001, 0.7000000000000001, 0.8, 0.9, 1};
    double[] down = {1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3999999999999999, 0.29999999999999993, 0.19999999999999996,
        0.09999999999999998, 0};
    assertArrayEquals(up, TimeGrid.uniform(Direction.DATA_AT_ONE, 10).times());
    assertArrayEquals(down, TimeGrid.uniform(Direction.NOISE_AT_ONE, 10).times());
  }

  @Test
  void endsAreExactForEveryNumberOfSteps() {
    for (int n = 1; n < 400; n++) {
      for (Direction d : Direction.values()) {
        TimeGrid g = TimeGrid.uniform(d, n);
        assertEquals(n, g.steps());
        assertTrue(g.isWhole());
      }
    }
  }

  @Test
  void givenTimesMustRunFromNoiseToData() {
    assertEquals(2, TimeGrid.of(Direction.NOISE_AT_ONE, 1, 0.9, 0).steps());
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.of(Direction.NOISE_AT_ONE, 0, 0.9, 1));
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.of(Direction.DATA_AT_ONE, 0, 0.5));
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.of(Direction.DATA_AT_ONE, 0.1, 1));
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.of(Direction.DATA_AT_ONE, 0, 0.5, 0.5, 1));
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.of(Direction.DATA_AT_ONE, 0, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.of(Direction.DATA_AT_ONE, 0));
    assertThrows(IllegalArgumentException.class, () -> TimeGrid.uniform(Direction.DATA_AT_ONE, 0));
  }

  @Test
  void messageNamesTheOffendingTimes() {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
        () -> TimeGrid.of(Direction.NOISE_AT_ONE, 1, 0.2, 0.4, 0));
    assertEquals("time grid: NOISE_AT_ONE needs strictly decreasing times, time 1 is 0.2 and time 2 is 0.4", e.getMessage());
  }

  @Test
  void segmentMayLeaveTheEndsOut() {
    assertFalse(TimeGrid.segment(Direction.DATA_AT_ONE, 0.05, 0.5, 0.96).isWhole());
  }
}
