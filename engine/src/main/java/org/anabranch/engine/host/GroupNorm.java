package org.anabranch.engine.host;

import java.util.Arrays;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;

/**
 * Group norm over images whose pixels are rows of channels. The same plain Java serves every provider: lanes are channels, sums run
 * over pixels in double, and no sum depends on how many channels a vector holds.
 *
 * <p>Three sweeps over the image: sums, sums of squared deviations, and the result with its activation. Sums of blocks of
 * {@value #PIXELS} pixels are made by the pool and added in the order of the blocks.
 */
final class GroupNorm {
  /** Pixels of a block. */
  static final int PIXELS = 1024;

  private final WorkerPool pool;
  private final HostLoops loops;
  private final WorkerPool.Chunks sumChunk = this::sumChunk;
  private final WorkerPool.Chunks squareChunk = this::squareChunk;
  private final WorkerPool.Chunks applyChunk = this::applyChunk;
  private double[] partial = new double[0];
  private double[] mean = new double[0];
  private float[] centre = new float[0];
  private float[] scale = new float[0];
  private float[] shift;
  private int shiftAt;
  private Activation activation;
  private float[] x;
  private int xAt;
  private float[] y;
  private int yAt;
  private int pixels;
  private int channels;
  private int blocks;

  GroupNorm(WorkerPool pool, HostLoops loops) {
    this.pool = pool;
    this.loops = loops;
  }

  void run(Tensor in, int groups, float eps, Tensor weight, Tensor bias, Activation activation, Tensor out) {
    Checks.groupNorm(in, groups, weight, bias, out);
    if (in.size() == 0) {
      return;
    }
    int rows = in.rows();
    this.x = in.floats();
    this.xAt = in.offset();
    this.y = out.floats();
    this.yAt = out.offset();
    this.pixels = in.shape().dim(1);
    this.channels = in.shape().last();
    this.activation = activation;
    this.shift = bias.floats();
    this.shiftAt = bias.offset();
    blocks = (pixels + PIXELS - 1) / PIXELS;
    if (partial.length < rows * blocks * channels) {
      partial = new double[rows * blocks * channels];
    }
    if (mean.length < rows * channels) {
      mean = new double[rows * channels];
      centre = new float[rows * channels];
      scale = new float[rows * channels];
    }
    int width = channels / groups;
    double count = (double) pixels * width;
    long flops = 4L * rows * pixels * channels;
    pool.run(rows * blocks, flops, sumChunk);
    for (int g = 0; g < rows * groups; g++) {
      double m = total(g / groups, g % groups * width, width) / count;
      Arrays.fill(mean, g * width, (g + 1) * width, m);
      Arrays.fill(centre, g * width, (g + 1) * width, (float) m);
    }
    pool.run(rows * blocks, flops, squareChunk);
    for (int g = 0; g < rows * groups; g++) {
      double inverse = 1 / Math.sqrt(total(g / groups, g % groups * width, width) / count + eps);
      for (int c = 0; c < width; c++) {
        scale[g * width + c] = (float) (inverse * weight.floats()[weight.offset() + g % groups * width + c]);
      }
    }
    pool.run(rows * blocks, 4 * flops, applyChunk);
  }

  /** The sum of a group: blocks in order, the channels of each in order. */
  private double total(int row, int first, int width) {
    double sum = 0;
    for (int b = 0; b < blocks; b++) {
      int at = (row * blocks + b) * channels + first;
      for (int c = 0; c < width; c++) {
        sum += partial[at + c];
      }
    }
    return sum;
  }

  private void sumChunk(int chunk, int worker) {
    int n = channels;
    int at = chunk * n;
    Arrays.fill(partial, at, at + n, 0);
    int from = first(chunk);
    for (int p = 0; p < count(chunk); p++, from += n) {
      for (int c = 0; c < n; c++) {
        partial[at + c] += x[xAt + from + c];
      }
    }
  }

  private void squareChunk(int chunk, int worker) {
    int n = channels;
    int at = chunk * n;
    int m = chunk / blocks * n;
    Arrays.fill(partial, at, at + n, 0);
    int from = first(chunk);
    for (int p = 0; p < count(chunk); p++, from += n) {
      for (int c = 0; c < n; c++) {
        double d = x[xAt + from + c] - mean[m + c];
        partial[at + c] += d * d;
      }
    }
  }

  private void applyChunk(int chunk, int worker) {
    int n = channels;
    int m = chunk / blocks * n;
    int from = first(chunk);
    int size = count(chunk) * n;
    for (int p = from; p < from + size; p += n) {
      for (int c = 0; c < n; c++) {
        y[yAt + p + c] = Math.fma(x[xAt + p + c] - centre[m + c], scale[m + c], shift[shiftAt + c]);
      }
    }
    if (activation != Activation.NONE) {
      loops.map(HostLoops.Map.of(activation), y, yAt + from, y, yAt + from, size, worker);
    }
  }

  /** The first element of a block. */
  private int first(int chunk) {
    return (chunk / blocks * pixels + chunk % blocks * PIXELS) * channels;
  }

  /** The pixels of a block. */
  private int count(int chunk) {
    return Math.min(PIXELS, pixels - chunk % blocks * PIXELS);
  }
}
