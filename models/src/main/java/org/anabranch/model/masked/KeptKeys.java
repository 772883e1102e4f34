package org.anabranch.model.masked;

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
  private final float[][] layers;

  /** Room for the positions of a row of this length that are outside the window [from, to). */
  KeptKeys(int length, int from, int to, int columns, int layers) {
    this.length = length;
    this.from = from;
    this.to = to;
    this.columns = columns;
    this.layers = new float[layers][Math.multiplyExact(length - (to - from), columns)];
  }

  /** Whether these are the keys of such a row and window. */
  boolean fits(int rowLength, int windowFrom, int windowTo, int width, int depth) {
    return length == rowLength && from == windowFrom && to == windowTo && columns == width && layers.length == depth;
  }

  /** Takes a layer's keys and values of a row's positions; position p begins at {@code at + p * stride}. */
  void take(int layer, float[] x, int at, int stride) {
    float[] kept = layers[layer];
    for (int p = 0, out = 0; p < length; p++) {
      if (p < from || p >= to) {
        System.arraycopy(x, at + p * stride, kept, out, columns);
        out += columns;
      }
    }
  }

  /** Writes a layer's keys and values to where the row's positions outside the window have their place, {@code columns} apart. */
  void give(int layer, float[] y, int at) {
    System.arraycopy(layers[layer], 0, y, at, from * columns);
    System.arraycopy(layers[layer], from * columns, y, at + to * columns, (length - to) * columns);
  }

  @Override
  public String toString() {
    return "keys outside [" + from + ", " + to + ") of " + length + " positions";
  }
}
