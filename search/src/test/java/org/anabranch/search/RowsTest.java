package org.anabranch.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.anabranch.engine.DType;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Rows are copied out of batches of every kind of memory. */
class RowsTest {
  @Test
  void aCopyIsIndependentOfItsBatch() {
    float[] data = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    Tensor batch = Tensor.window(data, 1, Shape.of(2, 2, 2));
    Tensor row = Rows.copy(batch, 1, Shape.of(2, 2));
    data[5] = 99;
    assertArrayEquals(new float[] {5, 6, 7, 8}, row.floats());
    assertEquals(Shape.of(2, 2), row.shape());
  }

  @Test
  void stackUndoesCopy() {
    Tensor batch = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
    Shape sample = Shape.of(2);
    Tensor again = Rows.stack(List.of(Rows.copy(batch, 0, sample), Rows.copy(batch, 1, sample), Rows.copy(batch, 2, sample)));
    assertArrayEquals(batch.doubles(), again.doubles());
    assertEquals(batch.shape(), again.shape());
  }

  @Test
  void scalarSamplesStack() {
    Tensor batch = Tensor.of(new float[] {7, 8}, 2);
    Tensor again = Rows.stack(List.of(Rows.copy(batch, 1, Shape.SCALAR), Rows.copy(batch, 0, Shape.SCALAR)));
    assertArrayEquals(new float[] {8, 7}, again.floats());
    assertEquals(Shape.of(2), again.shape());
  }

  @Test
  void tokensOffTheHeapAreCopiedToo() {
    MemorySegment s = Tensor.allocateOffHeap(6 * 4);
    for (int i = 0; i < 6; i++) {
      s.setAtIndex(ValueLayout.JAVA_INT, i, 10 + i);
    }
    Tensor batch = Tensor.offHeap(s, DType.I32, Shape.of(2, 3));
    assertArrayEquals(new int[] {13, 14, 15}, Rows.copy(batch, 1, Shape.of(3)).toInts());
    assertArrayEquals(batch.toInts(), Rows.stack(List.of(Rows.copy(batch, 0, Shape.of(3)), Rows.copy(batch, 1, Shape.of(3))))
        .toInts());
  }
}
