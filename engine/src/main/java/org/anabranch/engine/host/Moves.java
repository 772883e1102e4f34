package org.anabranch.engine.host;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.anabranch.engine.DType;
import org.anabranch.engine.Tensor;

/** The operations that move elements and compute nothing. */
final class Moves {
  private static final ValueLayout.OfFloat F32_LE = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Moves() {}

  static void embedding(Tensor table, int[] ids, int n, Tensor y) {
    int width = table.rowSize();
    Checks.embedding(table, ids, n, y);
    for (int i = 0; i < n; i++) {
      Checks.id(table, ids[i]);
      if (table.onHeap()) {
        System.arraycopy(table.floats(), table.offset() + ids[i] * width, y.floats(), y.offset() + i * width, width);
      } else {
        widen(table, (long) ids[i] * width, y.floats(), y.offset() + i * width, width);
      }
    }
  }

  private static void widen(Tensor table, long from, float[] y, int at, int n) {
    if (table.dtype() == DType.F32) {
      MemorySegment.copy(table.segment(), F32_LE, 4 * from, y, at, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      y[at + i] = (float) table.get(from + i);
    }
  }

  static void unfold(Tensor image, int kernel, int stride, int padding, Tensor patches) {
    Checks.unfold(image, kernel, stride, padding, patches);
    int rows = image.rows();
    int channels = image.shape().dim(1);
    int height = image.shape().dim(2);
    int width = image.shape().dim(3);
    int outH = (height + 2 * padding - kernel) / stride + 1;
    int outW = (width + 2 * padding - kernel) / stride + 1;
    float[] src = image.floats();
    float[] dst = patches.floats();
    int at = patches.offset();
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < outH; i++) {
        for (int j = 0; j < outW; j++) {
          int left = j * stride - padding;
          int from = Math.max(0, -left);
          int to = Math.min(kernel, width - left);
          for (int c = 0; c < channels; c++) {
            for (int p = 0; p < kernel; p++, at += kernel) {
              int line = i * stride - padding + p;
              if (line < 0 || line >= height || to <= from) {
                Arrays.fill(dst, at, at + kernel, 0f);
              } else {
                Arrays.fill(dst, at, at + from, 0f);
                System.arraycopy(src, image.offset() + ((r * channels + c) * height + line) * width + left + from, dst,
                    at + from, to - from);
                Arrays.fill(dst, at + to, at + kernel, 0f);
              }
            }
          }
        }
      }
    }
  }

  static void unpatchify(Tensor tokens, int patch, Tensor image) {
    Checks.unpatchify(tokens, patch, image);
    int rows = image.rows();
    int channels = image.shape().dim(1);
    int gridH = image.shape().dim(2) / patch;
    int gridW = image.shape().dim(3) / patch;
    int width = tokens.shape().last();
    int tokenChannels = width / (patch * patch);
    float[] src = tokens.floats();
    float[] dst = image.floats();
    for (int r = 0; r < rows; r++) {
      for (int t = 0; t < gridH * gridW; t++) {
        int from = tokens.offset() + (r * gridH * gridW + t) * width;
        for (int p = 0; p < patch; p++) {
          for (int q = 0; q < patch; q++) {
            for (int c = 0; c < channels; c++) {
              int line = t / gridW * patch + p;
              int column = t % gridW * patch + q;
              dst[image.offset() + ((r * channels + c) * gridH * patch + line) * gridW * patch + column] =
                  src[from + (p * patch + q) * tokenChannels + c];
            }
          }
        }
      }
    }
  }

  static void transpose(Tensor x, Tensor y) {
    Checks.transpose(x, y);
    int a = x.shape().dim(1);
    int b = x.shape().dim(2);
    float[] src = x.floats();
    float[] dst = y.floats();
    for (int r = 0; r < x.rows(); r++) {
      int from = x.offset() + r * a * b;
      int to = y.offset() + r * a * b;
      for (int i = 0; i < a; i++) {
        for (int j = 0; j < b; j++) {
          dst[to + j * a + i] = src[from + i * b + j];
        }
      }
    }
  }
}
