package org.anabranch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.engine.random.Purpose;
import org.anabranch.engine.random.RandomStream;
import org.anabranch.engine.random.TrajectoryKey;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.checkpoint.Safetensors;
import org.junit.jupiter.api.Test;

/** The reverse pass of the digits judges: against differences of a forward in double; bits; memory. */
class ConvClassifierGradientTest {
  private static final int PIXELS = 784;
  private static final Digits DIGITS = Digits.load();

  /** Held-out images with noise of 0.1: none of their pixels stands where the clamp has a corner, some are beyond it. */
  private static Tensor images(int rows) {
    Tensor x = DIGITS.heldOutImages().rows(0, rows).toHeap();
    for (int r = 0; r < rows; r++) {
      double[] z = new double[PIXELS];
      RandomStream.normals(TrajectoryKey.root(7, r), 0, Purpose.START, z, 0, PIXELS);
      for (int i = 0; i < PIXELS; i++) {
        x.floats()[r * PIXELS + i] += (float) (0.1 * z[i]);
      }
    }
    return x;
  }

  private static int[] labels(int rows) {
    int[] labels = new int[rows];
    Arrays.setAll(labels, r -> r % 10);
    return labels;
  }

  private static float[] gradient(String backend, int threads, Tensor x, int[] labels) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      Tensor g = Tensor.zeros(x.rows(), 1, 28, 28);
      ConvClassifier judge = DIGITS.verifier(Backend.of(backend, pool).kernels());
      double[] scores = new double[x.rows()];
      double[] alone = new double[x.rows()];
      judge.logProbability(x, labels, scores, g);
      judge.logProbability(x, labels, alone);
      assertArrayEquals(alone, scores, 0);
      return g.toFloats();
    }
  }

  @Test
  void agreesWithDifferencesInDouble() {
    Tensor x = images(2);
    int[] labels = {3, DIGITS.heldOutLabels()[1]};
    float[] g = gradient("", 1, x, labels);
    Reference reference = new Reference(Bundle.safetensors("digits", "verifier.safetensors"));
    double h = 1e-6;
    for (int r = 0; r < 2; r++) {
      double[] image = new double[PIXELS];
      for (int i = 0; i < PIXELS; i++) {
        image[i] = x.get(r * (long) PIXELS + i);
      }
      double largest = 0;
      double worst = 0;
      for (int i = 0; i < PIXELS; i++) {
        double at = image[i];
        image[i] = at + h;
        double up = reference.logProbability(image, labels[r]);
        image[i] = at - h;
        double down = reference.logProbability(image, labels[r]);
        image[i] = at;
        largest = Math.max(largest, Math.abs(up - down) / (2 * h));
        worst = Math.max(worst, Math.abs(g[r * PIXELS + i] - (up - down) / (2 * h)));
      }
      // At most 10 + 128 + 32 + 16 products in a chain and 9 windows at each of two folds in fp32: 204 half ulps of sums of the order
      // of the largest. Differences of numbers of order 10 are exact to 1e-9 at this h.
      assertTrue(worst < 204 * 0x1p-24 * largest + 1e-9, worst + " of " + largest);
      assertTrue(largest > 1e-3, "row " + r + ": the image has no slope, " + largest);
    }
  }

  @Test
  void aClampedPixelHasNoSlopeAndOneAtTheBoundHas() {
    Tensor x = images(1);
    float[] free = gradient("", 1, x, labels(1));
    int beyond = 0;
    for (int i = 0; i < PIXELS; i++) {
      boolean out = Math.abs(x.floats()[i]) > 1;
      beyond += out ? 1 : 0;
      assertTrue(!out || free[i] == 0, "pixel " + i);
      x.floats()[i] = Math.max(-1, Math.min(1, x.floats()[i]));
    }
    assertTrue(beyond > 100, beyond + " pixels beyond");
    float[] bound = gradient("", 1, x, labels(1));
    int awake = 0;
    for (int i = 0; i < PIXELS; i++) {
      awake += bound[i] != free[i] ? 1 : 0;
    }
    assertTrue(awake > beyond / 2, awake + " of " + beyond);
  }

  @Test
  void oneSetOfBitsWhateverProviderThreadsAndBatch() {
    Tensor x = images(5);
    float[] batch = gradient("", 1, x, labels(5));
    assertArrayEquals(batch, gradient("", 2, x, labels(5)));
    assertArrayEquals(batch, gradient("scalar", 1, x, labels(5)));
    for (int r = 0; r < 5; r++) {
      assertArrayEquals(Arrays.copyOfRange(batch, r * PIXELS, (r + 1) * PIXELS), gradient("", 1, x.rows(r, 1), new int[] {r}));
    }
  }

  @Test
  void aWarmReversePassAllocatesNothing() throws InterruptedException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (WorkerPool pool = new WorkerPool(2)) {
      ConvClassifier judge = DIGITS.verifier(Backend.of("", pool).kernels());
      Tensor x = images(4);
      Tensor g = Tensor.zeros(4, 1, 28, 28);
      int[] labels = labels(4);
      double[] scores = new double[4];
      long bytes = -1;
      // Vectors are boxed until the compiler has reached its last tier, which takes a while on a busy machine.
      for (int round = 0; round < 4000 && bytes != 0; round++) {
        if (round % 100 == 99) {
          Thread.sleep(50);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        judge.logProbability(x, labels, scores, g);
        bytes = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertEquals(0, bytes, "bytes of the last of 4000 passes");
    }
  }

  @Test
  void gradientsOfAnotherShapeAreRefused() {
    try (WorkerPool pool = new WorkerPool(1)) {
      ConvClassifier judge = DIGITS.verifier(Backend.of("", pool).kernels());
      var e = assertThrows(IllegalArgumentException.class,
          () -> judge.logProbability(images(2), labels(2), new double[2], Tensor.zeros(1, 1, 28, 28)));
      assertEquals("classifier: gradients must have the images' shape [2, 1, 28, 28], got [1, 1, 28, 28]", e.getMessage());
    }
  }

  /** The judge's forward in double, convolutions by definition. */
  private static final class Reference {
    private final double[][] weights = new double[4][];
    private final double[][] biases = new double[4][];

    Reference(Safetensors w) {
      String[] names = {"conv1", "conv2", "fc1", "fc2"};
      for (int i = 0; i < 4; i++) {
        weights[i] = doubles(w.tensor(names[i] + ".weight"));
        biases[i] = doubles(w.tensor(names[i] + ".bias"));
      }
    }

    double logProbability(double[] image, int label) {
      double[] x = image.clone();
      for (int i = 0; i < x.length; i++) {
        x[i] = Math.max(-1, Math.min(1, x[i]));
      }
      double[] logits = full(3, relu(full(2, conv(1, conv(0, x, 1, 28), biases[0].length, 14))));
      double max = Arrays.stream(logits).max().orElseThrow();
      return logits[label] - max - Math.log(Arrays.stream(logits).map(s -> Math.exp(s - max)).sum());
    }

    private double[] conv(int layer, double[] x, int in, int size) {
      int half = size / 2;
      double[] y = new double[biases[layer].length * half * half];
      for (int at = 0; at < y.length; at++) {
        int o = at / (half * half);
        int top = at / half % half * 2 - 2;
        int left = at % half * 2 - 2;
        double s = biases[layer][o];
        for (int c = 0; c < in; c++) {
          for (int a = Math.max(0, -top); a < Math.min(5, size - top); a++) {
            for (int b = Math.max(0, -left); b < Math.min(5, size - left); b++) {
              s += weights[layer][((o * in + c) * 5 + a) * 5 + b] * x[(c * size + top + a) * size + left + b];
            }
          }
        }
        y[at] = s;
      }
      return relu(y);
    }

    private double[] full(int layer, double[] x) {
      double[] y = biases[layer].clone();
      for (int o = 0; o < y.length; o++) {
        for (int i = 0; i < x.length; i++) {
          y[o] += weights[layer][o * x.length + i] * x[i];
        }
      }
      return y;
    }

    private static double[] relu(double[] x) {
      return Arrays.stream(x).map(v -> Math.max(0, v)).toArray();
    }

    private static double[] doubles(Tensor t) {
      double[] out = new double[(int) t.size()];
      Arrays.setAll(out, t::get);
      return out;
    }
  }
}
