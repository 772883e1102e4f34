package org.anabranch.model.masked;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Shape;
import org.anabranch.engine.Tensor;
import org.anabranch.solver.masked.KeyValues;

/**
 * Keys and values of one row outside a window, layer by layer: [positions outside, columns] each, a position's keys followed by its
 * values. Immutable once a forward has filled it.
 */
final class KeptKeys implements KeyValues {
  private final int length;
  private final int from;
  private final int to;
  private final int columns;
  private final Tensor[] layers;

  /** Room in the kernels' memory for the positions of a row of this length that are outside the window [from, to). */
  KeptKeys(Kernels k, int length, int from, int to, int columns, int layers) {
    this.length = length;
    this.from = from;
    this.to = to;
    this.columns = columns;
    this.layers = new Tensor[layers];
    Shape shape = Shape.of(length - (to - from), columns);
    Arrays.setAll(this.layers, i -> k.allocate(DType.F32, shape));
  }

  /** Whether these are the keys of such a row and window. */
  boolean fits(int rowLength, int windowFrom, int windowTo, int width, int depth) {
    return length == rowLength && from == windowFrom && to == windowTo && columns == width && layers.length == depth;
  }

  /** Takes a layer's keys and values of a row's positions; position p begins at {@code at + p * stride}. */
  void take(Kernels k, int layer, Tensor x, long at, int stride) {
    Tensor kept = layers[layer];
    k.copy(x, at, stride, kept, 0, columns, from, columns);
    k.copy(x, at + (long) to * stride, stride, kept, (long) from * columns, columns, length - to, columns);
  }

  /** Writes a layer's keys and values to where the row's positions outside the window have their place, {@code columns} apart. */
  void give(Kernels k, int layer, Tensor y, long at) {
    k.copy(layers[layer], 0, columns, y, at, columns, from, columns);
    k.copy(layers[layer], (long) from * columns, columns, y, at + (long) to * columns, columns, length - to, columns);
  }

  @Override
  public String toString() {
    return "keys outside [" + from + ", " + to + ") of " + length + " positions";
  }
}
