package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which entry of a mask belongs to which row, head and query. */
class AttentionMaskTest {
  private static final int ROWS = 3;
  private static final int HEADS = 2;
  private static final int QUERIES = 4;
  private static final int KEYS = 5;

  @Test
  void dimensionsOfOneAreShared() {
    for (int shared = 0; shared < 8; shared++) {
      int r = (shared & 1) != 0 ? 1 : ROWS;
      int h = (shared & 2) != 0 ? 1 : HEADS;
      int q = (shared & 4) != 0 ? 1 : QUERIES;
      // A window that begins late in its array: the index must include the offset.
      Tensor bias = Tensor.window(new float[7 + r * h * q * KEYS], 7, Shape.of(r, h, q, KEYS));
      AttentionMask mask = AttentionMask.of(bias);
      for (int row = 0; row < ROWS; row++) {
        for (int head = 0; head < HEADS; head++) {
          for (int query = 0; query < QUERIES; query++) {
            int want = 7 + ((row % r * h + head % h) * q + query % q) * KEYS;
            assertEquals(want, mask.at(row, ROWS, head, HEADS, query, QUERIES, KEYS));
          }
        }
      }
    }
  }

  @Test
  void causalLooksBackFromTheEnd() {
    for (int queries = 1; queries <= 6; queries++) {
      for (int keys = 1; keys <= 6; keys++) {
        AttentionMask mask = AttentionMask.causal(queries, keys);
        for (int i = 0; i < queries; i++) {
          int at = mask.at(2, 3, 1, 2, i, queries, keys);
          for (int j = 0; j < keys; j++) {
            boolean sees = j - (keys - queries) <= i;
            assertEquals(sees ? 0 : Float.NEGATIVE_INFINITY, mask.bias().floats()[at + j], queries + "x" + keys);
          }
        }
      }
    }
    float[] last = AttentionMask.causal(1, 4).bias().floats();
    assertEquals(0, last[3], "one new query sees every key");
    assertEquals(Float.NEGATIVE_INFINITY, AttentionMask.causal(4, 1).bias().floats()[0], "too early for the only key");
  }

  @Test
  void paddingHidesTheKeysBeyondALength() {
    int[] lengths = {0, 2, KEYS};
    AttentionMask mask = AttentionMask.padding(lengths, KEYS);
    for (int r = 0; r < ROWS; r++) {
      for (int j = 0; j < KEYS; j++) {
        float bias = mask.bias().floats()[mask.at(r, ROWS, 1, HEADS, 3, QUERIES, KEYS) + j];
        assertEquals(j < lengths[r] ? 0 : Float.NEGATIVE_INFINITY, bias);
      }
    }
    assertThrows(IndexOutOfBoundsException.class, () -> AttentionMask.padding(new int[] {6}, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> AttentionMask.padding(new int[] {-1}, 5));
  }

  @Test
  void aShapeThatDoesNotFitIsNamedWithTheOneNeeded() {
    for (int[] dims : new int[][] {{2, 1, 1, 5}, {1, 3, 1, 5}, {1, 1, 2, 5}, {1, 1, 1, 4}, {1, 1, 1, 1}, {0, 1, 1, 5}}) {
      AttentionMask mask = AttentionMask.of(Tensor.zeros(dims));
      assertMessage("attention mask: shape " + Shape.of(dims) + " does not fit [3, 2, 4, 5]",
          () -> mask.at(0, ROWS, 0, HEADS, 0, QUERIES, KEYS));
    }
  }

  @Test
  void aMaskHasRankFourAndFloatsOnTheHeap() {
    assertMessage("attention mask: needs shape [rows|1, heads|1, queries|1, keys], got [4, 5]",
        () -> AttentionMask.of(Tensor.zeros(4, 5)));
    assertMessage("attention mask: needs F32 on the heap or on a device, got F64[1, 1, 1, 5] on the heap",
        () -> AttentionMask.of(Tensor.zerosF64(1, 1, 1, 5)));
    assertMessage("attention mask: needs F32 on the heap or on a device, got F32[1, 1, 1, 5] off-heap",
        () -> AttentionMask.of(Tensor.offHeap(Tensor.allocateOffHeap(20), DType.F32, Shape.of(1, 1, 1, 5))));
  }

  @Test
  void noneIsItselfOnly() {
    assertTrue(AttentionMask.NONE.isNone());
    assertFalse(AttentionMask.causal(2, 2).isNone());
    assertFalse(AttentionMask.of(Tensor.zeros(0, 0, 0, 0)).isNone());
  }

  private static void assertMessage(String message, Runnable body) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, body::run).getMessage());
  }
}
