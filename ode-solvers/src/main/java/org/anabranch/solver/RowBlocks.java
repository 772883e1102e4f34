package org.anabranch.solver;

import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;

/** A tensor and its views of at most {@code maxRows} consecutive rows, made once so that an evaluation makes none. */
public final class RowBlocks {
  private final Tensor whole;
  private final Tensor[] blocks;

  /**
   * Cuts a tensor into blocks.
   *
   * @param whole [rows, ...], F32 or F64 on the heap
   */
  public RowBlocks(Tensor whole, int maxRows) {
    this.whole = whole;
    this.blocks = new Tensor[count(whole.rows(), maxRows)];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = blocks.length == 1 ? whole : whole.rows(i * maxRows, Math.min(maxRows, whole.rows() - i * maxRows));
    }
  }

  /** The ids cut into the same blocks. */
  public static int[][] cut(int[] ids, int maxRows) {
    int[][] out = new int[count(ids.length, maxRows)][];
    for (int i = 0; i < out.length; i++) {
      out[i] = Arrays.copyOfRange(ids, i * maxRows, Math.min(ids.length, (i + 1) * maxRows));
    }
    return out;
  }

  /** The tensor. */
  public Tensor whole() {
    return whole;
  }

  /** Number of blocks. */
  public int count() {
    return blocks.length;
  }

  /** The i-th block. */
  public Tensor block(int i) {
    return blocks[i];
  }

  /** Row i in double. */
  public void load(int row, double[] to) {
    int at = whole.offset() + row * to.length;
    if (whole.dtype() == DType.F64) {
      System.arraycopy(whole.doubles(), at, to, 0, to.length);
    } else {
      float[] f = whole.floats();
      for (int j = 0; j < to.length; j++) {
        to[j] = f[at + j];
      }
    }
  }

  /** Row i from doubles, each rounded once to the tensor's type. */
  public void store(double[] from, int row) {
    int at = whole.offset() + row * from.length;
    if (whole.dtype() == DType.F64) {
      System.arraycopy(from, 0, whole.doubles(), at, from.length);
    } else {
      float[] f = whole.floats();
      for (int j = 0; j < from.length; j++) {
        f[at + j] = (float) from[j];
      }
    }
  }

  /** Copies row {@code row} of this tensor to row {@code target} of one of the same type and width. */
  public void copyRow(int row, Tensor to, int target) {
    int width = whole.rowSize();
    int at = whole.offset() + row * width;
    if (whole.dtype() == DType.F64) {
      System.arraycopy(whole.doubles(), at, to.doubles(), to.offset() + target * width, width);
    } else {
      System.arraycopy(whole.floats(), at, to.floats(), to.offset() + target * width, width);
    }
  }

  private static int count(int rows, int maxRows) {
    return Math.ceilDiv(rows, maxRows);
  }
}
