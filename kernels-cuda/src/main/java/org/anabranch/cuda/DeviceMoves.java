package org.anabranch.cuda;

import org.anabranch.engine.DType;

/**
 * Operations that move elements in device memory and compute nothing.
 *
 * <p>Arguments are addresses; y does not overlap the inputs. Launches are queued on the stream and allocate nothing.
 */
public final class DeviceMoves {
  /** What the fault of an embedding holds before it: more than any number of a token. */
  public static final int NO_FAULT = Integer.MAX_VALUE;
  private static final int SQUARE = 32;

  private final CudaStream stream;

  /** Operations on a stream. */
  public DeviceMoves(CudaStream stream) {
    this.stream = stream;
  }

  /**
   * y[i, :] = table[ids[i], :] for i < n.
   *
   * @param table [rows, width] in F32, BF16 or F16
   * @param ids   ints
   * @param fault an int that holds {@link #NO_FAULT}: receives the lowest i whose id is outside the table; its row becomes NaN
   */
  public void embedding(long table, DType stored, int rows, int width, long ids, int n, long fault, long y) {
    int number = switch (stored) {
      case F32 -> 0;
      case BF16 -> 1;
      case F16 -> 2;
      default -> throw new IllegalArgumentException("embedding: a table on the device is F32, BF16 or F16, got " + stored);
    };
    long size = (long) n * width;
    stream.begin(DeviceKernel.EMBED_ROWS).address(table).number(number).number(rows).address(ids).address(y).number(size).number(width)
        .address(fault).launch(DeviceMaps.blocks(size), 1, 0);
  }

  /**
   * Windows of an image as rows.
   *
   * @param image   [rows, channels, height, width]
   * @param patches [rows, outH * outW, channels * kernel * kernel]
   */
  public void unfold(long image, int rows, int channels, int height, int width, int kernel, int stride, int padding, long patches) {
    int outH = (height + 2 * padding - kernel) / stride + 1;
    int outW = (width + 2 * padding - kernel) / stride + 1;
    long size = (long) rows * outH * outW * channels * kernel * kernel;
    stream.begin(DeviceKernel.UNFOLD_IMAGE).address(image).address(patches).number(size).number(channels).number(height).number(width)
        .number(kernel).number(stride).number(padding).number(outH).number(outW).launch(DeviceMaps.blocks(size), 1, 0);
  }

  /**
   * Tokens back into an image.
   *
   * @param tokens [rows, gridH * gridW, patch * patch * tokenChannels]
   * @param image  [rows, channels, gridH * patch, gridW * patch]
   */
  public void unpatchify(long tokens, int rows, int channels, int gridH, int gridW, int patch, int tokenChannels, long image) {
    long size = (long) rows * channels * gridH * patch * gridW * patch;
    stream.begin(DeviceKernel.PLACE_PATCHES).address(tokens).address(image).number(size).number(channels).number(gridH).number(gridW)
        .number(patch).number(tokenChannels).launch(DeviceMaps.blocks(size), 1, 0);
  }

  /** y[r, j, i] = x[r, i, j] with x [rows, a, b]. */
  public void transpose(long x, int rows, int a, int b, long y) {
    int tilesA = Math.ceilDiv(a, SQUARE);
    int tilesB = Math.ceilDiv(b, SQUARE);
    stream.begin(DeviceKernel.TRANSPOSE_ROWS).address(x).address(y).number(a).number(b).number(tilesA).number(tilesB)
        .launch((long) rows * tilesA * tilesB, 1, 0);
  }

  /**
   * y[i, :] = x[parents[i], :] for i < n: the rows of a fork or of a resampled population.
   *
   * @param parents ints, each a row of x
   * @param words   4-byte words of a row: floats, or twice as many for doubles
   */
  public void gather(long x, long parents, int n, int words, long y) {
    long size = (long) n * words;
    stream.begin(DeviceKernel.GATHER_ROWS).address(x).address(parents).address(y).number(size).number(words)
        .launch(DeviceMaps.blocks(size), 1, 0);
  }

  /**
   * y[i, :] = the row at address sources[i] for i < n: a population gathered from several.
   *
   * @param sources longs, device addresses of rows
   */
  public void gatherSources(long sources, int n, int words, long y) {
    long size = (long) n * words;
    stream.begin(DeviceKernel.GATHER_SOURCES).address(sources).address(y).number(size).number(words)
        .launch(DeviceMaps.blocks(size), 1, 0);
  }
}
