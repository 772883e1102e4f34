package org.anabranch.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The standard kernels against plain double arithmetic, their errors, and what they allocate. */
class KernelAccuracyTest {
  private final Random random = new Random(11);
  private final Kernels kernels = Backend.standard().kernels();

  private Tensor normal(int... dims) {
    Tensor t = Tensor.zeros(dims);
    for (int i = 0; i < t.size(); i++) {
      t.floats()[i] = (float) random.nextGaussian();
    }
    return t;
  }

  @Test
  void aProductIsWithinTheBoundOfItsChain() {
    for (int[] s : new int[][] {{5, 40, 384}, {1, 70, 3072}, {33, 7, 1000}}) {
      Tensor x = normal(s[0], s[2]);
      Tensor w = normal(s[1], s[2]);
      Tensor b = normal(s[1]);
      Tensor y = Tensor.zeros(s[0], s[1]);
      kernels.linear(x, Linear.pack(w, b), Activation.NONE, y);
      for (int i = 0; i < s[0]; i++) {
        for (int j = 0; j < s[1]; j++) {
          double want = b.get(j);
          double size = Math.abs(want);
          for (int k = 0; k < s[2]; k++) {
            double p = x.get((long) i * s[2] + k) * w.get((long) j * s[2] + k);
            want += p;
            size += Math.abs(p);
          }
          // A chain of K fused multiply-adds: |error| <= K u sum |x w|, u = 2^-24.
          assertEquals(want, y.get((long) i * s[1] + j), (s[2] + 2) * 0x1p-24 * size);
        }
      }
    }
  }

  @Test
  void attentionIsSoftmaxOfScoresTimesValues() {
    int n = 37;
    int d = 24;
    Tensor q = normal(1, n, 3 * d);
    Tensor o = Tensor.zeros(1, n, d);
    kernels.attention(q, 0, q, d, q, 2 * d, 1, 1, d, 0.2f, AttentionMask.causal(n, n), o);
    for (int i = 0; i < n; i++) {
      double[] weight = new double[n];
      double sum = 0;
      for (int j = 0; j <= i; j++) {
        double s = 0;
        for (int e = 0; e < d; e++) {
          s += q.get((long) i * 3 * d + e) * q.get((long) j * 3 * d + d + e);
        }
        weight[j] = Math.exp(0.2 * s);
        sum += weight[j];
      }
      for (int e = 0; e < d; e++) {
        double want = 0;
        for (int j = 0; j <= i; j++) {
          want += weight[j] / sum * q.get((long) j * 3 * d + 2 * d + e);
        }
        assertEquals(want, o.get((long) i * d + e), 4e-6);
      }
    }
  }

  @Test
  void aMaskedSoftmaxEntryIsExactlyZero() {
    Tensor x = Tensor.of(new float[] {1, Float.NEGATIVE_INFINITY, 2, Float.NEGATIVE_INFINITY}, 1, 4);
    kernels.softmax(x, x);
    assertEquals(0f, x.floats()[1]);
    assertEquals(0f, x.floats()[3]);
    assertEquals(1.0, x.get(0) + x.get(2), 1e-7);
    Tensor none = Tensor.of(new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY}, 1, 2);
    kernels.softmax(none, none);
    assertEquals(0f, none.floats()[0]);
    Tensor nan = Tensor.of(new float[] {1, Float.NaN, 2}, 1, 3);
    kernels.softmax(nan, nan);
    assertTrue(Float.isNaN(nan.floats()[0]) && Float.isNaN(nan.floats()[2]), "a NaN makes its row NaN");
  }

  @Test
  void normsHaveUnitVarianceAndTheModulationIsApplied() {
    Tensor x = normal(2, 3, 200);
    Tensor modulation = normal(2, 400);
    Tensor y = Tensor.zeros(2, 3, 200);
    kernels.layerNormModulated(x, 1e-6f, modulation, 0, 200, y);
    for (int r = 0; r < 6; r++) {
      double mean = 0;
      double square = 0;
      for (int i = 0; i < 200; i++) {
        mean += x.get(r * 200 + i) / 200;
      }
      for (int i = 0; i < 200; i++) {
        square += Math.pow(x.get(r * 200 + i) - mean, 2) / 200;
      }
      for (int i = 0; i < 200; i++) {
        double n = (x.get(r * 200 + i) - mean) / Math.sqrt(square + 1e-6);
        int at = r / 3 * 400 + i;
        assertEquals(n * (1 + modulation.get(at + 200)) + modulation.get(at), y.get(r * 200 + i), 1e-5);
      }
    }
  }

  @Test
  void rotaryTurnsEachPairByItsAngle() {
    int half = 19;
    Tensor x = normal(2, 7, 90);
    Tensor table = Tensor.zeros(9, 2 * half);
    for (int t = 0; t < 9; t++) {
      for (int i = 0; i < half; i++) {
        table.floats()[t * 2 * half + i] = (float) Math.cos(t * Math.pow(100, -i / (double) half));
        table.floats()[t * 2 * half + half + i] = (float) Math.sin(t * Math.pow(100, -i / (double) half));
      }
    }
    Tensor y = Tensor.of(x.toFloats(), 2, 7, 90);
    kernels.rotary(y, 5, 2, 2 * half, table);
    for (int token = 0; token < 14; token++) {
      for (int c = 0; c < 90; c++) {
        int i = (c - 5) % (2 * half);
        double want = x.get(token * 90 + c);
        if (c >= 5 && c < 5 + 4 * half) {
          double angle = token % 7 * Math.pow(100, -(i % half) / (double) half);
          double other = x.get(token * 90 + (i < half ? c + half : c - half));
          want = want * Math.cos(angle) + (i < half ? -other : other) * Math.sin(angle);
        }
        assertEquals(want, y.get(token * 90 + c), 2e-6);
      }
    }
  }

  @Test
  void aGateMultipliesTheActivatedHalfByTheOther() {
    Tensor x = normal(2, 3, 74);
    Tensor y = Tensor.zeros(2, 3, 37);
    kernels.gated(Activation.SILU, x, y);
    for (int r = 0; r < 6; r++) {
      for (int i = 0; i < 37; i++) {
        double v = x.get(r * 74 + i);
        assertEquals(v / (1 + Math.exp(-v)) * x.get(r * 74 + 37 + i), y.get(r * 37 + i), 2e-6);
      }
    }
  }

  @Test
  void aWeightStandsBeforeTheModulation() {
    Tensor x = normal(2, 3, 50);
    Tensor weight = normal(50);
    Tensor modulation = normal(2, 100);
    Tensor norm = Tensor.zeros(2, 3, 50);
    Tensor y = Tensor.zeros(2, 3, 50);
    kernels.layerNorm(x, 1e-5f, norm);
    kernels.layerNormModulated(x, 1e-5f, weight, modulation, 0, 50, y);
    for (int i = 0; i < y.size(); i++) {
      int at = i / 150 * 100 + i % 50;
      double want = norm.get(i) * weight.get(i % 50) * (1 + modulation.get(at + 50)) + modulation.get(at);
      assertEquals(want, y.get(i), 1e-5);
    }
  }

  @Test
  void anEmbeddingReadsMappedRowsOfAnyType() {
    Tensor y = Tensor.zeros(2, 3);
    MemorySegment halves = Tensor.allocateOffHeap(24);
    MemorySegment floats = Tensor.allocateOffHeap(48);
    for (int i = 0; i < 12; i++) {
      halves.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (Float.floatToRawIntBits(i - 5) >> 16));
      floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, i - 5);
    }
    Tensor narrow = Tensor.offHeap(halves, DType.BF16, Shape.of(4, 3));
    Tensor wide = Tensor.offHeap(floats, DType.F32, Shape.of(4, 3));
    for (Tensor table : new Tensor[] {narrow, wide}) {
      kernels.embedding(table, new int[] {3, 1}, 2, y);
      assertArrayEquals(new float[] {4, 5, 6, -2, -1, 0}, y.floats());
    }
  }

  @Test
  void unfoldWithLinearIsAConvolution() {
    Tensor image = normal(2, 3, 7, 6);
    Tensor weight = normal(4, 3, 5, 5);
    Tensor patches = Tensor.zeros(2, 4 * 3, 75);
    Tensor y = Tensor.zeros(2, 12, 4);
    kernels.unfold(image, 5, 2, 2, patches);
    kernels.linear(patches, Linear.pack(weight), Activation.NONE, y);
    for (int r = 0; r < 2; r++) {
      for (int o = 0; o < 4; o++) {
        for (int i = 0; i < 4; i++) {
          for (int j = 0; j < 3; j++) {
            double want = 0;
            for (int c = 0; c < 3; c++) {
              for (int p = 0; p < 5; p++) {
                for (int q = 0; q < 5; q++) {
                  int a = 2 * i - 2 + p;
                  int b = 2 * j - 2 + q;
                  if (a >= 0 && a < 7 && b >= 0 && b < 6) {
                    want += image.get(((r * 3 + c) * 7 + a) * 6 + b) * weight.get(((o * 3 + c) * 5 + p) * 5 + q);
                  }
                }
              }
            }
            assertEquals(want, y.get((r * 12 + i * 3 + j) * 4 + o), 2e-5);
          }
        }
      }
    }
  }

  @Test
  void warmKernelsAllocateNothing() throws InterruptedException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Tensor x = normal(3, 50, 96);
    Tensor y = Tensor.zeros(3, 50, 96);
    Tensor modulation = normal(3, 288);
    Linear w = Linear.pack(normal(96, 96), normal(96));
    Tensor o = Tensor.zeros(3, 50, 32);
    Tensor gate = Tensor.zeros(3, 144);
    Tensor table = normal(50, 32);
    Tensor pixels = normal(3, 50, 8);
    Linear filter = Linear.pack(normal(12, 72), normal(12));
    Tensor filtered = Tensor.zeros(3, 50, 12);
    Tensor eight = normal(8);
    Tensor normed = Tensor.zeros(3, 50, 8);
    for (Backend.Report r : Backend.standard().reports()) {
      if (!r.usable()) {
        continue;
      }
      try (WorkerPool pool = new WorkerPool(2)) {
        Kernels k = Backend.of(r.name(), pool).kernels();
        Map<String, Runnable> operations = Map.of(
            "layerNormModulated", () -> k.layerNormModulated(x, 1e-6f, modulation, 0, 96, y),
            "linear", () -> k.linear(x, w, Activation.GELU_TANH, y),
            "linearGatedResidual", () -> k.linearGatedResidual(x, w, modulation, 192, y),
            "attention", () -> k.attention(x, 0, x, 32, x, 64, 2, 2, 16, 0.25f, AttentionMask.NONE, o),
            "softmax", () -> k.softmax(y, y),
            "convolutionResidual", () -> k.convolutionResidual(pixels, 5, 10, filter, 3, filtered),
            "groupNorm", () -> k.groupNorm(pixels, 4, 1e-6f, eight, eight, Activation.SILU, normed),
            "gated", () -> k.gated(Activation.SILU, modulation, gate),
            "rotary", () -> k.rotary(x, 0, 3, 32, table));
        for (String name : operations.keySet()) {
          Runnable operation = operations.get(name);
          long bytes = -1;
          // The compiler boxes in its first tiers; what counts is the state that the kernels settle in. The naps let the
          // compiler's thread finish where the processors are busy.
          for (int round = 0; round < 20_000 && bytes != 0; round++) {
            if (round % 1000 == 999) {
              Thread.sleep(20);
            }
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
            operation.run();
            bytes = threads.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before;
          }
          assertEquals(0, bytes, r.name() + " " + name + " still allocates after 20000 calls");
        }
      }
    }
  }

  @Test
  void aConvolutionIsTheSumOverItsWindow() {
    for (int[] s : new int[][] {{5, 7, 1, 3}, {3, 4, 2, 3}, {1, 9, 1, 5}, {4, 3, 3, 1}}) {
      int in = 6;
      int high = s[0] * s[2];
      int wide = s[1] * s[2];
      int kernel = s[3];
      Tensor x = normal(2, s[0] * s[1], in);
      Tensor w = normal(10, kernel * kernel * in);
      Tensor b = normal(10);
      Tensor y = Tensor.zeros(2, high * wide, 10);
      kernels.convolution(x, s[0], s[1], s[2], Linear.pack(w, b), kernel, y);
      for (int r = 0; r < 2; r++) {
        for (int i = 0; i < high; i++) {
          for (int j = 0; j < wide; j++) {
            for (int o = 0; o < 10; o++) {
              double want = b.get(o);
              for (int t = 0; t < kernel * kernel; t++) {
                int line = i - kernel / 2 + t / kernel;
                int column = j - kernel / 2 + t % kernel;
                for (int c = 0; c < in && line >= 0 && line < high && column >= 0 && column < wide; c++) {
                  want += w.get((o * kernel * kernel + t) * in + c)
                      * x.get((r * s[0] * s[1] + line / s[2] * s[1] + column / s[2]) * in + c);
                }
              }
              assertEquals(want, y.get(((long) r * high * wide + i * wide + j) * 10 + o), 1e-4);
            }
          }
        }
      }
    }
  }

  @Test
  void aGroupNormHasTheMomentsOfItsGroup() {
    int pixels = 2100;
    int width = 3;
    Tensor x = normal(2, pixels, 4 * width);
    for (int i = 0; i < x.size(); i++) {
      x.floats()[i] = 1000 + 0.5f * x.floats()[i];
    }
    Tensor weight = normal(4 * width);
    Tensor bias = normal(4 * width);
    Tensor y = Tensor.zeros(2, pixels, 4 * width);
    kernels.groupNorm(x, 4, 1e-6f, weight, bias, Activation.NONE, y);
    for (int r = 0; r < 2; r++) {
      for (int g = 0; g < 4; g++) {
        double sum = 0;
        double squares = 0;
        for (int pass = 0; pass < 2; pass++) {
          double mean = sum / (pixels * width);
          for (int p = 0; p < pixels; p++) {
            for (int c = 0; c < width; c++) {
              double v = x.get(((long) r * pixels + p) * 4 * width + g * width + c);
              sum += pass == 0 ? v : 0;
              squares += pass == 0 ? 0 : (v - mean) * (v - mean);
            }
          }
        }
        double mean = sum / (pixels * width);
        double inverse = 1 / Math.sqrt(squares / (pixels * width) + 1e-6);
        for (int p = 0; p < pixels; p++) {
          int c = g * width + p % width;
          long at = ((long) r * pixels + p) * 4 * width + c;
          // The mean of about 1000 is rounded to a float, by up to 2^-15, and divided by a deviation of 0.5.
          assertEquals((x.get(at) - mean) * inverse * weight.get(c) + bias.get(c), y.get(at), 3e-4);
        }
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreToldWithBothValues() {
    Linear w = Linear.pack(normal(8, 6));
    Tensor y = Tensor.zeros(2, 8);
    var e = assertThrows(IllegalArgumentException.class, () -> kernels.linear(normal(2, 5), w, Activation.NONE, y));
    assertTrue(e.getMessage().contains("[2, 5]") && e.getMessage().contains("6"), e.getMessage());
    var f = assertThrows(IllegalArgumentException.class, () -> kernels.linear(normal(3, 6), w, Activation.NONE, y));
    assertTrue(f.getMessage().contains("[3, 6]") && f.getMessage().contains("[2, 8]"), f.getMessage());
    var g = assertThrows(IllegalArgumentException.class,
        () -> kernels.layerNormModulated(normal(2, 3, 4), 1e-6f, normal(2, 7), 0, 4, Tensor.zeros(2, 3, 4)));
    assertTrue(g.getMessage().contains("[4, 8)") && g.getMessage().contains("7"), g.getMessage());
    var h = assertThrows(IllegalArgumentException.class,
        () -> kernels.embedding(normal(5, 2), new int[] {5}, 1, Tensor.zeros(1, 2)));
    assertTrue(h.getMessage().contains("[0, 4]") && h.getMessage().contains("got 5"), h.getMessage());
    var m = assertThrows(IllegalArgumentException.class, () -> kernels.attention(normal(1, 2, 4), 0, normal(1, 3, 4), 0,
        normal(1, 3, 4), 0, 1, 1, 4, 1f, AttentionMask.causal(2, 2), Tensor.zeros(1, 2, 4)));
    assertTrue(m.getMessage().contains("attention mask"), m.getMessage());
    var n = assertThrows(IllegalArgumentException.class, () -> kernels.gated(Activation.SILU, normal(2, 7), Tensor.zeros(2, 3)));
    assertTrue(n.getMessage().contains("[2, 7]") && n.getMessage().contains("[2, 3]"), n.getMessage());
    var p = assertThrows(IllegalArgumentException.class, () -> kernels.rotary(normal(1, 5, 8), 0, 1, 8, normal(4, 8)));
    assertTrue(p.getMessage().contains("[5 or more, 8]") && p.getMessage().contains("[4, 8]"), p.getMessage());
    var q = assertThrows(IllegalArgumentException.class, () -> kernels.rotary(normal(1, 5, 8), 4, 1, 6, normal(5, 6)));
    assertTrue(q.getMessage().contains("[4, 10)") && q.getMessage().contains("8"), q.getMessage());
    var t = assertThrows(IllegalArgumentException.class,
        () -> kernels.convolution(normal(1, 12, 4), 3, 5, 1, Linear.pack(normal(8, 36)), 3, Tensor.zeros(1, 15, 8)));
    assertTrue(t.getMessage().contains("[1, 12, 4]") && t.getMessage().contains("[rows, 15, 4]"), t.getMessage());
    var u = assertThrows(IllegalArgumentException.class,
        () -> kernels.convolution(normal(1, 12, 4), 3, 4, 1, Linear.pack(normal(8, 64)), 4, Tensor.zeros(1, 12, 8)));
    assertTrue(u.getMessage().contains("odd kernel") && u.getMessage().contains("got 4"), u.getMessage());
    var v = assertThrows(IllegalArgumentException.class,
        () -> kernels.groupNorm(normal(1, 5, 6), 4, 1e-6f, normal(6), normal(6), Activation.NONE, Tensor.zeros(1, 5, 6)));
    assertTrue(v.getMessage().contains("[1, 5, 6]") && v.getMessage().contains("and 4"), v.getMessage());
  }
}
