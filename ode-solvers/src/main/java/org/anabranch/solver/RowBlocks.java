package org.anabranch.solver;

import java.util.Arrays;
import org.anabranch.engine.Tensor;

/** A tensor and its views of at most {@code maxRows} consecutive rows, made once so that an evaluation makes none. */
final class RowBlocks {
  private final Tensor whole;
  private final Tensor[] blocks;

  RowBlocks(Tensor whole, int maxRows) {
    this.whole = whole;
    this.blocks = new Tensor[count(whole.rows(), maxRows)];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = blocks.length == 1 ? whole : whole.rows(i * maxRows, Math.min(maxRows, whole.rows() - i * maxRows));
    }
  }

  /** The ids cut into the same blocks. */
  static int[][] cut(int[] ids, int maxRows) {
    int[][] out = new int[count(ids.length, maxRows)][];
    for (int i = 0; i < out.length; i++) {
      out[i] = Arrays.copyOfRange(ids, i * maxRows, Math.min(ids.length, (i + 1) * maxRows));
    }
    return out;
  }

  Tensor whole() {
    return whole;
  }

  int count() {
    return blocks.length;
  }

  Tensor block(int i) {
    return blocks[i];
  }

  private static int count(int rows, int maxRows) {
    return Math.ceilDiv(rows, maxRows);
  }
}
