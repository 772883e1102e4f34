package org.anabranch.engine.host;

import java.util.Arrays;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;

/**
 * Convolutions over images whose pixels are rows of channels, as products: the windows of {@value #PIXELS} output pixels at a time
 * are copied side by side into a worker's scratch, and that block is multiplied while it is in cache. The whole unfolded image,
 * kernel^2 times as large as the image itself, never exists.
 *
 * <p>The blocks are cut by the shape alone. Scratch: {@value #PIXELS} * kernel^2 * in floats for every worker.
 */
final class Convolution {
  /** Output pixels of a block: enough rows to pay for reading the weights, few enough for the second-level cache. */
  static final int PIXELS = 128;

  private final WorkerPool pool;
  private final Product product;
  private final GemmCall[] calls;
  private final float[][] windows;
  private final WorkerPool.Chunks chunk = this::chunk;
  private Linear weights;
  private Linear multiplied;
  private float[] x;
  private int xAt;
  private float[] y;
  private int yAt;
  private int height;
  private int width;
  private int enlarge;
  private int kernel;
  private int blocks;

  Convolution(WorkerPool pool, Product product) {
    this.pool = pool;
    this.product = product;
    calls = new GemmCall[pool.threads()];
    windows = new float[pool.threads()][0];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = new GemmCall();
      calls[i].act = Activation.NONE;
      calls[i].tokens = 1;
    }
  }

  /** Runs one; {@code multiplied} are the weights, or a shallow part of them in a rehearsal. */
  void run(String op, GemmCall.Mode mode, Tensor in, int height, int width, int enlarge, Linear w, Linear multiplied, int kernel,
      Tensor out) {
    Checks.convolution(op, in, height, width, enlarge, w, kernel, out);
    if (out.size() == 0) {
      return;
    }
    int rows = in.rows();
    this.weights = w;
    this.multiplied = multiplied;
    this.x = in.floats();
    this.xAt = in.offset();
    this.y = out.floats();
    this.yAt = out.offset();
    this.height = height;
    this.width = width;
    this.enlarge = enlarge;
    this.kernel = kernel;
    long pixels = (long) height * width * enlarge * enlarge;
    blocks = (int) ((pixels + PIXELS - 1) / PIXELS);
    for (int i = 0; i < calls.length; i++) {
      calls[i].mode = mode;
      if (windows[i].length < PIXELS * w.in()) {
        windows[i] = new float[PIXELS * w.in()];
      }
    }
    pool.run(rows * blocks, 2L * rows * pixels * w.in() * w.out(), chunk);
  }

  private void chunk(int chunk, int worker) {
    int row = chunk / blocks;
    int from = chunk % blocks * PIXELS;
    int pixels = height * width * enlarge * enlarge;
    int m = Math.min(PIXELS, pixels - from);
    gather(xAt + row * height * width * channels(), from, m, windows[worker]);
    GemmCall c = calls[worker];
    c.x = windows[worker];
    c.xAt = 0;
    c.m = m;
    c.w = multiplied;
    c.y = y;
    c.yAt = yAt + (row * pixels + from) * weights.out();
    product.run(c, 0, m, 0, multiplied.panelCount(), worker);
  }

  private int channels() {
    return weights.in() / (kernel * kernel);
  }

  /** The windows of m output pixels from one on, each kernel row by kernel row, then pixel by pixel. */
  private void gather(int image, int from, int m, float[] to) {
    int channels = channels();
    int wide = width * enlarge;
    int high = height * enlarge;
    int line = kernel * channels;
    int half = kernel / 2;
    for (int i = 0, at = 0; i < m; i++) {
      int top = (from + i) / wide - half;
      int left = (from + i) % wide - half;
      for (int p = top; p < top + kernel; p++, at += line) {
        if (p < 0 || p >= high) {
          Arrays.fill(to, at, at + line, 0f);
        } else if (enlarge == 1) {
          int begin = Math.max(0, -left) * channels;
          int end = Math.min(kernel, wide - left) * channels;
          Arrays.fill(to, at, at + begin, 0f);
          System.arraycopy(x, image + (p * width + left) * channels + begin, to, at + begin, end - begin);
          Arrays.fill(to, at + end, at + line, 0f);
        } else {
          enlarged(image + p / enlarge * width * channels, left, wide, to, at);
        }
      }
    }
  }

  /** One line of a window, of an image whose pixels repeat. */
  private void enlarged(int imageLine, int left, int wide, float[] to, int at) {
    int channels = channels();
    for (int q = left, t = at; q < left + kernel; q++, t += channels) {
      if (q < 0 || q >= wide) {
        Arrays.fill(to, t, t + channels, 0f);
      } else {
        System.arraycopy(x, imageLine + q / enlarge * channels, to, t, channels);
      }
    }
  }
}
