package org.anabranch.engine.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Trees of keys: no two nodes alike, and branches never in the place of roots. */
class TrajectoryKeyTest {
  @Test
  void aMillionNodesOfAForestHaveDifferentPathsAndDifferentNumbers() {
    int n = 0;
    long[] paths = new long[1000 + 1000 * 100 + 1000 * 100 * 9];
    long[] words = new long[paths.length];
    for (int root = 0; root < 1000; root++) {
      TrajectoryKey r = TrajectoryKey.root(42, root);
      paths[n++] = r.path();
      for (int i = 0; i < 100; i++) {
        TrajectoryKey c = r.child(i);
        paths[n++] = c.path();
        for (int j = 0; j < 9; j++) {
          paths[n++] = c.child(j).path();
        }
      }
    }
    for (int i = 0; i < n; i++) {
      words[i] = RandomStream.bits(new TrajectoryKey(42, paths[i]), 3, Purpose.STEP, 0);
    }
    assertDistinct(paths);
    assertDistinct(words);
  }

  @Test
  void aLongChainOfOnlyChildrenNeverReturns() {
    long[] paths = new long[1_000_000];
    TrajectoryKey k = TrajectoryKey.root(7, 0);
    for (int i = 0; i < paths.length; i++) {
      paths[i] = k.path();
      k = k.child(0);
    }
    assertDistinct(paths);
  }

  @Test
  void rootsAndBranchesHaveNamespacesOfTheirOwn() {
    for (long i : new long[] {0, 1, 1000, Long.MAX_VALUE}) {
      TrajectoryKey root = TrajectoryKey.root(5, i);
      assertTrue(root.path() >= 0);
      for (long b : new long[] {0, 1, 77, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertTrue(root.child(b).path() < 0);
        assertTrue(root.child(b).child(b).path() < 0);
        assertEquals(5, root.child(b).seed());
      }
    }
    assertEquals("trajectory key: the index of a root must be >= 0, got -1",
        assertThrows(IllegalArgumentException.class, () -> TrajectoryKey.root(5, -1)).getMessage());
  }

  @Test
  void aChildIsAFunctionOfItsParentAndNumber() {
    assertEquals(TrajectoryKey.root(1, 2).child(3).child(4), TrajectoryKey.root(1, 2).child(3).child(4));
    assertEquals(0xc3f2827affe7f664L, TrajectoryKey.root(1, 2).child(3).path());
  }

  private static void assertDistinct(long[] values) {
    Arrays.sort(values);
    for (int i = 1; i < values.length; i++) {
      assertTrue(values[i - 1] != values[i], "value " + values[i] + " twice");
    }
  }
}
