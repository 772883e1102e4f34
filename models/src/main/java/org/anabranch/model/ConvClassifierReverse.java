package org.anabranch.model;

import java.util.Arrays;
import org.anabranch.engine.Activation;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Linear;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.Workspace;

/**
 * The reverse pass of a {@link ConvClassifier}: the slopes of a function of its logits, carried back to the image.
 *
 * <pre>
 *   y = relu(x W^T + b)     dx = (dy [y > 0]) W, a product with the packed transpose
 *   windows = unfold(x)     dx = fold(dwindows): every window's share added in the order of the windows
 *   y = clamp(x)            dx = dy [-1 <= x <= 1]
 * </pre>
 * The slope of the ReLU at 0 is 0, that of the clamp at its ends is 1. Products are chains of fused multiply-adds and a fold has one
 * order, so that bits are the same under all providers, threads and batches.
 *
 * <p>Memory: the transposes, as much as the weights. Allocates nothing after the first call at a batch size. Belongs to the thread of
 * its kernels.
 */
final class ConvClassifierReverse {
  private final Kernels k;
  private final Linear conv1;
  private final Linear conv2;
  private final Linear fc1;
  private final Linear fc2;

  ConvClassifierReverse(Kernels kernels, Linear conv1, Linear conv2, Linear fc1, Linear fc2) {
    this.k = kernels;
    this.conv1 = transposed(conv1);
    this.conv2 = transposed(conv2);
    this.fc1 = transposed(fc1);
    this.fc2 = transposed(fc2);
  }

  /**
   * Carries slopes back.
   *
   * @param slopes    [N, classes] of the function with respect to the logits
   * @param f         [N, F], the features of the forward
   * @param h2        [N, S/4 S/4, C2], its second convolution after the ReLU
   * @param h1        [N, S/2 S/2, C1], its first
   * @param images    [N, C, S, S]
   * @param ws        of the forward, not reset
   * @param gradients [N, C, S, S] receives the slopes with respect to the images
   */
  void run(Tensor slopes, Tensor f, Tensor h2, Tensor h1, Tensor images, Workspace ws, Tensor gradients) {
    int n = images.rows();
    int size = images.shape().dim(2);
    int half = ConvClassifier.halved(size);
    int quarter = ConvClassifier.halved(half);
    Tensor df = ws.floats(n, fc2.out());                                          // [N, F]
    k.linear(slopes, fc2, Activation.NONE, df);                                   // [N, classes] -> [N, F]
    offWhereOff(f, df);
    Tensor d2 = ws.floats(n, fc1.out());                                          // [N, C2 S/4 S/4]
    k.linear(df, fc1, Activation.NONE, d2);                                       // [N, F] -> [N, C2 S/4 S/4]
    Tensor dh2 = ws.floats(n, quarter * quarter, conv2.in());                     // [N, S/4 S/4, C2]
    transposeWhereOn(d2, h2, dh2);                                                // [N, C2 S/4 S/4] -> [N, S/4 S/4, C2]
    Tensor dw2 = ws.floats(n, quarter * quarter, conv2.out());                    // [N, S/4 S/4, C1 25]
    k.linear(dh2, conv2, Activation.NONE, dw2);                                   // [N, S/4 S/4, C2] -> [N, S/4 S/4, C1 25]
    Tensor d1 = ws.floats(n, conv1.in() * half * half);                           // [N, C1 S/2 S/2]
    fold(dw2, quarter, half, d1);                                                 // [N, S/4 S/4, C1 25] -> [N, C1 S/2 S/2]
    Tensor dh1 = ws.floats(n, half * half, conv1.in());                           // [N, S/2 S/2, C1]
    transposeWhereOn(d1, h1, dh1);                                                // [N, C1 S/2 S/2] -> [N, S/2 S/2, C1]
    Tensor dw1 = ws.floats(n, half * half, conv1.out());                          // [N, S/2 S/2, C 25]
    k.linear(dh1, conv1, Activation.NONE, dw1);                                   // [N, S/2 S/2, C1] -> [N, S/2 S/2, C 25]
    fold(dw1, half, size, gradients);                                             // [N, S/2 S/2, C 25] -> [N, C, S, S]
    offWhereClamped(images, gradients);
  }

  /** d = 0 where y is not above 0. */
  private static void offWhereOff(Tensor y, Tensor d) {
    int shift = y.offset() - d.offset();
    for (int i = d.offset(); i < d.offset() + (int) d.size(); i++) {
      if (!(y.floats()[i + shift] > 0)) {
        d.floats()[i] = 0;
      }
    }
  }

  /** d = 0 where the image was clamped. */
  private static void offWhereClamped(Tensor images, Tensor d) {
    int shift = images.offset() - d.offset();
    for (int i = d.offset(); i < d.offset() + (int) d.size(); i++) {
      float x = images.floats()[i + shift];
      if (x < -1 || x > 1) {
        d.floats()[i] = 0;
      }
    }
  }

  /** out[r, p, c] = y[r, p, c] > 0 ? d[r, c P + p] : 0 with y [N, P, C]. */
  private static void transposeWhereOn(Tensor d, Tensor y, Tensor out) {
    int positions = y.shape().dim(1);
    int channels = y.shape().dim(2);
    for (int r = 0; r < y.rows(); r++) {
      int from = d.offset() + r * positions * channels;
      for (int p = 0; p < positions; p++) {
        int at = (r * positions + p) * channels;
        for (int c = 0; c < channels; c++) {
          out.floats()[out.offset() + at + c] = y.floats()[y.offset() + at + c] > 0 ? d.floats()[from + c * positions + p] : 0;
        }
      }
    }
  }

  /**
   * The transpose of unfolding: image[c, i, j] = the sum of windows[p, (c, a, b)] over the windows p = (u, v), in their order, that
   * cover it, i = STRIDE u + a - PADDING.
   *
   * @param windows [N, outer outer, C KERNEL KERNEL]
   * @param side    of the image
   * @param image   [N, C side side]
   */
  private static void fold(Tensor windows, int outer, int side, Tensor image) {
    int area = ConvClassifier.KERNEL * ConvClassifier.KERNEL;
    int columns = windows.shape().dim(2);
    int size = columns / area * side * side;
    float[] out = image.floats();
    Arrays.fill(out, image.offset(), image.offset() + (int) image.size(), 0);
    for (int p = 0; p < windows.rows() * outer * outer; p++) {
      int from = windows.offset() + p * columns;
      int to = image.offset() + p / (outer * outer) * size;
      int top = p % (outer * outer) / outer * ConvClassifier.STRIDE - ConvClassifier.PADDING;
      int left = p % outer * ConvClassifier.STRIDE - ConvClassifier.PADDING;
      int firstRow = Math.max(0, -top);
      int rows = Math.min(ConvClassifier.KERNEL, side - top);
      int first = Math.max(0, -left);
      int last = Math.min(ConvClassifier.KERNEL, side - left);
      for (int c = 0; c < columns / area; c++) {
        for (int a = firstRow; a < rows; a++) {
          int pixel = to + (c * side + top + a) * side + left;
          int share = from + c * area + a * ConvClassifier.KERNEL;
          for (int b = first; b < last; b++) {
            out[pixel + b] += windows.floats()[share + b];
          }
        }
      }
    }
  }

  private static Linear transposed(Linear w) {
    float[] t = new float[w.in() * w.out()];
    for (int i = 0; i < w.in(); i++) {
      for (int o = 0; o < w.out(); o++) {
        t[i * w.out() + o] = (float) w.weight(o, i);
      }
    }
    return Linear.pack(Tensor.of(t, w.in(), w.out()));
  }
}
