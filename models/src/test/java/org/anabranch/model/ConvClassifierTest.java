package org.anabranch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.anabranch.engine.Backend;
import org.anabranch.engine.Kernels;
import org.anabranch.engine.Tensor;
import org.anabranch.engine.WorkerPool;
import org.anabranch.model.checkpoint.Bundle;
import org.anabranch.model.checkpoint.Safetensors;
import org.junit.jupiter.api.Test;

/** The digits judges: against a direct evaluation in double, and on the held-out images. */
class ConvClassifierTest {
  private static final Digits DIGITS = Digits.load();

  private final Kernels kernels = Backend.of("", new WorkerPool(1)).kernels();

  @Test
  void bothJudgesReachTheirAccuracyOnHeldOutImages() {
    // 95.0 % and 97.1 % of 2,000 images, as measured when they were trained; rounded to 0.1 %.
    assertEquals(0.950, accuracy(DIGITS.verifier(kernels)), 0.0005 + 1e-9);
    assertEquals(0.971, accuracy(DIGITS.evaluator(kernels)), 0.0005 + 1e-9);
  }

  private static double accuracy(ConvClassifier judge) {
    Tensor images = DIGITS.heldOutImages();
    int[] labels = DIGITS.heldOutLabels();
    int right = 0;
    Tensor logits = Tensor.zeros(500, judge.classes());
    for (int from = 0; from < labels.length; from += 500) {
      judge.logits(images.rows(from, 500), logits);
      for (int r = 0; r < 500; r++) {
        int best = 0;
        for (int c = 1; c < judge.classes(); c++) {
          best = logits.get((long) r * 10 + c) > logits.get((long) r * 10 + best) ? c : best;
        }
        right += best == labels[from + r] ? 1 : 0;
      }
    }
    return right / (double) labels.length;
  }

  @Test
  void agreesWithDirectConvolutionInDouble() {
    Safetensors w = Bundle.safetensors("digits", "verifier.safetensors");
    Tensor images = DIGITS.heldOutImages().rows(0, 3);
    Tensor logits = Tensor.zeros(3, 10);
    DIGITS.verifier(kernels).logits(images, logits);
    for (int r = 0; r < 3; r++) {
      double[] x = new double[784];
      for (int i = 0; i < 784; i++) {
        x[i] = images.get(r * 784L + i);
      }
      double[] want = fc(w, "fc2", relu(fc(w, "fc1", conv(w, "conv2", conv(w, "conv1", x, 28), 14))));
      for (int c = 0; c < 10; c++) {
        // 784 products and 4 layers in fp32: 784 half ulps of logits of order 10 is 4e-4 at worst, about 1e-5 in practice.
        assertEquals(want[c], logits.get(r * 10L + c), 4e-4, "row " + r + ", class " + c);
      }
    }
  }

  @Test
  void logProbabilitiesAreTheSoftmaxOfTheLogits() {
    ConvClassifier judge = DIGITS.verifier(kernels);
    Tensor images = DIGITS.heldOutImages().rows(0, 10);
    double[] sum = new double[10];
    for (int c = 0; c < 10; c++) {
      int[] labels = new int[10];
      Arrays.fill(labels, c);
      double[] log = new double[10];
      judge.logProbability(images, labels, log);
      for (int r = 0; r < 10; r++) {
        sum[r] += Math.exp(log[r]);
      }
    }
    for (double s : sum) {
      assertEquals(1, s, 1e-12);
    }
  }

  @Test
  void samplesAreClampedBeforeTheyAreJudged() {
    ConvClassifier judge = DIGITS.verifier(kernels);
    Tensor inside = DIGITS.heldOutImages().rows(0, 1).toHeap();
    Tensor outside = inside.toHeap();
    for (int i = 0; i < 784; i++) {
      if (Math.abs(outside.floats()[i]) == 1) {
        outside.floats()[i] *= 3;
      }
    }
    Tensor a = Tensor.zeros(1, judge.featureWidth());
    Tensor b = Tensor.zeros(1, judge.featureWidth());
    judge.features(inside, a);
    judge.features(outside, b);
    assertArrayEquals(a.floats(), b.floats());
    assertEquals(3 * inside.floats()[0], outside.floats()[0]);
  }

  @Test
  void wrongShapesAndLabelsAreNamed() {
    ConvClassifier judge = DIGITS.verifier(kernels);
    Tensor images = Tensor.zeros(2, 1, 28, 28);
    var shape = assertThrows(IllegalArgumentException.class,
        () -> judge.logits(Tensor.zeros(2, 1, 27, 28), Tensor.zeros(2, 10)));
    assertEquals("classifier: images must have shape [rows, 1, 28, 28], got [2, 1, 27, 28]", shape.getMessage());
    var label = assertThrows(IllegalArgumentException.class,
        () -> judge.logProbability(images, new int[] {0, 10}, new double[2]));
    assertEquals("classifier: a label must be in 0..9, got 10", label.getMessage());
  }

  private static double[] conv(Safetensors w, String name, double[] x, int size) {
    Tensor weight = w.tensor(name + ".weight");
    Tensor bias = w.tensor(name + ".bias");
    int in = weight.shape().dim(1);
    int half = size / 2;
    double[] y = new double[weight.rows() * half * half];
    for (int o = 0; o < weight.rows(); o++) {
      for (int i = 0; i < half; i++) {
        for (int j = 0; j < half; j++) {
          double s = bias.get(o);
          for (int c = 0; c < in; c++) {
            for (int p = 0; p < 25; p++) {
              int a = 2 * i + p / 5 - 2;
              int b = 2 * j + p % 5 - 2;
              if (a >= 0 && a < size && b >= 0 && b < size) {
                s += weight.get((o * in + c) * 25L + p) * x[(c * size + a) * size + b];
              }
            }
          }
          y[(o * half + i) * half + j] = s;
        }
      }
    }
    return relu(y);
  }

  private static double[] fc(Safetensors w, String name, double[] x) {
    Tensor weight = w.tensor(name + ".weight");
    double[] y = new double[weight.rows()];
    for (int o = 0; o < y.length; o++) {
      y[o] = w.tensor(name + ".bias").get(o);
      for (int i = 0; i < x.length; i++) {
        y[o] += weight.get((long) o * x.length + i) * x[i];
      }
    }
    return y;
  }

  private static double[] relu(double[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.max(0, x[i]);
    }
    return x;
  }
}
