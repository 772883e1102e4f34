package org.anabranch.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Rounds the rows of a weight matrix to a narrow format and lays them out in the panels that {@link Linear} describes.
 *
 * <p>Rows are read where they lie, also in a mapped file and in another type: no copy of the matrix is made. Working memory: 32 rows.
 * Threading: an instance packs one matrix.
 */
final class WeightPacking {
  /** 2^24: a byte that stands at the top of an int is the byte times this. */
  static final float TOP = 0x1p24f;

  /** The smallest scale whose 2^-24th is a normal float; weights that would need a smaller one become 0. */
  private static final float LEAST_SCALE = 0x1p-102f;

  private static final int PANEL = Linear.PANEL;
  private static final int HALF = PANEL / 2;
  private static final int MOST = 127;

  private final List<Tensor> parts;
  private final int out;
  private final int in;
  private final WeightFormat format;
  private final MemorySegment panels;
  private final float[] scales;
  private final float[] row;
  private final float[] panel;
  /** The part that the last row was read from, and its first row. */
  private int part;
  private int first;

  private WeightPacking(List<Tensor> parts, int out, int in, WeightFormat format) {
    this.parts = parts;
    this.out = out;
    this.in = in;
    this.format = format;
    int count = (out + PANEL - 1) / PANEL;
    this.panels = Tensor.allocateOffHeap(Math.max(64, count * panelBytes(in, format)));
    this.scales = new float[format.scaled() ? count * groups(in, format) * PANEL : 0];
    this.row = new float[in];
    this.panel = new float[format == WeightFormat.F32 ? PANEL * in : 0];
  }

  /** Panels and, for bytes, scales / 2^24. */
  record Packed(MemorySegment panels, float[] scales) {}

  /**
   * Packs a matrix [out, in].
   *
   * @param parts of the matrix, [.., in] each, whose rows follow each other
   * @throws IllegalArgumentException if a weight is NaN, infinite, or rounds to infinity
   */
  static Packed pack(List<Tensor> parts, int out, int in, WeightFormat format) {
    WeightPacking p = new WeightPacking(parts, out, in, format);
    for (int n = 0; n < out; n += PANEL) {
      switch (format) {
        case F32 -> p.plain(n);
        case BF16 -> p.halves(n);
        case INT8, INT8_GROUP -> p.bytes(n);
      }
    }
    return new Packed(p.panels, p.scales);
  }

  /** Bytes of a panel. */
  static long panelBytes(int in, WeightFormat format) {
    return switch (format) {
      case F32 -> 4L * PANEL * in;
      case BF16 -> 2L * PANEL * in;
      case INT8, INT8_GROUP -> (long) PANEL * (in + (in & 1));
    };
  }

  /** Scales of an output. */
  static int groups(int in, WeightFormat format) {
    return switch (format) {
      case F32, BF16 -> 0;
      case INT8 -> 1;
      case INT8_GROUP -> (in + Linear.GROUP - 1) / Linear.GROUP;
    };
  }

  /** Through an array: storing to memory off the heap one by one takes a tenth of a second of a start while it is interpreted. */
  private void plain(int n) {
    int rows = Math.min(PANEL, out - n);
    if (rows < PANEL) {
      Arrays.fill(panel, 0f);
    }
    for (int j = 0; j < rows; j++) {
      read(n + j);
      for (int k = 0, at = j; k < in; k++, at += PANEL) {
        panel[at] = row[k];
      }
    }
    MemorySegment.copy(panel, 0, panels, ValueLayout.JAVA_FLOAT, (long) n * in * 4, panel.length);
  }

  private void halves(int n) {
    short[][] q = new short[PANEL][in];
    for (int j = 0; j < Math.min(PANEL, out - n); j++) {
      readFinite(n + j);
      for (int k = 0; k < in; k++) {
        q[j][k] = half(n + j, k);
      }
    }
    long base = (long) n * in * 2;
    for (int k = 0; k < in; k++) {
      for (int j = 0; j < HALF; j++) {
        panels.set(ValueLayout.JAVA_INT, base + ((long) k * HALF + j) * 4, q[j][k] & 0xffff | q[j + HALF][k] << 16);
      }
    }
  }

  private short half(int n, int k) {
    int bits = Float.floatToRawIntBits(row[k]);
    int rounded = bits + 0x7fff + (bits >>> 16 & 1) >>> 16;
    if (!Float.isFinite(Float.intBitsToFloat(rounded << 16))) {
      throw new IllegalArgumentException("linear: a weight in bf16 must be at most " + Float.intBitsToFloat(0x7f7f0000)
          + ", element [" + n + ", " + k + "] is " + row[k]);
    }
    return (short) rounded;
  }

  private void bytes(int n) {
    byte[][] q = new byte[PANEL][in + 1];
    int groups = groups(in, format);
    int length = format == WeightFormat.INT8 ? in : Linear.GROUP;
    for (int j = 0; j < Math.min(PANEL, out - n); j++) {
      readFinite(n + j);
      for (int g = 0; g < groups; g++) {
        int end = Math.min(in, (g + 1) * length);
        scales[(n / PANEL * groups + g) * PANEL + j] = round(g * length, end, q[j]) / TOP;
      }
    }
    long base = n / PANEL * panelBytes(in, format);
    for (int k = 0; k < in; k += 2) {
      for (int j = 0; j < HALF; j++) {
        byte[] a = q[j];
        byte[] b = q[j + HALF];
        panels.set(ValueLayout.JAVA_INT, base + (long) k * PANEL + j * 4L,
            a[k] & 0xff | (b[k] & 0xff) << 8 | (a[k + 1] & 0xff) << 16 | b[k + 1] << 24);
      }
    }
  }

  /** Rounds the inputs [from, to) of the row to bytes; returns their scale. */
  private float round(int from, int to, byte[] q) {
    float max = 0;
    for (int k = from; k < to; k++) {
      max = Math.max(max, Math.abs(row[k]));
    }
    float scale = max / MOST;
    if (scale < LEAST_SCALE) {
      return 0;
    }
    for (int k = from; k < to; k++) {
      q[k] = (byte) Math.rint((double) row[k] / scale);
    }
    return scale;
  }

  private void readFinite(int n) {
    read(n);
    for (int k = 0; k < in; k++) {
      if (!Float.isFinite(row[k])) {
        throw new IllegalArgumentException("linear: a weight in " + format.option() + " must be finite, element [" + n + ", " + k
            + "] is " + row[k]);
      }
    }
  }

  /** Reads row n; rows are asked for in ascending order. */
  private void read(int n) {
    while (n - first >= parts.get(part).rows()) {
      first += parts.get(part).rows();
      part++;
    }
    parts.get(part).copyFloats((long) (n - first) * in, in, row);
  }
}
