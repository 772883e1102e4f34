package org.anabranch.cli.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Arrays;
import org.anabranch.engine.Tensor;

/** Images of three channels, red, green and blue in [-1, 1], as 8-bit colours: {@code round(255 (x + 1) / 2)}, clamped. */
public final class ColourImages {
  private static final int LINE = 0x484848;

  private ColourImages() {}

  /**
   * All rows in reading order, a gap of two pixels around each where there are several; the last line may be short.
   *
   * @param images [rows, 3, height, width], at least one row
   */
  public static BufferedImage grid(Tensor images, int columns) {
    int rows = images.rows();
    if (images.shape().rank() != 4 || rows < 1 || images.shape().dim(1) != 3 || columns < 1) {
      throw new IllegalArgumentException("grid: needs images [rows >= 1, 3, height, width] and columns >= 1, got " + images.shape()
          + " and " + columns);
    }
    int high = images.shape().dim(2);
    int wide = images.shape().dim(3);
    int gap = rows == 1 ? 0 : 2;
    int lines = Math.ceilDiv(rows, columns);
    int across = Math.min(rows, columns);
    int width = Math.addExact(Math.multiplyExact(across, wide + gap), gap);
    int height = Math.addExact(Math.multiplyExact(lines, high + gap), gap);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    Arrays.fill(pixels, LINE);
    for (int r = 0; r < rows; r++) {
      int left = gap + r % columns * (wide + gap);
      int top = gap + r / columns * (high + gap);
      long at = (long) r * 3 * high * wide;
      for (int p = 0; p < high * wide; p++) {
        int colour = 0;
        for (int c = 0; c < 3; c++) {
          double unit = (images.get(at + (long) c * high * wide + p) + 1) / 2;
          colour = colour << 8 | (int) StrictMath.round(255 * Math.clamp(Double.isNaN(unit) ? 0 : unit, 0, 1));
        }
        pixels[(top + p / wide) * width + left + p % wide] = colour;
      }
    }
    return image;
  }

  /** About as many columns as lines. */
  public static int columns(int images) {
    return (int) StrictMath.ceil(StrictMath.sqrt(images));
  }
}
