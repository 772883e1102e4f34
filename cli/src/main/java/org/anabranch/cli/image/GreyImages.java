package org.anabranch.cli.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;
import org.anabranch.engine.Tensor;

/**
 * Single-channel samples as 8-bit greys: {@code round(255 (x - low) / (high - low))}, clamped.
 *
 * @param low  the value that is black
 * @param high the value that is white
 */
public record GreyImages(double low, double high) {
  /** The grey of the lines between the images of a grid. */
  private static final byte LINE = 72;

  /** Checks the range. */
  public GreyImages {
    if (!(low < high)) {
      throw new IllegalArgumentException("grey images: needs low < high, got " + low + " and " + high);
    }
  }

  /**
   * Where the images of a grid stand.
   *
   * @param columns images per row
   * @param scale   pixels of the picture per pixel of an image, along each side
   * @param gap     pixels of the picture between images and around them
   */
  public record Layout(int columns, int scale, int gap) {
    private static final int TARGET_WIDTH = 1024;
    private static final int MOST_SCALE = 8;

    /** Checks the ranges. */
    public Layout {
      if (columns < 1 || scale < 1 || gap < 0) {
        throw new IllegalArgumentException("grid: needs columns >= 1, scale >= 1 and gap >= 0, got " + columns + ", " + scale
            + " and " + gap);
      }
    }

    /** About as many rows as columns, at the largest whole scale up to 8 that keeps the picture within 1024 pixels or so. */
    public static Layout square(int images, int side) {
      int columns = (int) StrictMath.ceil(StrictMath.sqrt(images));
      return of(columns, side);
    }

    /** The given number of columns, at the largest whole scale up to 8 that keeps the picture within 1024 pixels or so. */
    public static Layout of(int columns, int side) {
      return new Layout(columns, Math.clamp(TARGET_WIDTH / ((long) columns * side), 1, MOST_SCALE), 2);
    }

    int extent(int images, int side) {
      return Math.addExact(Math.multiplyExact(images, Math.multiplyExact(side, scale) + gap), gap);
    }
  }

  /** The greys of row i, row-major. */
  public byte[] greys(Tensor samples, int i) {
    int size = samples.rowSize();
    byte[] out = new byte[size];
    for (int j = 0; j < size; j++) {
      double unit = (samples.get((long) i * size + j) - low) / (high - low);
      out[j] = (byte) StrictMath.round(255 * Math.clamp(unit, 0, 1));
    }
    return out;
  }

  /** Row i by itself, not scaled. */
  public BufferedImage image(Tensor samples, int i) {
    return grid(samples.rows(i, 1), new Layout(1, 1, 0));
  }

  /**
   * All rows in reading order; the last line may be short.
   *
   * @param samples [rows, 1, side, side], at least one row
   */
  public BufferedImage grid(Tensor samples, Layout layout) {
    int rows = samples.rows();
    int side = samples.shape().last();
    if (rows < 1 || !samples.shape().is(rows, 1, side, side)) {
      throw new IllegalArgumentException("grid: needs samples [rows >= 1, 1, side, side], got " + samples.shape());
    }
    int width = layout.extent(layout.columns(), side);
    int height = layout.extent(Math.ceilDiv(rows, layout.columns()), side);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    Arrays.fill(pixels, LINE);
    for (int i = 0; i < rows; i++) {
      byte[] greys = greys(samples, i);
      int left = layout.extent(i % layout.columns(), side);
      int top = layout.extent(i / layout.columns(), side);
      for (int y = 0; y < side * layout.scale(); y++) {
        for (int x = 0; x < side * layout.scale(); x++) {
          pixels[(top + y) * width + left + x] = greys[y / layout.scale() * side + x / layout.scale()];
        }
      }
    }
    return image;
  }
}
